//! The SQLite file under a vault: how it is opened, changed and flushed, and what its errors mean.
//!
//! Every setting has its reason:
//!
//! | setting | why |
//! |---|---|
//! | `locking_mode=EXCLUSIVE` | a second program fails at once, and the log's index stays in this one's memory: no `-shm` file |
//! | `journal_mode=WAL` | one flush for each commit; a rollback journal needs three and keeps old pages in a file of its own |
//! | `synchronous=FULL` | the log is flushed before a commit returns: what returned is on the disk |
//! | `fullfsync`, `checkpoint_fullfsync` | on Apple's systems a plain flush may stop at the disk's own cache |
//! | `secure_delete=ON` | deleted and replaced rows are overwritten with zeros. Not all of them: where rows are moved between pages, copies stay in what is free of a page; nobody has a key to those (`slots.rs`) |
//! | `temp_store=MEMORY` | no temporary file, ever |
//! | `wal_checkpoint(TRUNCATE)` | after a deletion, so that the log holds no page that was replaced |
//! | `VACUUM` | after an unlock, when much of the file is free or little is in it: else its size would go on telling how full it once was. Not after each deletion: it writes the whole file again, and what was deleted opens no more. After an upgrade always, because earlier versions had no slots |
//!
//! Nothing here knows keys.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::{
    VaultError,
    file::{FILE_NAME, SALVAGE_NAME, disk, make_private, remove_beside, remove_file, remove_store, sync_folder},
    room::{self, Room},
};

/// Version of the tables and of everything sealed in them. Stores from 1 on are opened.
pub const SCHEMA_VERSION: i64 = 3;
/// Pages in use up to which compacting costs nothing that a person would notice.
const PAGES_FEW: i64 = 64;
/// Marks the file as ours ("FWvt").
const APPLICATION_ID: i64 = 0x4657_7674;

