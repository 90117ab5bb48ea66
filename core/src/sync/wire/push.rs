//! `POST /v1/push`: records of one stream, in order, beginning with the number after the server's mark.
//!
//! Records are linked: each link is made from the link before and the hash of the record, and the device signs the
//! last one, which vouches for all before it. Sending the same records again is answered like the first time. A
//! record that the server cannot take is parked by the device and sent as [`Entry::Stub`]: its hash keeps the chain
//! whole and the queue goes on.

use serde::{Deserialize, Serialize};

use super::FaultCode;
use crate::ids::{Hash32, RecordId, StreamKind};

/// A P-256 signature: r, then s, each 32 bytes big-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureBytes(pub [u8; 32], pub [u8; 32]);

impl SignatureBytes {
    /// From the 64 bytes r and s.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        let (mut r, mut s) = ([0; 32], [0; 32]);
        r.copy_from_slice(&bytes[..32]);
        s.copy_from_slice(&bytes[32..]);
        Self(r, s)
    }

    /// The 64 bytes r and s.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.0);
        bytes[32..].copy_from_slice(&self.1);
        bytes
    }
}

/// One number of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A sealed record.
    Sealed {
        /// Its id.
        record: RecordId,
        /// What the vault sealed.
        sealed: Vec<u8>,
    },
    /// In place of a record that the server could not take and the device has parked.
    Stub {
        /// Its id.
        record: RecordId,
        /// Hash of what the vault sealed.
        hash: Hash32,
    },
}

impl Entry {
    /// The hash that goes into the chain.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        match self {
            Self::Sealed { sealed, .. } => Hash32::of(sealed),
            Self::Stub { hash, .. } => *hash,
        }
    }

    /// The record's id.
    #[must_use]
    pub fn record(&self) -> RecordId {
        match self {
            Self::Sealed { record, .. } | Self::Stub { record, .. } => *record,
        }
    }
}

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Which stream.
    pub stream: StreamKind,
    /// Number of the first entry.
    pub first: u64,
    /// At most [`super::limits::RECORDS_MAX`], without gaps.
    pub entries: Vec<Entry>,
    /// The device's, over the link of the last entry.
    pub signature: SignatureBytes,
}

/// A record that the server does not take, and will never take as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its number.
    pub sequence: u64,
    /// Why.
    pub code: FaultCode,
}

/// The answer, sent after the records were committed to disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// Which stream.
    pub stream: StreamKind,
    /// Every record up to this number is on the server's disk.
    pub durable: u64,
    /// The first record that was not taken, if any: those after it were not looked at.
    pub refused: Option<Refused>,
}
