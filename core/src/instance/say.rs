//! Words of a form, with the answers of this interview in them.

use super::Instance;
use crate::{
    expr::{At, Code, Evaluation, Expression, NodeIndex, World},
    form::{Outputs, Path, Question, Text},
};

/// An interview at one place.
pub(super) struct Speaker<'i> {
    pub(super) instance: &'i Instance,
    pub(super) node: NodeIndex,
    pub(super) at: At,
}

impl Outputs for Speaker<'_> {
    fn output(&self, expression: &Expression) -> String {
        if let Some(at) = self.own_place(expression)
            && let Code::Nodes(reference) = &expression.code
        {
            return self.instance.read(reference.node, at).to_text().into_owned();
        }
        Evaluation::new(self.instance, self.node, self.at).item(expression).to_text().into_owned()
    }
}

impl Speaker<'_> {
    /// Where the node of a plain `${name}` stands in the repetition that this is said in: the label of a choice belongs
    /// to no place of its own.
    fn own_place(&self, expression: &Expression) -> Option<At> {
        let Code::Nodes(reference) = &expression.code else { return None };
        let around = self.instance.form.repeats_of(self.node);
        let is_around = reference.filters.is_empty() && around.starts_with(&reference.repeats);
        is_around.then(|| self.at.cut(reference.repeats.len()))
    }
}

impl Instance {
    /// A text of a node, outputs filled in. `language` as [`crate::form::Form::language_index`] takes it.
    #[must_use]
    pub fn say(&self, text: &Text, at: &Path, language: &str) -> String {
        let _budget = self.bounds.budget();
        let speaker = Speaker { instance: self, node: at.node, at: at.at() };
        text.say(self.form.language_index(language), self.form.default_language, &speaker)
    }

    /// The label.
    #[must_use]
    pub fn label(&self, at: &Path, language: &str) -> String {
        self.say(&self.form.node(at.node).label, at, language)
    }

    /// The hint.
    #[must_use]
    pub fn hint(&self, at: &Path, language: &str) -> String {
        self.say(&self.form.node(at.node).hint, at, language)
    }

    /// The label of one choice.
    #[must_use]
    pub fn choice_label(&self, at: &Path, choice: u32, language: &str) -> String {
        let Some(choice) = self.form.choice(at.node, choice) else { return String::new() };
        let _budget = self.bounds.budget();
        let speaker = Speaker { instance: self, node: at.node, at: at.at() };
        let language = self.form.language_index(language);
        choice.label().say(language, self.form.default_language, &speaker).into_owned()
    }

    /// What is said when the constraint fails; empty when the author wrote nothing.
    #[must_use]
    pub fn constraint_message(&self, at: &Path, language: &str) -> String {
        self.question_text(at, language, |question| &question.constraint_message)
    }

    /// What is said when a required answer is empty; empty when the author wrote nothing.
    #[must_use]
    pub fn required_message(&self, at: &Path, language: &str) -> String {
        self.question_text(at, language, |question| &question.required_message)
    }

    fn question_text(&self, at: &Path, language: &str, text: fn(&Question) -> &Text) -> String {
        self.form.question(at.node).map_or_else(String::new, |question| self.say(text(question), at, language))
    }
}
