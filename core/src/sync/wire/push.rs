//! `POST /v1/push`: records of one stream, in order, beginning with the number after the server's mark.
//!
//! The body carries a [`Batch`], whose layout is the record room's: records linked by hash, and one signature that
//! vouches for all of them. Sending the same records again is answered like the first time. A record that the server
//! cannot take is parked by the device; the next push carries its hash in its place, which keeps the chain whole, and
//! the queue goes on.

use serde::{Deserialize, Serialize};

use super::{BodyError, FaultCode};
use crate::{
    ids::{Hash32, StreamKind},
    record::Batch,
};

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The parked records that stand directly before the batch, oldest first.
    pub parked: Vec<ParkedRecord>,
    /// [`Batch::to_bytes`]; at most [`super::limits::RECORDS_MAX`] records and
    /// [`super::limits::BATCH_BYTES_MAX`] bytes, unless it is one record.
    pub batch: Vec<u8>,
}

/// What is sent in place of a parked record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedRecord {
    /// Link of the record before it.
    pub previous: Hash32,
    /// Its hash.
    pub hash: Hash32,
}

impl Push {
    /// A push of this batch after these parked records.
    #[must_use]
    pub fn new(parked: Vec<ParkedRecord>, batch: &Batch) -> Self {
        Self { parked, batch: batch.to_bytes() }
    }

    /// Reads the batch; its signature is not checked here.
    ///
    /// # Errors
    /// When the bytes are no batch of a format that is known here.
    pub fn read(&self) -> Result<Batch, BodyError> {
        Batch::from_bytes(&self.batch).map_err(|_| BodyError)
    }
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
