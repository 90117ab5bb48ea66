//! Visits that should not have been made: the person, or their guardian, had said no at an earlier one, or it ended for
//! their safety and no supervisor sent anything of theirs back.
//!
//! A phone refuses such a visit when it made the earlier one. Another team's phone knows nothing of it; here both lie
//! side by side, under one number. It reads views and decisions, opens nothing, and says nothing of what was answered.
//! Of who withdrew no number is kept, so a visit after a withdrawal cannot be told from a first one.

use std::collections::BTreeMap;

use fieldward_core::{
    ids::ReferenceNumber,
    log::{ConsentAnswer, GuardianAnswer, StopCode, TeachBackOutcome},
    review::{Flag, RecordView},
};

use super::{desk::DeskRecord, lineage::flag};

/// An end after which nobody comes again by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// A no, or a yes that was none: final.
    Refused,
    /// Danger, risk of reprisal or recent harm: until a supervisor asks about this person.
    Harm,
}

/// Flags each visit that came after such an end.
pub(super) fn flag_after_the_end(records: &mut [DeskRecord]) {
    let mut people: BTreeMap<ReferenceNumber, Vec<usize>> = BTreeMap::new();
    for (place, record) in records.iter().enumerate().filter(|(_, record)| is_visit(&record.view)) {
        people.entry(record.view.reference).or_default().push(place);
    }
    for mut visits in people.into_values().filter(|visits| visits.len() > 1) {
        visits.sort_by_key(|place| order(&records[*place]));
        let asked = visits.iter().any(|place| records[*place].decided.returned.is_some());
        let bars = |place: &usize| match end(&records[*place].view) {
            Some(End::Refused) => true,
            Some(End::Harm) => !asked,
            None => false,
        };
        let Some(last) = visits.iter().position(bars) else { continue };
        for place in visits.split_off(last + 1) {
            flag(&mut records[place], Flag::AfterTheEnd);
        }
    }
}

/// A correction is made without meeting anybody, and a place that is watched is nobody.
fn is_visit(view: &RecordView) -> bool {
    view.parent.is_none() && view.blocks.is_empty()
}

/// Phones number visits; where two say the same number, their clocks must do.
fn order(record: &DeskRecord) -> (u8, i64) {
    (record.view.visit, record.view.started.wall_ms)
}

/// How a visit ended, by the same rule as on a phone.
fn end(view: &RecordView) -> Option<End> {
    let consent = &view.consent;
    let refused = matches!(consent.guardian, Some(GuardianAnswer::Refused))
        || matches!(consent.own, Some(ConsentAnswer::Refused | ConsentAnswer::Pressed))
        || consent.teach_back.iter().any(|(_, outcome)| *outcome == TeachBackOutcome::NotUnderstood);
    match view.stopped {
        _ if refused => Some(End::Refused),
        Some((StopCode::St2 | StopCode::St3 | StopCode::St4, _)) => Some(End::Harm),
        _ => None,
    }
}
