//! The distress check: seen, not scored (P4; R046, R047, R054; ST1, ST2, ST4, ST6; invariant 5).
//!
//! It stands before the start, after each section from the first S1 section on, before each S3 section, after a long
//! break, at the end, and wherever the interviewer taps for it. Level 1 makes a break, a second level 1 in a visit ends
//! it kindly, level 2 ends it, level 3 ends it with an alert. At the start, level 2 means: not a research subject.

use crate::{
    form::Sensitivity,
    log::{DistressPoint, StopCode},
    safeguard::{Case, Gate, Verdict, outline::SectionBy},
};

/// What a level that was seen asks for.
pub(super) fn stops(case: &Case) -> Verdict {
    let seen = &case.facts.distress;
    let level_one = seen.iter().filter(|(level, _)| *level == 1).count();
    let at_start = seen.iter().any(|(level, at)| *level == 2 && *at == DistressPoint::Start);
    if seen.iter().any(|(level, _)| *level >= 3) {
        Verdict::Stop(StopCode::St2)
    } else if at_start {
        Verdict::Stop(StopCode::St4)
    } else if seen.iter().any(|(level, _)| *level == 2) {
        Verdict::Stop(StopCode::St1)
    } else if level_one >= 2 {
        Verdict::Stop(StopCode::St6)
    } else if case.facts.break_due || case.facts.paused {
        Verdict::Pause
    } else {
        Verdict::Proceed
    }
}

/// Before anything is told.
pub(super) fn start(case: &Case) -> Verdict {
    require(case, DistressPoint::Start)
}

/// After the section that was left last, from the first S1 section on; not after one in which nothing was asked. The
/// closing section is followed by the check at the end.
pub(super) fn after_section(case: &Case) -> Verdict {
    let Some(last) = case.facts.left.last().filter(|_| case.facts.section.is_none()) else {
        return Verdict::Proceed;
    };
    let asked = case.facts.asked_in.contains(last);
    let closing = case.outline.section(*last).is_some_and(|section| section.closing);
    let personal =
        case.facts.left.iter().filter(|left| case.facts.asked_in.contains(left)).any(|left| {
            case.outline.section(*left).is_some_and(|section| section.sensitivity >= Sensitivity::Personal)
        });
    if asked && personal && !closing { require(case, DistressPoint::After(*last)) } else { Verdict::Proceed }
}

/// When they come back after a long break, before anything else is asked. Between sections the checks that stand there
/// see it.
pub(super) fn after_break(case: &Case) -> Verdict {
    match case.open_section_of_person() {
        Some(section) if case.facts.check_due && section.sensitivity == Sensitivity::HighlySensitive => {
            Verdict::Require(Gate::Distress(DistressPoint::Before(section.node)))
        }
        Some(_) if case.facts.check_due => Verdict::Require(Gate::Distress(DistressPoint::AnyMoment)),
        _ => Verdict::Proceed,
    }
}

/// Before a highly sensitive section that was entered.
pub(super) fn before_section(case: &Case) -> Verdict {
    match case.open_section() {
        Some(section) if section.by == SectionBy::Person && section.sensitivity == Sensitivity::HighlySensitive => {
            require(case, DistressPoint::Before(section.node))
        }
        _ => Verdict::Proceed,
    }
}

fn require(case: &Case, at: DistressPoint) -> Verdict {
    if case.facts.distress_checked(at) { Verdict::Proceed } else { Verdict::Require(Gate::Distress(at)) }
}
