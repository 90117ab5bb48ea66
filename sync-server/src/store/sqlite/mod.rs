//! The embedded store: one SQLite file in the data folder.
//!
//! WAL with `synchronous=FULL`: a commit that returned survives a power cut. One connection writes, one reads, each
//! behind a lock, so that a long listing does not stop a push; pushes that come at once share a commit ([`group`]).
//! Another program (the `invite` command) may open the same file while the server runs: SQLite makes one of them wait.

mod append;
mod chain;
mod devices;
mod documents;
mod group;
mod holders;
mod media;
mod migrate;
mod orders;
mod quota;
mod records;
mod study;
mod value;
mod withdrawal;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fieldward_core::{
    authority::SignedSuccession,
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    sync::wire::{MediaMark, Return, SignedOrder},
};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use group::Group;
pub use quota::{BYTES_A_DAY_MAX, FORKS_MAX, RETURNS_WAITING_MAX, ROW_BYTES};

use super::{
    Appended, Arrival, Device, Document, Enrolment, Fork, HandedOver, Head, InviteRow, Linked, LogStep, MediaChunk,
    Pocket, PublishedPackage, PublishedStudy, SignedLink, Store, StoreError, StoreResult, StoredRecord, Verified,
};

/// How long one program waits for the other's transaction.
const BUSY_MS: u64 = 10_000;
/// Name of the file in the data folder.
pub const FILE_NAME: &str = "fieldward.sqlite";

/// The embedded store.
pub struct SqliteStore {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    pushes: Group,
}

impl SqliteStore {
    /// Opens the store in a data folder, and makes or migrates it.
    ///
    /// # Errors
    /// When the folder cannot be used, or a later version wrote it.
    pub fn open(folder: &Path) -> StoreResult<Self> {
        let file = folder.join(FILE_NAME);
        make_private(&file)?;
        let mut writer = connect(&file)?;
        migrate::to_latest(&mut writer)?;
        let reader = connect(&file)?;
        reader.pragma_update(None, "query_only", true)?;
        let store = Self { writer: Mutex::new(writer), reader: Mutex::new(reader), pushes: Group::default() };
        // The power may have failed between a withdrawal and this. On a full disk it waits for the next time: a server
        // that cannot empty its log can still answer.
        store.forget_old_pages().ok();
        Ok(store)
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        work(&lock(&self.reader))
    }

    fn change<T>(&self, work: impl FnOnce(&Transaction<'_>) -> StoreResult<T>) -> StoreResult<T> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

impl SqliteStore {
    /// Arrivals in one transaction. When one of them cannot be taken, nothing of it is kept and each has one of its
    /// own: what is wrong with one device's records is no matter of another's.
    fn append_all(&self, arrivals: &[&Arrival]) -> Vec<StoreResult<Appended>> {
        let one = |arrival: &&Arrival| self.change(|t| append::append(t, arrival));
        if let [alone] = arrivals {
            return vec![one(alone)];
        }
        match self.change(|t| arrivals.iter().map(|arrival| append::append(t, arrival)).collect()) {
            Ok(appended) => Vec::into_iter(appended).map(Ok).collect(),
            Err(_) => arrivals.iter().map(one).collect(),
        }
    }

    /// Empties SQLite's log, where deleted keys would stand until it is written over. Another program that reads at
    /// this moment delays it to the next time; nothing fails then.
    fn forget_old_pages(&self) -> StoreResult<()> {
        let _busy: i64 = lock(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(())
    }
}

/// A panic while the lock was held has rolled its transaction back: the connection is sound.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the empty file, or closes one that is there, so that no other account of the machine can guess at the wrapped
/// keys in it. SQLite gives its log the file's own mode.
fn make_private(file: &Path) -> StoreResult<()> {
    crate::folder::close(file)
        .map_err(|error| StoreError::Database(format!("{} cannot be opened or made: {}", file.display(), error.kind())))
}

fn connect(file: &Path) -> StoreResult<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is written over: keys of a person who withdrew do not stay in a free page.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) if failure.code == ErrorCode::DiskFull => Self::Full,
            rusqlite::Error::SqliteFailure(failure, _)
                if matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) =>
            {
                Self::Torn
            }
            rusqlite::Error::SqliteFailure(failure, _) => Self::Database(failure.to_string()),
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                Self::Damaged("a column")
            }
            rusqlite::Error::QueryReturnedNoRows => Self::Damaged("a row that should be there"),
            _ => Self::Database("unexpected answer".into()),
        }
    }
}

impl Store for SqliteStore {
    fn look_whole(&self) -> StoreResult<()> {
        self.read(|c| {
            let said: String = c.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if said == "ok" { Ok(()) } else { Err(StoreError::Torn) }
        })
    }

    fn copy_into(&self, folder: &Path) -> StoreResult<()> {
        let file = folder.join(FILE_NAME);
        make_private(&file)?;
        let path = file.to_str().ok_or_else(|| StoreError::Database("the path is no text".into()))?;
        lock(&self.writer).execute("VACUUM INTO ?1", [path])?;
        Ok(())
    }

    fn publish(&self, study: &PublishedStudy, package: &PublishedPackage) -> StoreResult<()> {
        self.change(|t| study::publish(t, study, package))
    }

    fn study(&self) -> StoreResult<Option<PublishedStudy>> {
        self.read(study::read)
    }

