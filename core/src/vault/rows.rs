//! Sealed rows: put, get and delete by place.
//!
//! A row is padded before it is sealed (its length in four bytes, the content, zeros), to multiples of 128 bytes up to
//! 1024 and of 1024 above, so that a size does not tell an answer from a refusal.

use rand_core::CryptoRng;
use rusqlite::{Connection, OptionalExtension};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    Place, VaultError,
    cipher::{self, Key},
};

const NAMES_USE: &str = "fieldward vault 1 row names";
const ROWS_USE: &str = "fieldward vault 1 rows";
const LENGTH_BYTES: usize = 4;

/// The master key and what it is used for, one key for each use.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct MasterKeys {
    /// To be wrapped under another PIN.
    pub master: Key,
    names: Key,
    rows: Key,
}

/// The rows of a store, within a change or to read.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    connection: &'a Connection,
    names: &'a Key,
    key: &'a Key,
}

impl MasterKeys {
    /// Derives each from the master key.
    pub fn new(master: Key) -> Box<Self> {
        Box::new(Self { names: master.derive(NAMES_USE), rows: master.derive(ROWS_USE), master })
    }
}

impl<'a> Rows<'a> {
    /// Rows that are sealed under the master key.
    pub fn new(connection: &'a Connection, keys: &'a MasterKeys) -> Self {
        Self { connection, names: &keys.names, key: &keys.rows }
    }

    /// The same rows, sealed under another key.
    pub fn under(self, key: &'a Key) -> Self {
        Self { key, ..self }
    }

    fn name(&self, place: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(self.names.bytes(), place).as_bytes()
    }

    /// Puts a row in place of any that was there.
    pub fn put(&self, place: Place<'_>, content: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let sealed = cipher::seal(self.key, &place.to_bytes(), &padded(content)?, rng);
        self.put_sealed(place, &sealed)
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
        let plain = cipher::open(self.key, &place.to_bytes(), sealed).map_err(|_| VaultError::Damaged)?;
        Ok(Zeroizing::new(content(&plain).ok_or(VaultError::Damaged)?.to_vec()))
    }

    /// How many rows there are, under whatever key.
    pub fn count(&self) -> Result<u64, VaultError> {
        let rows: i64 = self.connection.query_row("SELECT count(*) FROM sealed", [], |row| row.get(0))?;
        Ok(rows.unsigned_abs())
    }

    /// Deletes the row, if there is one.
    pub fn delete(&self, place: Place<'_>) -> Result<(), VaultError> {
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

fn padded(content: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let length = u32::try_from(content.len()).map_err(|_| VaultError::TooLarge { size: content.len() })?;
    let least = LENGTH_BYTES + content.len();
    let unit = if least <= 1024 { 128 } else { 1024 };
    let mut out = Zeroizing::new(Vec::with_capacity(least.next_multiple_of(unit)));
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(content);
    out.resize(least.next_multiple_of(unit), 0);
    Ok(out)
}

fn content(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)
}
