//! What any store must do, whichever database is under it: one suite, run by every backend.
//!
//! It is written against the trait and knows no database. `fresh` gives an empty store, `again` the same one as a
//! program finds it that was started anew.

use fieldward_core::{
    authority::{ChainMark, SignedSuccession, Succession},
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{CAPSULE_BYTES, Capsule, ChainHead, RecordHeader, RecordKeys, SealedRecord, identity::Custodians},
    sync::wire::{Decree, MediaMark, Order, PackageSeal, SignedOrder},
    vault::{DeviceSigner, SealingPublic, Signature, SignerPublic, SoftwareSigner},
};
use uuid::Uuid;

use super::{
    Appended, Arrival, ArrivedRecord, BYTES_A_DAY_MAX, Document, Enrolment, FORKS_MAX, HandedOver, InviteRow, LogStep,
    MediaChunk, Pocket, PublishedPackage, PublishedStudy, RETURNS_WAITING_MAX, ROW_BYTES, Store, StoreError,
    StoreResult, Verified, WrappedKey,
};

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const ABOUT: RecordId = RecordId(Uuid::from_u128(70));
const STREAM: StreamKind = StreamKind::Answers;

/// Runs everything.
pub(super) fn run<S: Store>(fresh: impl Fn() -> S, again: impl Fn(S) -> S) -> StoreResult<()> {
    a_study_keeps_its_keys(fresh(), &again)?;
    a_token_works_once(&fresh())?;
    records_are_taken_once(fresh(), &again)?;
    a_gap_a_fork_and_a_taken_id(&fresh())?;
    bytes_that_come_later_fill_a_row_that_has_a_hash(&fresh())?;
    the_verified_mark_stops_at_what_does_not_open(&fresh())?;
    orders_follow_one_another(fresh(), &again)?;
    the_log_has_one_end(fresh(), &again)?;
    who_withdrew_stays_withdrawn(&fresh())?;
    recordings_grow_by_the_next_chunk(fresh(), &again)?;
    a_device_has_a_share_of_a_day(&fresh())?;
    a_copied_device_goes_on_where_it_says(&fresh())?;
    returns_and_documents(&fresh())
}

fn study(id: &str, package: u8) -> (PublishedStudy, PublishedPackage) {
    let key = SealingPublic([package; 32]);
    let hash = Hash32([package; 32]);
    let study = PublishedStudy {
        id: StudyId(id.into()),
        package: hash,
        sealing_key: key,
        signing_key: SignerPublic([package; 33]),
        custodians: Custodians { first: vec![key], second: vec![key, key] },
        keys_signature: Signature([package; 64]),
        wrapped: vec![WrappedKey { holder: "supervisor".into(), wrapped: vec![package] }],
    };
    let seal = PackageSeal { serial: u64::from(package), signature: Signature([4; 64]) };
    (study, PublishedPackage { hash, bytes: vec![package], seal, published_ms: 5 })
}

fn a_study_keeps_its_keys<S: Store>(store: S, again: impl Fn(S) -> S) -> StoreResult<()> {
    assert_eq!(store.study()?, None);
    let ((one, first), (two, second)) = (study("study", 1), study("study", 2));
    store.publish(&one, &first)?;
    store.publish(&two, &second)?;
    let (other, third) = study("other", 3);
    assert!(matches!(store.publish(&other, &third), Err(StoreError::OtherStudy(_))));
    let store = again(store);
    // The keys stay; the signature over them is made anew, since what it covers may grow.
    let expected = PublishedStudy { package: second.hash, keys_signature: two.keys_signature, ..one };
    assert_eq!(store.study()?, Some(expected));
    assert_eq!(store.package(&first.hash)?.as_ref(), Some(&first));
    assert_eq!(store.package(&third.hash)?, None, "a refused publication leaves nothing");
    assert_eq!(store.packages()?, [second.hash, first.hash], "the latest first");
    let later = PackageSeal { serial: 3, signature: Signature([5; 64]) };
    let back = PublishedPackage { seal: later, published_ms: 6, ..first };
    store.publish(&two, &PublishedPackage { bytes: back.bytes.clone(), ..back.clone() })?;
    assert_eq!(store.package(&back.hash)?, Some(back), "published again: the same bytes under a later seal");
    Ok(())
}

