//! Screens of the form's own items: one question a screen.

use crate::{
    form::{NodeIndex, Path},
    interview::{Notice, Screen, Step, screens::Pen},
    words::{Word, word},
};

pub(super) fn item(pen: &Pen, at: &Path) -> Screen {
    let prompt = pen.item_prompt(at);
    let title = pen.section_title(at.node);
    Screen { step: Step::Question, id: prompt.id.clone(), title, prompts: vec![prompt], ..Screen::default() }
}

/// Shown, and not asked again (P6).
pub(super) fn look_back(pen: &Pen, at: &Path) -> Screen {
    let mut screen = item(pen, at);
    let asked = pen.interview.facts.items.contains_key(at);
    screen.prompts.iter_mut().for_each(|prompt| prompt.read_only |= asked);
    let text = word(pen.tongue, Word::NoticeLookBack).to_owned();
    screen.notices.push(Notice { code: "look_back".to_owned(), text });
    screen
}

/// A correction: what was queried, with the value that came back.
pub(super) fn query(pen: &Pen, at: &Path) -> Screen {
    let screen = item(pen, at);
    Screen { title: word(pen.tongue, Word::TitleQuery).to_owned(), ..screen }
}

pub(super) fn repeat(pen: &Pen, at: &Path) -> Screen {
    let id = pen.interview.form().prompt_id(at);
    let label = pen.interview.instance.label(at, pen.language);
    let paragraphs = vec![pen.read(&label), pen.read(word(pen.tongue, Word::RepeatHint))];
    Screen { paragraphs, ..pen.titled(Step::Repeat, &id, Word::TitleRepeat) }
}

impl Pen<'_> {
    fn section_title(&self, node: NodeIndex) -> String {
        let group = self.interview.form().section_of(node);
        group
            .map(|node| self.interview.instance.label(&Path { node, at: Vec::new() }, self.language))
            .unwrap_or_default()
    }
}
