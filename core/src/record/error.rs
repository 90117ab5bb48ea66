//! What can be wrong with a record, seen from outside. Never carries what was inside.
//!
//! One error for everything that does not open: a reader who learned whether the key, the header or the body was wrong
//! would learn something of what was forged well. What can be told apart without a key (a version, a length) is told.

use thiserror::Error;

use super::payload::PayloadError;
use crate::seal::{NotOpened, SignatureError, UnusablePublicKey};

/// Why a record could not be made, read or opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Written by a program with another format.
    #[error("format {found} is not known here, only {}", super::FORMAT_VERSION)]
    OtherFormat {
        /// The number that was found.
        found: u8,
    },
    /// The bytes end too early or do not follow the layout.
    #[error("the bytes are not a {what}")]
    Malformed {
        /// `record`, `batch`, `capsule`, `return` ...
        what: &'static str,
    },
    /// More than a record may hold.
    #[error("{size} bytes are more than a record may hold")]
    TooLarge {
        /// How many.
        size: usize,
    },
    /// The capsule was deleted because the person withdrew.
    #[error("the record was withdrawn: its key no longer exists")]
    Withdrawn,
    /// The record is of another stream than this opening is for.
    #[error("a record of this stream is opened another way")]
    WrongStream,
    /// Opening failed.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// Sealing failed.
    #[error(transparent)]
    PublicKey(#[from] UnusablePublicKey),
    /// Signing or verifying failed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The content does not follow the payload format.
    #[error(transparent)]
    Payload(#[from] PayloadError),
}
