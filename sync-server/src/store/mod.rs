//! What the server keeps, behind one narrow trait.
//!
//! Everything in here is sealed, public, or a hash: a store that is copied tells which device sent how much, and
//! nothing that anybody said. Errors are ours, so that routes never see a database's. `sqlite` is the embedded
//! default; PostgreSQL comes beside it and runs the same contract suite. Methods block: async code goes through
//! [`StoreHandle::run`].

#[cfg(test)]
mod contract;
mod error;
mod open;
mod rows;
pub mod sqlite;

use std::{path::Path, sync::Arc};

use fieldward_core::{
    authority::SignedSuccession,
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    sync::wire::{MediaMark, Return, SignedOrder},
};

pub use error::StoreError;
pub use open::open;
pub use rows::{
    Appended, Arrival, ArrivedRecord, Device, Document, Enrolment, Fork, HandedOver, Head, InviteRow, Linked, LogStep,
    MediaChunk, Pocket, PublishedPackage, PublishedStudy, SignedLink, StoredRecord, Verified, WrappedKey,
};
pub use sqlite::{BYTES_A_DAY_MAX, FORKS_MAX, RETURNS_WAITING_MAX, ROW_BYTES};

/// Result of a store's method.
pub type StoreResult<T> = Result<T, StoreError>;

