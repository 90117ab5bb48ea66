//! Files of the data folder that are not in the database: keys of the certificate, and the address for invites.
//!
//! Nobody but the server's own account can read them. A file appears whole or not at all.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// Makes the data folder, closed to others.
///
/// # Errors
/// As the disk says.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that only its owner can read, over an older one.
///
/// # Errors
/// As the disk says.
pub fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&unfinished)?;
    let written = open.write_all(bytes).and_then(|()| open.sync_all()).and_then(|()| fs::rename(&unfinished, file));
    if let Err(error) = written {
        // On a full disk what is torn would take room, and look like something.
        let _ = fs::remove_file(&unfinished);
        return Err(error);
    }
    // The name is in the folder: until that is flushed, a power cut takes the file back.
    #[cfg(unix)]
    fs::File::open(file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
        .sync_all()?;
    Ok(())
}

/// Name of the file that a running server holds.
pub const LOCK: &str = "serving";

/// Takes the folder for one server; `None` while another has it. The system gives it back when the program ends, in
/// whatever way.
///
/// # Errors
/// As the disk says.
pub fn lock(folder: &Path) -> io::Result<Option<fs::File>> {
    let file = folder.join(LOCK);
    close(&file)?;
    let held = fs::OpenOptions::new().write(true).open(&file)?;
    match held.try_lock() {
        Ok(()) => Ok(Some(held)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Writes a file that only its owner can read, where there is none: whole, or not at all.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when there is one; else as the disk says.
pub fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let written = write_private(&unfinished, bytes);
    // A second name, unlike a new one, never takes the place of a file that is there.
    let named = written.and_then(|()| fs::hard_link(&unfinished, file));
    let _ = fs::remove_file(&unfinished);
    named
}

/// Makes a file that only its owner can read, or closes one that is there to everybody else. Its content stays.
///
/// # Errors
/// As the disk says.
pub fn close(file: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let open = options.open(file)?;
    #[cfg(unix)]
    open.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(open);
    Ok(())
}

/// Reads a file; `None` when there is none.
///
/// # Errors
/// As the disk says.
pub fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_closed_to_others_and_keeps_its_content() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let mode = |file: &Path| fs::metadata(file).map(|found| found.permissions().mode() & 0o777);
        let (fresh, open) = (folder.path().join("fresh"), folder.path().join("open"));
        close(&fresh)?;
        assert_eq!(mode(&fresh)?, 0o600);
        fs::write(&open, "kept")?;
        fs::set_permissions(&open, fs::Permissions::from_mode(0o644))?;
        close(&open)?;
        assert_eq!((mode(&open)?, fs::read_to_string(&open)?), (0o600, "kept".to_owned()));
        Ok(())
    }

    #[test]
    fn the_database_and_its_log_are_closed_to_others() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let store = crate::store::open(folder.path())?;
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            assert_eq!(file.metadata()?.permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
        drop(store);
        Ok(())
    }
}
