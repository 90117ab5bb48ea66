//! What a relay keeps: parcels that wait, receipts that came, each a file under the hash of its parcel.
//!
//! A file is written whole, flushed, and then named; the folder is flushed too, so what was answered survives a power
//! cut. The same parcel brought twice is one file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use fieldward_core::ids::Hash32;

use crate::folder;

/// Bytes of parcels that wait, at most: a relay whose disk is full helps nobody.
pub const WAITING_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// Receipts that are kept; the oldest go first. A device that finds its own gone packs again and gets another.
pub const RECEIPTS_KEPT_MAX: usize = 500;

/// Parcels that the server refused and that are kept to be looked at; the oldest go first. Anybody can bring what is
/// none.
pub const REFUSED_KEPT_MAX: usize = 100;

/// A relay's folder.
#[derive(Debug)]
pub struct Kept {
    waiting: PathBuf,
    receipts: PathBuf,
    refused: PathBuf,
}

impl Kept {
    /// Opens the folder, and makes it when it is absent.
    ///
    /// # Errors
    /// As the disk says.
    pub fn open(data: &Path) -> io::Result<Self> {
        let inside = |name: &str| -> io::Result<PathBuf> {
            let folder = data.join(name);
            folder::make(&folder)?;
            Ok(folder)
        };
        Ok(Self { waiting: inside("waiting")?, receipts: inside("receipts")?, refused: inside("refused")? })
    }

    /// Keeps a parcel. Durable when this returns.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`] above [`WAITING_BYTES_MAX`]; else as the disk says.
    pub fn keep(&self, parcel: &[u8]) -> io::Result<()> {
        let waiting: u64 =
            files(&self.waiting)?.iter().map(|file| file.metadata().map_or(0, |found| found.len())).sum();
        if waiting + parcel.len() as u64 > WAITING_BYTES_MAX {
            return Err(io::ErrorKind::StorageFull.into());
        }
        put(&self.waiting, &name_of(parcel), parcel)
    }

    /// The parcels that wait, the oldest first, by their files.
    ///
    /// # Errors
    /// As the disk says.
    pub fn waiting(&self) -> io::Result<Vec<PathBuf>> {
        files(&self.waiting)
    }

    /// The server answered a parcel: its receipt is kept, and then the parcel goes.
    ///
    /// # Errors
    /// As the disk says.
    pub fn answered(&self, parcel: &Path, receipt: &[u8]) -> io::Result<()> {
        put(&self.receipts, &name_of(receipt), receipt)?;
        fs::remove_file(parcel)?;
        keep_last(&self.receipts, RECEIPTS_KEPT_MAX)
    }

    /// The server will never take this: it is set aside and stands in nobody's way.
    ///
    /// # Errors
    /// As the disk says.
    pub fn refused(&self, parcel: &Path) -> io::Result<()> {
        fs::rename(parcel, self.refused.join(parcel.file_name().unwrap_or_default()))?;
        keep_last(&self.refused, REFUSED_KEPT_MAX)
    }

    /// Every receipt that is kept, the newest first, up to so many bytes.
    ///
    /// # Errors
    /// As the disk says.
    pub fn receipts(&self, bytes_max: usize) -> io::Result<Vec<Vec<u8>>> {
        let mut found = Vec::new();
        let mut bytes = 0;
        for file in files(&self.receipts)?.iter().rev() {
            let receipt = fs::read(file)?;
            bytes += receipt.len();
            if bytes > bytes_max {
                break;
            }
            found.push(receipt);
        }
        Ok(found)
    }
}

fn keep_last(folder: &Path, most: usize) -> io::Result<()> {
    let kept = files(folder)?;
    kept.iter().take(kept.len().saturating_sub(most)).try_for_each(fs::remove_file)
}

fn name_of(bytes: &[u8]) -> String {
    Hash32::of(bytes).to_string()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    folder::write_private(&folder.join(name), bytes)
}

/// Files of a folder by their age, without those that were cut short while they were written.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        if file.path().extension().is_none() {
            found.push((file.metadata()?.modified()?, file.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_kept_once_answered_once_and_survives_a_new_start() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let kept = Kept::open(folder.path())?;
        for parcel in [b"one".as_slice(), b"one", b"two"] {
            kept.keep(parcel)?;
        }
        // A file that was cut short while it was written counts for nothing.
        fs::write(folder.path().join("waiting").join("half.new"), "ha")?;
        let kept = Kept::open(folder.path())?;
        let waiting = kept.waiting()?;
        assert_eq!(waiting.len(), 2);
        kept.answered(&waiting[0], b"receipt")?;
        kept.refused(&waiting[1])?;
        assert!(kept.waiting()?.is_empty());
        assert_eq!(kept.receipts(100)?, [b"receipt".to_vec()]);
        assert!(kept.receipts(3)?.is_empty());
        Ok(())
    }

    #[test]
    fn what_is_refused_fills_no_disk() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let kept = Kept::open(folder.path())?;
        for number in 0..=REFUSED_KEPT_MAX {
            kept.keep(format!("no parcel {number}").as_bytes())?;
        }
        kept.waiting()?.iter().try_for_each(|parcel| kept.refused(parcel))?;
        assert_eq!(files(&folder.path().join("refused"))?.len(), REFUSED_KEPT_MAX);
        Ok(())
    }

    #[test]
    fn the_oldest_receipts_go_first() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let kept = Kept::open(folder.path())?;
        for number in 0..=RECEIPTS_KEPT_MAX {
            let name = format!("{number:08}");
            put(&folder.path().join("receipts"), &name, name.as_bytes())?;
        }
        kept.keep(b"parcel")?;
        kept.answered(&kept.waiting()?[0], b"newest")?;
        let receipts = kept.receipts(usize::MAX)?;
        assert_eq!(receipts.len(), RECEIPTS_KEPT_MAX);
        assert!(receipts.contains(&b"newest".to_vec()));
        Ok(())
    }
}
