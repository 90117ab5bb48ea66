//! What was found and said at the gates: checks, teach-back, consent, trust, and the wish after a stop.

use serde::{Deserialize, Serialize};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckOutcome {
    /// The device checked it by itself, and it holds.
    Holds,
    /// One of the step's codes: `yes`, `no`, `school`, `high` ...
    Code(String),
    /// Several codes.
    Codes(Vec<String>),
}

/// How a teach-back question was answered (P3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TeachBackOutcome {
    /// In their own words.
    Understood,
    /// Explained once more, then understood.
    ExplainedAgain,
    /// Not understood: no interview (ST5).
    NotUnderstood,
}

/// The guardian's consent (P3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GuardianAnswer {
    /// Given.
    Given,
    /// Refused: no interview.
    Refused,
    /// Not sought, for a reason that the study approved.
    Waived {
        /// `guardian_involved`, `child_on_own`, `mature_minor`.
        reason: String,
    },
}

/// The person's own answer (P3.3, P3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsentAnswer {
    /// Yes, freely.
    Given,
    /// No, or unsure.
    Refused,
    /// Said yes, but not freely: no interview.
    Pressed,
}

/// What came of a trust gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrustAnswer {
    /// All five conditions hold and the person said: go on.
    GoOn,
    /// The person said: leave them out. Never asked again.
    LeaveOut,
    /// A condition did not hold; the person was not asked.
    NotMet,
}

/// What the person wants done with sensitive answers after a stop (ST1, R047).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeepWish {
    /// Keep them.
    Keep,
    /// Drop them: also when the person could not be asked.
    Drop,
}
