//! Who withdraws is gone: from the store, from backups that are put back, from copies that come again.

use fieldward_core::{
    authority::REQUEST_MS_DEFAULT,
    form::Value,
    ids::{Hash32, RecordId, StreamKind},
    record::{ChainHead, MediaContext, RecordError, RecordHeader, RecordKeys, SealedRecord, open as open_record},
    sync::wire::{Decree, given, limits},
};
use uuid::Uuid;

use super::super::{IdentityError, open};
use super::stage::{DEVICE, HOUR, Stage, at, study};
use crate::{
    audit,
    console::OpenedRecords,
    store::{Appended, LogStep, MediaChunk, Store, StoredRecord, sqlite::FILE_NAME},
    withdrawal::{WithdrawalError, again, again_by, withdraw},
};

fn is_withdrawn(stored: &StoredRecord) -> bool {
    matches!(stored.sealed().expect("a record").keys, RecordKeys::Withdrawn(_))
}

fn withdrawn_of(store: &dyn Store) -> usize {
    store.records(0, 100).expect("records").iter().filter(|stored| is_withdrawn(stored)).count()
}

#[test]
fn every_record_of_a_person_loses_its_keys_and_the_order_goes_to_devices() {
    let stage = Stage::new();
    let store = stage.store();
    let (first, second) = (stage.account("supervisor"), stage.account("custodian_1/1"));
    let key = first.study_key(&stage.published()).expect("a supervisor has it");
    let before = store.records(0, 100).expect("records");
    let done =
        withdraw(store, stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR)).expect("both may");
    assert_eq!(done.records, 2, "the identity and the alert");
    let after = store.records(0, 100).expect("records");
    assert_eq!(withdrawn_of(store), 2);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(
            (before.hash, after.sealed().expect("a record").hash()),
            (after.hash, before.hash),
            "the chain holds"
        );
    }
    let alert = after.last().expect("the alert").sealed().expect("a record");
    assert_eq!(open_record(&alert, &key.0), Err(RecordError::Withdrawn));
    let (orders, _) = store.orders(0, 10).expect("orders");
    let order = given(&orders[0], audit::read(store).expect("whole").1.roster(), &stage.published().id)
        .expect("two holders signed it");
    assert!(matches!(&order.decree, Decree::Withdraw { records } if records.len() == 2));
    assert_eq!(audit::read(store).expect("whole").1.head(), done.head);
    let nothing = withdraw(store, stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR));
    assert!(matches!(nothing, Err(WithdrawalError::Nothing)), "nothing leads to this number any more");
}

/// A questionnaire that this server never published: whose its records are nobody here can say, and nobody may be told
/// that all was found.
#[test]
fn what_cannot_be_read_is_counted_and_not_passed_over_in_silence() {
    let stage = Stage::new();
    let mut strange = stage.alert(2);
    strange.header.form = Hash32([9; 32]);
    stage.arrive(&[strange, stage.alert(3).withdrawn()]);
    let (first, second) = (stage.account("supervisor"), stage.account("custodian_1/1"));
    let both = (&first, &second);
    let done = withdraw(stage.store(), stage.folder.path(), stage.references[0], both, &at(HOUR)).expect("both may");
    assert_eq!((done.records, done.unread), (2, 1), "what has no keys any more needs no reading");
}

/// What a session of the console has on its desk: alerts, and how many withdrew.
fn on_desk(stage: &Stage, opened: &mut OpenedRecords) -> (usize, u32) {
    let desk = stage.desk_of(opened);
    (desk.alerts.len(), desk.withdrawn)
}

#[test]
fn a_session_that_showed_an_alert_forgets_it_with_its_person() {
    let stage = Stage::new();
    let mut session = OpenedRecords::default();
    assert_eq!(on_desk(&stage, &mut session), (1, 0));
    let (first, second) = (stage.account("supervisor"), stage.account("supervisor/2"));
    withdraw(stage.store(), stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR)).expect("both may");
    let now = on_desk(&stage, &mut session);
    assert_eq!(now, (0, 1));
    assert_eq!(now, on_desk(&stage, &mut OpenedRecords::default()), "as one that begins now");
}

#[test]
fn the_bytes_of_the_keys_are_in_no_file_of_the_server() {
    let stage = Stage::new();
    let identity = stage.store().records(0, 1).expect("records").remove(0).sealed().expect("a record");
    let RecordKeys::Split { first, .. } = &identity.keys else { panic!("an identity") };
    let capsule = first[0].bytes().to_vec();
    let found = || {
        let files = std::fs::read_dir(stage.folder.path()).expect("the folder").flatten();
        let bytes = files.filter_map(|file| std::fs::read(file.path()).ok());
        bytes.filter(|bytes| bytes.windows(capsule.len()).any(|part| part == capsule)).count()
    };
    assert!(found() > 0);
    let (first, second) = (stage.account("supervisor"), stage.account("supervisor/2"));
    withdraw(stage.store(), stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR)).expect("both may");
    assert_eq!(found(), 0, "written over in the database, and gone from its log");
}

