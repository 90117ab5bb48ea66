//! A guardian is asked before a child is, and a guardian's no is final: this device begins no further visit
//! under that number (P3.2; R066; ST5; invariant 6).
//!
//! A waiver needs a reason that the protocol approved; it never comes from the interviewer alone.

use crate::{
    log::{GuardianAnswer, StopCode},
    safeguard::{Case, Gate, Verdict},
};

/// Children only.
pub(super) fn rule(case: &Case) -> Verdict {
    if !case.is_child() {
        return Verdict::Proceed;
    }
    match &case.facts.guardian {
        None => Verdict::Require(Gate::Guardian),
        Some(GuardianAnswer::Given) => Verdict::Proceed,
        Some(GuardianAnswer::Waived { reason }) if case.study.guardian_waivers.contains(reason) => Verdict::Proceed,
        Some(GuardianAnswer::Refused | GuardianAnswer::Waived { .. }) => Verdict::Stop(StopCode::St5),
    }
}