fn enrolment(token: u8, device: DeviceId, key: u8, at_ms: i64) -> Enrolment {
    let (signing_key, sealing_key) = (SignerPublic([key; 33]), SealingPublic([key; 32]));
    Enrolment { token: Hash32([token; 32]), device, signing_key, sealing_key, at_ms }
}

fn invite(store: &impl Store, token: u8) -> StoreResult<()> {
    store.invite(&InviteRow { token: Hash32([token; 32]), label: "one".into(), expires_ms: 100 })
}

fn a_token_works_once(store: &impl Store) -> StoreResult<()> {
    for token in 1..=3 {
        invite(store, token)?;
    }
    let check = |enrolment: &Enrolment, fits: bool| match store.enrol(enrolment) {
        Ok(_) => assert!(fits, "{enrolment:?}"),
        Err(error) => assert!(!fits && matches!(error, StoreError::Token), "{enrolment:?}: {error}"),
    };
    let other = DeviceId(Uuid::from_u128(8));
    check(&enrolment(9, DEVICE, 1, 50), false);
    check(&enrolment(1, DEVICE, 1, 100), false);
    check(&enrolment(1, DEVICE, 1, 99), true);
    check(&enrolment(1, DEVICE, 1, 200), true);
    check(&enrolment(1, DEVICE, 2, 50), false);
    check(&enrolment(1, other, 1, 50), false);
    check(&enrolment(2, DEVICE, 2, 50), false);
    check(&enrolment(2, DEVICE, 1, 100), false);
    check(&enrolment(2, DEVICE, 1, 50), true);
    store.revoke(DEVICE, 60)?;
    store.revoke(DEVICE, 70)?;
    assert_eq!(store.device(DEVICE)?.and_then(|device| device.revoked_ms), Some(60));
    check(&enrolment(1, DEVICE, 1, 50), false);
    check(&enrolment(3, DEVICE, 2, 50), false);
    check(&enrolment(3, DEVICE, 1, 50), true);
    assert_eq!(store.device(DEVICE)?.and_then(|device| device.revoked_ms), None, "a new invite brings it back");
    assert!(matches!(store.revoke(other, 60), Err(StoreError::NoDevice)));
    assert_eq!(store.devices()?.len(), 1);
    Ok(())
}

fn record(sequence: u64, body: u8) -> SealedRecord {
    let header = RecordHeader {
        study: StudyId("study".into()),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: DEVICE,
        stream: STREAM,
        sequence,
        record: RecordId(Uuid::from_u128(u128::from(sequence) << 8 | u128::from(body))),
    };
    let capsule = Capsule::from_slice(&[3; CAPSULE_BYTES]).expect("it has the length");
    SealedRecord { header, keys: RecordKeys::Study(capsule), body: vec![body] }
}

/// These records after a head.
fn arrival(before: ChainHead, sealed: &[SealedRecord]) -> Arrival {
    let mut link = before.link;
    let records = sealed.iter().map(|sealed| {
        link = sealed.link(&link);
        ArrivedRecord { sequence: sealed.header.sequence, hash: sealed.hash(), link, sealed: Some(sealed.clone()) }
    });
    Arrival { before, records: records.collect(), signature: Signature([6; 64]), at_ms: 10 }
}

fn enrolled(store: &impl Store) -> StoreResult<ChainHead> {
    invite(store, 1)?;
    store.enrol(&enrolment(1, DEVICE, 1, 50))?;
    Ok(ChainHead::start(DEVICE, STREAM))
}

fn head(store: &impl Store) -> StoreResult<Option<(ChainHead, u64)>> {
    Ok(store.heads(DEVICE)?.first().map(|head| (head.chain, head.verified)))
}

fn records_are_taken_once<S: Store>(store: S, again: impl Fn(S) -> S) -> StoreResult<()> {
    let start = enrolled(&store)?;
    let three = [record(1, 0), record(2, 0), record(3, 0)];
    assert_eq!(head(&store)?, None);
    assert_eq!(store.append(&arrival(start, &three[..2]))?, Appended::Durable { sequence: 2 });
    assert_eq!(store.append(&arrival(start, &three[..1]))?, Appended::Durable { sequence: 2 });
    assert_eq!(store.append(&arrival(start, &three))?, Appended::Durable { sequence: 3 });
    let store = again(store);
    let stored = store.records(0, 10)?;
    let bytes: Vec<Vec<u8>> = three.iter().map(SealedRecord::to_bytes).collect();
    assert_eq!(stored.iter().map(|record| record.bytes.clone()).collect::<Vec<_>>(), bytes);
    assert_eq!(store.records(stored[1].arrival, 10)?, stored[2..]);
    assert_eq!(store.records(0, 1)?, stored[..1]);
    assert_eq!(store.record(three[1].header.record)?.as_ref(), stored.get(1));
    let end = arrival(start, &three).records[2].link;
    assert_eq!(head(&store)?, Some((ChainHead { sequence: 3, link: end, ..start }, 0)));
    Ok(())
}