#[test]
fn a_restored_backup_and_a_copy_that_comes_again_have_no_keys() {
    let stage = Stage::new();
    stage.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let backup = std::fs::read(stage.folder.path().join(FILE_NAME)).expect("the database");
    let copy = stage.store().records(0, 1).expect("records").remove(0).sealed().expect("a record");
    let (first, second) = (stage.account("supervisor"), stage.account("supervisor/2"));
    let done = withdraw(stage.store(), stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR))
        .expect("both may");
    let Stage { folder, handle, .. } = stage;
    drop(handle);
    for leftover in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(folder.path().join(format!("{FILE_NAME}{leftover}")));
    }
    std::fs::write(folder.path().join(FILE_NAME), &backup).expect("put back");
    let raw = crate::store::sqlite::SqliteStore::open(folder.path()).expect("a backup opens");
    assert_eq!(withdrawn_of(&raw), 0, "the backup has the keys");
    assert_eq!(again(&raw, folder.path()).expect("the order is sound"), 2);
    assert_eq!(withdrawn_of(&raw), 2);
    assert_eq!(again_by(&raw, &done.files[0]).expect("the order is sound"), 0, "once is enough");
    assert_eq!(raw.orders(0, 10).expect("orders").0.len(), 1, "devices are told again");
    drop(raw);
    // A disk that never had the record, but knows who withdrew.
    let again = Stage::new();
    again.store().withdraw_again(&[copy.header.record]).expect("the store works");
    let mut late = again.identity(0, 4);
    late.header.record = copy.header.record;
    assert!(!matches!(late.keys, RecordKeys::Withdrawn(_)));
    again.sql("DELETE FROM records WHERE sequence = 1 AND stream = 3");
    again.arrive(&[late]);
    let kept = again.store().record(copy.header.record).expect("the store answers").expect("it is here");
    assert!(is_withdrawn(&kept), "taken without its keys");
}

/// A phone was copied: what one of the two says lies beside the numbers that the other's records hold.
#[test]
fn what_lies_beside_its_number_loses_its_keys_too() {
    let stage = Stage::new();
    let beside =
        |number: u128, stream| RecordHeader { record: RecordId(Uuid::from_u128(number)), ..stage.header(stream, 1) };
    let identity = stage.identity_of(1, beside(0xf2, StreamKind::Identity));
    let theirs = [stage.alert_of(1, beside(0xf1, StreamKind::Alert)), identity];
    let lie = stage.alert_of(1, RecordHeader { sequence: 1, ..stage.header(StreamKind::Alert, 1) });
    for sealed in theirs.iter().chain([&lie]) {
        let start = ChainHead::start(DEVICE, sealed.header.stream);
        assert_eq!(stage.arrive_after(start, std::slice::from_ref(sealed)), Appended::Fork { sequence: 1 });
    }
    let (first, second) = (stage.account("supervisor"), stage.account("supervisor/2"));
    let done = withdraw(stage.store(), stage.folder.path(), stage.references[1], (&first, &second), &at(HOUR))
        .expect("both may");
    assert_eq!(done.records, 3, "the identity in its place, and two beside theirs");
    let kept = stage.store().forks().expect("the store answers");
    for fork in kept {
        let sealed = SealedRecord::from_bytes(&fork.bytes).expect("a record");
        let theirs = theirs.iter().any(|known| known.header.record == sealed.header.record);
        assert_eq!(matches!(sealed.keys, RecordKeys::Withdrawn(_)), theirs);
    }
    let alert = stage.store().record(stage.header(StreamKind::Alert, 1).record).expect("the store answers");
    assert!(!is_withdrawn(&alert.expect("it is here")), "nobody's record goes because another took its id");
}

/// The page that a supervisor saw may be kept as a picture, and the database as a copy: after a withdrawal they open
/// nothing together.
#[test]
fn the_recordings_of_who_withdrew_leave_no_chunk() {
    let stage = Stage::new();
    let published = study(false);
    let (statement, purpose) = (published.use_statement.hash, "audio".to_owned());
    let context = MediaContext { study: published.id.clone(), statement, purpose };
    let (sealed, reference) = context.seal(b"a voice", &mut crate::clock::rng()).expect("it is short");
    stage.arrive(&[stage.answers(1, &[Value::Text(reference.to_string())])]);
    let total = sealed.len() as u64;
    let chunk = MediaChunk { hash: reference.hash, device: DEVICE, total, from: 0, bytes: sealed, at_ms: 20 };
    stage.store().add_media(&chunk).expect("the store takes it");
    assert!(stage.store().media(&reference.hash).expect("the store answers").is_some());
    let (first, second) = (stage.account("supervisor"), stage.account("supervisor/2"));
    withdraw(stage.store(), stage.folder.path(), stage.references[0], (&first, &second), &at(HOUR)).expect("both may");
    assert_eq!(stage.store().media(&reference.hash).expect("the store answers"), None);
    assert!(stage.store().add_media(&chunk).expect("the store answers").whole, "its device sends it no more");
    assert_eq!(stage.store().media(&reference.hash).expect("the store answers"), None);
}

