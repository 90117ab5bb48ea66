//! What the engine needs of the device's own store: its outbox, its key, and a place for what is fetched.
//!
//! The session implements it over the vault; tests implement it in memory.

use thiserror::Error;

use crate::{
    authority::SignedVouch,
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    seal::{DeviceSigner, SealingPublic},
    sync::wire::{FaultCode, PackageSeal, Return, SignedOrder},
    vault::Pending,
};

/// The device's own store failed. A sync ends then: nothing is acknowledged that is not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the device's store did not do what sync asked")]
pub struct LocalError;

/// What came of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obeyed {
    /// Not signed by two holders, not of this study, or known already: nothing was done.
    Passed,
    /// Done, or not about this device.
    Done,
    /// Done, but an order before it was never shown.
    Missing,
    /// It names a list of holders that stands in a later study package than this device has: nothing was done.
    Unjudged,
    /// This device must destroy its store now.
    Wipe,
}

/// What became of a study package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageTaken {
    /// It is in force.
    InForce,
    /// Its list of holders does not continue the one that the device knows.
    OtherHolders,
    /// Nobody signed it, it is over, or it cannot be read.
    Refused,
}

/// When a recording came to be whole on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaCame {
    /// With the chunk that was just sent.
    Now,
    /// It was whole when the server was asked.
    Before,
}

/// What the engine needs of a device. Every change is durable when the method returns.
pub trait Local {
    /// Who this is.
    fn device(&self) -> DeviceId;
    /// The device's signing key.
    fn signer(&self) -> &dyn DeviceSigner;
    /// Number of the last record in a stream; 0 when it is empty.
    fn latest(&self, stream: StreamKind) -> Result<u64, LocalError>;
    /// Records after a number, in order and without gaps, up to so many bytes, but one at least if there is one.
    fn pending(&self, stream: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, LocalError>;
    /// Number of the last record that the server was known to hold; 0 for none.
    fn acknowledged(&self, stream: StreamKind) -> Result<u64, LocalError>;
    /// Link after a record of a stream; `None` when the device has forgotten it.
    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, LocalError>;
    /// A supervisor is said to have opened this device's records. Sealed copies are kept until a supervisor whose key
    /// the study package lists has signed for them: a server can say that it stored what it did not. What is not signed
    /// so, or is of another chain, changes nothing and is no error.
    fn vouched(&mut self, vouch: &SignedVouch) -> Result<(), LocalError>;
    /// The server holds every record up to this number. A number below an earlier one changes nothing.
    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError>;
    /// Another record holds a number of this stream, or the server has more of it than there is here: the device was
    /// copied, or put back from a copy. With the next invite it goes on under another name.
    fn forked(&mut self, stream: StreamKind) -> Result<(), LocalError>;
    /// The server cannot take this record: keep it, and remember why. It stays parked, and is offered again, until a
    /// supervisor has signed for it: that a server has it now is the server's word, and its word was why it was parked.
    fn park(&mut self, stream: StreamKind, sequence: u64, reason: FaultCode) -> Result<(), LocalError>;
    /// Numbers of the parked records of a stream, in whatever order.
    fn parked(&self, stream: StreamKind) -> Result<Vec<u64>, LocalError>;
    /// Records of people who withdrew here, of which the office is to be told though nobody but the server can say
    /// whether it has keys of them.
    fn owed(&self) -> Result<Vec<RecordId>, LocalError>;
    /// The server says that it has no keys of these. What was not among those to be asked about stays owed; the number
    /// of the others comes back.
    fn not_held(&mut self, records: &[RecordId]) -> Result<u64, LocalError>;
    /// Hash of the study package that the device runs.
    fn package(&self) -> Result<Option<Hash32>, LocalError>;
    /// Whether a package under this seal would be put in force: asked at its first part, so that one that an older
    /// publication made, or nobody signed, is not fetched to its end.
    fn wants_package(&self, hash: Hash32, seal: &PackageSeal) -> Result<bool, LocalError>;
    /// A whole package whose hash was checked, to be verified and put in force. A package that is refused is not an
    /// error of the store: remember nothing and say so.
    fn take_package(&mut self, hash: Hash32, bytes: &[u8], seal: &PackageSeal) -> Result<PackageTaken, LocalError>;
    /// Number of the last order that was obeyed with none missing before it.
    fn orders_mark(&self) -> Result<u64, LocalError>;
    /// Does what an order says, when two holders signed it and it is new.
    fn obey(&mut self, order: &SignedOrder) -> Result<Obeyed, LocalError>;
    /// The server answered at this time of its own, and no order is missing: new interviews may be taken again. The key
    /// is the server's for what travels without a line.
    fn grant(&mut self, server_ms: i64, carrier: &SealingPublic) -> Result<(), LocalError>;
    /// A sealed recording that waits, and its bytes.
    fn media(&self) -> Result<Option<(Hash32, u64)>, LocalError>;
    /// The chunk of a recording that begins at this byte.
    fn media_chunk(&self, hash: &Hash32, from: u64) -> Result<Vec<u8>, LocalError>;
    /// The server has all of a recording.
    fn media_done(&mut self, hash: &Hash32, came: MediaCame) -> Result<(), LocalError>;
    /// The server holds so many whole recordings of this device. When they are fewer than it was known to hold, its
    /// store was put back from a backup: each that is still here waits again, is asked about, and is sent if it is
    /// gone.
    fn media_held(&mut self, count: u64) -> Result<(), LocalError>;
    /// Number of the last returned record that is stored; 0 when there is none.
    fn returns_mark(&self) -> Result<u64, LocalError>;
    /// Stores one returned record and moves the mark to its number, together.
    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError>;
}
