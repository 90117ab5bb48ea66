//! A record with what later corrections changed.
//!
//! A correction carries the queried items only; the rest stands as it was. Both records stay on the server.

use std::collections::BTreeMap;

use fieldward_core::{
    form::Path,
    review::{AnswerView, FieldComparison, compare},
};

use super::Which;
use crate::console::{Desk, DeskRecord, RecordState};

/// A record as it stands after its corrections.
#[derive(Debug)]
pub(super) struct Merged<'a> {
    /// The first record.
    pub base: &'a DeskRecord,
    /// How many corrections were taken in.
    pub corrections: u32,
    changed: BTreeMap<Path, AnswerView>,
}

impl<'a> Merged<'a> {
    /// Follows the corrections of a record; only accepted ones, unless all are wanted.
    pub(super) fn of(desk: &'a Desk, base: &'a DeskRecord, which: Which) -> Self {
        let mut merged = Self { base, corrections: 0, changed: BTreeMap::new() };
        let mut last = base;
        while let Some(next) = last.corrected_by.and_then(|id| desk.record(id)) {
            if which == Which::Accepted && next.state != RecordState::Accepted && next.state != RecordState::Corrected {
                break;
            }
            let fields = compare(&last.view, &next.view);
            let changed = fields.iter().map(|FieldComparison { after, .. }| (after.path.clone(), (*after).clone()));
            merged.changed.extend(changed);
            merged.corrections += 1;
            last = next;
        }
        merged
    }

    /// Every answer as it stands, in the questionnaire's order.
    pub(super) fn answers(&self) -> impl Iterator<Item = &AnswerView> {
        let all = self.base.view.sections.iter().flat_map(|section| &section.answers);
        all.map(|answer| self.changed.get(&answer.path).unwrap_or(answer))
    }
}
