//! The server's own key for what travels without a line: parcels are sealed to it, receipts in its name.
//!
//! It opens no record: what a parcel holds is sealed to the study. It is made once and kept in a file of the data
//! folder, beside the certificate's keys; who steals it learns which device sent how many records when.

use std::{io, path::Path};

use fieldward_core::vault::SealingSecret;
use rand_core::CryptoRng;

use crate::{clock, folder};

const FILE_NAME: &str = "carrier.key";

/// Whether a data folder has its key yet.
#[must_use]
pub fn is_there(data: &Path) -> bool {
    data.join(FILE_NAME).exists()
}

/// The key of a data folder, made when there is none.
///
/// # Errors
/// When the folder cannot be used, or the file holds something else.
pub fn key(data: &Path) -> io::Result<SealingSecret> {
    key_with(data, &mut clock::rng())
}

/// The same with a randomness of the caller's, for a simulation.
///
/// # Errors
/// As [`key`].
pub fn key_with(data: &Path, rng: &mut impl CryptoRng) -> io::Result<SealingSecret> {
    let file = data.join(FILE_NAME);
    if let Some(bytes) = folder::read(&file)? {
        let bytes = bytes.try_into().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        return Ok(SealingSecret::from_bytes(bytes));
    }
    let key = SealingSecret::random(rng);
    folder::write_private(&file, key.bytes())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_a_spoilt_one_is_said() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        assert_eq!(key(folder.path())?.bytes(), key(folder.path())?.bytes());
        std::fs::write(folder.path().join(FILE_NAME), "short")?;
        assert_eq!(key(folder.path()).map(|_| ()).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidData));
        Ok(())
    }
}
