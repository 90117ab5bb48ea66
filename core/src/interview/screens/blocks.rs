//! The screen of an hour block: counters and counted rows, with what stands so far.

use crate::{
    form::{DataType, NodeIndex, NodeKind, Path, look::watched},
    interview::{
        ChoiceView, Notice, Prompt, PromptControl, Screen, Step,
        screens::{Pen, prompts::empty},
    },
    safeguard::observation,
    words::{Word, word},
};

pub(super) fn block(pen: &Pen) -> Screen {
    let facts = &pen.interview.facts;
    let current = observation::current(facts, pen.now);
    let hint = if current.is_some() { Word::BlockHint } else { Word::BlockNone };
    let mut screen = pen.titled(Step::Block, "block", Word::TitleBlock);
    screen.paragraphs.push(pen.read(word(pen.tongue, hint)));
    if let Some(opened) = facts.blocks.last().map(|block| &block.opened) {
        let hour = observation::local_hour(opened).rem_euclid(24);
        screen.title = format!("{} {hour:02}:00", screen.title);
    }
    if observation::waiting(facts).is_some_and(|waiting| Some(waiting) != current) {
        let text = word(pen.tongue, Word::BlockWaiting).to_owned();
        screen.notices.push(Notice { code: "minutes".to_owned(), text });
    }
    screen.prompts = pen.counters(current);
    screen
}

impl Pen<'_> {
    fn counters(&self, block: Option<u16>) -> Vec<Prompt> {
        let (form, interview) = (self.interview.form(), self.interview);
        let Some(repeat) = interview.outline.hour_block else { return Vec::new() };
        let mut prompts = Vec::new();
        for node in (repeat.0 + 1..form.node(repeat).end.0).map(NodeIndex) {
            if interview.has_appearance(node, watched::COUNTER) {
                prompts.push(self.counter(node, block, PromptControl::Counter));
            } else if interview.has_appearance(node, "counted-row") {
                prompts.push(self.counter(node, block, PromptControl::CountedRow));
                prompts.extend(self.row_parts(node));
            }
        }
        prompts
    }

    fn counter(&self, node: NodeIndex, block: Option<u16>, control: PromptControl) -> Prompt {
        let (form, facts) = (self.interview.form(), &self.interview.facts);
        let at = Path { node, at: vec![block.unwrap_or_default()] };
        let label = self.interview.instance.label(&at, self.language);
        let mut prompt = empty(&form.node(node).name, &label, control);
        let taps = block.and_then(|block| facts.blocks.get(usize::from(block))).map(|block| block.taps.iter());
        let stands = taps.into_iter().flatten().filter(|(tapped, ..)| tapped.node == node);
        prompt.value = stands.map(|(_, count, _)| i64::from(*count)).sum::<i64>().to_string();
        prompt
    }

    /// What can be said about one counted row.
    fn row_parts(&self, row: NodeIndex) -> Vec<Prompt> {
        let form = self.interview.form();
        let inside = (row.0 + 1..form.node(row).end.0).map(NodeIndex);
        let is_question = |node: &NodeIndex| matches!(form.node(*node).kind, NodeKind::Question(_));
        inside.filter(is_question).map(|node| self.row_part(row, node)).collect()
    }

    fn row_part(&self, row: NodeIndex, node: NodeIndex) -> Prompt {
        let form = self.interview.form();
        let language = form.language_index(self.language);
        let say = |text: &crate::form::Text| text.plain(language, form.default_language);
        let control = match form.question(node).map(|question| question.data_type) {
            Some(DataType::SelectOne) => PromptControl::One,
            Some(DataType::SelectMultiple) => PromptControl::Many,
            Some(DataType::Integer) => PromptControl::Integer,
            _ => PromptControl::Text,
        };
        let id = format!("{}/{}", form.node(row).name, form.node(node).name);
        let view = |choice: crate::form::Choice<'_>| {
            ChoiceView::new(choice.name(), choice.label().plain(language, form.default_language))
        };
        let choices = form.choice_list(node).map(|list| list.iter().map(view).collect()).unwrap_or_default();
        Prompt { choices, ..empty(&id, &say(&form.node(node).label), control) }
    }
}
