//! Destruction: after the tenth wrong PIN, in panic, from afar, or under duress. One for all.
//!
//! The wrapped key goes first: its row is overwritten with random bytes, flushed into the main file and the log
//! emptied; then it is deleted, then the files, then the keystore's keys. A cut at any point leaves either the store
//! as it was, or one whose key is already noise, or one without a lock; the next look at the directory finishes the
//! last, the next try the other. How much the store holds makes no difference: nothing but the lock is overwritten,
//! because without it the rest is noise.
//!
//! Flash keeps old blocks behind what the file system sees, and nobody can promise that they are overwritten. What
//! makes them worthless is the keystore's key, which is destroyed too; without a keystore it is the PIN alone.
//!
//! Under duress an empty store takes the place of the old one in one transaction, under the PIN that was typed. The
//! keystore keeps its key, because the empty store needs it, and making another would take time that shows. Both need
//! room at once: on a full disk they take what was kept for it (`room.rs`); where that is gone too, a duress PIN fails
//! as any unlock does there, before anything was changed, and panic is what is left. One that fails later, once the
//! transaction holds, has destroyed: the next try finds the empty store.

use std::path::Path;

use rand_core::CryptoRng;
use rusqlite::Connection;

use super::{
    HardwareKey, VaultError,
    cipher::Key,
    file, found,
    lock::Lock,
    room::Room,
    rows::{MasterKeys, Rows},
    store::{self, Overwriting, Store},
};

/// Deletes everything but the lock.
const ALL_ROWS: &str = "
    DELETE FROM sealed;
    DELETE FROM slots;
    DELETE FROM slots_second;
    DROP TABLE IF EXISTS unswept;
";

/// Destroys the store of a directory, whatever state it is in: locked, damaged, of another version. One call for
/// panic. May be done again.
///
/// # Errors
/// [`VaultError::HeldElsewhere`] when a process has it open, which must destroy it itself; else as the disk says.
pub fn destroy(dir: &Path, hardware: &dyn HardwareKey, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    match Store::open(dir) {
        Ok(Some(store)) => all(store, hardware, rng),
        Err(VaultError::HeldElsewhere) => Err(VaultError::HeldElsewhere),
        Ok(None) | Err(_) => finish(file::remove(dir), hardware),
    }
}

/// Destroys an open store.
pub(super) fn all(store: Store, hardware: &dyn HardwareKey, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    // When the row cannot be overwritten, because the disk is full or a page is damaged, the files go all the same.
    let _ = store
        .in_kept_room(|| Lock::overwrite(&store, rng))
        .and_then(|()| store.forget_old_pages())
        .and_then(|()| Lock::delete(&store))
        .and_then(|()| store.forget_old_pages());
    finish(store.delete(), hardware)
}

/// The keystore's keys go even when a file could not be deleted. That they could not be destroyed is no reason to call
/// the destruction failed: what they would open is gone.
fn finish(deleted: Result<(), VaultError>, hardware: &dyn HardwareKey) -> Result<(), VaultError> {
    let _ = hardware.forget_but(None);
    deleted
}

/// Puts an empty store in the place of all that was there, under the key that a duress PIN gave.
pub(super) fn empty(
    store: &Store,
    mut lock: Lock,
    key: &Key,
    rng: &mut impl CryptoRng,
) -> Result<(Lock, Box<MasterKeys>), VaultError> {
    let master = Key::random(rng);
    lock.wrap(key, &master, rng);
    let keys = MasterKeys::new(master);
    store.in_kept_room(|| replace(store, &lock, &keys, rng))?;
    forget(store)?;
    Ok((lock, keys))
}

fn replace(store: &Store, lock: &Lock, keys: &MasterKeys, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    let change = store.change()?;
    lock.write(&change)?;
    store::add_tables(&change)?;
    delete_rows(store, &change)?;
    found(Rows::new(&change, keys), rng)?;
    store::commit(change)
}

/// Rows whose key is gone need no overwriting, and would take the longer the more there are. The lock's row, which
/// holds that key, is replaced outside of this, and overwritten.
fn delete_rows(store: &Store, change: &Connection) -> Result<(), VaultError> {
    store.set_overwriting(Overwriting::Skipped)?;
    let deleted = change.execute_batch(ALL_ROWS);
    store.set_overwriting(Overwriting::Done)?;
    deleted?;
    Ok(())
}

/// What the log still holds of the old store may need more room in the file than there is; without its free pages the
/// file is small. Where even that finds no room, the transaction holds all the same.
fn forget(store: &Store) -> Result<(), VaultError> {
    let done = match store.room() {
        Room::None => store.forget_old_pages(),
        Room::Given => Err(VaultError::DiskFull),
    };
    match done {
        Err(VaultError::DiskFull) => {
            // A store that is not small yet stays as it is: nothing of it opens any more.
            match store.in_kept_room(|| store.shrink()) {
                Err(VaultError::DiskFull) => Ok(()),
                shrunk => shrunk.and_then(|()| store.forget_old_pages_if_room()),
            }
        }
        done => done,
    }
}
