//! An item is put to a person once, over all visits that this device knows of; its answer changes only by a correction
//! that the person offers, or by the correction of a slip before the next item is answered (P6; R055; invariants 3 and
//! 7; T18).

use crate::{
    form::{Form, Path},
    log::CorrectionReason,
    safeguard::{Facts, ItemFacts},
};

/// An earlier visit asked it, so it is never asked now.
pub(crate) fn was_asked_before(form: &Form, facts: &Facts, at: &Path) -> bool {
    let name = &form.node(at.node).name;
    facts.start.as_ref().is_some_and(|start| start.asked_before.iter().any(|asked| asked == name))
}

/// The item may be put to the person for the first time.
pub(crate) fn may_ask(form: &Form, facts: &Facts, at: &Path) -> bool {
    !facts.items.contains_key(at) && !was_asked_before(form, facts, at)
}

/// The answer may be changed for this reason.
pub(crate) fn may_correct(facts: &Facts, at: &Path, reason: CorrectionReason) -> bool {
    let is_final = facts.items.get(at) == Some(&ItemFacts::Final);
    match reason {
        CorrectionReason::Volunteered => is_final,
        CorrectionReason::Slip => is_final && facts.last_answered.as_ref() == Some(at),
        CorrectionReason::Queried => false,
    }
}