/// Two visits a week for two years leave more records than one order names.
#[test]
fn a_person_with_many_records_is_withdrawn_in_several_orders() {
    let stage = Stage::new();
    let more: Vec<_> = (2..=limits::WITHDRAWN_MAX as u64 + 1).map(|number| stage.alert(number)).collect();
    more.chunks(100).for_each(|some| stage.arrive(some));
    stage.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let backup = std::fs::read(stage.folder.path().join(FILE_NAME)).expect("the database");
    let (first, second) = (stage.account("supervisor"), stage.account("custodian_1/1"));
    let by = (&first, &second);
    let done = withdraw(stage.store(), stage.folder.path(), stage.references[0], by, &at(HOUR)).expect("both may");
    assert_eq!((done.records, done.files.len()), (limits::WITHDRAWN_MAX + 2, 2));
    let all = stage.store().records(0, 1000).expect("records");
    assert_eq!(all.iter().filter(|stored| is_withdrawn(stored)).count(), done.records);
    let (orders, _) = stage.store().orders(0, 10).expect("orders");
    assert_eq!(orders[1].statement.before, orders[0].statement.number, "a device that misses one notices");
    assert!(orders.iter().all(|order| order.statement.is_well_formed()));
    let Stage { folder, handle, .. } = stage;
    drop(handle);
    for leftover in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(folder.path().join(format!("{FILE_NAME}{leftover}")));
    }
    std::fs::write(folder.path().join(FILE_NAME), &backup).expect("put back");
    let raw = crate::store::sqlite::SqliteStore::open(folder.path()).expect("a backup opens");
    assert_eq!(again(&raw, folder.path()).expect("the orders are sound"), done.records);
    assert_eq!(raw.orders(0, 10).expect("orders").0, orders, "in their order, so that devices are told all of them");
}

#[test]
fn one_holder_alone_withdraws_nothing_and_a_forged_order_is_none() {
    let stage = Stage::new();
    let first = stage.account("supervisor");
    let alone = withdraw(stage.store(), stage.folder.path(), stage.references[0], (&first, &first), &at(HOUR));
    assert!(matches!(alone, Err(WithdrawalError::Audit(_))));
    let files = std::fs::read_dir(stage.folder.path().join("orders")).expect("the folder was made").count();
    assert_eq!(files, 0, "an order that is in no log is not done at the next start either");
    assert_eq!(withdrawn_of(stage.store()), 0);
    let administrator = stage.account("administrator");
    let blind = withdraw(stage.store(), stage.folder.path(), stage.references[0], (&administrator, &first), &at(HOUR));
    assert!(matches!(blind, Err(WithdrawalError::Account(_))), "who cannot open records finds none");
    let forged = stage.folder.path().join("forged.order");
    std::fs::write(&forged, b"not an order").expect("a file");
    assert!(matches!(again_by(stage.store(), &forged), Err(WithdrawalError::Order)));
}

#[test]
fn halves_that_were_granted_before_open_nothing_after_a_withdrawal() {
    let stage = Stage::new();
    let (store, supervisor) = (stage.store(), stage.account("supervisor"));
    let [theirs, another] = [0, 2].map(|place| stage.ask(&supervisor, &[place], HOUR));
    for custodian in ["custodian_1/1", "custodian_2/1"] {
        [&theirs, &another].iter().for_each(|request| stage.grant(&stage.account(custodian), request, HOUR));
    }
    let copied = store.pockets(&theirs).expect("the store answers");
    let done = withdraw(
        store,
        stage.folder.path(),
        stage.references[0],
        (&supervisor, &stage.account("supervisor/2")),
        &at(HOUR),
    );
    let head = done.expect("both may").head;
    assert!(store.pockets(&theirs).expect("the store answers").is_empty(), "halves and one-time key are gone");
    assert!(!store.pockets(&another).expect("the store answers").is_empty(), "somebody else's are not");
    // Somebody kept a copy of the rows and puts them back.
    let step = LogStep { after: head.number, pockets: copied, ..LogStep::default() };
    store.extend_log(&step).expect("the store takes them");
    let opened = open(store, &supervisor, &theirs, &at(HOUR));
    assert!(matches!(opened, Err(IdentityError::Changed)), "the record says that it was withdrawn");
}

#[test]
fn what_was_granted_and_never_opened_goes_when_the_request_expires() {
    let stage = Stage::new();
    let (store, supervisor) = (stage.store(), stage.account("supervisor"));
    let request = stage.ask(&supervisor, &[0], HOUR);
    stage.grant(&stage.account("custodian_1/1"), &request, HOUR);
    let before = stage.ask(&supervisor, &[1], HOUR + REQUEST_MS_DEFAULT - 1);
    assert!(!store.pockets(&request).expect("the store answers").is_empty(), "it may still be granted");
    stage.ask(&supervisor, &[2], HOUR + REQUEST_MS_DEFAULT);
    assert!(store.pockets(&request).expect("the store answers").is_empty());
    assert!(!store.pockets(&before).expect("the store answers").is_empty());
}
