//! Which records may serve a purpose, and how many may not.

use fieldward_core::{
    log::ConsentAnswer,
    study::{Method, Purpose},
};

use super::{ExportError, Order, Which};
use crate::console::{Counting, Desk, DeskRecord, Standing};

/// What was taken and what stays out.
#[derive(Debug, Default)]
pub(super) struct Eligible<'a> {
    pub records: Vec<Standing<'a>>,
    /// Told another use statement.
    pub other_statement: u32,
    /// No consent, or no yes to this purpose.
    pub no_consent: u32,
    /// Not accepted yet.
    pub not_accepted: u32,
    /// They say that they correct another record: nobody asked for them and nobody accepted them, or that record is not
    /// here.
    pub not_asked_for: u32,
}

/// Picks the records of an order.
pub(super) fn eligible<'a>(desk: &'a Desk, order: &Order) -> Result<Eligible<'a>, ExportError> {
    let purposes = &desk.study.use_statement.purposes;
    let purpose = purposes.iter().find(|purpose| purpose.code == order.purpose).ok_or(ExportError::Purpose)?;
    let counting = if order.which == Which::Accepted { Counting::Accepted } else { Counting::Arrived };
    let ours = desk.records.iter().filter(|record| record.view.instrument == order.instrument);
    let (first, corrections): (Vec<&DeskRecord>, Vec<&DeskRecord>) =
        ours.partition(|record| record.view.parent.is_none());
    if first.is_empty() && corrections.is_empty() {
        return Err(ExportError::Empty);
    }
    let mut eligible = Eligible { not_asked_for: alone(desk, &corrections), ..Eligible::default() };
    for record in first {
        let standing = Standing::of(desk, record, counting);
        if record.view.statement_hash != desk.study.use_statement.hash {
            eligible.other_statement += 1;
        } else if !agreed(record, purpose) {
            eligible.no_consent += 1;
        } else if order.which == Which::Accepted && !standing.is_accepted() {
            eligible.not_accepted += 1;
        } else {
            eligible.records.push(standing);
        }
    }
    // By number, not by arrival: the order of rows tells nothing about who was met when.
    eligible.records.sort_by_key(|standing| (standing.base.view.reference, standing.base.id));
    if eligible.records.is_empty() { Err(ExportError::Nothing) } else { Ok(eligible) }
}

/// A correction is no record of its own: what belongs to no record is in no export.
fn alone(desk: &Desk, corrections: &[&DeskRecord]) -> u32 {
    let joined = |correction: &DeskRecord| {
        let corrected = correction.corrects.and_then(|id| desk.record(id));
        corrected.is_some_and(|corrected| corrected.corrected_by.contains(&correction.id))
    };
    let alone = corrections.iter().filter(|correction| !joined(correction)).count();
    u32::try_from(alone).unwrap_or(u32::MAX)
}

/// An observation asks nobody. An interview needs the person's yes, and a separate purpose a yes of its own.
fn agreed(record: &DeskRecord, purpose: &Purpose) -> bool {
    let observed =
        record.study.instrument(&record.view.instrument).is_some_and(|one| one.method == Method::Observation);
    let consent = &record.view.consent;
    let own = consent.own == Some(ConsentAnswer::Given);
    observed || own && (!purpose.separate || consent.purposes.contains(&purpose.code))
}
