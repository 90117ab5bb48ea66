//! Opening the store of a data folder, whichever database it has.
//!
//! The one place that knows which databases there are. Everything else speaks to [`super::Store`].

use std::path::Path;

use super::{StoreError, StoreHandle, StoreResult, sqlite::SqliteStore};

/// Opens the store in a data folder, which exists, and makes or migrates it. A second program may do so while a
/// server runs. Records that were withdrawn are withdrawn again, and holders who changed change again, in
/// case the database is a backup from before.
///
/// # Errors
/// When the folder is not there or cannot be used, a later version wrote it, or an order in it cannot be obeyed.
pub fn open(folder: &Path) -> StoreResult<StoreHandle> {
    if !folder.is_dir() {
        return Err(StoreError::NoFolder);
    }
    let store = StoreHandle::new(SqliteStore::open(folder)?);
    crate::withdrawal::again(store.blocking(), folder).map_err(|_| StoreError::Damaged("an order"))?;
    crate::relist::again(store.blocking(), folder);
    Ok(store)
}
