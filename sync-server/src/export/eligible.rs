//! Which records may serve a purpose, and how many may not.

use fieldward_core::{
    log::ConsentAnswer,
    study::{Method, Purpose},
};

use super::{ExportError, Order, Which, merged::Merged};
use crate::console::{Desk, DeskRecord, RecordState};

/// What was taken and what stays out.
#[derive(Debug, Default)]
pub(super) struct Eligible<'a> {
    pub records: Vec<Merged<'a>>,
    /// Told another use statement.
    pub other_statement: u32,
    /// No consent, or no yes to this purpose.
    pub no_consent: u32,
    /// Not accepted yet.
    pub not_accepted: u32,
}

/// Picks the records of an order.
pub(super) fn eligible<'a>(desk: &'a Desk, order: &Order) -> Result<Eligible<'a>, ExportError> {
    let purposes = &desk.study.use_statement.purposes;
    let purpose = purposes.iter().find(|purpose| purpose.code == order.purpose).ok_or(ExportError::Purpose)?;
    let mut eligible = Eligible::default();
    let first = |record: &&DeskRecord| record.corrects.is_none() && record.view.instrument == order.instrument;
    for record in desk.records.iter().filter(first) {
        let merged = Merged::of(desk, record, order.which);
        if record.view.statement_hash != desk.study.use_statement.hash {
            eligible.other_statement += 1;
        } else if !agreed(record, purpose) {
            eligible.no_consent += 1;
        } else if order.which == Which::Accepted && !accepted(record, &merged) {
            eligible.not_accepted += 1;
        } else {
            eligible.records.push(merged);
        }
    }
    // By number, not by arrival: the order of rows tells nothing about who was met when.
    eligible.records.sort_by_key(|merged| (merged.base.view.reference, merged.base.id));
    if eligible.records.is_empty() { Err(ExportError::Nothing) } else { Ok(eligible) }
}

fn accepted(record: &DeskRecord, merged: &Merged<'_>) -> bool {
    record.state == RecordState::Accepted || merged.corrections > 0
}

/// An observation asks nobody. An interview needs the person's yes, and a separate purpose a yes of its own.
fn agreed(record: &DeskRecord, purpose: &Purpose) -> bool {
    let observed =
        record.study.instrument(&record.view.instrument).is_some_and(|one| one.method == Method::Observation);
    let consent = &record.view.consent;
    let own = consent.own == Some(ConsentAnswer::Given);
    observed || own && (!purpose.separate || consent.purposes.contains(&purpose.code))
}
