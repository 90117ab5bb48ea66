//! Withdrawal: a person's records lose their keys, here and on every device, and stay lost.
//!
//! The server cannot tell whose a record is. A supervisor's session can: it opens answers and alerts, those too that
//! claim a number of a copied phone which another record holds, and finds identities by their number. Recordings that
//! those records name lose their chunks. Two holders then sign an order that names records and nobody; the server
//! destroys the keys that it has and hands the order down to devices. The order is also a file in the data folder,
//! outside the database: a backup that is put back holds the keys again, and the file destroys them again before
//! anything is served. Whoever keeps backups elsewhere keeps these files with none of them, and brings them with
//! `fieldward withdraw --again`. The chunks of recordings are in such a backup again; what opens them is not.

use std::{
    fs, io,
    path::{Path, PathBuf},
    slice::Chunks,
    sync::Arc,
};

use fieldward_core::{
    authority::{Act, LogHead, Signed, Withdrawn},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    moment::Moment,
    record::{Content, PayloadContext, SealedRecord, StudySecret, identity::found_by},
    study::Study,
    sync::wire::{self, Decree, Order, SignedOrder, limits},
};
use thiserror::Error;

use crate::{
    accounts::{Account, AccountError, package_in_force, study_of},
    audit::{self, AuditError},
    console::{Earlier, recordings},
    folder, identities,
    store::{LogStep, Store, StoreError},
};

const FOLDER: &str = "orders";
const ENDING: &str = "order";
const RECORDS_AT_ONCE: u32 = 500;
/// Most records of one person: more come of a number that is nobody's.
pub const PERSON_RECORDS_MAX: usize = 20 * limits::WITHDRAWN_MAX;

/// Why nothing was withdrawn.
#[derive(Debug, Error)]
pub enum WithdrawalError {
    /// No record here has this number.
    #[error(
        "no record of this number is here; if a device still has one, withdraw there, or again after its next sync"
    )]
    Nothing,
    /// More records than anybody leaves in a study.
    #[error("more than {PERSON_RECORDS_MAX} records have this number: that is no person's")]
    TooMany,
    /// A file that is no order, or that two holders of this study did not sign.
    #[error("this file is no order of two holders of this study")]
    Order,
    /// An account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder.
    #[error("the order could not be written into the data folder")]
    Folder(#[source] io::Error),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// How many records lost their keys.
    pub records: usize,
    /// How many records here could not be read, so that nobody can say whose they are: their form is in no package of
    /// this server, or they are damaged.
    pub unread: usize,
    /// The orders, each as a file.
    pub files: Vec<PathBuf>,
    /// The log after it.
    pub head: LogHead,
}

/// Withdraws whatever is here of one person, in the name of two holders. `first` has the study's key.
///
/// # Errors
/// See [`WithdrawalError`]. An order that could not be kept as a file is not given.
pub fn withdraw(
    store: &dyn Store,
    data: &Path,
    reference: ReferenceNumber,
    (first, second): (&Account, &Account),
    now: &Moment,
) -> Result<Withdrawal, WithdrawalError> {
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let key = first.study_key(&published).ok_or(AccountError::Role)?;
    let Found { records, recordings, unread } = records_of(store, (first, &key), reference)?;
    let (mut files, mut head) = (Vec::new(), None);
    // One order names so many: whoever left more is withdrawn in several. What is cut short in between is taken up by
    // the same command: records that are withdrawn already are found no more.
    for some in parts(&records)? {
        let (file, now_head) = order(store, data, (some, &recordings), (first, second), now)?;
        files.push(file);
        head = Some(now_head);
    }
    Ok(Withdrawal { records: records.len(), unread, files, head: head.ok_or(WithdrawalError::Nothing)? })
}

/// The records of each order.
fn parts(records: &[RecordId]) -> Result<Chunks<'_, RecordId>, WithdrawalError> {
    match records.len() {
        0 => Err(WithdrawalError::Nothing),
        1..=PERSON_RECORDS_MAX => Ok(records.chunks(limits::WITHDRAWN_MAX)),
        _ => Err(WithdrawalError::TooMany),
    }
}

