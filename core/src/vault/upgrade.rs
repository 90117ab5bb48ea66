//! From version 1 to version 2, in the transaction of the first unlock.
//!
//! Version 2 binds more into the wrapped key and has room for a duress PIN; it keeps lists twice and a list of the
//! shelf's kinds, so that a store can be gone through whole; and it stores no copy of the master key under itself. The
//! rows themselves are the same. Dumps of every version are kept in the tests.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    KeyProtection, Place, StretchCost, VaultError, outbox::Stream, rows::Rows, shelf, stretch::SALT_BYTES, twice,
};
use crate::ids::{InterviewId, StreamKind};

/// Every kind of document that a program of version 1 ever put on a shelf. Version 1 kept no list of them.
const KINDS_OF_VERSION_1: [&str; 7] = ["device", "package", "asked", "sealed", "return", "verified", "parked"];

/// The lock as version 1 wrote it.
#[derive(Serialize, Deserialize)]
pub(super) struct LockOfVersion1 {
    pub cost: StretchCost,
    pub salt: [u8; SALT_BYTES],
    pub protection: KeyProtection,
    pub wrapped: Vec<u8>,
    pub attempts: u8,
    pub last_attempt_ms: u64,
}

/// Adds what version 1 has not, and deletes what version 2 has not.
pub(super) fn rows(rows: Rows<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    rows.delete(Place::MasterOfVersion1)?;
    if let Some(drafts) = rows.get_value::<Vec<InterviewId>>(Place::DraftList)? {
        twice::put(rows, Place::DraftList, &drafts, rng)?;
    }
    for kind in KINDS_OF_VERSION_1 {
        let Some(keys) = rows.get_value::<Vec<Vec<u8>>>(Place::ShelfList(kind))? else { continue };
        shelf::note_kind(rows, kind, rng)?;
        twice::put(rows, Place::ShelfList(kind), &keys, rng)?;
    }
    for kind in StreamKind::ALL {
        if let Some(stream) = rows.get_value::<Stream>(Place::Stream(kind))? {
            twice::put(rows, Place::Stream(kind), &stream, rng)?;
        }
    }
    Ok(())
}
