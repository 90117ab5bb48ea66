//! Returned records, as they came: sealed to this device, under the number that the server gave them.

use rand_core::CryptoRng;

use super::{DEVICE, Documents, RETURN, Shelved, number};
use crate::{session::SessionError, vault::ShelfChange};

/// A return that is answered.
pub fn dropped_return(number: u64) -> Shelved {
    Shelved::delete(RETURN, &number.to_be_bytes())
}

impl Documents<'_> {
    /// Number of the last returned record that is stored; 0 when there is none.
    pub fn returns_mark(self) -> Result<u64, SessionError> {
        Ok(self.get(DEVICE, b"returns")?.unwrap_or(0))
    }

    /// A return that is not wanted any more.
    pub fn drop_return(self, number: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        Ok(self.vault.shelf().delete(RETURN, &number.to_be_bytes(), rng)?)
    }

    /// Stores a return and moves the mark, in one transaction. An empty one is what a server has of a return whose
    /// person withdrew: its number is past, and nothing is kept.
    pub fn put_return(self, number: u64, sealed: &[u8], rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let mark = Shelved::put(DEVICE, b"returns", &number.max(self.returns_mark()?))?;
        let key = &number.to_be_bytes();
        let returned = match sealed {
            [] => ShelfChange::Delete { kind: RETURN, key },
            bytes => ShelfChange::Put { kind: RETURN, key, bytes },
        };
        Ok(self.vault.shelf().change(&[returned, mark.change()], rng)?)
    }

    /// A return as it came.
    pub fn returned(self, number: u64) -> Result<Option<Vec<u8>>, SessionError> {
        Ok(self.vault.shelf().get(RETURN, &number.to_be_bytes())?.map(|bytes| bytes.to_vec()))
    }

    /// Numbers of the returns that are here, in order.
    pub fn return_numbers(self) -> Result<Vec<u64>, SessionError> {
        let mut numbers: Vec<u64> =
            self.vault.shelf().keys(RETURN)?.iter().map(|key| number(key)).collect::<Result<_, _>>()?;
        numbers.sort_unstable();
        Ok(numbers)
    }
}
