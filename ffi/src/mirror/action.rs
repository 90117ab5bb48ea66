//! What a shell may ask for, mirrored from [`fieldward_core::interview`].

use fieldward_core::{
    form::DeclineReason,
    interview::{Action, Entry},
    log::{CorrectionReason, StopCode},
};

/// What a shell may ask for, one action at a time. Values travel as text in XForms' lexical form.
#[uniffi::remote(Enum)]
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
        reason: DeclineReason,
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
    /// A child in danger was seen: the safety contact was called.
    SafetyAction,
    /// Stop now. Needs no reason, is accepted at any moment.
    Stop,
    /// Stop for a reason of the interviewer's.
    StopFor {
        /// The code.
        code: StopCode,
    },
    /// The person withdraws: this device keeps nothing but a count, at once.
    Withdraw,
    /// Close the interview for good.
    Finalize,
}

/// A prompt and what was typed or chosen.
#[uniffi::remote(Record)]
pub struct Entry {
    /// The id of the prompt.
    pub prompt: String,
    /// The value in lexical form; empty for none.
    pub value: String,
}

/// A final answer without a value.
#[uniffi::remote(Enum)]
pub enum DeclineReason {
    /// Does not know.
    DoesNotKnow,
    /// Prefers not to say.
    PrefersNotToSay,
}

/// Why an answer may change.
#[uniffi::remote(Enum)]
pub enum CorrectionReason {
    /// The person offered it.
    Volunteered,
    /// The interviewer mistyped, and notices before the next item.
    Slip,
    /// A supervisor asked.
    Queried,
}

/// Why an interview stopped.
#[uniffi::remote(Enum)]
pub enum StopCode {
    /// Distress of level 2.
    St1,
    /// Distress of level 3, or danger now.
    St2,
    /// Risk of reprisal.
    St3,
    /// Recent abuse or trafficking known, or distress at the start.
    St4,
    /// Agreement not understood, refused or withdrawn; also the person's own stop.
    St5,
    /// Second level 1 in a visit.
    St6,
    /// A third person insists, enters or listens.
    St7,
    /// Language mismatch, or an unsafe interpreter.
    St8,
    /// Already interviewed with this instrument.
    St9,
    /// Time limit.
    St10,
    /// Age outside the protocol.
    St11,
    /// The interviewer is unsafe or unwell.
    St12,
    /// Observation: a child ill, hurt, very upset, or handed over under force.
    StD1,
    /// A gate that cannot be passed.
    Gate,
}