/// One order for some records, with its entry in the log and its file. The recordings go with the first: a cut leaves
/// records that name no recording any more, and none that nobody would find again.
fn order(
    store: &dyn Store,
    data: &Path,
    (records, recordings): (&[RecordId], &[(Hash32, DeviceId)]),
    (first, second): (&Account, &Account),
    now: &Moment,
) -> Result<(PathBuf, LogHead), WithdrawalError> {
    let mut file: Option<PathBuf> = None;
    let written = audit::write::<WithdrawalError>(store, first, now.wall_ms, |log| {
        take_back(file.take())?;
        let (_, last) = store.orders(u64::MAX, 1)?;
        let decree = Decree::Withdraw { records: records.to_vec() };
        let order = signed(Order::following(last, log.roster(), decree, now), first, second);
        let holder = first.holder.id.clone();
        let act = Withdrawn { holder, records: records.to_vec(), head: log.head() };
        let signatures = vec![first.sign(&act), second.sign(&act)];
        // The file comes first: an order without one would not survive a restored backup.
        file = Some(keep(data, &order).map_err(WithdrawalError::Folder)?);
        let step = LogStep { order: Some(order), recordings: recordings.to_vec(), ..LogStep::default() };
        Ok((Act::Withdrawn(Signed { statement: act, signatures }), step))
    });
    match (written, file) {
        (Ok(head), Some(file)) => Ok((file, head)),
        (written, file) => {
            // A commit may have come through although it was not reported: then the file must stay.
            if store.withdrawn().is_ok_and(|known| !records.iter().any(|record| known.contains(record))) {
                take_back(file)?;
            }
            Err(written.err().unwrap_or(WithdrawalError::Nothing))
        }
    }
}

/// An order that was not written into the log must not be done at the next start either: nobody could read that it was
/// given.
fn take_back(file: Option<PathBuf>) -> Result<(), WithdrawalError> {
    file.map_or(Ok(()), fs::remove_file).map_err(WithdrawalError::Folder)
}

fn signed(order: Order, first: &Account, second: &Account) -> SignedOrder {
    let signatures = vec![first.sign(&order), second.sign(&order)];
    SignedOrder { statement: order, signatures }
}

/// What is here of a person.
#[derive(Default)]
struct Found {
    records: Vec<RecordId>,
    /// Recordings that the records name, and who made them.
    recordings: Vec<(Hash32, DeviceId)>,
    /// How many records were passed over because they could not be read.
    unread: usize,
}

