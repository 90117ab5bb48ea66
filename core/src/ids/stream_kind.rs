//! The kinds of streams that leave a device, in the order in which they are sent.
//!
//! A device has one append-only stream of each kind, numbered from 1 without gaps. The numbers are part of the byte
//! formats of the vault, of records and of the wire.

use serde::{Deserialize, Serialize};

/// What a stream carries. The order is the order of sending: who is in danger comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StreamKind {
    /// Somebody must know at once (ST2, P9).
    Alert,
    /// The log of an interview or observation, without anything that identifies.
    Answers,
    /// Name, contact, exact place: opened by two custodians only.
    Identity,
}

impl StreamKind {
    /// Every kind, in the order of sending.
    pub const ALL: [Self; 3] = [Self::Alert, Self::Answers, Self::Identity];

    /// Its number in byte formats.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Alert => 1,
            Self::Answers => 2,
            Self::Identity => 3,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