/// What the server keeps. Every change is on disk when a method returns.
pub trait Store: Send + Sync + 'static {
    /// Looks through the whole database once, before it is served.
    ///
    /// # Errors
    /// [`StoreError::Torn`] when a part of it cannot be read.
    fn look_whole(&self) -> StoreResult<()>;
    /// Writes a copy of the database into another folder, as of this moment and without what was deleted.
    ///
    /// # Errors
    /// When the disk refuses, or a database is there already.
    fn copy_into(&self, folder: &Path) -> StoreResult<()>;
    /// Puts a study in force with this package; keys are kept from the first publication on.
    fn publish(&self, study: &PublishedStudy, package: &PublishedPackage) -> StoreResult<()>;
    /// The study, when one was published.
    fn study(&self) -> StoreResult<Option<PublishedStudy>>;
    /// A package of the study, the one in force or an older one.
    fn package(&self, hash: &Hash32) -> StoreResult<Option<PublishedPackage>>;
    /// The hash of every package that was ever in force, the latest seal first.
    fn packages(&self) -> StoreResult<Vec<Hash32>>;
    /// Remembers a token by its hash.
    fn invite(&self, invite: &InviteRow) -> StoreResult<()>;
    /// Uses a token up and enrols a device, together, and gives the study's last order as it is at that moment. The
    /// same token with the same device and keys is fine again.
    fn enrol(&self, enrolment: &Enrolment) -> StoreResult<Option<SignedOrder>>;
    /// The same for a device that was copied and takes another name: its streams begin where it says, and what it said
    /// is kept. A second word of the same device changes nothing.
    fn succeed(&self, enrolment: &Enrolment, signed: &SignedSuccession) -> StoreResult<Option<SignedOrder>>;
    /// Every device, the first enrolled first.
    fn devices(&self) -> StoreResult<Vec<Device>>;
    /// One device.
    fn device(&self, device: DeviceId) -> StoreResult<Option<Device>>;
    /// Takes a device's access away; records that it sent stay.
    fn revoke(&self, device: DeviceId, at_ms: i64) -> StoreResult<()>;
    /// Where each stream of a device stands.
    fn heads(&self, device: DeviceId) -> StoreResult<Vec<Head>>;
    /// Takes records whose links and signature were checked, in one transaction: those that are here already with
    /// the same hash are passed over.
    fn append(&self, arrival: &Arrival) -> StoreResult<Appended>;
    /// Records by the order of their arrival, after an arrival number; at most `limit`.
    fn records(&self, after: u64, limit: u32) -> StoreResult<Vec<StoredRecord>>;
    /// One record.
    fn record(&self, record: RecordId) -> StoreResult<Option<StoredRecord>>;
    /// A stream's rows after a number, in order, parked records included, as they are: nothing is checked here.
    fn chain(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<Linked>>;
    /// The signatures that came with a stream's pushes, over links after a number, in order.
    fn signatures(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<SignedLink>>;
    /// Says what came of opening a record.
    fn mark_verified(&self, record: RecordId, verified: Verified) -> StoreResult<()>;
    /// Every pair of records that claim the same number.
    fn forks(&self) -> StoreResult<Vec<Fork>>;
    /// Gives a device a returned record (sealed to it), and returns its number. When the record is withdrawn, what is
    /// kept of the return is empty; about one that was withdrawn before, nothing is returned.
    fn add_return(&self, device: DeviceId, about: RecordId, sealed: &[u8]) -> StoreResult<u64>;
    /// What waits for a device after a number, with the last number of all.
    fn returns(&self, device: DeviceId, after: u64) -> StoreResult<(Vec<Return>, u64)>;
    /// The device has stored its returns up to a number; gives back the number that holds, which never falls.
    fn returns_taken(&self, device: DeviceId, up_to: u64) -> StoreResult<u64>;
    /// Takes the next chunk of a recording, and says how far it is. After the last one its hash is compared; when it
    /// differs, all of it is forgotten.
    fn add_media(&self, chunk: &MediaChunk) -> StoreResult<MediaMark>;
    /// How far a recording is.
    fn media_mark(&self, hash: &Hash32) -> StoreResult<MediaMark>;
    /// How many whole recordings there are of a device.
    fn recordings(&self, device: DeviceId) -> StoreResult<u64>;
    /// A whole recording, still sealed.
    fn media(&self, hash: &Hash32) -> StoreResult<Option<Vec<u8>>>;
    /// Adds an order of the study, and takes the access of a device that it revokes or wipes away, together. The order
    /// must follow the last one.
    fn add_order(&self, order: &SignedOrder, at_ms: i64) -> StoreResult<()>;
    /// Orders after a number, at most `limit`, with the number of the last of all.
    fn orders(&self, after: u64, limit: usize) -> StoreResult<(Vec<SignedOrder>, u64)>;
    /// The log of holders, in order, as it was kept: nothing is checked here.
    fn log(&self) -> StoreResult<Vec<Vec<u8>>>;
    /// Adds entries to the log of holders, with everything that changes together with them.
    fn extend_log(&self, step: &LogStep) -> StoreResult<()>;
    /// What is kept for an open request.
    fn pockets(&self, request: &Hash32) -> StoreResult<Vec<Pocket>>;
    /// Halves of an identity that were handed over to later custodians.
    fn handed_over(&self, record: RecordId) -> StoreResult<Vec<HandedOver>>;
    /// Destroys the keys of records that were withdrawn before this store was put back from a backup.
    fn withdraw_again(&self, records: &[RecordId]) -> StoreResult<()>;
    /// Records whose keys were destroyed, here or not.
    fn withdrawn(&self) -> StoreResult<Vec<RecordId>>;
    /// Keeps a document of the console's: a review, an audit entry. Sealed or without content; the last one counts.
    fn keep(&self, document: &Document) -> StoreResult<()>;
    /// Documents of one kind, by key.
    fn kept(&self, kind: &str) -> StoreResult<Vec<Document>>;
    /// One document.
    fn document(&self, kind: &str, key: &[u8]) -> StoreResult<Option<Document>>;
}

/// The store as async code holds it.
#[derive(Clone)]
pub struct StoreHandle(Arc<dyn Store>);

impl StoreHandle {
    /// A handle on any store.
    pub fn new(store: impl Store) -> Self {
        Self(Arc::new(store))
    }

    /// The store, for code that may block.
    #[must_use]
    pub fn blocking(&self) -> &dyn Store {
        self.0.as_ref()
    }

    /// Runs something on a thread that may block.
    ///
    /// # Errors
    /// As the store says, or when the server is stopping.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let store = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(store.as_ref())).await.map_err(|_| StoreError::Stopping)?
    }
}
