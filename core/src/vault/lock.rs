//! The lock: how a PIN becomes the master key, and what a wrong one costs.
//!
//! PIN, Argon2id, HMAC by the phone's own key: that is the key-encryption key, and it unwraps the random master key.
//! An attempt is counted on the disk before it is tried, so that pulling the battery gives no free guess. From the
//! third failure on there is a wait, at the tenth the wrapped key is destroyed.
//!
//! The wait is measured by the monotonic clock only. The wall clock is set by whoever holds the phone; and a restart,
//! which sets the monotonic clock to zero, starts the wait anew.

use rand_core::CryptoRng;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    HardwareKey, KeyProtection, StretchCost, UnlockError, Vault, VaultError,
    cipher::{self, Key, NONCE_BYTES, TAG_BYTES},
    destroy,
    rows::MasterKeys,
    store::{self, Store},
    stretch::{SALT_BYTES, stretch},
};
use crate::moment::Moment;

/// Wrong PINs until the key is destroyed.
pub const ATTEMPTS_MAX: u8 = 10;
/// Wrong PINs that cost no wait.
const FREE_FAILURES: u8 = 2;
/// The wait after the third wrong PIN; doubles with each further one.
const BACK_OFF_FIRST_MS: u64 = 30_000;
const WRAP_USE: &[u8] = b"fieldward vault 1 master key";
const WRAPPED_BYTES: usize = NONCE_BYTES + 32 + TAG_BYTES;

/// The row that must be readable before anything is unlocked.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Lock {
    cost: StretchCost,
    salt: [u8; SALT_BYTES],
    protection: KeyProtection,
    pub(super) wrapped: Vec<u8>,
    /// Attempts since the last success, the running one included.
    attempts: u8,
    /// Monotonic clock at the last attempt.
    last_attempt_ms: u64,
}

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

    /// How many wrong PINs are left before the key is destroyed.
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
        match self.attempt(typed, hardware, now) {
            Ok(master) => Ok(Vault { store: *self.store, keys: MasterKeys::new(&master) }),
            Err(UnlockError::WrongPin { attempts_left: 0 }) => {
                let reason = match destroy::destroy(*self.store, rng) {
                    Ok(()) => UnlockError::Destroyed,
                    Err(error) => error.into(),
                };
                Err(Refused { reason, locked: None })
            }
            Err(reason) => Err(Refused { reason, locked: Some(self) }),
        }
    }

    /// Destroys the wrapped key first, then everything.
    ///
    /// # Errors
    /// As the disk says.
    pub fn destroy(self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        destroy::destroy(*self.store, rng)
    }

    fn attempt(&mut self, typed: &str, hardware: &dyn HardwareKey, now: &Moment) -> Result<Key, UnlockError> {
        // Ten were counted and the cut came before the destruction: there is no eleventh.
        if self.attempts_left() == 0 {
            return Err(UnlockError::WrongPin { attempts_left: 0 });
        }
        let wait_ms = self.wait_ms(now);
        if wait_ms > 0 {
            return Err(UnlockError::TooSoon { wait_ms });
        }
        self.lock.attempts += 1;
        self.lock.last_attempt_ms = now.monotonic_ms;
        self.write()?;
        let master = match self.lock.unwrap(typed, hardware) {
            Ok(Some(master)) => master,
            Ok(None) => return Err(UnlockError::WrongPin { attempts_left: self.attempts_left() }),
            Err(error) => {
                // Nothing was learnt about the PIN: the keystore did not answer.
                self.lock.attempts -= 1;
                self.write()?;
                return Err(error.into());
            }
        };
        self.lock.attempts = 0;
        self.write()?;
        Ok(master)
    }

    fn write(&self) -> Result<(), VaultError> {
        let change = self.store.change()?;
        self.lock.write(&change)?;
        store::commit(change)
    }
}

impl Lock {
    /// Wraps a master key under a new PIN.
    pub fn new(
        master: &Key,
        pin: &str,
        cost: StretchCost,
        hardware: &dyn HardwareKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, VaultError> {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let protection = hardware.protection();
        let mut lock = Self { cost, salt, protection, wrapped: Vec::new(), attempts: 0, last_attempt_ms: 0 };
        let key = lock.key(pin, hardware)?;
        lock.wrapped = cipher::seal(&key, &lock.associated(), master.bytes(), rng);
        Ok(lock)
    }

    fn key(&self, pin: &str, hardware: &dyn HardwareKey) -> Result<Key, VaultError> {
        let stretched = stretch(pin.as_bytes(), &self.salt, self.cost).map_err(|_| VaultError::Cost)?;
        Ok(Key::from_bytes(*hardware.mac(stretched.bytes())?))
    }

    fn unwrap(&self, pin: &str, hardware: &dyn HardwareKey) -> Result<Option<Key>, VaultError> {
        let key = self.key(pin, hardware)?;
        let Ok(plain) = cipher::open(&key, &self.associated(), &self.wrapped) else { return Ok(None) };
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().map_err(|_| VaultError::Damaged)?);
        Ok(Some(Key::from_bytes(*bytes)))
    }

    fn associated(&self) -> Vec<u8> {
        let mut out = WRAP_USE.to_vec();
        out.extend_from_slice(&self.cost.memory_kib.to_le_bytes());
        out.extend_from_slice(&self.cost.passes.to_le_bytes());
        out.extend_from_slice(&self.salt);
        out
    }

    /// The lock of a store; `None` when it was destroyed.
    pub fn read(store: &Store) -> Result<Option<Self>, VaultError> {
        let body: Option<Vec<u8>> =
            store.connection().query_row("SELECT body FROM lock", [], |row| row.get(0)).optional()?;
        let Some(body) = body else { return Ok(None) };
        postcard::from_bytes(&body).map(Some).map_err(|_| VaultError::Damaged)
    }

    /// Puts the lock in place of any that was there.
    pub fn write(&self, connection: &rusqlite::Connection) -> Result<(), VaultError> {
        let body = postcard::to_stdvec(self).map_err(|_| VaultError::Damaged)?;
        connection.execute("INSERT OR REPLACE INTO lock (id, body) VALUES (1, ?1)", [body])?;
        Ok(())
    }

    /// Noise in place of the wrapped key, so many bytes as were there; ten attempts, so that none is left.
    pub fn overwrite(store: &Store, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let Some(mut lock) = Self::read(store)? else { return Ok(()) };
        lock.wrapped = vec![0; WRAPPED_BYTES];
        rng.fill_bytes(&mut lock.wrapped);
        rng.fill_bytes(&mut lock.salt);
        lock.attempts = ATTEMPTS_MAX;
        let change = store.change()?;
        lock.write(&change)?;
        store::commit(change)
    }

    /// Deletes the row.
    pub fn delete(store: &Store) -> Result<(), VaultError> {
        store.connection().execute("DELETE FROM lock", [])?;
        Ok(())
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
