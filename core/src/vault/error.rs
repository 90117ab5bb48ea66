//! What can go wrong with a store, in words that a screen can act on. Never carries what is in it.
//!
//! Each variant is something that a person can do something about, or a place where a programmer must look; which of
//! the two is said at the variant. The database's own words never come through, because they can quote what was being
//! written.

use thiserror::Error;

use super::{drafts::LogError, hardware::HardwareKeyError, store::SCHEMA_VERSION};

/// Why the store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// A vault is there already.
    #[error("this device has a store already: unlock it with its PIN")]
    AlreadyThere,
    /// Written by a newer version of the program; nothing was changed.
    #[error(
        "the store was written by a newer program (version {found}, this one knows {SCHEMA_VERSION}): update this one"
    )]
    NewerVersion {
        /// Its version.
        found: i64,
    },
    /// The file is something else.
    #[error("the file is not a store of this program")]
    NotAStore,
    /// Another process has it open.
    #[error("the store is open in another program: close that one first")]
    HeldElsewhere,
    /// A page or row does not hold what was written.
    #[error("the store is damaged: what can still be read of it can be saved")]
    Damaged,
    /// No room.
    #[error("the disk is full: nothing was lost, and it goes on when there is room")]
    DiskFull,
    /// The file system refused or failed otherwise.
    #[error("the disk did not answer: code {code}")]
    Disk {
        /// SQLite's extended result code, or the system's.
        code: i32,
    },
    /// The key was destroyed.
    #[error("the store was destroyed")]
    Destroyed,
    /// The duress PIN would be the PIN itself.
    #[error("the duress PIN must be another than the PIN")]
    SamePin,
    /// The stretch cost is out of bounds.
    #[error("the cost of the key is out of bounds")]
    Cost,
    /// The phone's keystore did not answer.
    #[error(transparent)]
    Hardware(#[from] HardwareKeyError),
    /// No such draft.
    #[error("there is no such draft")]
    NoSuchDraft,
    /// A draft with this id is there already.
    #[error("the draft exists already")]
    DraftExists,
    /// An event is not the next of its draft.
    #[error("event {expected} should follow, {found} was given")]
    EventOrder {
        /// The next sequence.
        expected: u32,
        /// What was given.
        found: u32,
    },
    /// A record is not the next of its stream.
    #[error("record {expected} should follow, {found} was given")]
    RecordOrder {
        /// The next sequence.
        expected: u64,
        /// What was given.
        found: u64,
    },
    /// A mark beyond what the stream holds.
    #[error("the stream has no record {sequence}")]
    NoSuchRecord {
        /// Which.
        sequence: u64,
    },
    /// More than the limit.
    #[error("{size} bytes are more than the store takes at once")]
    TooLarge {
        /// How many.
        size: usize,
    },
    /// A log is not whole.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Why the vault stayed locked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnlockError {
    /// Another PIN.
    #[error("this is not the PIN; {attempts_left} attempts are left")]
    WrongPin {
        /// How many tries are left before the key is destroyed.
        attempts_left: u8,
    },
    /// Too soon after a wrong one; nothing was tried.
    #[error("wait {wait_ms} ms before the next try")]
    TooSoon {
        /// How long still.
        wait_ms: u64,
    },
    /// The tenth wrong PIN: the key is gone.
    #[error("the key was destroyed after too many wrong PINs")]
    Destroyed,
    /// The store failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}
