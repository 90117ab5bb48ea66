//! How far a sync is, and how it ended: what a shell shows.
//!
//! Counts, bytes and endings only: nothing here names a record, a person or a place, so a shell may log all of it.

use crate::{ids::StreamKind, sync::wire::FaultCode};

/// How far a sync is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records that the server has acknowledged in this sync.
    pub records_done: u64,
    /// Records that this sync has to send, done ones included.
    pub records_total: u64,
    /// Bytes of acknowledged records.
    pub bytes_done: u64,
    /// Bytes that are still to go: counted by the records that went, guessed before the first.
    pub bytes_left: u64,
    /// How long the rest takes at the pace so far; `None` before the first answer to a push.
    pub ms_left: Option<u64>,
}

/// What is counted while a sync goes on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    /// Records that still have to go.
    pub waiting: u64,
    /// Bytes of acknowledged records.
    pub bytes_done: u64,
    /// Bytes of all requests.
    pub bytes_sent: u64,
    /// Bytes of all answers.
    pub bytes_received: u64,
    /// How long pushes that were acknowledged took in all.
    pub pushing_ms: u64,
    /// Records that nobody is owed the withdrawal of any more.
    pub settled: u64,
}

/// A record that the server cannot take and the device keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parked {
    /// Which stream.
    pub stream: StreamKind,
    /// Its number.
    pub sequence: u64,
    /// Why.
    pub reason: FaultCode,
}

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything that could be sent was sent, and everything that waited was fetched.
    Complete,
    /// Everything was done but identity records, which wait for a later sync so that they do not travel beside the
    /// answers they belong to. A shell starts that sync after so many milliseconds, or whenever it likes.
    IdentityLater {
        /// How long to wait.
        again_after_ms: u64,
    },
    /// The link failed too often; what was acknowledged stays so.
    LinkLost,
    /// The server refused, and trying again would not help.
    Refused(FaultCode),
    /// The server answers, but its mark does not move.
    Stuck(StreamKind),
    /// The day's share of bytes is used up: alerts went, the rest waits for tomorrow or for a person's word.
    Budget,
    /// The device's own store failed.
    Local,
    /// Two holders have ordered that this device destroy its store: the shell does it now, before anything else.
    Wipe,
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub ending: Ending,
    /// What was sent.
    pub progress: Progress,
    /// Bytes of all requests, with their paths and headers, as a phone bill counts them.
    pub bytes_sent: u64,
    /// Bytes of all answers, nearly.
    pub bytes_received: u64,
    /// Returned records that were stored.
    pub returns: u64,
    /// A new study package is in force.
    pub package: PackageChange,
    /// Records that were parked in this sync.
    pub parked: Vec<Parked>,
    /// Streams that the server refuses because it holds another record with the same number.
    pub forked: Vec<StreamKind>,
    /// Records of people who withdrew here that never came to the server: the office is told of them no more.
    pub settled: u64,
}

/// What a sync did about the study package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PackageChange {
    /// The device had the package in force, or could not fetch another.
    #[default]
    Unchanged,
    /// Another package is in force.
    Updated,
    /// The study's package names other holders than the device may take it from. Either somebody tries to seat
    /// custodians, or the server was put back from a backup from before holders changed: the supervisor looks which,
    /// and brings the change back with `fieldward custodian again`.
    OtherHolders,
}
