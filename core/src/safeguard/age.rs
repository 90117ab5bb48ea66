//! Nobody outside the protocol's ages is interviewed (ST11; R007).
//!
//! An age that was declined or is not known stops nothing: the person is never asked again for it.

use crate::{
    log::StopCode,
    safeguard::{Case, Verdict},
};

/// From this age on a person is no child (Palermo Protocol, Art. 3 d).
pub(crate) const ADULT_YEARS: i64 = 18;

/// A child instrument is for children of the protocol's lowest age or more, others are for adults.
pub(super) fn rule(case: &Case) -> Verdict {
    let Some(years) = case.facts.age else { return Verdict::Proceed };
    let lowest = i64::from(case.study.limits.lowest_age);
    let inside = if case.is_child() { (lowest..ADULT_YEARS).contains(&years) } else { years >= ADULT_YEARS };
    if inside { Verdict::Proceed } else { Verdict::Stop(StopCode::St11) }
}
