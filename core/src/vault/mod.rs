//! The encrypted store of a device, and the keys that guard it.
//!
//! A [`Vault`] is one SQLite file in one directory. What a call returned is on the disk. Rooms in it: [`Drafts`]
//! (interviews that are being made), [`Shelf`] (documents by name), [`Outbox`] (sealed records on their way). The vault
//! holds bytes. It does not know forms, interviews or the network, reads no clock and makes no randomness.
//!
//! # Keys
//!
//! | key | made | guarded by |
//! |---|---|---|
//! | key-encryption key | PIN, Argon2id, HMAC by the keystore's key | nothing: it is derived at each unlock |
//! | master key | at random | the key-encryption key, in the lock (`lock.rs`) |
//! | row and name keys | from the master key (BLAKE3 key derivation) | nothing: they are derived |
//! | slot key | from the master key | nothing: it is derived |
//! | a row's key | at random, anew for each content | the slot key, in the row's slot (`slots.rs`); written over when the row goes or changes |
//! | a draft's key | at random, for each interview | it is such a row; destroyed when the interview is sealed |
//! | signing and return keys | at random | they are such rows |
//!
//! A row is XChaCha20-Poly1305 under a random nonce, bound to its place; its name is a keyed BLAKE3 hash of that place.
//! A draft's rows are sealed under the draft's key, all others each under a key of its own.
//! Every cipher is [`seal`](crate::seal)'s, which is given out again here for shells.
//!
//! # What a copy of the files still tells
//!
//! No answer, label, name, place, id or count stands in the clear, and no index does. What is left:
//!
//! - that the device is Fieldward's, how costly a guess is, what kind of keystore guards it, and how many PINs failed;
//! - how large the file is, and how many rows it has, so about how much was written since the last sync; and from the
//!   room beside it, which is as long in every store, whether the disk was full (`room.rs`). Rows are rounded to 128
//!   bytes, above 1 KiB to 1 KiB, so a study package is told from answers, and not one answer from another;
//! - how many slots it has, in steps of 64: about how many rows it had at most since its keys were made;
//! - two counters of SQLite's, which grow with the changes to the file, and the file's times: about when the device was
//!   used last. An unlock and every answer write to it;
//! - from two copies, which rows changed in between. Names are without order, but a row that comes with each copy of
//!   the list is the list. An old row put back in its own place does not open once its key was written over, but a copy
//!   of the whole file as it was is no forgery that a cipher could notice. Only attempts are counted by the keystore,
//!   and streams by the server;
//! - nothing about a duress PIN: see `lock.rs` and `destroy.rs`.
//!
//! # What is destroyed
//!
//! When an interview ends, a stop drops answers of it, a document is deleted or replaced, a record loses its keys or is
//! forgotten, or the device takes another name, the key of that row is written over in its slot, in the same
//! transaction, and then the log is emptied. Sealed bytes of the row may stay in free parts of the file for long,
//! with a sealed number of the slot before them. With the PIN and this file nobody opens them. What the PIN opens of
//! the past is what was copied before:
//!
//! - a copy of the files from before the end, made with or without the phone's knowledge; and what a disk keeps of
//!   blocks that were overwritten or given back, for whoever reads it below the file system;
//! - between the commit and the emptying of the log the main file has the old slot. A cut, or a full disk, may leave it
//!   so: the next opening empties the log before anything else;
//! - of a document that was put in place of another the log may hold the old slot until the next of these, or the next
//!   unlock: only deletions and what ends an interview wait for it.
//!
//! # What memory keeps
//!
//! Keys are wiped where they lived, and the stack after an unlock and a lock; a test searches the whole memory of a
//! process for them. Out of reach are registers, what the keystore's own library copies, and swap space.

mod anew;
mod destroy;
mod drafts;
mod error;
mod file;
mod hardware;
mod idle;
mod lock;
mod outbox;
mod pin;
mod place;
mod rekey;
mod room;
mod rows;
mod salvage;
mod shelf;
mod slots;
mod store;
mod twice;
mod unlock;
mod upgrade;
mod wipe;

use std::path::Path;

use rand_core::CryptoRng;

pub use destroy::destroy;
pub use drafts::{Drafts, EVENT_BYTES_MAX, LabelledDraft, LogError};
pub use error::{UnlockError, VaultError};
pub use hardware::{HardwareKey, HardwareKeyError, KeyProtection, NoHardwareKey};
pub use idle::{IDLE_MS_DEFAULT, IDLE_MS_MAX, IDLE_MS_MIN, IdleLock};
pub use outbox::{Gone, Outbox, Outgoing, Pending, StreamHead};
pub use pin::{PIN_CHARACTERS_MAX, PIN_CHARACTERS_MIN, Pin, PinFault, Pins};
pub use salvage::Salvaged;
pub use shelf::{DOCUMENT_BYTES_MAX, Shelf, ShelfChange};
pub use unlock::{ATTEMPTS_MAX, LockedVault, Refused, back_off_ms};

pub use crate::seal::{
    CostOutOfBounds, DeviceSigner, Key, NONCE_BYTES, NotOpened, PASSES_MAX, SALT_BYTES, SEALING_OVERHEAD_BYTES,
    STRETCH_MS_MAX, STRETCH_MS_MIN, SealingPublic, SealingSecret, Signature, SignatureError, SignerPublic,
    SoftwareSigner, StretchCost, TAG_BYTES, UnusablePublicKey, cipher, hmac_sha256, open_once, seal_once, stretch,
};

use lock::Lock;
use place::Place;
use rows::{MasterKeys, Rows};
use store::Store;

/// Where the numbers begin that a new store takes the keystore's first key from. All of them are written in the same
/// number of bytes, and so are those that follow.
const FIRST_KEY_NUMBERS: u32 = 0x8000_0000;

