//! What `jr:choice-name` says: the label of a choice, as somebody at its question would read it.
//!
//! As in JavaRosa it is looked for among the choices that the question offers there, and other answers stand in its
//! words. A label may hold such a call itself, even one of its own list, so labels inside labels have an end.

use super::{Instance, say::Speaker};
use crate::{
    expr::{At, NodeIndex},
    form::{ChoiceSource, Question},
};

/// How deep labels of choices are said inside one another; a deeper one says nothing.
pub const LABELS_DEEP_MAX: u8 = 8;

impl Instance {
    /// The label of the choice of this name at a question; `None` when it offers none of that name.
    pub(super) fn choice_name(&self, node: NodeIndex, at: At, name: &str) -> Option<String> {
        let question = self.form.question(node).filter(|_| !name.is_empty())?;
        if let ChoiceSource::Answers(of) = question.choice_source {
            return self.is_answered(of, question, (node, at), name).then(|| name.to_owned());
        }
        let choice = self.form.choice(node, self.offered_as(question, node, at, name)?)?;
        let deep = self.labels_deep.get();
        if deep >= LABELS_DEEP_MAX {
            return None;
        }
        self.labels_deep.set(deep + 1);
        let speaker = Speaker { instance: self, node, at };
        let said = choice.label().say(self.language, self.form.default_language, &speaker).into_owned();
        self.labels_deep.set(deep);
        Some(said)
    }

    /// The first choice of a name that the question's filter leaves.
    fn offered_as(&self, question: &Question, node: NodeIndex, at: At, name: &str) -> Option<u32> {
        let list = self.form.choice_list(node)?;
        if question.choice_filter.is_none() {
            return list.position(name);
        }
        list.all_named(name).iter().copied().find(|choice| self.row_passes(question, node, at, *choice))
    }
}
