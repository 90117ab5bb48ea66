//! The trust gate before each highly sensitive section (P4; R061, R062; invariant 4).
//!
//! Five conditions: alone and private still, level 0 at the last two checks, relaxed and talking freely, ten minutes
//! left, the visit rule met. The interviewer answers two, the engine knows three. Only when all five hold is the person
//! asked, and only "go on" opens the section. What is left out is never asked again; "go on" holds until a break.

use crate::{
    form::Sensitivity,
    log::TrustAnswer,
    safeguard::{Case, Gate, Section, Verdict, time_limit, visit},
};

/// How many of the last distress checks must be of level 0.
const SETTLED_CHECKS: usize = 2;

/// The three conditions that the engine knows.
pub(crate) fn conditions_hold(case: &Case, section: &Section) -> bool {
    let last = case.facts.distress.iter().rev().take(SETTLED_CHECKS);
    let settled = case.facts.distress.len() >= SETTLED_CHECKS && last.into_iter().all(|(level, _)| *level == 0);
    settled && time_limit::has_time_for_trust(case) && visit::opens(case, section)
}

/// For the open section.
pub(super) fn rule(case: &Case) -> Verdict {
    let Some(section) = case.open_section_of_person() else { return Verdict::Proceed };
    if section.sensitivity < Sensitivity::HighlySensitive {
        return Verdict::Proceed;
    }
    match case.facts.trust.get(&section.node) {
        None => Verdict::Require(Gate::Trust(section.node)),
        Some(TrustAnswer::GoOn) if is_settled_since(case) => Verdict::Proceed,
        Some(_) => Verdict::Close(section.node),
    }
}

/// A check above level 0 after the gate closes it again: the person has changed.
fn is_settled_since(case: &Case) -> bool {
    case.facts.distress.last().is_some_and(|(level, _)| *level == 0)
}
