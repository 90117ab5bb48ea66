//! Keys, ciphers, and the encrypted store of a device.
//!
//! A [`Vault`] is one SQLite file in one directory. Whoever copies it sees rows of rounded sizes under names that mean
//! nothing: no label, no id, no count of answers, no index. What a call returned is on the disk. Rooms in it:
//! [`Drafts`] (interviews that are being made), [`Shelf`] (documents by name), [`Outbox`] (sealed records on their way).
//!
//! The vault holds bytes. It does not know forms, interviews or the network, reads no clock and makes no randomness.

pub mod cipher;
mod destroy;
mod drafts;
mod error;
mod hardware;
mod lock;
mod outbox;
mod pin;
mod place;
mod rows;
mod sealing;
mod shelf;
mod signing;
mod store;
mod stretch;

use std::path::Path;

use rand_core::CryptoRng;

pub use cipher::{Key, NONCE_BYTES, NotOpened, TAG_BYTES, open_once, seal_once};
pub use drafts::{Drafts, EVENT_BYTES_MAX, LabelledDraft, LogError};
pub use error::{UnlockError, VaultError};
pub use hardware::{HardwareKey, HardwareKeyError, KeyProtection, NoHardwareKey, hmac_sha256};
pub use lock::{ATTEMPTS_MAX, LockedVault, Refused, back_off_ms};
pub use outbox::{Outbox, Outgoing, Pending, StreamHead};
pub use pin::{PIN_CHARACTERS_MAX, PIN_CHARACTERS_MIN, Pin, PinFault};
pub use sealing::{SEALING_OVERHEAD_BYTES, SealingPublic, SealingSecret, UnusablePublicKey};
pub use shelf::{DOCUMENT_BYTES_MAX, Shelf, ShelfChange};
pub use signing::{DeviceSigner, Signature, SignatureError, SignerPublic, SoftwareSigner};
pub use stretch::{CostOutOfBounds, PASSES_MAX, SALT_BYTES, STRETCH_MS_MAX, STRETCH_MS_MIN, StretchCost, stretch};

use lock::Lock;
use place::Place;
use rows::{MasterKeys, Rows};
use store::Store;

/// An unlocked store. Keys are wiped when it is dropped or locked again.
pub struct Vault {
    store: Store,
    keys: MasterKeys,
}

/// What stands in a directory.
pub enum Found {
    /// No vault yet, or none any more: a making or a destruction that was cut short is cleared away.
    Nothing,
    /// A vault that waits for its PIN.
    Locked(LockedVault),
}

impl Vault {
    /// Looks at a directory. Without a lock nothing in a store can be read any more, so what is left of it is deleted.
    ///
    /// # Errors
    /// When the store is of another version, held by another process, or damaged.
    pub fn find(dir: &Path) -> Result<Found, VaultError> {
        let Some(store) = Store::open(dir)? else { return Ok(Found::Nothing) };
        match Lock::read(&store)? {
            Some(lock) => Ok(Found::Locked(LockedVault::new(store, lock))),
            None => store.delete().map(|()| Found::Nothing),
        }
    }

    /// Makes a new vault with new keys in a directory that has none.
    ///
    /// # Errors
    /// [`VaultError::AlreadyThere`] when a vault is there; else as the disk says.
    pub fn create(
        dir: &Path,
        pin: &Pin,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, VaultError> {
        if matches!(Self::find(dir)?, Found::Locked(_)) {
            return Err(VaultError::AlreadyThere);
        }
        let master = Key::random(rng);
        let lock = Lock::new(&master, pin.as_str(), cost, hardware, rng)?;
        let signing = SoftwareSigner::random(rng);
        let returns = SealingSecret::random(rng);
        let vault = Self { store: Store::create(dir)?, keys: MasterKeys::new(&master) };
        let change = vault.store.change()?;
        let rows = vault.rows(&change);
        rows.put(Place::SigningKey, signing.bytes().as_slice(), rng)?;
        rows.put(Place::ReturnKey, returns.bytes(), rng)?;
        rows.put(Place::Master, master.bytes(), rng)?;
        lock.write(&change)?;
        store::commit(change)?;
        Ok(vault)
    }

    /// Forgets the keys.
    ///
    /// # Errors
    /// When the lock cannot be read back.
    pub fn lock(self) -> Result<LockedVault, VaultError> {
        let Self { store, keys } = self;
        drop(keys);
        let lock = Lock::read(&store)?.ok_or(VaultError::Destroyed)?;
        Ok(LockedVault::new(store, lock))
    }

    /// Wraps the master key anew under another PIN.
    ///
    /// # Errors
    /// As the disk and the keystore say.
    pub fn change_pin(
        &self,
        pin: &Pin,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        let change = self.store.change()?;
        let master = Key::from_bytes(self.rows(&change).get_array(Place::Master)?);
        Lock::new(&master, pin.as_str(), cost, hardware, rng)?.write(&change)?;
        store::commit(change)?;
        self.store.forget_old_pages()
    }

    /// Destroys the wrapped key first, then everything. Safe to cut short and to do again.
    ///
    /// # Errors
    /// As the disk says; the key goes before anything that can fail slowly.
    pub fn destroy(self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let Self { store, keys } = self;
        drop(keys);
        destroy::destroy(store, rng)
    }

    /// Interviews that are being made.
    #[must_use]
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts::new(self)
    }

    /// Documents by name.
    #[must_use]
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf::new(self)
    }

    /// Sealed records on their way.
    #[must_use]
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox::new(self)
    }

    /// The device's own signing key, for a device whose keystore holds none.
    ///
    /// # Errors
    /// When the row is damaged.
    pub fn signer(&self) -> Result<SoftwareSigner, VaultError> {
        let secret = zeroize::Zeroizing::new(self.rows(self.store.connection()).get_array(Place::SigningKey)?);
        SoftwareSigner::from_bytes(&secret).map_err(|_| VaultError::Damaged)
    }

    /// The device's key for returns.
    ///
    /// # Errors
    /// When the row is damaged.
    pub fn return_key(&self) -> Result<SealingSecret, VaultError> {
        Ok(SealingSecret::from_bytes(self.rows(self.store.connection()).get_array(Place::ReturnKey)?))
    }

    fn rows<'a>(&'a self, connection: &'a rusqlite::Connection) -> Rows<'a> {
        Rows::new(connection, &self.keys)
    }
}

/// Shows nothing.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

/// Shows which.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Locked(_) => "Locked(..)",
        })
    }
}

#[cfg(test)]
mod tests;
