//! A corrected record beside its parent, field by field.
//!
//! A correction carries only what was queried. What it does not carry is unchanged, not missing; what one that was
//! stopped did not come to is neither.

use std::collections::BTreeMap;

use crate::{
    form::Path,
    review::{AnswerState, AnswerView, RecordView},
};

/// One field of two records.
#[derive(Debug, Clone)]
pub struct FieldComparison<'a> {
    /// In the parent; `None` when the parent has no such repetition.
    pub before: Option<&'a AnswerView>,
    /// In the correction.
    pub after: &'a AnswerView,
    /// What became of it.
    pub change: FieldChange,
}

/// What became of a queried field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldChange {
    /// Looked at, and left as it was.
    Confirmed,
    /// Changed.
    Changed,
}

/// The fields that the correction carries, with what the parent had.
#[must_use]
pub fn compare<'a>(parent: &'a RecordView, correction: &'a RecordView) -> Vec<FieldComparison<'a>> {
    let before: BTreeMap<&Path, &AnswerView> = answers(parent).map(|answer| (&answer.path, answer)).collect();
    answers(correction)
        .filter(|answer| carried(answer) && (correction.stopped.is_none() || answer.corrections > 0))
        .map(|after| {
            let before = before.get(&after.path).copied();
            // What was asked about and not touched stands as it was, also when the question went without its answer.
            let after = before.filter(|_| is_untouched(after)).unwrap_or(after);
            let same = before.is_some_and(|before| before.stored == after.stored && before.state == after.state);
            FieldComparison { before, after, change: if same { FieldChange::Confirmed } else { FieldChange::Changed } }
        })
        .collect()
}

fn answers(view: &RecordView) -> impl Iterator<Item = &AnswerView> {
    view.sections.iter().flat_map(|section| &section.answers)
}

fn is_untouched(answer: &AnswerView) -> bool {
    answer.state == AnswerState::Blank && answer.corrections == 0
}

fn carried(answer: &AnswerView) -> bool {
    !matches!(answer.state, AnswerState::NotAsked | AnswerState::Irrelevant | AnswerState::InIdentity)
        && answer.by != crate::form::AskedBy::Computed
}