const TABLES: &str = "
    CREATE TABLE lock (id INTEGER PRIMARY KEY CHECK (id = 1), body BLOB NOT NULL);
    CREATE TABLE sealed (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE slots (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE slots_second (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
";
/// What versions 1 and 2 had not.
const TABLES_OF_VERSION_3: &str = "
    CREATE TABLE IF NOT EXISTS slots (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS slots_second (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
";
/// Says by being there that rows of an earlier version may still be in free parts of pages.
const UNSWEPT: &str = "CREATE TABLE IF NOT EXISTS unswept (id INTEGER PRIMARY KEY)";

/// Whether what is deleted is overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overwriting {
    /// As it should be.
    Done,
    /// Only for what nobody has a key to.
    Skipped,
}

/// An open file.
pub(super) struct Store {
    connection: Connection,
    path: PathBuf,
    /// Whether a change took the room that is kept for a full disk.
    room: Cell<Room>,
}

impl Store {
    /// Opens the store of a directory, if there is one.
    pub fn open(dir: &Path) -> Result<Option<Self>, VaultError> {
        remove_file(&dir.join(SALVAGE_NAME))?;
        let path = dir.join(FILE_NAME);
        if !path.try_exists().map_err(|error| disk(&error))? {
            // The log of a file that is gone must not be taken for the next one's.
            return remove_store(&path).map(|()| None);
        }
        let store = Self::connect(path)?;
        match store.number("application_id")? {
            APPLICATION_ID => {}
            0 if store.is_blank()? => return store.begin_tables().map(|()| Some(store)),
            _ => return Err(VaultError::NotAStore),
        }
        match store.version()? {
            1..=SCHEMA_VERSION => {}
            ..1 => return Err(VaultError::NotAStore),
            found => return Err(VaultError::NewerVersion { found }),
        }
        store.forget_old_pages_if_room()?;
        Ok(Some(store))
    }

    /// An empty store beside that of a directory, which [`Store::take_the_place`] puts in its place.
    pub fn beside(dir: &Path) -> Result<Self, VaultError> {
        let path = dir.join(SALVAGE_NAME);
        remove_file(&path)?;
        make_private(dir, SALVAGE_NAME).map_err(|error| disk(&error))?;
        let store = Self::connect(path)?;
        store.begin_tables()?;
        Ok(store)
    }

    /// Puts a store that is beside this one in its place: one renaming, so that a cut leaves one or the other whole.
    pub fn replace_by(self, other: Self) -> Result<Self, VaultError> {
        // Nothing may be left in the logs: the old one's would be taken for the new one's.
        self.forget_old_pages()?;
        other.forget_old_pages()?;
        let (path, from) = (self.path.clone(), other.path.clone());
        drop((self, other));
        remove_beside(&path)?;
        std::fs::rename(&from, &path).map_err(|error| disk(&error))?;
        sync_folder(&path);
        Self::connect(path)
    }

    /// Makes the store of a directory, with its tables; one that is there is opened.
    pub fn create(dir: &Path) -> Result<Self, VaultError> {
        if let Some(store) = Self::open(dir)? {
            return Ok(store);
        }
        make_private(dir, FILE_NAME).map_err(|error| disk(&error))?;
        let store = Self::connect(dir.join(FILE_NAME))?;
        store.begin_tables()?;
        Ok(store)
    }

    fn connect(path: PathBuf) -> Result<Self, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)?;
        // Exclusive before anything is read: a second process must fail here and not later.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "fullfsync", "ON")?;
        connection.pragma_update(None, "checkpoint_fullfsync", "ON")?;
        connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
        Ok(Self { connection, path, room: Cell::new(Room::None) })
    }

    fn begin_tables(&self) -> Result<(), VaultError> {
        let change = self.change()?;
        change.execute_batch(TABLES)?;
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        set_version(&change)?;
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

    /// Version by which it was written.
    pub fn version(&self) -> Result<i64, VaultError> {
        self.number("user_version")
    }

    /// Its directory.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// To read.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// To change: nothing of it holds before [`commit`], all of it after.
    pub fn change(&self) -> Result<Transaction<'_>, VaultError> {
        Ok(Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?)
    }

    /// Makes a change and commits it: durable when this returns. On a full disk the log is written back, which mostly
    /// gives the disk more than a change takes, and the change is made once more. One that failed has changed nothing.
    pub fn changed<T>(&self, mut make: impl FnMut(&Transaction<'_>) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let mut once = || {
            let change = self.change()?;
            let made = make(&change)?;
            commit(change).map(|()| made)
        };
        match once() {
            Err(VaultError::DiskFull) if self.write_back().is_ok() => once(),
            done => done,
        }
    }

    /// Makes a change, and when the disk is full makes it once more in the room that was kept. A change that failed has
    /// changed nothing.
    pub fn in_kept_room<T>(&self, mut change: impl FnMut() -> Result<T, VaultError>) -> Result<T, VaultError> {
        match change() {
            Err(VaultError::DiskFull) if room::give(self.folder()) == Room::Given => {
                self.room.set(Room::Given);
                change()
            }
            done => done,
        }
    }

    /// Whether a change was made in the kept room since it was filled.
    pub fn room(&self) -> Room {
        self.room.get()
    }

    /// Fills the room up that is kept for a full disk.
    pub fn keep_room(&self) {
        room::keep(self.folder());
        self.room.set(Room::None);
    }

    /// Writes the write-ahead log back and empties it, so that it holds no page that was replaced or deleted.
    pub fn forget_old_pages(&self) -> Result<(), VaultError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The same after a change that holds already: where even the kept room is too little, the old pages go at the next
    /// opening.
    pub fn forget_old_pages_if_room(&self) -> Result<(), VaultError> {
        match self.forget_old_pages_in_room() {
            Err(VaultError::DiskFull) => Ok(()),
            done => done,
        }
    }

    /// The same in the kept room, where there is no other.
    pub fn forget_old_pages_in_room(&self) -> Result<(), VaultError> {
        match self.forget_old_pages() {
            Err(VaultError::DiskFull) => self.write_back(),
            done => done,
        }
    }

    /// Writes the log back on a full disk. What it adds to the file is never more than the log was, so the room that is
    /// kept serves in between only, and is filled up again by what the log leaves. Where the room is too little nothing
    /// is begun: what fails half way would have used it up.
    fn write_back(&self) -> Result<(), VaultError> {
        let whole = u64::try_from(self.number("page_count")? * self.number("page_size")?).unwrap_or(u64::MAX);
        let there = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if whole.saturating_sub(there) > room::kept(self.folder()) {
            return Err(VaultError::DiskFull);
        }
        room::give(self.folder());
        let done = self.forget_old_pages();
        room::keep(self.folder());
        done
    }

    /// Gives free pages back to the disk, when there are many of them or few others; else writes the lock once more, so
    /// that as many flushes are waited for either way: they are what an unlock by a duress PIN would be told by. What
    /// fails here is tried again at the next unlock, and nothing depends on it. In the room that was kept nothing is
    /// done: what fails there half way would have used it up.
    pub fn compact(&self) {
        if self.room() == Room::Given {
            return;
        }
        let pages = |pragma: &str| self.number(pragma).unwrap_or(0);
        let (all, free) = (pages("page_count"), pages("freelist_count"));
        let unswept = self.is_unswept();
        let much = unswept || all - free <= PAGES_FEW || free > all / 4;
        let written = if much { "VACUUM" } else { "UPDATE lock SET body = body" };
        let done = self.connection.execute_batch(written).is_ok() && self.forget_old_pages().is_ok();
        if done && unswept {
            let _ = self.connection.execute_batch("DROP TABLE unswept");
        }
    }

    /// Whether rows of a version before slots may still be in free parts of pages.
    fn is_unswept(&self) -> bool {
        let known = "SELECT count(*) FROM sqlite_schema WHERE name = 'unswept'";
        self.connection.query_row(known, [], |row| row.get(0)).is_ok_and(|tables: i64| tables > 0)
    }

    /// Leaves nothing of the free pages in the file: writing the log back needs no room then.
    pub fn shrink(&self) -> Result<(), VaultError> {
        Ok(self.connection.execute_batch("VACUUM")?)
    }

    /// Sets whether deleted rows are overwritten.
    pub fn set_overwriting(&self, overwriting: Overwriting) -> Result<(), VaultError> {
        let value = match overwriting {
            Overwriting::Done => "ON",
            Overwriting::Skipped => "OFF",
        };
        Ok(self.connection.pragma_update(None, "secure_delete", value)?)
    }

    /// Closes, and deletes the file and its log.
    pub fn delete(self) -> Result<(), VaultError> {
        let Self { connection, path, .. } = self;
        drop(connection);
        remove_store(&path)
    }
}

/// Marks a store as written by this program.
pub(super) fn set_version(connection: &Connection) -> Result<(), VaultError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found != SCHEMA_VERSION {
        connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    }
    Ok(())
}

/// Adds what earlier versions had not.
pub(super) fn add_tables(connection: &Connection) -> Result<(), VaultError> {
    Ok(connection.execute_batch(TABLES_OF_VERSION_3)?)
}

/// Has the next compacting write the whole file again.
pub(super) fn note_unswept(connection: &Connection) -> Result<(), VaultError> {
    Ok(connection.execute_batch(UNSWEPT)?)
}

/// Makes a change durable.
pub(super) fn commit(change: Transaction<'_>) -> Result<(), VaultError> {
    change.commit().map_err(VaultError::from)
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
