//! Each line of the information is told, in order, before anybody agrees (P3; R045, R049, R059, R067, R070).

use crate::safeguard::{Case, Gate, Verdict};

/// All lines for this kind of respondent.
pub(super) fn rule(case: &Case) -> Verdict {
    let lines = case.study.told_to(case.instrument.respondent).len();
    if case.facts.told < lines { Verdict::Require(Gate::Tell(case.facts.told)) } else { Verdict::Proceed }
}
