//! What showing a question does: its answer loses what is no longer offered, and nothing else is told.

use super::Collect;
use crate::form::{Path, Value};

impl Collect {
    /// Shows a question.
    pub(super) fn show(&mut self, path: &Path) {
        let form = self.form().clone();
        let Some(question) = form.question(path.node).filter(|question| question.choice_list.is_some()) else { return };
        let Some(value) = self.instance.value(path).cloned() else { return };
        let passes = |choice: u32| self.instance.passes(question, path.node, path.at(), choice);
        let kept = match value {
            Value::Choice(choice) => passes(choice).then_some(value),
            // A list from which everything went is an answer still, though an empty one.
            Value::Choices(choices) => {
                Some(Value::Choices(choices.into_iter().filter(|choice| passes(*choice)).collect()))
            }
            _ => None,
        };
        if let Some(slot) = self.instance.slot_mut(path.node, path.at()) {
            slot.value = kept;
        }
    }
}
