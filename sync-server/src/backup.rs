//! A copy of a data folder that can be put back, made while the server runs.
//!
//! The database is copied as of one moment, with what its log holds, and compact: what was deleted from it, keys of
//! people who withdrew among it, is in no copy. Everything else in the folder are small files: the keys of the server,
//! and the orders and holders that are obeyed again after an older database was put back. A copy opens no record, as
//! the folder itself opens none; yet it holds the wrapped keys of the holders, and the server's own.

use std::{fs, io, path::Path};

use crate::{
    folder,
    store::{self, StoreError},
};

/// Folders in the data folder that are copied: those of orders hold files only.
const DEEP_MAX: u32 = 4;

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something stands where the copy should be made.
    #[error("{0} is already there, and a backup writes over nothing: name a new folder")]
    There(String),
    /// The data folder, or its database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error("the copy could not be written; what there is of it is no backup")]
    File(#[from] io::Error),
}

/// Copies a data folder into a new one.
///
/// # Errors
/// When the new folder exists, the old one is none, or the disk refuses.
pub fn backup(data: &Path, to: &Path) -> Result<(), BackupError> {
    if !data.is_dir() {
        return Err(StoreError::NoFolder.into());
    }
    if to.exists() {
        return Err(BackupError::There(to.display().to_string()));
    }
    folder::make(to)?;
    // First, so that no order is in it whose file is not in the copy.
    store::open(data)?.blocking().copy_into(to)?;
    copy_files(data, to, 0)
}

/// Every file but the database's and the mark of a running server.
fn copy_files(from: &Path, to: &Path, deep: u32) -> Result<(), BackupError> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        let target = to.join(&name);
        if entry.file_type()?.is_dir() && deep < DEEP_MAX {
            folder::make(&target)?;
            copy_files(&path, &target, deep + 1)?;
        } else if path.is_file()
            && !name.to_string_lossy().starts_with(store::sqlite::FILE_NAME)
            && name != folder::LOCK
        {
            folder::write_private(&target, &fs::read(&path)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::Document;

    fn document(key: u8) -> Document {
        Document { kind: "kept".into(), key: vec![key], bytes: vec![key; 100] }
    }

    #[test]
    fn a_copy_holds_what_was_committed_and_every_file_and_takes_the_place_of_nothing()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (data, to) = (folder.path().join("data"), folder.path().join("copy"));
        assert!(matches!(backup(&data, &to), Err(BackupError::Store(StoreError::NoFolder))));
        folder::make(&data)?;
        // Held open, so that what was committed stands in the log.
        let live = store::open(&data)?;
        let carrier = crate::carrier::key(&data)?;
        live.blocking().keep(&document(1))?;
        folder::make(&data.join("orders"))?;
        folder::write_private(&data.join("orders/1"), b"an order")?;
        let _running = folder::lock(&data)?;

        backup(&data, &to)?;
        live.blocking().keep(&document(2))?;
        let copy = store::open(&to)?;
        assert_eq!(copy.blocking().kept("kept")?.len(), 1, "as of that moment");
        assert_eq!(crate::carrier::key(&to)?.bytes(), carrier.bytes());
        assert_eq!(fs::read(to.join("orders/1"))?, b"an order");
        assert!(!to.join(folder::LOCK).exists());
        let mode = fs::metadata(to.join(store::sqlite::FILE_NAME))?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert!(matches!(backup(&data, &to), Err(BackupError::There(_))));
        Ok(())
    }
}
