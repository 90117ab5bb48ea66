//! Where a log stands: its head, which holders sign with every act, and write down on paper.
//!
//! A chain cannot show that its own end was cut off; somebody must remember a later head. So a head is short enough to
//! be noted by hand, and can be looked for in a log as it was noted. It must not know what an entry says.

use serde::{Deserialize, Serialize};

use super::{Act, Entry, Log, LogError, LogFault};
use crate::ids::Hash32;

/// Where the log stands: what a holder notes, and signs with each act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// How many entries there are.
    pub number: u64,
    /// Hash of the last; zeros when there is none.
    pub hash: Hash32,
}

impl LogHead {
    /// The head of an empty log.
    pub const START: Self = Self { number: 0, hash: Hash32([0; 32]) };

    /// The entry that follows this head.
    #[must_use]
    pub fn entry(&self, at_ms: i64, act: Act) -> Entry {
        Entry { number: self.number + 1, before: self.hash, at_ms, act }
    }
}

/// A head as people write it down: `17:` and the first sixteen hexadecimal digits of its hash in groups of four.
impl std::fmt::Display for LogHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.hash.to_string();
        write!(f, "{}:{}-{}-{}-{}", self.number, &digits[..4], &digits[4..8], &digits[8..12], &digits[12..16])
    }
}

impl Log {
    /// Checks a head that was written down from paper.
    ///
    /// # Errors
    /// [`LogFault::CutOff`] when no entry has that number and hash.
    pub fn check_written(&self, written: &str) -> Result<(), LogError> {
        let written = written.trim();
        let number = written.split(':').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        let found = self.heads().iter().any(|head| head.to_string() == written);
        if found { Ok(()) } else { Err(LogError { number, fault: LogFault::CutOff }) }
    }
}