fn a_gap_a_fork_and_a_taken_id(store: &impl Store) -> StoreResult<()> {
    let start = enrolled(store)?;
    let (one, two) = (record(1, 0), record(2, 0));
    let after_one = ChainHead { sequence: 1, link: one.link(&start.link), ..start };
    assert_eq!(store.append(&arrival(after_one, std::slice::from_ref(&two)))?, Appended::Gap { durable: 0 });
    assert_eq!(store.append(&arrival(start, std::slice::from_ref(&one)))?, Appended::Durable { sequence: 1 });
    let other = record(1, 9);
    assert_eq!(store.append(&arrival(start, std::slice::from_ref(&other)))?, Appended::Fork { sequence: 1 });
    let after_other = ChainHead { sequence: 1, link: other.link(&start.link), ..start };
    assert_eq!(store.append(&arrival(after_other, std::slice::from_ref(&two)))?, Appended::Fork { sequence: 1 });
    let forks = store.forks()?;
    assert_eq!(forks.iter().map(|fork| fork.sequence).collect::<Vec<_>>(), [1, 2], "what follows is evidence too");
    assert_eq!((forks[0].held, forks[0].other), (one.hash(), other.hash()));
    let mut same_id = record(3, 0);
    same_id.header.record = one.header.record;
    assert_eq!(store.append(&arrival(after_one, &[two, same_id]))?, Appended::IdTaken { durable: 2 });
    assert_eq!(head(store)?.map(|(chain, _)| chain.sequence), Some(2));
    Ok(())
}

/// Somebody who has an old copy of the database can bring hashes without records, and a device can park one: the true
/// records are taken whenever they come, and nothing else is.
fn bytes_that_come_later_fill_a_row_that_has_a_hash(store: &impl Store) -> StoreResult<()> {
    let start = enrolled(store)?;
    let four = [record(1, 0), record(2, 0), record(3, 0), record(4, 0)];
    let mut hashes = arrival(start, &four);
    hashes.records[..3].iter_mut().for_each(|record| record.sealed = None);
    assert_eq!(store.append(&hashes)?, Appended::Durable { sequence: 4 });
    let here = || -> StoreResult<Vec<u64>> { Ok(store.records(0, 10)?.iter().map(|stored| stored.sequence).collect()) };
    let empty = || -> StoreResult<Vec<u64>> {
        let rows = store.chain(DEVICE, STREAM, 0)?;
        Ok(rows.iter().filter(|row| row.record.is_none()).map(|row| row.sequence).collect())
    };
    assert_eq!((here()?, empty()?), (vec![4], vec![1, 2, 3]));
    let after_one = ChainHead { sequence: 1, link: four[0].link(&start.link), ..start };
    assert_eq!(store.append(&arrival(after_one, &four[1..2]))?, Appended::Durable { sequence: 4 });
    assert_eq!((here()?, empty()?), (vec![4, 2], vec![1, 3]), "it has arrived now");
    assert_eq!(store.append(&arrival(start, &four))?, Appended::Durable { sequence: 4 });
    assert_eq!((here()?, empty()?), (vec![4, 2, 1, 3], vec![]));
    let stored = store.record(four[2].header.record)?.ok_or(StoreError::NoRecord)?;
    assert_eq!((stored.hash, stored.bytes, stored.verified), (four[2].hash(), four[2].to_bytes(), Verified::NotYet));
    Ok(())
}

