//! Sealed rows: put, get and delete by place.
//!
//! A row is padded before it is sealed (its length in four bytes, the content, zeros), to multiples of 128 bytes up to
//! 1024 and of 1024 above, so that a size does not tell an answer from a refusal.
//!
//! A row of the store is sealed under a key of its own (`slots.rs`), and begins with the number of its slot, sealed
//! under the row key. An interview's rows are sealed under the interview's key alone, which is such a row: they go with
//! it, and an answer costs no more than its own row.

use rand_core::CryptoRng;
use rusqlite::{Connection, OptionalExtension};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    Place, VaultError,
    cipher::{self, Key, NONCE_BYTES, TAG_BYTES},
    slots::Slots,
};

const NAMES_USE: &str = "fieldward vault 1 row names";
const ROWS_USE: &str = "fieldward vault 1 rows";
const SLOTS_USE: &str = "fieldward vault 3 slots";
const LENGTH_BYTES: usize = 4;
const NUMBER_BYTES: usize = 4;
/// Bytes of a slot's number, sealed.
const FRONT_BYTES: usize = NONCE_BYTES + NUMBER_BYTES + TAG_BYTES;
/// As many bytes as [`FRONT_BYTES`].
const FRONT: &str = "SELECT substr(body, 1, 44) FROM sealed WHERE name = ?1";

/// The master key and what it is used for, one key for each use.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct MasterKeys {
    /// To be wrapped under another PIN.
    pub master: Key,
    names: Key,
    rows: Key,
    slots: Key,
}

/// The rows of a store, within a change or to read.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    connection: &'a Connection,
    names: &'a Key,
    key: &'a Key,
    /// Where each row's own key stands; none where all rows are sealed under one.
    slots: Option<Slots<'a>>,
}

impl MasterKeys {
    /// Derives each from the master key.
    pub fn new(master: Key) -> Box<Self> {
        let [names, rows, slots] = [NAMES_USE, ROWS_USE, SLOTS_USE].map(|name| master.derive(name));
        Box::new(Self { names, rows, slots, master })
    }
}

impl<'a> Rows<'a> {
    /// The rows of a store.
    pub fn new(connection: &'a Connection, keys: &'a MasterKeys) -> Self {
        let slots = Some(Slots::new(connection, &keys.slots));
        Self { connection, names: &keys.names, key: &keys.rows, slots }
    }

    /// The same rows, while those under other keys are still in the store.
    pub fn beside(self, former: &'a MasterKeys) -> Self {
        Self { slots: self.slots.map(|slots| slots.beside(&former.slots)), ..self }
    }

    /// The same rows, all sealed under one key.
    pub fn under(self, key: &'a Key) -> Self {
        Self { key, slots: None, ..self }
    }

    /// The same rows as versions 1 and 2 had them, without keys of their own.
    pub fn of_version_2(self) -> Self {
        Self { slots: None, ..self }
    }

    fn name(&self, place: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(self.names.bytes(), place).as_bytes()
    }

