//! Opening identities: a supervisor asks, one custodian of each role grants, the supervisor opens.
//!
//! The server stores what passes between them and can read none of it: the reason and the reference numbers are sealed
//! to each custodian, the halves to a key that was made for this one request, and that key to the requester. Which
//! identities a number leads to, the requester finds with the study's key. After the opening all of it is deleted, and
//! the log keeps who asked for which records, what for, who granted, and when.

mod grant;
mod open;
mod request;
#[cfg(test)]
pub(crate) mod tests;

use fieldward_core::{
    authority::{Log, OpeningError, RequestView},
    ids::{Hash32, RecordId},
    record::{Capsule, RecordError, SealedRecord},
};
use thiserror::Error;

pub use grant::{Asked, grant, read_reason, reseal};
pub use open::{Named, OpenedIdentity, open};
pub use request::{NOTE_CHARS_MAX, Wish, find, request};

use crate::{
    accounts::AccountError,
    audit::AuditError,
    store::{Pocket, Store, StoreError},
};

/// The secret of the one-time key, sealed to the requester.
const ONE_TIME: &str = "one-time";
/// The reason, sealed to one custodian: the holder's name follows.
const REASON: &str = "reason>";
/// The halves of one role: the role's name follows.
const HALVES: &str = "halves>";
const ONE_TIME_USE: &[u8] = b"fieldward request 1 one-time key";
const REASON_USE: &[u8] = b"fieldward request 1 reason";
const NONE: &str = "no identity is here for a number of this request";

/// Why identities were not asked for, granted or opened.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// A rule of requests.
    #[error(transparent)]
    Rule(#[from] OpeningError),
    /// No identity is here for one of the numbers. Which one is not said.
    #[error("{NONE}")]
    NoIdentity,
    /// The reason is empty or too long.
    #[error("say in 1 to {NOTE_CHARS_MAX} characters why the identities are needed")]
    Reason,
    /// A half, a key or a pocket does not open, or is not what was signed.
    #[error("what is kept for this request was changed, or is not for this account")]
    Changed,
    /// The account may not do this.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RecordError> for IdentityError {
    fn from(_: RecordError) -> Self {
        Self::Changed
    }
}

fn named<'a>(log: &'a Log, request: &Hash32) -> Result<&'a RequestView, OpeningError> {
    log.requests().iter().find(|view| view.hash == *request).ok_or(OpeningError::Unknown)
}

fn pocket(store: &dyn Store, request: &Hash32, slot: &str) -> Result<Vec<u8>, IdentityError> {
    let found = store.pockets(request)?.into_iter().find(|pocket| pocket.slot == slot);
    found.map(|pocket| pocket.sealed).ok_or(IdentityError::Changed)
}

fn sealed(store: &dyn Store, record: RecordId) -> Result<SealedRecord, IdentityError> {
    let stored = store.record(record)?.ok_or(StoreError::NoRecord)?;
    Ok(stored.sealed()?)
}

fn handed_over(store: &dyn Store, record: RecordId) -> Result<Vec<Capsule>, IdentityError> {
    let capsules = store.handed_over(record)?;
    capsules.iter().map(|half| Capsule::from_slice(&half.capsule).map_err(IdentityError::from)).collect()
}

fn in_pocket(request: Hash32, slot: String, sealed: Vec<u8>) -> Pocket {
    Pocket { request, slot, sealed }
}
