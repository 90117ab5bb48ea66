//! The files of a store: made for one account alone, deleted whole.
//!
//! Nothing here knows SQLite, but for the names of what it puts beside a file.

use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::VaultError;

/// Name of the store's file in its directory.
pub const FILE_NAME: &str = "fieldward.vault";
/// Name of the file in which a damaged store is put together anew, until it takes the other's place.
pub const SALVAGE_NAME: &str = "fieldward.salvage";
/// Name of the file that keeps room on the disk.
pub const ROOM_NAME: &str = "fieldward.room";
/// What SQLite may put beside a file.
pub const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// The front of a file, where the lock is; overwritten once the file is deleted.
const FRONT_BYTES: usize = 16 * 1024;

/// Deletes the store of a directory, which nobody may have open, and what stands beside it.
pub(super) fn remove(dir: &Path) -> Result<(), VaultError> {
    remove_file(&dir.join(SALVAGE_NAME))?;
    remove_store(&dir.join(FILE_NAME))
}

/// Deletes a store's file, then the room that was kept for it.
pub(super) fn remove_store(path: &Path) -> Result<(), VaultError> {
    remove_file(path)?;
    unlink(&path.with_file_name(ROOM_NAME)).map(|_| ())
}

/// Deletes a file, then what SQLite put beside it: a cut leaves the whole or no store.
pub(super) fn remove_file(path: &Path) -> Result<(), VaultError> {
    let main = unlink(path)?;
    remove_beside(path)?;
    if main == Unlinked::Now {
        sync_folder(path);
    }
    Ok(())
}

/// Deletes what SQLite put beside a file.
pub(super) fn remove_beside(path: &Path) -> Result<(), VaultError> {
    BESIDE.iter().try_for_each(|ending| unlink(&with_ending(path, ending)).map(|_| ()))
}

#[derive(PartialEq, Eq)]
enum Unlinked {
    Now,
    Before,
}

/// Deletes first and overwrites then, through the file that is still open, so that a cut leaves no half of it.
fn unlink(path: &Path) -> Result<Unlinked, VaultError> {
    let open = OpenOptions::new().write(true).open(path);
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Unlinked::Before),
        Err(error) => return Err(disk(&error)),
    }
    // Where it cannot be overwritten, it is deleted all the same.
    let _ = open.and_then(|mut file| {
        let length = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        file.write_all(&vec![0; FRONT_BYTES.min(usize::try_from(length).unwrap_or(FRONT_BYTES))])?;
        file.sync_data()
    });
    Ok(Unlinked::Now)
}

/// What was made, renamed or deleted in a folder is durable when the folder is. Not every system can; then the next
/// opening finds what the cut left, as it would without.
pub(super) fn sync_folder(path: &Path) {
    let _ = path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

/// Makes the directory and the empty file, closed to other accounts of the machine: the lock is a thing to guess at.
/// SQLite gives its log the file's own mode.
pub(super) fn make_private(dir: &Path, name: &str) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    let mut file = OpenOptions::new();
    file.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    }
    folder.create(dir)?;
    file.open(dir.join(name)).map(|_| ())
}

/// What a fault of the file system means.
pub(super) fn disk(error: &std::io::Error) -> VaultError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return VaultError::DiskFull;
    }
    VaultError::Disk { code: error.raw_os_error().unwrap_or(0) }
}
