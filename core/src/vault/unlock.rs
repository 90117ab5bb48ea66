//! Unlocking: what a PIN is tried against, and what a wrong one costs.
//!
//! An attempt is counted on the disk, and by the keystore where it counts, after the key was derived and before it is
//! tried: so pulling the battery gives no free guess, and a keystore or a disk that fails costs nobody an attempt. From
//! the third failure on there is a wait, during which the right PIN is refused too; at the tenth the wrapped key is
//! destroyed.
//!
//! The wait is measured by the monotonic clock only. The wall clock is set by whoever holds the phone; and a restart,
//! which sets the monotonic clock to zero, starts the wait anew.
//!
//! A duress PIN runs through the same steps and ends in an empty store: the same number of stretches, of calls to the
//! keystore, of commits and of compactions as unlocking a store that was empty all along.
//!
//! Either PIN opens on a full disk too: what they write goes into room that was kept (`room.rs`). An unlock that failed
//! there would tell the other PIN by its success.

use rand_core::CryptoRng;

use super::{
    HardwareKey, HardwareKeyError, KeyProtection, UnlockError, Vault, VaultError,
    cipher::Key,
    destroy,
    lock::{Lock, Opened, WrappedBy},
    room::Room,
    rows::{MasterKeys, Rows},
    store::{self, Store},
    upgrade, wipe,
};
use crate::moment::Moment;

/// Wrong PINs until the key is destroyed.
pub const ATTEMPTS_MAX: u8 = 10;
/// Wrong PINs that cost no wait.
const FREE_FAILURES: u8 = 2;
/// The wait after the third wrong PIN; doubles with each further one.
const BACK_OFF_FIRST_MS: u64 = 30_000;

/// A vault that waits for its PIN.
pub struct LockedVault {
    // Boxed, because a refusal carries the vault back in an error.
    pub(super) store: Box<Store>,
    lock: Box<Lock>,
}

/// The vault stayed locked.
pub struct Refused {
    /// Why.
    pub reason: UnlockError,
    /// The vault, to be tried again; `None` when it was destroyed.
    pub locked: Option<LockedVault>,
}

/// How long to wait after so many wrong PINs.
#[must_use]
pub fn back_off_ms(failures: u8) -> u64 {
    match failures.checked_sub(FREE_FAILURES + 1) {
        None => 0,
        Some(beyond) => BACK_OFF_FIRST_MS << u32::from(beyond).min(16),
    }
}

impl LockedVault {
    pub(super) fn new(store: Store, lock: Lock) -> Self {
        Self { store: Box::new(store), lock: Box::new(lock) }
    }

    /// How many wrong PINs are left before the key is destroyed, as far as the file knows.
    #[must_use]
    pub fn attempts_left(&self) -> u8 {
        ATTEMPTS_MAX.saturating_sub(self.lock.attempts)
    }

    /// How long to wait before the next try; 0 when none is needed.
    #[must_use]
    pub fn wait_ms(&self, now: &Moment) -> u64 {
        let elapsed = now.monotonic_ms.checked_sub(self.lock.last_attempt_ms).unwrap_or(now.monotonic_ms);
        back_off_ms(self.lock.attempts).saturating_sub(elapsed)
    }

    /// What guarded the key besides the PIN when it was set.
    #[must_use]
    pub fn protection(&self) -> KeyProtection {
        self.lock.protection
    }