/// One machine has records 1 to 3, its copy 1, 2 and another 3 and 4; what is before 2 the copy has forgotten.
fn a_copied_device_goes_on_where_it_says(store: &impl Store) -> StoreResult<()> {
    invite(store, 1)?;
    invite(store, 2)?;
    let key = SoftwareSigner::from_bytes(&[7; 32]).map_err(|_| StoreError::Damaged("a key"))?;
    store.enrol(&Enrolment { signing_key: key.public(), ..enrolment(1, DEVICE, 1, 50) })?;
    let start = ChainHead::start(DEVICE, STREAM);
    let [one, two, three, other, four] = [record(1, 0), record(2, 0), record(3, 0), record(3, 9), record(4, 9)];
    store.append(&arrival(start, &[one.clone(), two.clone(), three]))?;
    let successor = DeviceId(Uuid::from_u128(8));
    let link = one.link(&start.link);
    let succession = Succession {
        predecessor: DEVICE,
        successor,
        signing: SignerPublic([2; 33]),
        sealing: SealingPublic([2; 32]),
        begins: vec![ChainMark { stream: STREAM, sequence: 1, link }],
    };
    let by = |signer: &SoftwareSigner| -> StoreResult<SignedSuccession> {
        let signature = signer.sign(&succession.message()).map_err(|_| StoreError::Damaged("a key"))?;
        Ok(SignedSuccession { succession: succession.clone(), signature })
    };
    let stranger = SoftwareSigner::from_bytes(&[8; 32]).map_err(|_| StoreError::Damaged("a key"))?;
    let comes = enrolment(2, successor, 2, 50);
    store.add_return(DEVICE, ABOUT, b"taken")?;
    store.returns(DEVICE, 0)?;
    store.returns_taken(DEVICE, 1)?;
    store.add_return(DEVICE, ABOUT, b"waits")?;
    assert!(matches!(store.succeed(&comes, &by(&stranger)?), Err(StoreError::Token)), "not by the key that was copied");
    for _ in 0..2 {
        store.succeed(&comes, &by(&key)?)?;
    }
    let waits = |device| -> StoreResult<Vec<(u64, Vec<u8>)>> {
        Ok(store.returns(device, 0)?.0.into_iter().map(|returned| (returned.number, returned.sealed)).collect())
    };
    assert_eq!(waits(successor)?, [(1, vec![]), (2, b"waits".to_vec())], "what was returned under the old name");
    assert_eq!(waits(DEVICE)?, waits(successor)?, "the machine that keeps the name gets it as ever");
    assert_eq!(store.add_return(successor, ABOUT, b"next")?, 3);
    let began = ChainHead { device: successor, stream: STREAM, sequence: 1, link };
    let head = |store: &dyn Store| store.heads(successor).map(|heads| heads.first().map(|head| head.chain));
    assert_eq!(head(store)?, Some(began), "before its first record");
    let late = arrival(ChainHead { sequence: 2, ..began }, std::slice::from_ref(&other));
    assert_eq!(store.append(&late)?, Appended::Gap { durable: 1 });
    for _ in 0..2 {
        let brought = arrival(began, &[two.clone(), other.clone(), four.clone()]);
        assert_eq!(store.append(&brought)?, Appended::Durable { sequence: 4 });
    }
    let rows: Vec<_> = store.chain(successor, STREAM, 0)?.into_iter().map(|row| (row.sequence, row.record)).collect();
    let id = |sealed: &SealedRecord| Some(sealed.header.record);
    assert_eq!(rows, [(2, None), (3, id(&other)), (4, id(&four))], "what is here already is kept by its hash");
    assert_eq!(store.records(0, 10)?.len(), 5);
    Ok(())
}

fn the_verified_mark_stops_at_what_does_not_open(store: &impl Store) -> StoreResult<()> {
    let start = enrolled(store)?;
    let three = [record(1, 0), record(2, 0), record(3, 0)];
    store.append(&arrival(start, &three))?;
    let states =
        [(2, Verified::Sound, 0), (1, Verified::Flagged, 2), (3, Verified::Broken, 2), (3, Verified::Sound, 3)];
    for (sequence, state, mark) in states {
        store.mark_verified(three[sequence - 1].header.record, state)?;
        assert_eq!(head(store)?.map(|(_, verified)| verified), Some(mark), "{sequence} {state:?}");
    }
    let unknown = store.mark_verified(RecordId(Uuid::from_u128(1)), Verified::Sound);
    assert!(matches!(unknown, Err(StoreError::NoRecord)));
    Ok(())
}

