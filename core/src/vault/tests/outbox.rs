//! Finalizing, streams, acknowledgement.

use super::{super::*, at, fresh, interview, rng};
use crate::{
    ids::{Hash32, StreamKind},
    moment::Moment,
};

fn outgoing(stream: StreamKind, sequence: u64) -> Outgoing {
    let bytes = vec![sequence as u8; 300];
    Outgoing { stream, sequence, link: Hash32::of(&bytes), bytes }
}

fn with_records(vault: &Vault, count: u64) {
    for sequence in 1..=count {
        let record = outgoing(StreamKind::Answers, sequence);
        vault.outbox().append(&[record], &mut rng(30)).expect("the next record");
    }
}

fn sequences(pending: Result<Vec<Pending>, VaultError>) -> Vec<u64> {
    pending.expect("readable").iter().map(|record| record.sequence).collect()
}

#[test]
fn finalizing_destroys_the_draft_and_takes_its_records() {
    let (_dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(31)).expect("a new draft");
    vault.drafts().append(id, &[(0, b"event")], &mut rng(31)).expect("the next event");
    let records = [outgoing(StreamKind::Answers, 1), outgoing(StreamKind::Identity, 1)];
    vault.outbox().finalize(id, &records, &[], &mut rng(32)).expect("both are next");
    assert_eq!(vault.drafts().log(id).err(), Some(VaultError::NoSuchDraft));
    assert_eq!(vault.drafts().list().map(|list| list.len()), Ok(0));
    let head = vault.outbox().head(StreamKind::Answers).expect("readable");
    assert_eq!(head, StreamHead { next_sequence: 2, link: records[0].link, acknowledged: 0 });
    let pending = vault.outbox().pending(StreamKind::Identity, 0, 10_000).expect("readable");
    assert_eq!(pending[0].bytes, records[1].bytes);
    assert_eq!(pending[0].previous, Hash32([0; 32]));
    assert_eq!(vault.outbox().finalize(id, &[], &[], &mut rng(32)), Err(VaultError::NoSuchDraft), "once only");
}

#[test]
fn a_record_for_another_place_changes_nothing() {
    let (_dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(33)).expect("a new draft");
    let records = [outgoing(StreamKind::Alert, 1), outgoing(StreamKind::Answers, 2)];
    let refused = vault.outbox().finalize(id, &records, &[], &mut rng(33));
    assert_eq!(refused, Err(VaultError::RecordOrder { expected: 1, found: 2 }));
    assert_eq!(vault.outbox().head(StreamKind::Alert).map(|head| head.next_sequence), Ok(1));
    assert_eq!(vault.drafts().list().map(|list| list.len()), Ok(1), "the draft is whole");
}

#[test]
fn pending_keeps_order_and_size() {
    let (_dir, vault) = fresh();
    with_records(&vault, 5);
    let pending = |after, bytes| sequences(vault.outbox().pending(StreamKind::Answers, after, bytes));
    assert_eq!(pending(0, 100_000), [1, 2, 3, 4, 5]);
    assert_eq!(pending(2, 650), [3, 4]);
    assert_eq!(pending(2, 1), [3], "one at least, or nothing would ever move");
    assert_eq!(pending(5, 100_000), [0; 0]);
}

#[test]
fn acknowledged_records_go_when_their_time_has_come() {
    let (_dir, vault) = fresh();
    with_records(&vault, 3);
    let day = |days: i64| Moment { wall_ms: 1_750_000_000_000 + days * 86_400_000, ..at(0) };
    let acknowledge = |sequence, on| vault.outbox().acknowledge(StreamKind::Answers, sequence, &day(on), &mut rng(34));
    let forget = |on| vault.outbox().forget(&day(on), 7, |_| u64::MAX, &mut rng(35));
    assert_eq!(acknowledge(4, 0), Err(VaultError::NoSuchRecord { sequence: 4 }));
    assert_eq!(acknowledge(2, 0), Ok(()));
    assert_eq!(acknowledge(1, 3), Ok(()), "an old mark moves nothing back");
    assert_eq!(acknowledge(3, 3), Ok(()));
    assert_eq!(forget(6), Ok(0));
    assert_eq!(forget(7), Ok(2));
    assert_eq!(sequences(vault.outbox().pending(StreamKind::Answers, 2, 100_000)), [3]);
    let gone = vault.outbox().pending(StreamKind::Answers, 0, 100_000);
    assert_eq!(gone, Err(VaultError::NoSuchRecord { sequence: 1 }));
    assert_eq!(forget(10), Ok(1));
    let head = vault.outbox().head(StreamKind::Answers).expect("readable");
    assert_eq!((head.next_sequence, head.acknowledged), (4, 3), "numbers are never used again");
}

#[test]
fn a_parked_record_is_never_forgotten() {
    let (_dir, vault) = fresh();
    with_records(&vault, 4);
    let day = |days: i64| Moment { wall_ms: 1_750_000_000_000 + days * 86_400_000, ..at(0) };
    for (sequence, on) in [(2, 0), (4, 1)] {
        vault.outbox().acknowledge(StreamKind::Answers, sequence, &day(on), &mut rng(37)).expect("it is there");
    }
    let parked = |stream| if stream == StreamKind::Answers { 3 } else { u64::MAX };
    assert_eq!(vault.outbox().forget(&day(100), 7, parked, &mut rng(38)), Ok(2));
    assert_eq!(sequences(vault.outbox().pending(StreamKind::Answers, 2, 100_000)), [3, 4]);
    assert_eq!(vault.outbox().forget(&day(100), 7, |_| u64::MAX, &mut rng(38)), Ok(2), "taken after all");
}

#[test]
fn a_record_over_the_limit_is_refused() {
    let (_dir, vault) = fresh();
    let mut record = outgoing(StreamKind::Answers, 1);
    record.bytes = vec![0; outbox::RECORD_BYTES_MAX + 1];
    let refused = vault.outbox().append(&[record], &mut rng(36));
    assert_eq!(refused, Err(VaultError::TooLarge { size: outbox::RECORD_BYTES_MAX + 1 }));
}
