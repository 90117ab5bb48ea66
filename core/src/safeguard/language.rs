//! The person's language is set before anything is told (R071, ST8).

use crate::safeguard::{Case, Gate, Verdict};

/// Nothing is told in no language.
pub(super) fn rule(case: &Case) -> Verdict {
    if case.facts.language.is_empty() { Verdict::Require(Gate::Language) } else { Verdict::Proceed }
}
