//! What a shell may ask for. One action at a time, and the core decides.
//!
//! Values travel as text in XForms' lexical form: `12`, `3.5`, `2026-03-01`, `14:30`, `yes`, `bus truck`,
//! `11.55 104.9 12 4.5`. A prompt is named by the id the screen gave it.

use serde::{Deserialize, Serialize};

use crate::log::CorrectionReason;

/// What a shell may ask for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Fill in the screen's prompts and go on.
    Fill {
        /// One for each prompt that was filled in.
        entries: Vec<Entry>,
    },
    /// The person does not know, or prefers not to say.
    Decline {
        /// The prompt.
        prompt: String,
        /// Which of the two.
        reason: crate::form::DeclineReason,
    },
    /// Change an answer that was given.
    Correct {
        /// The prompt of the item.
        prompt: String,
        /// The new value; empty takes it back.
        value: String,
        /// Why that is allowed.
        reason: CorrectionReason,
    },
    /// One more repetition.
    AddRepeat,
    /// No further repetition.
    EndRepeat,
    /// Look at the item before; nothing is asked again.
    Back,
    /// After looking back: on towards the open item.
    Forward,
    /// Note how the person is, now.
    CheckDistress,
    /// Note who is there, now.
    NotePresence,
    /// Go on in another language.
    ChangeLanguage {
        /// BCP 47.
        language: String,
    },
    /// A break.
    Pause,
    /// After the break.
    Resume,
    /// Count something in the open hour block.
    Tally {
        /// The counter or counted row.
        prompt: String,
        /// For a counted row: what was seen.
        row: Vec<Entry>,
        /// How many, at least 1.
        count: u16,
    },
    /// Take the last count of the open block back.
    UndoTally,
    /// Close the open hour block.
    CloseBlock {
        /// Minutes really watched, 0 to 60.
        minutes: u8,
        /// Nothing was seen.
        nothing_seen: bool,
    },
    /// End the observation and go to its closing items.
    EndShift,
    /// A child in danger was seen (P9): the safety contact was called.
    SafetyAction,
    /// Stop now. Needs no reason, is accepted at any moment.
    Stop,
    /// Stop for a reason of the interviewer's: third person, language, safety.
    StopFor {
        /// The code.
        code: crate::log::StopCode,
    },
    /// The person withdraws: this device keeps nothing but a count, at once.
    Withdraw,
    /// Close the interview for good.
    Finalize,
}

/// A prompt and what was typed or chosen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The id of the prompt.
    pub prompt: String,
    /// The value in lexical form; empty for none.
    pub value: String,
}

/// Shows no values.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({}, ..)", self.prompt)
    }
}

/// Shows the kind only.
impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Action(..)")
    }
}
