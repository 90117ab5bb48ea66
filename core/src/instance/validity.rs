//! Whether an answer can stand, and whether the whole can.

use super::{Instance, store};
use crate::{
    expr::{At, Evaluation, Item, NodeIndex},
    form::{ChoiceSource, Path, Question, Value},
};

/// Whether an answer can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// It can.
    Ok,
    /// Its constraint does not hold, or it is not among the choices offered.
    Constraint,
    /// It is required and empty.
    Required,
}

impl Instance {
    /// Whether this answer could stand there. An empty answer can break no constraint, as in JavaRosa.
    #[must_use]
    pub fn check(&self, at: &Path, value: Option<&Value>) -> Validity {
        let _budget = self.bounds.budget();
        self.check_on(at, value)
    }

    /// The same, counted together with what was visited before.
    fn check_on(&self, at: &Path, value: Option<&Value>) -> Validity {
        let Some(question) = self.form.question(at.node) else { return Validity::Ok };
        match value {
            None if self.is_required(at) => Validity::Required,
            None => Validity::Ok,
            Some(value) if self.can_stand(question, at.node, at.at(), value) => Validity::Ok,
            Some(_) => Validity::Constraint,
        }
    }

    fn can_stand(&self, question: &Question, node: NodeIndex, at: At, value: &Value) -> bool {
        let offered = match value {
            Value::Choice(choice) => self.passes(question, node, at, *choice),
            Value::Choices(choices) => choices.iter().all(|choice| self.passes(question, node, at, *choice)),
            Value::Text(text) if matches!(question.choice_source, ChoiceSource::Answers(_)) => {
                self.answer_offered(&Path::new(node, at), text).as_ref() == Some(text)
            }
            _ => true,
        };
        let item = store::item_of(&self.form, node, value);
        offered && self.holds_for(question, node, at, &item)
    }

    /// Whether its constraint lets an answer stand, offered or not.
    pub(crate) fn satisfies(&self, at: &Path, value: &Value) -> bool {
        let item = store::item_of(&self.form, at.node, value);
        self.form.question(at.node).is_none_or(|question| self.holds_for(question, at.node, at.at(), &item))
    }

    fn holds_for(&self, question: &Question, node: NodeIndex, at: At, item: &Item<'_>) -> bool {
        let Some(constraint) = &question.constraint else { return true };
        let evaluation = Evaluation { answer: Some(item), ..Evaluation::new(self, node, at) };
        evaluation.holds(constraint)
    }

    /// Whether an empty answer would be refused now.
    #[must_use]
    pub fn is_required(&self, at: &Path) -> bool {
        let _budget = self.bounds.budget();
        let required = self.form.question(at.node).and_then(|question| question.required.as_ref());
        required.is_some_and(|required| Evaluation::new(self, at.node, at.at()).holds(required))
    }

    /// Whether the question is shown and not changed.
    #[must_use]
    pub fn is_read_only(&self, at: &Path) -> bool {
        let _budget = self.bounds.budget();
        let read_only = self.form.question(at.node).and_then(|question| question.read_only.as_ref());
        read_only.is_some_and(|read_only| Evaluation::new(self, at.node, at.at()).holds(read_only))
    }

    /// Gives every answer again, in document order, up to the first that cannot stand: what JavaRosa does before it
    /// says whether the whole is valid. An answer written over a calculation gives way to it here.
    pub fn confirm(&mut self) {
        for path in self.relevant_nodes() {
            let form = self.form.clone();
            let Some(question) = form.question(path.node).filter(|question| question.control.is_asked()) else {
                continue;
            };
            if self.check(&path, self.value(&path)) != Validity::Ok {
                return;
            }
            if question.read_only.is_none() && self.value(&path).is_some() {
                self.touch(path.node, path.at());
                self.settle();
            }
        }
    }

    /// What keeps the whole from being valid, in document order; empty when nothing does. Only what a person answers
    /// is asked.
    #[must_use]
    pub fn validate(&self) -> Vec<(Path, Validity)> {
        let mut faults = Vec::new();
        let _budget = self.bounds.budget();
        for (path, value) in self.leaves() {
            let is_input = self.form.question(path.node).is_some_and(|question| question.control.is_asked());
            let validity = if is_input { self.check_on(&path, value.as_ref()) } else { Validity::Ok };
            if validity != Validity::Ok {
                faults.push((path, validity));
            }
        }
        faults
    }
}
