//! What is filled in when a visit closes: help that is wanted, and the interviewer's own notes after leaving.

use super::{
    Planned,
    codes::{YES_NO, bad, code, id, optional},
    outcome_of,
};
use crate::{
    interview::{Entry, Interview},
    log::{CheckOutcome, EventKind},
    safeguard::{Check, Code, outcome_fits},
};

impl Interview {
    /// Help that the person wants becomes referrals; what is not wanted is written down as offered.
    pub(super) fn fill_farewell(&self, entries: &[Entry]) -> Planned {
        let said = code(entries, Check::Farewell.id(), &YES_NO)?;
        let card = optional(entries, Check::Card.id(), Check::Card.codes())?;
        let wanted = entries.iter().find(|entry| entry.prompt == id::NEEDS).map_or("", |entry| entry.value.as_str());
        let offered = self.needs_offered();
        if wanted.split_whitespace().any(|need| !offered.iter().any(|known| known == need)) {
            return bad(id::NEEDS);
        }
        let is_wanted = |need: &String| wanted.split_whitespace().any(|one| one == need);
        let referrals =
            offered.iter().map(|need| EventKind::Referral { need: need.clone(), accepted: is_wanted(need) });
        let mut events: Vec<EventKind> = if said == Code::Yes { referrals.collect() } else { Vec::new() };
        events.extend(card.map(|code| checked(Check::Card, code)));
        events.push(checked(Check::Farewell, said));
        Ok(events)
    }

    /// Needs that a service of the directory answers, each once, in its order.
    pub(in crate::interview) fn needs_offered(&self) -> Vec<String> {
        let mut needs: Vec<String> = Vec::new();
        for service in &self.study.referral {
            if !needs.contains(&service.need) {
                needs.push(service.need.clone());
            }
        }
        needs
    }
}

/// The step on the interviewer's own distress comes last: with it P8 is done.
pub(super) fn fill_after_leaving(entries: &[Entry]) -> Planned {
    let own = code(entries, Check::OwnDistress.id(), &YES_NO)?;
    let mut events = Vec::new();
    let limits = entries.iter().find(|entry| entry.prompt == Check::Limits.id() && !entry.value.trim().is_empty());
    if let Some(entry) = limits {
        let outcome = outcome_of(Check::Limits, &entry.value);
        if !outcome_fits(Check::Limits, &outcome) {
            return bad(&entry.prompt);
        }
        events.push(EventKind::Checked { step: entry.prompt.clone(), outcome });
    }
    events.extend(optional(entries, Check::CheckedOut.id(), &YES_NO)?.map(|code| checked(Check::CheckedOut, code)));
    events.push(checked(Check::OwnDistress, own));
    Ok(events)
}

fn checked(check: Check, code: Code) -> EventKind {
    EventKind::Checked { step: check.id().to_owned(), outcome: CheckOutcome::Code(code.name().to_owned()) }
}
