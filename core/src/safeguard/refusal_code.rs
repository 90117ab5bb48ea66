//! What a safeguard or a step of the interview may refuse: the kinds, without words.

use serde::{Deserialize, Serialize};

/// Kinds of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RefusalCode {
    /// The study has no such instrument.
    UnknownInstrument,
    /// The ethics approval is over, or a legal text is missing: the study cannot be run.
    StudyNotReady,
    /// More visits than the protocol allows.
    TooManyVisits,
    /// Not possible at this step.
    NotNow,
    /// The screen has no such prompt.
    UnknownPrompt,
    /// Not a value of the prompt's kind, or not one of its choices.
    BadValue,
    /// An entry is missing.
    Missing,
    /// The entry breaks the form's rule for an observer's item.
    Constraint,
    /// The entry looks wrong; sending the same again keeps it (R055: the person is not asked again).
    LooksWrong,
    /// An asked item is final: only the person may offer a correction (P6).
    AskedOnce,
    /// A slip of the hand can be corrected only before the next item is answered.
    TooLateForSlip,
    /// Somebody can hear: move elsewhere and check again, or stop (P2.1).
    MoveElsewhere,
    /// Ask the referrer, never the child (P2.5).
    AskReferrer,
    /// Open it as a second visit, with the person's number (P1.6).
    OpenAsSecondVisit,
    /// The study approved no such reason for doing without the guardian (P3.2).
    WaiverNotApproved,
    /// "Nothing seen" and the counts contradict each other (rule 9).
    Contradiction,
    /// Minutes are 0 to 60.
    MinutesOutOfRange,
    /// A block still waits for its minutes.
    BlockOpen,
    /// No block is open.
    NoBlock,
    /// There is nothing to take back.
    NothingToUndo,
    /// No more repetitions fit.
    TooMany,
    /// Only queried items are open in a correction.
    NotQueried,
    /// The interview is closed.
    Closed,
    /// A safeguard does not allow it.
    Safeguard,
    /// The language of the conversation must be chosen before anything is said.
    NoLanguage,
    /// The device has not heard from its server for longer than its grant lasts.
    GrantOver,
    /// Two holders of the study have revoked the device.
    Revoked,
    /// An interview with this person is still open here.
    OpenAlready,
    /// The last visit ended in a way after which nobody is visited again without a supervisor (ST2, ST3, ST4), or at
    /// all (a refusal, P3).
    EndedBefore,
    /// The person withdrew.
    Withdrawn,
}
