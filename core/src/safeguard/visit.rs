//! Rapport first, data later: which sections belong to which visit (R063; P2.3).
//!
//! Under a rule of two visits, the first holds the sections that the study names and the closing one, the second the
//! rest. Where some risk of reprisal was seen, only what belongs to a first visit is asked; a study of one visit then
//! asks nothing of S2 or S3.

use crate::{
    form::{Form, NodeIndex, Sensitivity},
    safeguard::{Case, Check, Code, Section, Verdict},
    study::VisitRule,
};

/// Whether a section may be asked in this visit.
pub(crate) fn opens(case: &Case, section: &Section) -> bool {
    let risk = case.facts.found(Check::Reprisal, Code::Some);
    match &case.instrument.visit_rule {
        _ if section.closing => true,
        VisitRule::One => !(risk && section.sensitivity >= Sensitivity::Sensitive),
        VisitRule::Two { first } => {
            let in_first = first.iter().any(|name| name == section_name(&case.instrument.form, section.node));
            if case.facts.visit() >= 2 { !in_first && !risk } else { in_first }
        }
    }
}

fn section_name(form: &Form, node: NodeIndex) -> &str {
    &form.node(node).name
}

/// A section that does not belong to this visit is closed.
pub(super) fn rule(case: &Case) -> Verdict {
    match case.open_section_of_person() {
        Some(section) if !opens(case, section) => Verdict::Close(section.node),
        _ => Verdict::Proceed,
    }
}
