//! Only the person's own, free yes opens an interview (P3.3, P3.4; R045, R066; ST5; invariants 1 and 6).
//!
//! "Unsure" is a no. A yes under pressure is a no. A guardian's yes never stands in its place: this rule does not look
//! at the guardian at all.

use crate::{
    log::{ConsentAnswer, StopCode},
    safeguard::{Case, Gate, Verdict},
};

/// The person's own answer.
pub(super) fn rule(case: &Case) -> Verdict {
    match case.facts.consent {
        None => Verdict::Require(Gate::Consent),
        Some(ConsentAnswer::Given) => Verdict::Proceed,
        Some(ConsentAnswer::Refused | ConsentAnswer::Pressed) => Verdict::Stop(StopCode::St5),
    }
}
