//! What `jr:choice-name` says: the label of a choice, as somebody at its question would read it.
//!
//! As in JavaRosa it is looked for among the choices that the question offers there, and other answers stand in its
//! words. A label may hold such a call itself, even one of its own list, so labels inside labels have an end.

use super::{Instance, say::Speaker};
use crate::{
    expr::{At, Evaluation, NodeIndex, World},
    form::{
        ChoiceSource, Question,
        dependencies::{Rule, RuleKind},
    },
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

    /// Whether this is an answer of a question in some repetition that the filter of who offers its answers leaves.
    fn is_answered(&self, of: NodeIndex, question: &Question, (node, at): (NodeIndex, At), name: &str) -> bool {
        let (repeats, others) = (self.form.repeats_of(node), self.form.repeats_of(of));
        let shared = repeats.iter().zip(&others).take_while(|(one, other)| one == other).count();
        let places = self.unrolled(Rule { node: of, kind: RuleKind::Calculate }, &[at.cut(shared)]);
        let filter = question.choice_filter.as_ref();
        let repeat = others.last().copied().unwrap_or_default();
        let passes = |at: &At| filter.is_none_or(|filter| Evaluation::new(self, repeat, *at).holds(filter));
        places.iter().any(|at| *self.read(of, *at).to_text() == *name && passes(at))
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
