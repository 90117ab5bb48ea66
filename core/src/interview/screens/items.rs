//! Screens of the form's own items: one question a screen.

use crate::{
    form::{Look, NodeIndex, Path, look::Arrangement},
    interview::{Audience, Notice, Paragraph, Prompt, Screen, Step, screens::Pen},
    words::{Word, word},
};

pub(super) fn item(pen: &Pen, at: &Path) -> Screen {
    let prompt = pen.item_prompt(at);
    let title = pen.section_title(at.node);
    let paragraphs = pen.head_of_table(at, &prompt).into_iter().collect();
    Screen {
        step: Step::Question,
        id: prompt.id.clone(),
        title,
        paragraphs,
        prompts: vec![prompt],
        ..Screen::default()
    }
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
    /// What the head of a table says, before each of its rows: they are asked one by one, and nobody answers the head.
    fn head_of_table(&self, at: &Path, prompt: &Prompt) -> Option<Paragraph> {
        let Look::Choices(look) = &prompt.look else { return None };
        let form = self.interview.form();
        let is_head = |node: &NodeIndex| {
            let list = |node| form.question(node).and_then(|question| question.choice_list);
            node.0 < at.node.0 && form.node(*node).is_header() && list(*node) == list(at.node)
        };
        let rows = matches!(look.arrangement, Arrangement::TableRow);
        let head = form.children(form.node(at.node).parent).filter(is_head).last().filter(|_| rows)?;
        let language = match prompt.audience {
            Audience::Person => self.interview.facts.language.as_str(),
            Audience::Interviewer => self.language,
        };
        let text = self.interview.instance.label(&Path { node: head, at: at.at.clone() }, language);
        (!text.is_empty()).then_some(Paragraph { text, audience: prompt.audience })
    }

    fn section_title(&self, node: NodeIndex) -> String {
        let group = self.interview.form().section_of(node);
        group
            .map(|node| self.interview.instance.label(&Path { node, at: Vec::new() }, self.language))
            .unwrap_or_default()
    }
}
