//! The links between a device's records, so that authorship, order and gaps can be proved.
//!
//! A link is BLAKE3 over the link before it and the record's hash; before the first stand zeros. Whoever holds the
//! records can follow it from a known link to a signed head.

use thiserror::Error;

use super::{SealedRecord, StreamKind};
use crate::{
    ids::{DeviceId, Hash32},
    seal::{Signature, SignatureError, SignerPublic},
};

const LINK_USE: &str = "fieldward record 1 link";
const HEAD_USE: &[u8] = b"fieldward record 1 head";

/// Where a stream stands: what a device signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// Whose stream.
    pub device: DeviceId,
    /// Which stream.
    pub stream: StreamKind,
    /// Sequence of the last record; 0 when there is none.
    pub sequence: u64,
    /// Its link; zeros when there is none.
    pub link: Hash32,
}

/// Why records are not the continuation of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChainError {
    /// A record of another device or stream.
    #[error("record {sequence} belongs to another device or stream")]
    Foreign {
        /// Its sequence.
        sequence: u64,
    },
    /// A record is missing or out of order.
    #[error("record {expected} should follow, {found} was found")]
    Gap {
        /// The next sequence.
        expected: u64,
        /// What stood there.
        found: u64,
    },
    /// The records lead to another link than the one that was signed.
    #[error("the records are not those that were signed")]
    Link,
    /// The head is not signed by this device.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl ChainHead {
    /// The head of an empty stream.
    #[must_use]
    pub fn start(device: DeviceId, stream: StreamKind) -> Self {
        Self { device, stream, sequence: 0, link: Hash32([0; 32]) }
    }

    /// The bytes that a device signs.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut out = HEAD_USE.to_vec();
        out.extend_from_slice(self.device.0.as_bytes());
        out.push(self.stream.code());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.link.0);
        out
    }

    /// The head after one more record.
    ///
    /// # Errors
    /// When the record is not the next of this stream.
    pub fn after(&self, record: &SealedRecord) -> Result<Self, ChainError> {
        self.after_brought(record, self.device)
    }

    /// The head after one more record, which this device brings in the name that it had when it made it.
    ///
    /// # Errors
    /// When the record is not the next of this stream, or not in that name.
    pub fn after_brought(&self, record: &SealedRecord, name: DeviceId) -> Result<Self, ChainError> {
        let header = &record.header;
        if (header.device, header.stream) != (name, self.stream) {
            return Err(ChainError::Foreign { sequence: header.sequence });
        }
        let expected = self.sequence.saturating_add(1);
        if header.sequence != expected {
            return Err(ChainError::Gap { expected, found: header.sequence });
        }
        Ok(self.after_hash(&record.hash()))
    }

    /// The head after one more record of which only the hash is known: one that a server could not take, and that the
    /// device keeps. The signature after it vouches for the hash.
    #[must_use]
    pub fn after_hash(&self, record: &Hash32) -> Self {
        Self { sequence: self.sequence.saturating_add(1), link: link_after(&self.link, record), ..*self }
    }
}

/// Follows records from a known head to a signed one, and returns the new head.
///
/// # Errors
/// [`ChainError`] says at which record, or that the signature does not fit.
pub fn verify_chain(
    known: &ChainHead,
    records: &[SealedRecord],
    signature: &Signature,
    device: &SignerPublic,
) -> Result<ChainHead, ChainError> {
    let head = records.iter().try_fold(*known, |head, record| head.after(record))?;
    device.verify(&head.signed_bytes(), signature)?;
    Ok(head)
}

pub(super) fn link_after(previous: &Hash32, record: &Hash32) -> Hash32 {
    Hash32::of_use(LINK_USE, &[&previous.0, &record.0])
}
