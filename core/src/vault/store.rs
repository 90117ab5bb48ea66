//! The SQLite file under a vault: how it is opened, changed and flushed, and what its errors mean.
//!
//! Write-ahead log with `synchronous=FULL`: a commit that returned is on the disk. Locked for this process alone.
//! Deleted rows are overwritten. Nothing here knows keys.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::VaultError;

/// Version of the tables and of everything sealed in them.
pub const SCHEMA_VERSION: i64 = 1;
/// Name of the store's file in its directory.
pub const FILE_NAME: &str = "fieldward.vault";
/// Marks the file as ours ("FWvt").
const APPLICATION_ID: i64 = 0x4657_7674;

const TABLES: &str = "
    CREATE TABLE lock (id INTEGER PRIMARY KEY CHECK (id = 1), body BLOB NOT NULL);
    CREATE TABLE sealed (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
";

/// An open file.
pub(super) struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the store of a directory, if there is one.
    pub fn open(dir: &Path) -> Result<Option<Self>, VaultError> {
        let path = dir.join(FILE_NAME);
        if !path.try_exists().map_err(|error| disk(&error))? {
            return Ok(None);
        }
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match store.number("application_id")? {
            APPLICATION_ID => {}
            0 if store.is_blank()? => return store.begin_tables().map(|()| Some(store)),
            _ => return Err(VaultError::NotAStore),
        }
        match store.number("user_version")? {
            SCHEMA_VERSION => {}
            found => return Err(VaultError::OtherVersion { found }),
        }
        store.forget_old_pages()?;
        Ok(Some(store))
    }

    /// Makes the store of a directory, with its tables; one that is there is opened.
    pub fn create(dir: &Path) -> Result<Self, VaultError> {
        if let Some(store) = Self::open(dir)? {
            return Ok(store);
        }
        make_private(dir).map_err(|error| disk(&error))?;
        let store = Self::connect(dir.join(FILE_NAME), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.begin_tables()?;
        Ok(store)
    }

    fn connect(path: PathBuf, flags: OpenFlags) -> Result<Self, VaultError> {
        let connection = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // Exclusive before anything is read: a second process must fail here and not later.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // On Apple's systems a plain fsync may stop at the disk's own cache.
        connection.pragma_update(None, "fullfsync", "ON")?;
        connection.pragma_update(None, "checkpoint_fullfsync", "ON")?;
        connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
        Ok(Self { connection, path })
    }

    fn begin_tables(&self) -> Result<(), VaultError> {
        let change = self.change()?;
        change.execute_batch(TABLES)?;
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        change.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        commit(change)
    }

    /// A file that was made, and cut off before its tables were.
    fn is_blank(&self) -> Result<bool, VaultError> {
        let tables: i64 = self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(tables == 0)
    }

    fn number(&self, pragma: &str) -> Result<i64, VaultError> {
        Ok(self.connection.pragma_query_value(None, pragma, |row| row.get(0))?)
    }

    /// To read.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// To change: nothing of it holds before [`commit`], all of it after.
    pub fn change(&self) -> Result<Transaction<'_>, VaultError> {
        Ok(Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?)
    }

    /// Writes the write-ahead log back and empties it, so that it holds no page that was replaced or deleted.
    pub fn forget_old_pages(&self) -> Result<(), VaultError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Closes, and deletes the file and its log.
    pub fn delete(self) -> Result<(), VaultError> {
        let Self { connection, path } = self;
        drop(connection);
        for ending in ["-wal", "-shm", "-journal", ""] {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            match std::fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(disk(&error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Makes the directory and the empty file, closed to other accounts of the machine: the lock is a thing to guess at.
/// SQLite gives its log the file's own mode.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    }
    folder.create(dir)?;
    file.open(dir.join(FILE_NAME)).map(|_| ())
}

/// Makes a change durable.
pub(super) fn commit(change: Transaction<'_>) -> Result<(), VaultError> {
    change.commit().map_err(VaultError::from)
}

fn disk(error: &std::io::Error) -> VaultError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return VaultError::DiskFull;
    }
    VaultError::Disk { code: error.raw_os_error().unwrap_or(0) }
}

/// Keeps the code and drops SQLite's words, which can hold names.
impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(failure) = error.sqlite_error() else { return Self::Damaged };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::HeldElsewhere,
            ErrorCode::DatabaseCorrupt => Self::Damaged,
            ErrorCode::NotADatabase => Self::NotAStore,
            ErrorCode::DiskFull => Self::DiskFull,
            _ => Self::Disk { code: failure.extended_code },
        }
    }
}
