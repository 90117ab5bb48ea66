//! Documents by name: study packages, enrolment, returned records, whatever a session keeps.
//!
//! Kind and key are chosen by the caller and stand nowhere in the clear.

use std::collections::HashSet;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Place, Vault, VaultError, rows::Rows, twice};

/// Most bytes of one document.
pub const DOCUMENT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A document that comes or goes together with something else.
#[derive(Clone, Copy)]
pub enum ShelfChange<'a> {
    /// Puts a document, as [`Shelf::put`].
    Put {
        /// Its kind.
        kind: &'a str,
        /// Its key.
        key: &'a [u8],
        /// Its bytes.
        bytes: &'a [u8],
    },
    /// Deletes a document, as [`Shelf::delete`].
    Delete {
        /// Its kind.
        kind: &'a str,
        /// Its key.
        key: &'a [u8],
    },
}

/// The documents of a vault.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    vault: &'a Vault,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(vault: &'a Vault) -> Self {
        Self { vault }
    }

    /// Makes several changes, all or none. Durable when this returns.
    ///
    /// # Errors
    /// As [`Shelf::put`].
    pub fn change(&self, changes: &[ShelfChange<'_>], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.vault.changed(|rows| apply(rows, changes, rng))?;
        if changes.iter().any(|document| matches!(document, ShelfChange::Delete { .. })) {
            self.vault.store.forget_old_pages_if_room()?;
        }
        Ok(())
    }

    /// Puts a document, in place of one with the same kind and key. Durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] above [`DOCUMENT_BYTES_MAX`]; else as the disk says.
    pub fn put(&self, kind: &str, key: &[u8], bytes: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.change(&[ShelfChange::Put { kind, key, bytes }], rng)
    }

    /// The document, if there is one.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when it does not open.
    pub fn get(&self, kind: &str, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.vault.rows(self.vault.store.connection()).get(Place::Document(kind, key))
    }

    /// Deletes the document, if there is one. Durable when this returns.
    ///
    /// # Errors
    /// As the disk says.
    pub fn delete(&self, kind: &str, key: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.change(&[ShelfChange::Delete { kind, key }], rng)
    }

    /// Keys of all documents of a kind, oldest first.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the list does not open.
    pub fn keys(&self, kind: &str) -> Result<Vec<Vec<u8>>, VaultError> {
        let rows = self.vault.rows(self.vault.store.connection());
        list(rows, kind)
    }
}

/// Makes changes to the shelf within a transaction. Each list is written once, however many of its documents change: a
/// list grows with what it lists, and so would the cost of each change.
pub(super) fn apply(rows: Rows<'_>, changes: &[ShelfChange<'_>], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    let mut lists: Vec<(&str, List)> = Vec::new();
    for change in changes {
        let (ShelfChange::Put { kind, .. } | ShelfChange::Delete { kind, .. }) = *change;
        if !lists.iter().any(|(known, _)| *known == kind) {
            lists.push((kind, List::read(rows, kind)?));
        }
        let Some((_, list)) = lists.iter_mut().find(|(known, _)| *known == kind) else { continue };
        match *change {
            ShelfChange::Put { bytes, .. } if bytes.len() > DOCUMENT_BYTES_MAX => {
                return Err(VaultError::TooLarge { size: bytes.len() });
            }
            ShelfChange::Put { key, .. } => list.add(key),
            ShelfChange::Delete { key, .. } => list.remove(key),
        }
    }
    for (kind, list) in &lists {
        list.write(rows, kind, rng)?;
    }
    changes.iter().try_for_each(|change| match *change {
        ShelfChange::Put { kind, key, bytes } => rows.put(Place::Document(kind, key), bytes, rng),
        ShelfChange::Delete { kind, key } => rows.delete(Place::Document(kind, key), rng),
    })
}

/// Keys of a kind while they change: in their order, and looked up at once.
struct List {
    keys: Vec<Vec<u8>>,
    known: HashSet<Vec<u8>>,
    was_empty: bool,
    is_changed: bool,
}

impl List {
    fn read(rows: Rows<'_>, kind: &str) -> Result<Self, VaultError> {
        let keys = list(rows, kind)?;
        let known = keys.iter().cloned().collect();
        Ok(Self { was_empty: keys.is_empty(), known, keys, is_changed: false })
    }

    fn add(&mut self, key: &[u8]) {
        if self.known.insert(key.to_vec()) {
            self.keys.push(key.to_vec());
            self.is_changed = true;
        }
    }

    /// A list of a kind that was never put would be a row that nothing leads to: fresh keys would find a row too many,
    /// and be refused for good.
    fn remove(&mut self, key: &[u8]) {
        if self.known.remove(key) {
            self.keys.retain(|known| known != key);
            self.is_changed = true;
        }
    }

    fn write(&self, rows: Rows<'_>, kind: &str, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        if self.was_empty && !self.keys.is_empty() {
            note_kind(rows, kind, rng)?;
        }
        if self.is_changed { twice::put(rows, Place::ShelfList(kind), &self.keys, rng) } else { Ok(()) }
    }
}

/// Keys of all documents of a kind.
pub(super) fn list(rows: Rows<'_>, kind: &str) -> Result<Vec<Vec<u8>>, VaultError> {
    Ok(twice::get(rows, Place::ShelfList(kind))?.unwrap_or_default())
}

/// Every kind that was ever put on the shelf.
pub(super) fn kinds(rows: Rows<'_>) -> Result<Vec<String>, VaultError> {
    Ok(twice::get(rows, Place::ShelfKinds)?.unwrap_or_default())
}

/// Adds a kind to their list, so that the store can be gone through whole.
pub(super) fn note_kind(rows: Rows<'_>, kind: &str, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    let mut kinds = kinds(rows)?;
    if kinds.iter().any(|known| known == kind) {
        return Ok(());
    }
    kinds.push(kind.to_owned());
    twice::put(rows, Place::ShelfKinds, &kinds, rng)
}
