//! What a returned record asks for, and why an answer may change at all (P6).

use serde::{Deserialize, Serialize};

use crate::{
    form::{Path, Value},
    ids::Hash32,
};

/// What a returned record asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// Hash of the record that is corrected.
    pub parent: Hash32,
    /// The queried items and the value each has; nothing else comes back to the device.
    pub queried: Vec<(Path, Option<Value>)>,
}

/// Why an answer may change (P6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CorrectionReason {
    /// The person offered it.
    Volunteered,
    /// The interviewer mistyped, and notices before the next item.
    Slip,
    /// A supervisor asked, about an observer's item or an entry.
    Queried,
}