    /// Puts a row in place of any that was there.
    pub fn put(&self, place: Place<'_>, content: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let sealed = match self.slots {
            Some(slots) => self.seal_by_slot(slots, place, content, rng)?,
            None => cipher::seal(self.key, &place.to_bytes(), &padded(content, 0)?, rng),
        };
        self.put_sealed(place, &sealed)
    }

    /// A new key takes the place of the one that the row had, so nothing opens what is left of its former content.
    fn seal_by_slot(
        &self,
        slots: Slots<'_>,
        place: Place<'_>,
        content: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, VaultError> {
        let padded = padded(content, FRONT_BYTES)?;
        let number = match self.slot_of(place)? {
            Some(number) => number,
            None => slots.take(rng)?,
        };
        let key = slots.renew(number, rng)?;
        let place = place.to_bytes();
        let front = cipher::seal(self.key, &place, &number.to_le_bytes(), rng);
        Ok([front, cipher::seal(&key, &place, &padded, rng)].concat())
    }

    /// The slot of the row that is there; none when there is no row, or one that does not open.
    fn slot_of(&self, place: Place<'_>) -> Result<Option<u32>, VaultError> {
        let place = place.to_bytes();
        let mut select = self.connection.prepare_cached(FRONT)?;
        let front = select.query_row([self.name(&place)], |row| row.get::<_, Vec<u8>>(0)).optional()?;
        Ok(front.and_then(|front| self.slot(&place, &front)))
    }

    fn slot(&self, place: &[u8], front: &[u8]) -> Option<u32> {
        let number = cipher::open(self.key, place, front).ok()?;
        Some(u32::from_le_bytes(number.as_slice().try_into().ok()?))
    }

    /// Puts a row that is sealed already.
    pub fn put_sealed(&self, place: Place<'_>, sealed: &[u8]) -> Result<(), VaultError> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO sealed (name, body) VALUES (?1, ?2)")?
            .execute((self.name(&place.to_bytes()), sealed))?;
        Ok(())
    }

    /// The row, if there is one. One that does not open is damage.
    pub fn get(&self, place: Place<'_>) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let Some(sealed) = self.sealed(place)? else { return Ok(None) };
        self.open(place, &sealed).map(Some)
    }

    /// The row as it stands, if there is one.
    pub fn sealed(&self, place: Place<'_>) -> Result<Option<Vec<u8>>, VaultError> {
        let mut select = self.connection.prepare_cached("SELECT body FROM sealed WHERE name = ?1")?;
        Ok(select.query_row([self.name(&place.to_bytes())], |row| row.get(0)).optional()?)
    }

    /// What a row of this place holds.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let place = place.to_bytes();
        let plain = match self.slots {
            Some(slots) => {
                let (front, sealed) = sealed.split_at_checked(FRONT_BYTES).ok_or(VaultError::Damaged)?;
                let number = self.slot(&place, front).ok_or(VaultError::Damaged)?;
                let key = slots.key(number)?.ok_or(VaultError::Damaged)?;
                cipher::open(&key, &place, sealed)
            }
            None => cipher::open(self.key, &place, sealed),
        };
        let plain = plain.map_err(|_| VaultError::Damaged)?;
        Ok(Zeroizing::new(content(&plain).ok_or(VaultError::Damaged)?.to_vec()))
    }

    /// How many rows there are, under whatever key.
    pub fn count(&self) -> Result<u64, VaultError> {
        let rows: i64 = self.connection.query_row("SELECT count(*) FROM sealed", [], |row| row.get(0))?;
        Ok(rows.unsigned_abs())
    }

    /// Deletes the row, if there is one, and the key that it has to itself.
    pub fn delete(&self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        if let Some(slots) = self.slots
            && let Some(number) = self.slot_of(place)?
        {
            slots.destroy(number, rng)?;
        }
        let name = self.name(&place.to_bytes());
        self.connection.prepare_cached("DELETE FROM sealed WHERE name = ?1")?.execute([name])?;
        Ok(())
    }

    /// A row that must be there, of a fixed size.
    pub fn get_array<const N: usize>(&self, place: Place<'_>) -> Result<Zeroizing<[u8; N]>, VaultError> {
        let plain = self.get(place)?.ok_or(VaultError::Damaged)?;
        plain.as_slice().try_into().map(Zeroizing::new).map_err(|_| VaultError::Damaged)
    }

    /// Puts a value of our own.
    pub fn put_value(
        &self,
        place: Place<'_>,
        value: &impl Serialize,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        let plain = Zeroizing::new(postcard::to_stdvec(value).map_err(|_| VaultError::Damaged)?);
        self.put(place, &plain, rng)
    }

    /// A value of our own, if it is there.
    pub fn get_value<T: DeserializeOwned>(&self, place: Place<'_>) -> Result<Option<T>, VaultError> {
        let Some(plain) = self.get(place)? else { return Ok(None) };
        postcard::from_bytes(&plain).map(Some).map_err(|_| VaultError::Damaged)
    }

    #[cfg(test)]
    pub fn name_of(&self, place: Place<'_>) -> [u8; 32] {
        self.name(&place.to_bytes())
    }
}

/// With what stands before it, a row is as long as one that nothing stands before.
fn padded(content: &[u8], before: usize) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let length = u32::try_from(content.len()).map_err(|_| VaultError::TooLarge { size: content.len() })?;
    let least = before + LENGTH_BYTES + content.len();
    let unit = if least <= 1024 { 128 } else { 1024 };
    let whole = least.next_multiple_of(unit) - before;
    let mut out = Zeroizing::new(Vec::with_capacity(whole));
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(content);
    out.resize(whole, 0);
    Ok(out)
}

fn content(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)
}