    fn package(&self, hash: &Hash32) -> StoreResult<Option<PublishedPackage>> {
        self.read(|c| study::package(c, hash))
    }
    fn packages(&self) -> StoreResult<Vec<Hash32>> {
        self.read(study::packages)
    }

    fn invite(&self, invite: &InviteRow) -> StoreResult<()> {
        self.change(|t| devices::invite(t, invite))
    }

    fn enrol(&self, enrolment: &Enrolment) -> StoreResult<Option<SignedOrder>> {
        self.change(|t| {
            devices::enrol(t, enrolment)?;
            orders::newest(t)
        })
    }

    fn succeed(&self, enrolment: &Enrolment, signed: &SignedSuccession) -> StoreResult<Option<SignedOrder>> {
        self.change(|t| {
            devices::succeed(t, enrolment, signed)?;
            orders::newest(t)
        })
    }

    fn devices(&self) -> StoreResult<Vec<Device>> {
        self.read(devices::all)
    }

    fn device(&self, device: DeviceId) -> StoreResult<Option<Device>> {
        self.read(|c| devices::one(c, device))
    }

    fn revoke(&self, device: DeviceId, at_ms: i64) -> StoreResult<()> {
        self.change(|t| devices::revoke(t, device, at_ms))
    }

    fn heads(&self, device: DeviceId) -> StoreResult<Vec<Head>> {
        self.read(|c| records::heads(c, device))
    }

    fn append(&self, arrival: &Arrival) -> StoreResult<Appended> {
        self.pushes.append(arrival, |together| self.append_all(together))
    }

    fn records(&self, after: u64, limit: u32) -> StoreResult<Vec<StoredRecord>> {
        self.read(|c| records::after(c, after, limit))
    }

    fn record(&self, record: RecordId) -> StoreResult<Option<StoredRecord>> {
        self.read(|c| records::one(c, record))
    }

    fn chain(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<Linked>> {
        self.read(|c| chain::rows(c, device, stream, after))
    }

    fn signatures(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<SignedLink>> {
        self.read(|c| chain::signatures(c, device, stream, after))
    }

    fn mark_verified(&self, record: RecordId, verified: Verified) -> StoreResult<()> {
        self.change(|t| records::mark_verified(t, record, verified))
    }

    fn forks(&self) -> StoreResult<Vec<Fork>> {
        self.read(records::forks)
    }

    fn add_return(&self, device: DeviceId, about: RecordId, sealed: &[u8]) -> StoreResult<u64> {
        self.change(|t| documents::add_return(t, device, about, sealed))
    }

    fn returns(&self, device: DeviceId, after: u64) -> StoreResult<(Vec<Return>, u64)> {
        self.change(|t| documents::returns(t, device, after))
    }

    fn returns_taken(&self, device: DeviceId, up_to: u64) -> StoreResult<u64> {
        self.change(|t| documents::returns_taken(t, device, up_to))
    }

    fn add_media(&self, chunk: &MediaChunk) -> StoreResult<MediaMark> {
        self.change(|t| media::add(t, chunk))
    }

    fn media_mark(&self, hash: &Hash32) -> StoreResult<MediaMark> {
        self.read(|c| media::mark(c, hash))
    }

    fn recordings(&self, device: DeviceId) -> StoreResult<u64> {
        self.read(|c| media::count(c, device))
    }

    fn media(&self, hash: &Hash32) -> StoreResult<Option<Vec<u8>>> {
        self.read(|c| media::whole(c, hash))
    }

    fn add_order(&self, order: &SignedOrder, at_ms: i64) -> StoreResult<()> {
        self.change(|t| orders::add(t, order, at_ms))?;
        self.forget_old_pages()
    }

    fn orders(&self, after: u64, limit: usize) -> StoreResult<(Vec<SignedOrder>, u64)> {
        self.read(|c| orders::after(c, after, limit))
    }

    fn log(&self) -> StoreResult<Vec<Vec<u8>>> {
        self.read(holders::log)
    }

    fn extend_log(&self, step: &LogStep) -> StoreResult<()> {
        self.change(|t| holders::extend(t, step))?;
        if step.order.is_some() || !step.closed.is_empty() { self.forget_old_pages() } else { Ok(()) }
    }

    fn pockets(&self, request: &Hash32) -> StoreResult<Vec<Pocket>> {
        self.read(|c| holders::pockets(c, request))
    }

    fn handed_over(&self, record: RecordId) -> StoreResult<Vec<HandedOver>> {
        self.read(|c| holders::handed_over(c, record))
    }

    fn withdraw_again(&self, records: &[RecordId]) -> StoreResult<()> {
        self.change(|t| withdrawal::destroy(t, records))?;
        self.forget_old_pages()
    }

    fn withdrawn(&self) -> StoreResult<Vec<RecordId>> {
        self.read(withdrawal::all)
    }

    fn keep(&self, document: &Document) -> StoreResult<()> {
        self.change(|t| documents::keep(t, document))
    }

    fn kept(&self, kind: &str) -> StoreResult<Vec<Document>> {
        self.read(|c| documents::kept(c, kind))
    }

    fn document(&self, kind: &str, key: &[u8]) -> StoreResult<Option<Document>> {
        self.read(|c| documents::one(c, kind, key))
    }
}

#[cfg(test)]
mod tests;

/// Changes the file behind the store's back, as somebody does who owns the disk.
#[cfg(test)]
pub(crate) fn tamper(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join(FILE_NAME)).expect("the file is there");
    connection.execute_batch(sql).expect("SQL of a test");
}
