//! Opening the store of a data folder, whichever database it has.

use std::path::Path;

use super::{StoreError, StoreHandle, StoreResult, sqlite::SqliteStore};

/// Opens the store in a data folder, which exists, and makes or migrates it. A second program may do so while a
/// server runs.
///
/// # Errors
/// When the folder is not there or cannot be used, or a later version wrote it.
pub fn open(folder: &Path) -> StoreResult<StoreHandle> {
    if !folder.is_dir() {
        return Err(StoreError::NoFolder);
    }
    SqliteStore::open(folder).map(StoreHandle::new)
}