/// An unlocked store. Keys are wiped when it is dropped or locked again.
pub struct Vault {
    store: Store,
    // Boxed, because a value that is moved leaves its bytes behind.
    keys: Box<MasterKeys>,
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
    pub fn create<'a>(
        dir: &Path,
        pins: impl Into<Pins<'a>>,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, VaultError> {
        if matches!(Self::find(dir)?, Found::Locked(_)) {
            return Err(VaultError::AlreadyThere);
        }
        let keys = MasterKeys::new(Key::random(rng));
        // The number stands in the lock for everybody to read. A first one that is always the same would tell a store
        // that was made a moment ago, behind a duress PIN, from one whose PIN was ever changed.
        let first = FIRST_KEY_NUMBERS + (rng.next_u32() & 0x3fff_ffff);
        hardware.make(first)?;
        let lock = Lock::new(&keys.master, &pins.into(), cost, (hardware, first), rng)?;
        let vault = Self { store: Store::create(dir)?, keys };
        let change = vault.store.change()?;
        found(vault.rows(&change), rng)?;
        lock.write(&change)?;
        store::commit(change)?;
        vault.store.keep_room();
        Ok(vault)
    }

    /// Forgets the keys.
    ///
    /// # Errors
    /// When the lock cannot be read back.
    pub fn lock(self) -> Result<LockedVault, VaultError> {
        let Self { store, keys } = self;
        drop(keys);
        wipe::stack();
        let lock = Lock::read(&store)?.ok_or(VaultError::Destroyed)?;
        Ok(LockedVault::new(store, lock))
    }

    /// Wraps the master key anew, under other PINs and another key of the keystore. A duress PIN that was set is gone
    /// unless it is given again: it depends on the same salt and key.
    ///
    /// # Errors
    /// [`VaultError::SamePin`] when both PINs are one; else as the disk and the keystore say. Nothing has changed then.
    pub fn change_pins<'a>(
        &self,
        pins: impl Into<Pins<'a>>,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        let key_number = self.next_key_number(hardware)?;
        let lock = Lock::new(&self.keys.master, &pins.into(), cost, (hardware, key_number), rng)?;
        let change = self.store.change()?;
        lock.write(&change)?;
        store::commit(change)?;
        self.store.forget_old_pages_if_room()?;
        // What fails here is done by the next unlock.
        let _ = hardware.forget_but(Some(key_number));
        Ok(())
    }

    /// As [`Vault::change_pins`], with a new master key and new keys for all drafts: everything is sealed anew.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when a row does not open or is in no list; else as the disk and the keystore say.
    /// Nothing has changed then.
    pub fn rekey<'a>(
        &mut self,
        pins: impl Into<Pins<'a>>,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        rekey::rekey(self, &pins.into(), cost, hardware, rng)
    }

    /// Saves what can be read of a damaged store into a fresh one in its place, and says what could not. The device's
    /// PINs stay as they are.
    ///
    /// # Errors
    /// As the disk says, or [`VaultError::Damaged`] when the caller could not use what was saved; the store is as it
    /// was then.
    pub fn salvage(
        self,
        is_of_use: impl FnOnce(&Self) -> bool,
        rng: &mut impl CryptoRng,
    ) -> Result<(Self, Salvaged), VaultError> {
        salvage::salvage(self, is_of_use, rng)
    }

    /// Destroys the wrapped key first, then everything. Safe to cut short and to do again.
    ///
    /// # Errors
    /// As the disk says; the key goes before anything that can fail slowly.
    pub fn destroy(self, hardware: &dyn HardwareKey, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let Self { store, keys } = self;
        drop(keys);
        wipe::stack();
        destroy::all(store, hardware, rng)
    }

    /// Interviews that are being made.
    #[must_use]
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts::new(self)
    }

    /// Gives the room that is kept for a full disk back to it; whether there was any.
    pub(crate) fn gives_room(&self) -> bool {
        room::give(self.store.folder()) == room::Room::Given
    }

    /// Fills that room up again, as far as the disk lets it.
    pub(crate) fn keep_room(&self) {
        self.store.keep_room();
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
        let secret = self.rows(self.store.connection()).get_array(Place::SigningKey)?;
        SoftwareSigner::from_bytes(&secret).map_err(|_| VaultError::Damaged)
    }

    /// The device's key for returns.
    ///
    /// # Errors
    /// When the row is damaged.
    pub fn return_key(&self) -> Result<SealingSecret, VaultError> {
        Ok(SealingSecret::from_bytes(*self.rows(self.store.connection()).get_array(Place::ReturnKey)?))
    }

    /// Makes the keystore's next key, which a lock that is not written yet will be wrapped by.
    fn next_key_number(&self, hardware: &dyn HardwareKey) -> Result<u32, VaultError> {
        let lock = Lock::read(&self.store)?.ok_or(VaultError::Destroyed)?;
        let number = lock.key_number.wrapping_add(1);
        hardware.make(number)?;
        Ok(number)
    }

    /// Makes a change to the rows: durable when this returns. It is made twice where the disk was full the first time.
    fn changed<T>(&self, mut make: impl FnMut(Rows<'_>) -> Result<T, VaultError>) -> Result<T, VaultError> {
        self.store.changed(|change| make(self.rows(change)))
    }

    fn rows<'a>(&'a self, connection: &'a rusqlite::Connection) -> Rows<'a> {
        Rows::new(connection, &self.keys)
    }
}

/// The rows that every store has: the device's own keys.
fn found(rows: Rows<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    rows.put(Place::SigningKey, SoftwareSigner::random(rng).bytes().as_slice(), rng)?;
    rows.put(Place::ReturnKey, SealingSecret::random(rng).bytes(), rng)
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