fn returns_and_documents(store: &impl Store) -> StoreResult<()> {
    assert!(matches!(store.add_return(DEVICE, ABOUT, b"x"), Err(StoreError::NoDevice)));
    enrolled(store)?;
    assert_eq!((store.add_return(DEVICE, ABOUT, b"one")?, store.add_return(DEVICE, ABOUT, b"two")?), (1, 2));
    let (waiting, last) = store.returns(DEVICE, 0)?;
    assert_eq!((waiting.len(), waiting[1].number, last), (2, 2, 2));
    for (up_to, held) in [(1, 1), (2, 2), (0, 2), (u64::MAX, 2)] {
        assert_eq!(store.returns_taken(DEVICE, up_to)?, held);
    }
    let had: Vec<usize> = store.returns(DEVICE, 0)?.0.iter().map(|returned| returned.sealed.len()).collect();
    assert_eq!(had, [0, 0], "what a device has stored is not kept here too");
    // A device that has more than the store ever gave: the store was put back from a backup.
    assert_eq!(store.add_return(DEVICE, ABOUT, b"three")?, 3);
    assert_eq!(store.returns_taken(DEVICE, 5)?, 5);
    let (waiting, last) = store.returns(DEVICE, 5)?;
    assert_eq!((waiting.len(), waiting[0].sealed.as_slice(), waiting[0].number, last), (1, &b"three"[..], 6, 6));
    assert_eq!(store.add_return(DEVICE, ABOUT, b"four")?, 7, "no number is given twice");
    // It had 7 of the store as it was, and never saw this one.
    assert_eq!(store.returns_taken(DEVICE, 7)?, 7);
    let (waiting, last) = store.returns(DEVICE, 7)?;
    assert_eq!((waiting.len(), waiting[0].sealed.as_slice(), waiting[0].number, last), (1, &b"four"[..], 8, 8));
    assert_eq!((store.returns_taken(DEVICE, 7)?, store.returns(DEVICE, 7)?.0.len()), (7, 1), "and it waits there");
    let another = RecordId(Uuid::from_u128(71));
    assert_eq!(store.add_return(DEVICE, another, b"five")?, 9);
    for _ in 0..2 {
        store.withdraw_again(&[ABOUT])?;
        let (waiting, last) = store.returns(DEVICE, 0)?;
        let emptied = |number| waiting.iter().find(|found| found.number == number).map(|found| found.sealed.is_empty());
        assert_eq!((emptied(6), emptied(8), emptied(9), last), (Some(true), Some(true), Some(false), 9));
    }
    let about_nobody = store.add_return(DEVICE, ABOUT, b"six");
    assert!(matches!(about_nobody, Err(StoreError::NoRecord)), "who withdrew is asked nothing more");
    for bytes in [b"draft", b"final"] {
        store.keep(&Document { kind: "review".into(), key: vec![1], bytes: bytes.to_vec() })?;
    }
    let kept = store.kept("review")?;
    assert_eq!(kept.iter().map(|document| document.bytes.as_slice()).collect::<Vec<_>>(), [b"final"]);
    assert!(store.kept("audit")?.is_empty());
    Ok(())
}

fn order(number: u64, before: u64, decree: Decree) -> SignedOrder {
    SignedOrder { statement: Order { number, before, roster: 0, decree }, signatures: Vec::new() }
}

fn orders_follow_one_another<S: Store>(store: S, again: impl Fn(S) -> S) -> StoreResult<()> {
    enrolled(&store)?;
    let revoke = order(5, 0, Decree::Revoke { device: DEVICE });
    let wipe = order(9, 5, Decree::Wipe { device: DEVICE });
    store.add_order(&revoke, 40)?;
    for late in [&revoke, &order(6, 4, Decree::Wipe { device: DEVICE }), &order(5, 5, Decree::Wipe { device: DEVICE })]
    {
        assert!(matches!(store.add_order(late, 41), Err(StoreError::OrderTaken)), "{:?}", late.statement);
    }
    let stranger = order(9, 5, Decree::Wipe { device: DeviceId(Uuid::from_u128(8)) });
    assert!(matches!(store.add_order(&stranger, 41), Err(StoreError::NoDevice)));
    store.add_order(&wipe, 50)?;
    let store = again(store);
    assert_eq!(store.device(DEVICE)?.and_then(|device| device.revoked_ms), Some(40), "its access went with the order");
    assert_eq!(store.orders(0, 10)?, (vec![revoke.clone(), wipe.clone()], 9));
    assert_eq!(store.orders(0, 1)?, (vec![revoke], 9));
    assert_eq!(store.orders(5, 10)?, (vec![wipe], 9));
    assert_eq!(store.orders(u64::MAX, 1)?, (Vec::new(), 9));
    invite(&store, 2)?;
    let told = store.enrol(&enrolment(2, DEVICE, 1, 60))?.map(|order| order.statement.number);
    assert_eq!(told, Some(9), "who is taken back is told of the order that was the last");
    Ok(())
}

