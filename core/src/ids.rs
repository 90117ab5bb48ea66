//! Names of things, as types, so that one cannot be passed for another.
//!
//! Text identifiers come from the study's workbook, random ones are UUIDs, hashes are BLAKE3. Nothing here knows what
//! the things are.

mod reference_number;
mod stream_kind;

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use reference_number::{ReferenceNumber, ReferenceNumberError};
pub use stream_kind::StreamKind;

/// A study, as `study.xlsx` names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StudyId(pub String);

/// A form, as the `settings` sheet of its workbook names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormId(pub String);

/// A form's version, as its author writes it: text, not a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormVersion(pub String);

/// A place of the study's site register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SiteId(pub String);

/// One interview on one device. Never leaves the device: what leaves is a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InterviewId(pub Uuid);

/// One sealed record on the wire (UUIDv7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(pub Uuid);

/// One enrolled device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceId(pub Uuid);

/// A BLAKE3 hash: of a form, a use statement, a study package or a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hash32(pub [u8; 32]);

impl Hash32 {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The hash of these parts, one after the other, for one use, which `context` names once in the code. Lengths are
    /// the caller's: where a part could run into the next, its length stands before it.
    ///
    /// It is BLAKE3 in the mode that its authors call key derivation, used as a hash with a context: the context is
    /// hashed first, and its hash takes the place of the starting value, so that what is hashed for one use is never
    /// the hash of anything under another, whatever the bytes. A label before the bytes would promise that only where
    /// no plain hash begins with it. Nothing here is secret; keys are derived by `Key::derive`.
    #[must_use]
    pub fn of_use(context: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        for part in parts {
            hasher.update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl fmt::Display for Hash32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash32({self})")
    }
}
