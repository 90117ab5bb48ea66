//! What the interviewer reads on gates, checks, buttons, refusals and stops, in English and French.
//!
//! One file a language; every entry is keyed by an enum and matched without a wildcard, so that a missing entry does
//! not compile. Words that the person hears are never here: they come from the study's workbook and from the form.

mod en;
mod fr;

use crate::interview::RefusalCode;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English, also for languages that the catalogue does not have.
    English,
    /// French.
    French,
}

impl Tongue {
    /// The catalogue's language for a BCP 47 tag.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next() {
            Some(primary) if primary.eq_ignore_ascii_case("fr") => Self::French,
            _ => Self::English,
        }
    }
}

/// Why something was not done.
#[must_use]
pub fn refusal(tongue: Tongue, code: RefusalCode) -> &'static str {
    match tongue {
        Tongue::English => en::refusal(code),
        Tongue::French => fr::refusal(code),
    }
}
