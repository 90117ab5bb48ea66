//! Choices that are answers of the form itself: `select_one ${name}` offers what was answered in each repetition.
//!
//! Such a choice has no index: what is stored is the answer's text. Which repetitions count is the filter's affair, and
//! it is asked about each of them.

use std::collections::HashSet;

use super::Instance;
use crate::{
    expr::{At, Evaluation, Expression, NodeIndex, World},
    form::{ChoiceSource, DataType, Path, Question},
};

impl Instance {
    /// The answers that a select offers now, in the order of their repetitions, each once; `None` for a question whose
    /// choices are no answers.
    #[must_use]
    pub fn answers_offered(&self, at: &Path) -> Option<Vec<String>> {
        let ChoiceSource::Answers(of) = self.form.question(at.node)?.choice_source else { return None };
        let _budget = self.bounds.budget();
        let mut answers = self.answers_of(of, at);
        let mut seen = HashSet::new();
        answers.retain(|answer| !answer.is_empty() && seen.insert(answer.clone()));
        Some(answers)
    }

    /// What is left of an answer that is a text when only answers that are offered may stand; `None` for nothing.
    pub(super) fn answer_offered(&self, at: &Path, text: &str) -> Option<String> {
        let Some(offered) = self.answers_offered(at) else { return Some(text.to_owned()) };
        let is_offered = |one: &str| offered.iter().any(|answer| answer == one);
        let takes_several =
            self.form.question(at.node).is_some_and(|asked| asked.data_type == DataType::SelectMultiple);
        if !takes_several || is_offered(text) {
            return is_offered(text).then(|| text.to_owned());
        }
        let kept: Vec<&str> = text.split(' ').filter(|one| is_offered(one)).collect();
        (!kept.is_empty()).then(|| kept.join(" "))
    }

    /// The answers of a question in all repetitions that agree with a place and that the filter there leaves.
    pub(crate) fn answers_of(&self, of: NodeIndex, path: &Path) -> Vec<String> {
        let filter = self.form.question(path.node).and_then(|question| question.choice_filter.as_ref());
        let places = self.answered_at(of, path.node, path.at()).into_iter();
        let left = places.filter(|at| self.leaves_answer(filter, of, *at));
        left.map(|at| self.read(of, at).to_text().into_owned()).collect()
    }

    /// Whether this is one of them.
    pub(super) fn is_answered(
        &self,
        of: NodeIndex,
        question: &Question,
        (node, at): (NodeIndex, At),
        name: &str,
    ) -> bool {
        let filter = question.choice_filter.as_ref();
        // Comparing is cheaper than to ask the filter.
        let is_it = |at: &At| *self.read(of, *at).to_text() == *name && self.leaves_answer(filter, of, *at);
        self.answered_at(of, node, at).iter().any(is_it)
    }

    /// The repetitions of a question that agree with a place of another, in their order.
    fn answered_at(&self, of: NodeIndex, node: NodeIndex, at: At) -> Vec<At> {
        self.unrolled(of, self.form.layout.depth(of), &[at.cut(self.form.shared_depth(node, of))])
    }

    /// Whether a filter leaves the answer that stands in a repetition; it is asked about the repetition.
    fn leaves_answer(&self, filter: Option<&Expression>, of: NodeIndex, at: At) -> bool {
        filter.is_none_or(|filter| Evaluation::new(self, self.form.repeat_of(of), at).holds(filter))
    }
}