fn chunk(whole: &[u8], total: u64, from: usize, to: usize) -> MediaChunk {
    let hash = Hash32::of(whole);
    MediaChunk { hash, device: DEVICE, total, from: from as u64, bytes: whole[from..to].to_vec(), at_ms: 10 }
}

fn recordings_grow_by_the_next_chunk<S: Store>(store: S, again: impl Fn(S) -> S) -> StoreResult<()> {
    enrolled(&store)?;
    let whole: Vec<u8> = (0..250).collect();
    let hash = Hash32::of(&whole);
    let mark = |have, whole| MediaMark { have, whole };
    assert_eq!(store.media_mark(&hash)?, mark(0, false));
    assert_eq!(store.add_media(&chunk(&whole, 250, 100, 200))?, mark(0, false), "not the next");
    assert_eq!(store.add_media(&chunk(&whole, 250, 0, 100))?, mark(100, false));
    assert_eq!(store.add_media(&chunk(&whole, 250, 0, 100))?, mark(100, false), "sent again");
    let store = again(store);
    assert_eq!(store.media(&hash)?, None, "not whole");
    assert_eq!(store.add_media(&chunk(&whole, 120, 100, 250))?, mark(250, true), "its length was said once");
    assert_eq!(store.add_media(&chunk(&whole, 250, 0, 100))?, mark(250, true));
    assert_eq!(store.media(&hash)?, Some(whole.clone()));
    // Bytes that are not what the hash names are forgotten.
    let other = MediaChunk { hash: Hash32([7; 32]), ..chunk(&whole, 250, 0, 250) };
    assert_eq!((store.add_media(&other)?, store.media(&other.hash)?), (mark(0, false), None));
    // Who withdrew leaves no chunk, and what comes later is not kept either.
    let unseen = MediaChunk { hash: Hash32([8; 32]), ..chunk(&whole, 250, 0, 250) };
    let recordings = vec![(hash, DEVICE), (unseen.hash, DEVICE)];
    store.extend_log(&LogStep { recordings, ..LogStep::default() })?;
    for gone in [&chunk(&whole, 250, 0, 100), &unseen] {
        assert_eq!((store.add_media(gone)?, store.media(&gone.hash)?), (mark(0, true), None));
    }
    store.add_media(&MediaChunk { hash: Hash32([9; 32]), ..chunk(&whole, 250, 0, 100) })?;
    let nobody = DeviceId(Uuid::from_u128(8));
    assert_eq!(
        (store.recordings(DEVICE)?, store.recordings(nobody)?),
        (2, 0),
        "whole ones of this device count, gone ones too"
    );
    Ok(())
}

fn a_device_has_a_share_of_a_day(store: &impl Store) -> StoreResult<()> {
    let start = enrolled(store)?;
    // With the row of each chunk, and of each recording, a mebibyte.
    let mebibyte = vec![7; 1024 * 1024 - 2 * ROW_BYTES as usize];
    let fill = |number: u64, at_ms: i64| {
        let hash = Hash32::of(&number.to_le_bytes());
        let total = 2 * mebibyte.len() as u64;
        store.add_media(&MediaChunk { hash, device: DEVICE, total, from: 0, bytes: mebibyte.clone(), at_ms })
    };
    let share = BYTES_A_DAY_MAX / (1024 * 1024);
    for number in 0..share {
        fill(number, 10)?;
    }
    assert!(matches!(fill(share, 20), Err(StoreError::Quota)));
    let empty = SealedRecord { body: Vec::new(), ..record(1, 0) };
    let mut arrived = Arrival { at_ms: 20, ..arrival(start, std::slice::from_ref(&empty)) };
    assert!(matches!(store.append(&arrived), Err(StoreError::Quota)), "keys and rows cost too, not only what is said");
    arrived.records[0].sealed = None;
    assert!(matches!(store.append(&arrived), Err(StoreError::Quota)), "a parked record has a row");
    assert_eq!(store.media_mark(&Hash32::of(&share.to_le_bytes()))?.have, 0, "nothing of it was stored");
    fill(share, 24 * 60 * 60 * 1000)?;
    // Forks are kept as evidence, so many and no more; what is no fork is taken all the same.
    let start = ChainHead::start(DEVICE, STREAM);
    assert_eq!(store.append(&arrival(start, &[record(1, 0)]))?, Appended::Durable { sequence: 1 });
    let fork = |number: u64| {
        let mut other = record(1, 9);
        other.header.record = RecordId(Uuid::from_u128(0xf0_0000 + u128::from(number)));
        store.append(&arrival(start, &[other]))
    };
    for number in 0..FORKS_MAX {
        assert_eq!(fork(number)?, Appended::Fork { sequence: 1 });
    }
    assert!(matches!(fork(FORKS_MAX), Err(StoreError::Quota)));
    assert_eq!(store.forks()?.len() as u64, FORKS_MAX);
    let after = arrival(start, &[record(1, 0), record(2, 0)]);
    assert_eq!(store.append(&after)?, Appended::Durable { sequence: 2 });
    for _ in 0..RETURNS_WAITING_MAX {
        store.add_return(DEVICE, ABOUT, b"sealed")?;
    }
    assert!(matches!(store.add_return(DEVICE, ABOUT, b"sealed"), Err(StoreError::Quota)));
    store.returns(DEVICE, 0)?;
    store.returns_taken(DEVICE, 1)?;
    store.add_return(DEVICE, ABOUT, b"sealed").map(|_| ())
}

