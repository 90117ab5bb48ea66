//! Documents by name: study packages, enrolment, returned records, whatever a session keeps.
//!
//! Kind and key are chosen by the caller and stand nowhere in the clear.

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
        self.vault.changed(|rows| changes.iter().try_for_each(|document| apply(rows, document, rng)))?;
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

/// Makes a change to the shelf within a transaction.
pub(super) fn apply(rows: Rows<'_>, change: &ShelfChange<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    match *change {
        ShelfChange::Put { kind, key, bytes } => {
            if bytes.len() > DOCUMENT_BYTES_MAX {
                return Err(VaultError::TooLarge { size: bytes.len() });
            }
            let mut keys = list(rows, kind)?;
            if keys.is_empty() {
                note_kind(rows, kind, rng)?;
            }
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_vec());
                twice::put(rows, Place::ShelfList(kind), &keys, rng)?;
            }
            rows.put(Place::Document(kind, key), bytes, rng)
        }
        ShelfChange::Delete { kind, key } => {
            let mut keys = list(rows, kind)?;
            // A list of a kind that was never put would be a row that nothing leads to: fresh keys would find a row
            // too many, and be refused for good.
            if !keys.iter().any(|known| known == key) {
                return Ok(());
            }
            keys.retain(|known| known != key);
            twice::put(rows, Place::ShelfList(kind), &keys, rng)?;
            rows.delete(Place::Document(kind, key), rng)
        }
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
