//! The lock: the one row that is readable before anything is unlocked.
//!
//! PIN, Argon2id, HMAC by the phone's own key: that is the key-encryption key, and it unwraps the random master key.
//! Beside the wrapped master key stands a second sealed text of the same size, which a duress PIN opens. Where none is
//! set it holds noise, which looks the same; and every try opens both, so that neither the file nor the time of a try
//! says whether there is one.
//!
//! What stands in the clear (cost, salt, key number, where the keystore's counter stood) is bound into the wrapped key:
//! whoever changes it has a lock that no PIN opens. Only the count of attempts can be changed with the file, which is
//! what the keystore's counter is for.

use rand_core::CryptoRng;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    HardwareKey, KeyProtection, Pins, SALT_BYTES, StretchCost, VaultError,
    cipher::{self, Key, NONCE_BYTES, TAG_BYTES},
    store::{self, Store},
    stretch,
    unlock::ATTEMPTS_MAX,
    upgrade::LockOfVersion1,
};

const WRAP_USE: &[u8] = b"fieldward vault 3 master key";
const WRAP_USE_OF_VERSION_2: &[u8] = b"fieldward vault 2 master key";
const WRAP_USE_OF_VERSION_1: &[u8] = b"fieldward vault 1 master key";
const DURESS_USE: &[u8] = b"fieldward vault 2 duress";
const WRAPPED_BYTES: usize = NONCE_BYTES + 32 + TAG_BYTES;

/// By which version the master key was wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WrappedBy {
    /// Nothing but cost and salt is bound in; the rows are version 1's too.
    Version1,
    /// Everything that stands in the clear is bound in; the rows are version 2's.
    Version2,
    /// The same, and each row has a key of its own.
    Version3,
}

/// The row.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Lock {
    pub by: WrappedBy,
    cost: StretchCost,
    salt: [u8; SALT_BYTES],
    pub protection: KeyProtection,
    /// Number of the keystore's key.
    pub key_number: u32,
    /// Where the keystore's counter stood at the last success, if it has one.
    pub counted: Option<u64>,
    pub wrapped: Vec<u8>,
    /// What a duress PIN opens, or noise.
    pub duress: Vec<u8>,
    /// Attempts since the last success, the running one included.
    pub attempts: u8,
    /// Monotonic clock at the last attempt.
    pub last_attempt_ms: u64,
}

/// What a PIN opened.
pub(super) enum Opened {
    Master(Key),
    Duress,
    Nothing,
}

impl Lock {
    /// Wraps a master key under new PINs, by the keystore's key of this number.
    pub fn new(
        master: &Key,
        pins: &Pins<'_>,
        cost: StretchCost,
        (hardware, key_number): (&dyn HardwareKey, u32),
        rng: &mut impl CryptoRng,
    ) -> Result<Self, VaultError> {
        if pins.duress.is_some_and(|duress| duress.as_str() == pins.unlock.as_str()) {
            return Err(VaultError::SamePin);
        }
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let mut lock = Self {
            by: WrappedBy::Version3,
            cost,
            salt,
            protection: hardware.protection(),
            key_number,
            counted: hardware.count()?,
            wrapped: Vec::new(),
            duress: noise(rng),
            attempts: 0,
            last_attempt_ms: 0,
        };
        if let Some(duress) = pins.duress {
            let key = lock.key(duress.as_str(), hardware)?;
            lock.duress = cipher::seal(&key, &lock.associated_with_duress(), &[0; 32], rng);
        }
        let key = lock.key(pins.unlock.as_str(), hardware)?;
        lock.wrap(&key, master, rng);
        Ok(lock)
    }

    /// The key-encryption key that a PIN gives. Takes as long as the stored cost says.
    pub fn key(&self, pin: &str, hardware: &dyn HardwareKey) -> Result<Key, VaultError> {
        let stretched = stretch(pin.as_bytes(), &self.salt, self.cost).map_err(|_| VaultError::Cost)?;
        Ok(Key::from_bytes(*hardware.mac(self.key_number, stretched.bytes())?))
    }

