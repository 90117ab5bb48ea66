//! After a stop or a withdrawal only closing steps follow, after finalizing nothing (R047, R077, ST5; invariant 2).

use crate::{
    log::StopCode,
    safeguard::{Case, RefusalCode, Verdict},
};

/// An end stays an end. An alert of ST2 that was raised stops too: it never stands alone.
pub(super) fn rule(case: &Case) -> Verdict {
    if case.facts.finalized {
        return Verdict::Refuse(RefusalCode::Closed);
    }
    if let Some(code) = case.ended() {
        return Verdict::Stop(code);
    }
    if case.facts.alerts.contains(&StopCode::St2) { Verdict::Stop(StopCode::St2) } else { Verdict::Proceed }
}