    /// Tries a PIN. Takes as long as the stored cost says.
    ///
    /// # Errors
    /// [`Refused`] says why, and gives the vault back unless it was destroyed.
    pub fn unlock(
        mut self,
        typed: &str,
        hardware: &dyn HardwareKey,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Vault, Refused> {
        let opened = self.attempt(typed, hardware, now, rng);
        wipe::stack();
        self.store.keep_room();
        match opened {
            Ok(keys) => {
                // Finishes a change of PIN that was cut before the old keys were destroyed.
                let _ = hardware.forget_but(Some(self.lock.key_number));
                Ok(Vault { store: *self.store, keys })
            }
            Err(UnlockError::WrongPin { attempts_left: 0 }) => {
                let reason = match self.destroy(hardware, rng) {
                    Ok(()) => UnlockError::Destroyed,
                    Err(error) => error.into(),
                };
                Err(Refused { reason, locked: None })
            }
            Err(UnlockError::Destroyed) => Err(Refused { reason: UnlockError::Destroyed, locked: None }),
            Err(reason) => {
                // What failed may have failed after its commit: what is shown from now on is what the disk has.
                let _ = self.look_again();
                Err(Refused { reason, locked: Some(self) })
            }
        }
    }

    /// Destroys the wrapped key first, then everything.
    ///
    /// # Errors
    /// As the disk says.
    pub fn destroy(self, hardware: &dyn HardwareKey, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        destroy::all(*self.store, hardware, rng)
    }

    fn attempt(
        &mut self,
        typed: &str,
        hardware: &dyn HardwareKey,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Box<MasterKeys>, UnlockError> {
        self.look_again()?;
        self.catch_up(hardware, now)?;
        // Ten were counted and the cut came before the destruction: there is no eleventh.
        if self.attempts_left() == 0 {
            return Err(UnlockError::WrongPin { attempts_left: 0 });
        }
        let wait_ms = self.wait_ms(now);
        if wait_ms > 0 {
            return Err(UnlockError::TooSoon { wait_ms });
        }
        let key = self.lock.key(typed, hardware)?;
        let counted = self.count(hardware, now)?;
        let (lock, keys) = match self.lock.open(&key) {
            Opened::Master(master) => self.let_in(&key, master, counted, rng)?,
            Opened::Duress => destroy::empty(&self.store, self.lock.emptied(counted, rng), &key, rng)?,
            Opened::Nothing => return Err(UnlockError::WrongPin { attempts_left: self.attempts_left() }),
        };
        *self.lock = lock;
        self.store.compact();
        Ok(keys)
    }

    /// Takes the lock as the store has it. An attempt that failed after its commit has left another one there, and this
    /// one, written back over it, would bring a destroyed key to life.
    fn look_again(&mut self) -> Result<(), UnlockError> {
        *self.lock = Lock::read(&self.store)?.ok_or(UnlockError::Destroyed)?;
        Ok(())
    }

    /// A file that was put back knows of fewer attempts than the keystore: the keystore is believed, and the wait
    /// begins now. Each success counts as well, so a copy that is ten successes old is treated as guessed at.
    fn catch_up(&mut self, hardware: &dyn HardwareKey, now: &Moment) -> Result<(), VaultError> {
        let Some(counted) = self.lock.counted else { return Ok(()) };
        let stands = hardware.count()?.ok_or(HardwareKeyError)?;
        // Behind what it once was, it is another counter, in a keystore that has not our key either.
        let since = stands.checked_sub(counted).ok_or(HardwareKeyError)?;
        let since = u8::try_from(since).map_or(ATTEMPTS_MAX, |since| since.min(ATTEMPTS_MAX));
        if since <= self.lock.attempts {
            return Ok(());
        }
        (self.lock.attempts, self.lock.last_attempt_ms) = (since, now.monotonic_ms);
        self.write()
    }

    /// Counts an attempt, on the disk first: a full disk must not use up the keystore's counter. Returns where that
    /// stands then.
    fn count(&mut self, hardware: &dyn HardwareKey, now: &Moment) -> Result<Option<u64>, VaultError> {
        let before = Lock::clone(&self.lock);
        self.lock.attempts += 1;
        self.lock.last_attempt_ms = now.monotonic_ms;
        let counted = self.write().and_then(|()| {
            hardware.count_up()?;
            Ok(hardware.count()?)
        });
        if counted.is_err() {
            // Nothing was tried and nothing learnt.
            *self.lock = before;
            self.write()?;
        }
        counted
    }

    fn let_in(
        &self,
        key: &Key,
        master: Key,
        counted: Option<u64>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Lock, Box<MasterKeys>), VaultError> {
        let lock = self.lock.opened_at(counted, key, &master, rng);
        let keys = MasterKeys::new(master);
        self.store.in_kept_room(|| {
            let change = self.store.change()?;
            if self.lock.by != WrappedBy::Version3 {
                store::add_tables(&change)?;
                store::note_unswept(&change)?;
                upgrade::rows(Rows::new(&change, &keys), self.lock.by, rng)?;
            }
            lock.write(&change)?;
            store::commit(change)
        })?;
        // Pages that the log would add to the file would use up the room that was kept.
        if self.store.room() == Room::None {
            self.store.forget_old_pages_if_room()?;
        }
        Ok((lock, keys))
    }

    fn write(&self) -> Result<(), VaultError> {
        self.store.in_kept_room(|| {
            let change = self.store.change()?;
            self.lock.write(&change)?;
            store::commit(change)
        })
    }
}

/// Shows nothing but the tries that are left.
impl std::fmt::Debug for LockedVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LockedVault({} attempts left)", self.attempts_left())
    }
}

/// Shows the reason.
impl std::fmt::Debug for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Refused({:?})", self.reason)
    }
}
