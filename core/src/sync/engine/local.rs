//! What the engine needs of the device's own store: its outbox, its key, and a place for what is fetched.
//!
//! The session implements it over the vault; tests implement it in memory.

use thiserror::Error;

use crate::{
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    sync::wire::{FaultCode, Return},
};

/// One number of a stream, as it leaves the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the stream, from 1.
    pub sequence: u64,
    /// Its id.
    pub record: RecordId,
    /// The sealed bytes; or only their hash, when the record was parked.
    pub content: Content,
}

/// What goes out for one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A sealed record.
    Sealed(Vec<u8>),
    /// The hash of a record that the server could not take.
    Parked(Hash32),
}

/// What waits in one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Number of the last record in the stream; 0 when it is empty.
    pub latest: u64,
    /// Records after the mark that was asked for.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The device's own store failed. A sync ends then: nothing is acknowledged that is not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the device's store did not do what sync asked")]
pub struct LocalError;

/// What the engine needs of a device. Every method is durable when it returns.
pub trait Local {
    /// Who this is.
    fn device(&self) -> DeviceId;
    /// Signs with the device's P-256 key (ECDSA over SHA-256 of the message); r and s.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], LocalError>;
    /// What waits in a stream after a number.
    fn backlog(&self, stream: StreamKind, after: u64) -> Result<Backlog, LocalError>;
    /// Records after a number, in order and without gaps: as many as fit both limits, but one at least if there is one.
    fn pending(&self, s: StreamKind, after: u64, bytes: usize, records: usize) -> Result<Vec<Outgoing>, LocalError>;
    /// The link of the record with this number: the signature of a batch is over the link of its last.
    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Hash32, LocalError>;
    /// The server holds every record up to this number.
    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError>;
    /// The server cannot take this record: keep it, remember why, and give [`Content::Parked`] from now on.
    fn park(&mut self, stream: StreamKind, sequence: u64, reason: FaultCode) -> Result<(), LocalError>;
    /// Hash of the study package that the device runs.
    fn package(&self) -> Result<Option<Hash32>, LocalError>;
    /// A whole package with this hash, and the signature over it, to be checked and put in force.
    fn take_package(&mut self, hash: Hash32, bytes: &[u8], signature: &[u8; 64]) -> Result<(), LocalError>;
    /// Number of the last returned record that is stored; 0 when there is none.
    fn returns_mark(&self) -> Result<u64, LocalError>;
    /// Stores one returned record and moves the mark to its number, together.
    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError>;
}
