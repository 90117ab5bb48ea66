//! What was told was understood, or there is no interview (P3.1; R045; ST5).
//!
//! Each question is explained once more where needed; what is then not understood ends it: agreement to something
//! that was not understood is none.

use crate::{
    log::{StopCode, TeachBackOutcome},
    safeguard::{Case, Gate, Verdict},
};

/// All questions of the study, in order.
pub(super) fn rule(case: &Case) -> Verdict {
    let answered = &case.facts.teach_back;
    if answered.contains(&TeachBackOutcome::NotUnderstood) {
        return Verdict::Stop(StopCode::St5);
    }
    match u8::try_from(answered.len()) {
        Ok(next) if answered.len() < case.study.teach_back.len() => Verdict::Require(Gate::TeachBack(next)),
        _ => Verdict::Proceed,
    }
}
