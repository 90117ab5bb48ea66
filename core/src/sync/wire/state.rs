//! `GET /v1/state`: what the server has of this device, and what waits for it.
//!
//! A sync begins and, after any doubt, begins again with this question: nothing that a device remembers about the
//! server is trusted over the answer.

use serde::{Deserialize, Serialize};

use crate::{
    authority::SignedVouch,
    ids::{Hash32, StreamKind},
    seal::SealingPublic,
};

/// How far the server has one stream of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which stream.
    pub stream: StreamKind,
    /// Every record up to this number is on the server's disk; 0 when none is.
    pub durable: u64,
    /// Link of the last durable record in the device's chain; zeros when there is none.
    pub link: Hash32,
}

/// The answer. The request has no body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// One mark for each stream, in the order of sending.
    pub marks: Vec<Mark>,
    /// Hash of the study package in force.
    pub package: Hash32,
    /// Number of the last returned record for this device; 0 when there is none.
    pub returns_last: u64,
    /// The last number that the device said it has stored.
    pub returns_taken: u64,
    /// The server's clock, milliseconds since 1970: shown beside the device's own, never believed.
    pub server_ms: i64,
    /// Number of the study's last order; 0 when there is none.
    pub orders_last: u64,
    /// The server's key for parcels and receipts, which travel without a line.
    pub carrier: SealingPublic,
    /// How far a supervisor opened this device's records and found them sound, in the supervisor's own name: what the
    /// device deletes its copies on.
    pub vouched: Option<SignedVouch>,
    /// How many whole recordings of this device the server holds. Fewer than before mean that its store was put back.
    pub recordings: u64,
}

impl State {
    /// The mark of one stream; a stream that the answer leaves out is empty.
    #[must_use]
    pub fn mark(&self, stream: StreamKind) -> Mark {
        let empty = Mark { stream, durable: 0, link: Hash32([0; 32]) };
        self.marks.iter().copied().find(|mark| mark.stream == stream).unwrap_or(empty)
    }
}
