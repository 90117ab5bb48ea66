//! From versions 1 and 2 to version 3, in the transaction of the first unlock.
//!
//! Version 2 binds more into the wrapped key and has room for a duress PIN; it keeps lists twice and a list of the
//! shelf's kinds, so that a store can be gone through whole; and it stores no copy of the master key under itself.
//! Version 3 seals each row under a key of its own, in a slot; what versions before it left of rows in free parts of
//! pages goes when the store is compacted, which is done after this unlock, or after the next when that one was cut. A
//! row that does not open stays as it is: it is damaged in either version. This one unlock takes longer the more there
//! is, and needs room for it, which a duress PIN does not: whoever stands by at the first unlock after an update may
//! tell them apart. Dumps of every version are kept in the tests.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    KeyProtection, Place, SALT_BYTES, StretchCost, VaultError, drafts,
    lock::WrappedBy,
    outbox::{self, Stream},
    rows::Rows,
    shelf, twice,
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

/// Makes today's rows of those that another version wrote.
pub(super) fn rows(rows: Rows<'_>, by: WrappedBy, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    let from = rows.of_version_2();
    if by == WrappedBy::Version1 {
        from_1_to_2(from, rng)?;
    }
    Sealing { from, to: rows }.all(rng)
}

/// Adds what version 1 has not, and deletes what version 2 has not.
fn from_1_to_2(rows: Rows<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    rows.delete(Place::MasterOfVersion1, rng)?;
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

/// From rows of version 2 to the same rows, each under a key of its own. An interview's rows stay: its key is sealed
/// anew.
struct Sealing<'a> {
    from: Rows<'a>,
    to: Rows<'a>,
}

impl Sealing<'_> {
    /// What a list leads to goes before the list.
    fn all(self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        for id in listed(drafts::list(self.from))? {
            self.row(Place::DraftKey(id), rng)?;
        }
        for kind in listed(shelf::kinds(self.from))? {
            for key in listed(shelf::list(self.from, &kind))? {
                self.row(Place::Document(&kind, &key), rng)?;
            }
            self.both(Place::ShelfList(&kind), rng)?;
        }
        for kind in StreamKind::ALL {
            let stream = listed(outbox::stream(self.from, kind).map(|stream| vec![stream]))?;
            for sequence in stream.into_iter().flat_map(|stream| stream.first_kept..stream.next) {
                self.row(Place::Record(kind, sequence), rng)?;
            }
            self.both(Place::Stream(kind), rng)?;
        }
        self.row(Place::SigningKey, rng)?;
        self.row(Place::ReturnKey, rng)?;
        self.both(Place::DraftList, rng)?;
        self.both(Place::ShelfKinds, rng)
    }

    fn both(&self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.row(place, rng)?;
        self.row(Place::Second(&place), rng)
    }

    fn row(&self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        match self.from.get(place) {
            Ok(Some(content)) => self.to.put(place, &content, rng),
            Ok(None) | Err(VaultError::Damaged) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// A list of which neither copy opens leads nowhere.
fn listed<T>(list: Result<Vec<T>, VaultError>) -> Result<Vec<T>, VaultError> {
    match list {
        Err(VaultError::Damaged) => Ok(Vec::new()),
        list => list,
    }
}