    /// Tries a key on both texts, whatever comes of the first.
    pub fn open(&self, key: &Key) -> Opened {
        let master = cipher::open(key, &self.associated(), &self.wrapped);
        let duress = cipher::open(key, &self.associated_with_duress(), &self.duress);
        let master = master.ok().and_then(|plain| plain.as_slice().try_into().ok().map(Zeroizing::new));
        match (master, duress) {
            (Some(bytes), _) => Opened::Master(Key::from_bytes(*bytes)),
            (None, Ok(_)) => Opened::Duress,
            (None, Err(_)) => Opened::Nothing,
        }
    }

    /// After a success: wrapped anew where the keystore's counter stands now, with no attempts.
    pub fn opened_at(&self, counted: Option<u64>, key: &Key, master: &Key, rng: &mut impl CryptoRng) -> Self {
        let mut lock = Self { attempts: 0, counted, ..self.clone() };
        if lock.by == WrappedBy::Version1 {
            lock.duress = noise(rng);
        }
        lock.by = WrappedBy::Version3;
        lock.wrap(key, master, rng);
        lock
    }

    /// After a duress PIN: the lock of an empty store, to be wrapped by the key that this PIN gave. It has no duress
    /// PIN of its own.
    pub fn emptied(&self, counted: Option<u64>, rng: &mut impl CryptoRng) -> Self {
        Self { by: WrappedBy::Version3, attempts: 0, counted, duress: noise(rng), ..self.clone() }
    }

    /// Wraps a master key.
    pub fn wrap(&mut self, key: &Key, master: &Key, rng: &mut impl CryptoRng) {
        self.wrapped = cipher::seal(key, &self.associated(), master.bytes(), rng);
    }

    fn associated(&self) -> Vec<u8> {
        let mut out = match self.by {
            WrappedBy::Version1 => return self.costly(WRAP_USE_OF_VERSION_1),
            WrappedBy::Version2 => self.costly(WRAP_USE_OF_VERSION_2),
            WrappedBy::Version3 => self.costly(WRAP_USE),
        };
        out.extend_from_slice(&self.key_number.to_le_bytes());
        out.push(u8::from(self.counted.is_some()));
        out.extend_from_slice(&self.counted.unwrap_or_default().to_le_bytes());
        out
    }

    /// Without the counter: after a success of the other PIN nobody has the key to seal this anew.
    fn associated_with_duress(&self) -> Vec<u8> {
        let mut out = self.costly(DURESS_USE);
        out.extend_from_slice(&self.key_number.to_le_bytes());
        out
    }

    fn costly(&self, name: &[u8]) -> Vec<u8> {
        let mut out = name.to_vec();
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
        let lock = match store.version()? {
            1 => postcard::from_bytes::<LockOfVersion1>(&body).map(Self::from),
            _ => postcard::from_bytes(&body),
        };
        lock.map(Some).map_err(|_| VaultError::Damaged)
    }

    /// Puts the lock in place of any that was there.
    pub fn write(&self, connection: &rusqlite::Connection) -> Result<(), VaultError> {
        let body = postcard::to_stdvec(self).map_err(|_| VaultError::Damaged)?;
        connection.execute("INSERT OR REPLACE INTO lock (id, body) VALUES (1, ?1)", [body])?;
        store::set_version(connection)
    }

    /// Noise in place of everything that a key could open, so many bytes as were there; ten attempts, so that none is
    /// left.
    pub fn overwrite(store: &Store, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let Some(mut lock) = Self::read(store)? else { return Ok(()) };
        (lock.wrapped, lock.duress) = (noise(rng), noise(rng));
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

impl From<LockOfVersion1> for Lock {
    fn from(old: LockOfVersion1) -> Self {
        Self {
            by: WrappedBy::Version1,
            cost: old.cost,
            salt: old.salt,
            protection: old.protection,
            key_number: 0,
            counted: None,
            wrapped: old.wrapped,
            duress: Vec::new(),
            attempts: old.attempts,
            last_attempt_ms: old.last_attempt_ms,
        }
    }
}

/// What a sealed text of the lock looks like to whoever has no key for it.
fn noise(rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut out = vec![0; WRAPPED_BYTES];
    rng.fill_bytes(&mut out);
    out
}