fn the_log_has_one_end<S: Store>(store: S, again: impl Fn(S) -> S) -> StoreResult<()> {
    let (request, record) = (Hash32([5; 32]), RecordId(Uuid::from_u128(9)));
    let pocket = Pocket { request, slot: "half".into(), sealed: vec![1] };
    let half = HandedOver { record, holder: "custodian_1/4".into(), capsule: vec![2] };
    let wrapped = vec![WrappedKey { holder: "custodian_1/4".into(), wrapped: vec![3] }];
    let (one, first) = study("study", 1);
    let publication = Some((one, first));
    let step = LogStep { entries: vec![vec![1], vec![2]], publication, at_ms: 1, ..LogStep::default() };
    store.extend_log(&step)?;
    let late = LogStep { publication: None, wrapped: wrapped.clone(), ..step.clone() };
    assert!(matches!(store.extend_log(&late), Err(StoreError::LogMoved)), "somebody was faster");
    let names = |store: &S| -> StoreResult<Vec<String>> {
        let study = store.study()?.ok_or(StoreError::NoStudy)?;
        Ok(study.wrapped.into_iter().map(|key| key.holder).collect())
    };
    assert_eq!(names(&store)?, ["supervisor"], "what belongs to a refused entry is refused with it");
    let next =
        LogStep { after: 2, entries: vec![vec![3]], pockets: vec![pocket.clone()], wrapped, ..LogStep::default() };
    store.extend_log(&LogStep { handed_over: vec![half.clone()], left: vec!["supervisor".into()], ..next })?;
    let store = again(store);
    assert_eq!(store.log()?, [vec![1], vec![2], vec![3]]);
    assert_eq!((store.pockets(&request)?, store.handed_over(record)?), (vec![pocket], vec![half]));
    assert_eq!(names(&store)?, ["custodian_1/4"]);
    store.extend_log(&LogStep { after: 3, closed: vec![request], ..LogStep::default() })?;
    assert!(store.pockets(&request)?.is_empty());
    Ok(())
}

fn who_withdrew_stays_withdrawn(store: &impl Store) -> StoreResult<()> {
    let start = enrolled(store)?;
    let (one, two) = (record(1, 0), record(2, 0));
    store.append(&arrival(start, std::slice::from_ref(&one)))?;
    for _ in 0..2 {
        store.withdraw_again(&[one.header.record, two.header.record])?;
    }
    let after_one = ChainHead { sequence: 1, link: one.link(&start.link), ..start };
    store.append(&arrival(after_one, std::slice::from_ref(&two)))?;
    for sealed in [one, two] {
        let stored = store.record(sealed.header.record)?.ok_or(StoreError::NoRecord)?;
        assert_eq!((stored.hash, stored.bytes), (sealed.hash(), sealed.clone().withdrawn().to_bytes()));
    }
    assert_eq!(store.withdrawn()?.len(), 2);
    assert_eq!(store.append(&arrival(start, &[record(1, 0), record(2, 0)]))?, Appended::Durable { sequence: 2 });
    Ok(())
}
