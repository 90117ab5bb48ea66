//! A visit ends in time: over the limit, only the closing section follows (ST10; R076).
//!
//! Counted from the first distress check, when the person is there, without breaks. An item that was put may still be
//! answered: the person has begun to speak. Who comes back after a day comes back to a visit that is over.

use crate::safeguard::{Case, Verdict};

const MINUTE_MS: u64 = 60_000;

/// Least time left for a highly sensitive section (trust gate, condition d).
pub(crate) const TRUST_MINUTES_MIN: u64 = 10;

/// Milliseconds that are left; 0 when the limit is reached.
pub(crate) fn left_ms(case: &Case) -> u64 {
    let limits = &case.study.limits;
    let minutes = if case.is_child() { limits.child_minutes } else { limits.adult_minutes };
    (u64::from(minutes) * MINUTE_MS).saturating_sub(case.facts.time_with_person_ms(case.at_ms))
}

/// The limit is reached, now or before.
pub(crate) fn is_over(case: &Case) -> bool {
    let spent = left_ms(case) == 0 && case.facts.put.is_none();
    case.facts.cut_short.is_some() || case.facts.visit_over || spent
}

/// There is time for a highly sensitive section.
pub(crate) fn has_time_for_trust(case: &Case) -> bool {
    left_ms(case) >= TRUST_MINUTES_MIN * MINUTE_MS
}

/// Every section but the closing one is closed.
pub(super) fn rule(case: &Case) -> Verdict {
    match case.open_section_of_person() {
        Some(section) if !section.closing && is_over(case) => Verdict::Close(section.node),
        _ => Verdict::Proceed,
    }
}
