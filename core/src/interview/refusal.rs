//! What the engine says when it does not do what was asked. A refusal is a value that a screen shows, not a fault.
//!
//! Neither a refusal nor a log error carries an answer: both may end in a place that is not sealed.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    safeguard::RefusalCode,
    words::{Tongue, refusal as words_of},
};

/// Why an action was not done. Nothing happened; the screen is as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{code:?}")]
pub struct Refusal {
    /// The kind of refusal.
    pub code: RefusalCode,
    /// Words to show: the form's own message where it has one, else English; see [`Refusal::say`].
    pub message: String,
    /// The prompt that it is about; empty when it is about the whole screen.
    pub prompt: String,
}

impl Refusal {
    /// A refusal about the whole screen.
    #[must_use]
    pub fn new(code: RefusalCode) -> Self {
        Self::at(code, "")
    }

    /// A refusal about one prompt.
    #[must_use]
    pub fn at(code: RefusalCode, prompt: &str) -> Self {
        Self { code, message: words_of(Tongue::English, code).to_owned(), prompt: prompt.to_owned() }
    }

    /// A refusal in the form author's words, when there are any.
    #[must_use]
    pub fn in_words(code: RefusalCode, prompt: &str, message: String) -> Self {
        if message.is_empty() { Self::at(code, prompt) } else { Self { code, message, prompt: prompt.to_owned() } }
    }

    /// The words in the interviewer's language; the form author's own words stay as they are.
    #[must_use]
    pub fn say(&self, language: &str) -> String {
        if self.message == words_of(Tongue::English, self.code) {
            words_of(Tongue::of(language), self.code).to_owned()
        } else {
            self.message.clone()
        }
    }
}

/// A log that the engine could not have made: where it breaks, and why, without any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("event {sequence}: {fault}")]
pub struct LogError {
    /// The sequence number that stands at the fault, or should stand there.
    pub sequence: u32,
    /// What is wrong.
    pub fault: LogFault,
}

/// What is wrong with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogFault {
    /// The first event is not `Started`, or there is none, or a later one is.
    #[error("an interview starts once, with its first event")]
    Start,
    /// Instrument, form or statement is not the study's.
    #[error("made with another form or another use statement")]
    OtherStudy,
    /// Sequence numbers must be gapless.
    #[error("the sequence has a gap or a repetition")]
    Sequence,
    /// Time must not fall.
    #[error("time runs backwards")]
    Time,
    /// Something that a safeguard forbids at this place.
    #[error("a safeguard forbids it here")]
    Safeguard,
    /// Something out of its order.
    #[error("it cannot follow what stands before it")]
    Order,
    /// A value of the wrong kind, or a place that the form does not have.
    #[error("it does not fit the form")]
    Form,
    /// Something after the end.
    #[error("the interview was closed before")]
    Closed,
}
