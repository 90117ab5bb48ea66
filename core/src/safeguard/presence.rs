//! Who is there, noted for each section and anew after a break; some company closes what is sensitive (P5, ST7; R056;
//! invariant 4; T20).
//!
//! An employer, an unknown adult, or anybody who insisted on staying closes S2 and S3 sections for the rest of the
//! visit: what was said in their hearing can be held against the person later. Anybody else who can hear, but for the
//! interpreter, closes them until somebody notes that nobody can.

use crate::{
    form::Sensitivity,
    safeguard::{Case, Gate, Verdict},
};

/// For the open section.
pub(super) fn rule(case: &Case) -> Verdict {
    let Some(section) = case.open_section_of_person() else { return Verdict::Proceed };
    let sensitive = section.sensitivity >= Sensitivity::Sensitive;
    if sensitive && (case.facts.constrained || (case.facts.presence_noted && case.facts.overheard)) {
        Verdict::Close(section.node)
    } else if case.facts.presence_noted {
        Verdict::Proceed
    } else {
        Verdict::Require(Gate::Presence(section.node))
    }
}
