//! How carefully a question is handled: the extra columns of the `survey` sheet.
//!
//! Other XLSForm tools ignore these columns. The rules that read them are in [`crate::safeguard`].

use serde::{Deserialize, Serialize};

/// How sensitive a question is (R060, R084). Never falls before the closing section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sensitivity {
    /// S0, neutral.
    #[default]
    Neutral,
    /// S1, personal.
    Personal,
    /// S2, sensitive.
    Sensitive,
    /// S3, highly sensitive: asked behind the trust gate only (R061).
    HighlySensitive,
}

/// Whose knowledge an item holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AskedBy {
    /// Asked of a person: asked once, never required, never asked again (R055).
    #[default]
    Participant,
    /// The interviewer's own note; ordinary XLSForm rules hold.
    Observer,
    /// Worked out by the engine.
    Computed,
}

/// The study's columns of one node, group values inherited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// Column `sensitivity`.
    pub sensitivity: Sensitivity,
    /// Column `by`.
    pub by: AskedBy,
    /// Column `identity`: the value goes to the identity record and never to the answers (R080).
    pub identity: bool,
    /// Column `need`: why we ask (R064).
    pub need: String,
    /// Column `question_id`: the research question it serves (R009).
    pub question_id: String,
    /// Column `map`: field of an outside standard.
    pub map: String,
}