/// Every record of a person that is still whole: answers and alerts by opening them, identities by their finder.
fn records_of(
    store: &dyn Store,
    (account, key): (&Account, &StudySecret),
    reference: ReferenceNumber,
) -> Result<Found, WithdrawalError> {
    let in_force = Arc::new(study_of(store, account)?);
    let mut earlier = Earlier::default();
    let identities = identities::find(store, key, &[reference])?;
    let mut found = Found::default();
    found.records.extend(identities.into_iter().map(|(_, record)| record));
    let mut look = |found: &mut Found, id, device, sealed: &SealedRecord| -> Result<(), WithdrawalError> {
        let study = earlier.study_of(store, (&in_force, account), &sealed.header)?;
        match study.and_then(|study| content_of(sealed, key, &study)) {
            Some(content) if content.reference() == Some(reference) => found.take(id, device, &content),
            Some(_) => {}
            None => found.unread += usize::from(!sealed.is_withdrawn()),
        }
        Ok(())
    };
    let mut after = 0;
    loop {
        let arrived = store.records(after, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { break };
        after = last.arrival;
        for stored in arrived.iter().filter(|stored| stored.stream != StreamKind::Identity) {
            let Ok(sealed) = stored.sealed() else { continue };
            look(&mut found, stored.record, stored.device, &sealed)?;
        }
    }
    for fork in store.forks()? {
        let Ok(sealed) = SealedRecord::from_bytes(&fork.bytes) else { continue };
        let id = sealed.header.record;
        // A record with this id that holds its number was looked at above. Somebody else's is not destroyed because a
        // device lied about the id of what it sent.
        if found.records.contains(&id) || store.record(id)?.is_some() {
            continue;
        }
        if found_by(&sealed, &key.0).is_ok_and(|whose| whose == reference) {
            found.records.push(id);
        } else if sealed.header.stream != StreamKind::Identity {
            look(&mut found, id, fork.device, &sealed)?;
        }
    }
    Ok(found)
}

impl Found {
    fn take(&mut self, record: RecordId, device: DeviceId, content: &Content) {
        self.records.push(record);
        if let Content::Answers(log) = content {
            self.recordings.extend(recordings(log).into_iter().map(|hash| (hash, device)));
        }
    }
}

fn content_of(sealed: &SealedRecord, key: &StudySecret, study: &Study) -> Option<Content> {
    let bytes = fieldward_core::record::open(sealed, &key.0).ok()?;
    let form = &study.instruments.iter().find(|instrument| instrument.form_hash == sealed.header.form)?.form;
    Content::decode(&bytes, &PayloadContext::new(form, &sealed.header)).ok()
}

fn keep(data: &Path, order: &SignedOrder) -> io::Result<PathBuf> {
    let orders = data.join(FOLDER);
    folder::make(&orders)?;
    let file = orders.join(format!("{}.{ENDING}", order.statement.number));
    folder::write_private(&file, &wire::encode(order))?;
    Ok(file)
}

/// Does again what the orders in the data folder say. Called whenever a store is opened; gives how many records are
/// withdrawn by them.
///
/// # Errors
/// When a file cannot be read or is no order of this study.
pub fn again(store: &dyn Store, data: &Path) -> Result<usize, WithdrawalError> {
    let files = match fs::read_dir(data.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(WithdrawalError::Folder)?,
    };
    let mut orders = Vec::new();
    for file in files {
        let file = file.map_err(WithdrawalError::Folder)?.path();
        if file.extension().is_some_and(|ending| ending == ENDING) {
            orders.push(file);
        }
    }
    // Each follows the one before it, so that devices are told all of them again.
    orders.sort_by_key(|file| file.file_stem().and_then(|number| number.to_str()?.parse::<u64>().ok()));
    let mut withdrawn = 0;
    for file in orders {
        match again_by(store, &file) {
            Ok(records) => withdrawn += records,
            // A backup from before a holder came cannot check what that holder signed: said, and served all the same.
            Err(WithdrawalError::Order) => tracing::warn!("nobody known here signed an order in the data folder"),
            Err(error) => return Err(error),
        }
    }
    Ok(withdrawn)
}

/// Does again what one order's file says.
///
/// # Errors
/// As [`again`].
pub fn again_by(store: &dyn Store, file: &Path) -> Result<usize, WithdrawalError> {
    let bytes = fs::read(file).map_err(WithdrawalError::Folder)?;
    let order: SignedOrder = wire::decode(&bytes).map_err(|_| WithdrawalError::Order)?;
    let records = match &order.statement.decree {
        Decree::Withdraw { records } => records,
        Decree::Revoke { .. } | Decree::Wipe { .. } => return Ok(0),
    };
    let known = store.withdrawn()?;
    if records.iter().all(|record| known.contains(record)) {
        return Ok(0);
    }
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    // Nobody is signed in here: the list is the database's word, sealed by a key that is its word too. Whoever can
    // write there can make both, and gains nothing by it, because they can destroy the same keys without an order.
    let (_, _, Study { roster, .. }) = package_in_force(store)?;
    wire::given(&order, &roster, &published.id).map_err(|_| WithdrawalError::Order)?;
    let (_, last) = store.orders(u64::MAX, 1)?;
    if order.statement.before == last {
        store.add_order(&order, 0)?;
    } else {
        store.withdraw_again(records)?;
    }
    Ok(records.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_records_and_an_order_names_so_many_of_them() {
        let ids = |count: usize| vec![RecordId(uuid::Uuid::nil()); count];
        let check = |count: usize, expected: &[usize]| {
            let ids = ids(count);
            let lengths: Vec<usize> = parts(&ids).expect("a person's").map(<[RecordId]>::len).collect();
            assert_eq!(lengths, expected, "{count} records");
        };
        check(1, &[1]);
        check(limits::WITHDRAWN_MAX, &[limits::WITHDRAWN_MAX]);
        check(limits::WITHDRAWN_MAX + 1, &[limits::WITHDRAWN_MAX, 1]);
        assert_eq!(parts(&ids(PERSON_RECORDS_MAX)).expect("a person's").count(), 20);
        assert!(matches!(parts(&ids(PERSON_RECORDS_MAX + 1)), Err(WithdrawalError::TooMany)));
        assert!(matches!(parts(&[]), Err(WithdrawalError::Nothing)));
    }
}
