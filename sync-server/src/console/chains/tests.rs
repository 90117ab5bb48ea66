//! Streams by hand: what a signature vouches for, and what it does not.

use fieldward_core::vault::{DeviceSigner, Signature, SoftwareSigner};
use uuid::Uuid;

use super::*;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[7; 32]).expect("a secret below the order of the curve")
}

fn empty() -> Stream {
    Stream::new(ChainHead::start(DEVICE, StreamKind::Answers))
}

/// A stream of so many records, signed after each of these numbers.
fn stream(records: u64, signed: &[u64]) -> (Vec<Linked>, Vec<SignedLink>) {
    let mut head = ChainHead::start(DEVICE, StreamKind::Answers);
    let (mut rows, mut signatures) = (Vec::new(), Vec::new());
    for number in 1..=records {
        let hash = Hash32::of(&number.to_le_bytes());
        head = head.after_hash(&hash);
        let record = Some(RecordId(Uuid::from_u128(u128::from(number))));
        rows.push(Linked { sequence: number, record, hash, link: head.link });
        if signed.contains(&number) {
            signatures.push(signed_by(&signer(), &head));
        }
    }
    (rows, signatures)
}

fn signed_by(signer: &SoftwareSigner, head: &ChainHead) -> SignedLink {
    let signature = signer.sign(&head.signed_bytes()).expect("a key in memory signs");
    SignedLink { sequence: head.sequence, link: head.link, signature }
}

/// Numbers of the rows that are proven, after the rows were changed.
fn check(signed: &[u64], change: impl FnOnce(&mut Vec<Linked>, &mut Vec<SignedLink>), proven: &[u64]) -> Stream {
    let (mut rows, mut signatures) = stream(5, signed);
    change(&mut rows, &mut signatures);
    let mut stream = empty();
    stream.follow(rows, &signatures, &signer().public());
    let found: Vec<u64> =
        stream.rows.iter().filter(|row| row.proven == Proven::Yes).map(|row| row.linked.sequence).collect();
    assert_eq!(found, proven);
    stream
}

#[test]
fn a_signature_vouches_for_all_before_it_and_nothing_after() {
    check(&[2, 5], |_, _| {}, &[1, 2, 3, 4, 5]);
    check(&[5], |_, _| {}, &[1, 2, 3, 4, 5]);
    assert_eq!(check(&[2, 4], |_, _| {}, &[1, 2, 3, 4]).head.sequence, 4);
    check(&[], |_, _| {}, &[]);
}

#[test]
fn what_was_changed_put_in_or_taken_out_is_not_proven() {
    check(&[2, 5], |rows, _| rows[3].hash = Hash32([9; 32]), &[1, 2, 5]);
    check(&[2, 5], |rows, _| rows[3].link = Hash32([9; 32]), &[1, 2]);
    check(&[5], |_, signatures| signatures[0].signature = Signature([9; 64]), &[]);
    // All links made anew after an invented record, and signed by another key.
    let other = SoftwareSigner::from_bytes(&[8; 32]).expect("a secret below the order of the curve");
    let forged = |rows: &mut Vec<Linked>, signatures: &mut Vec<SignedLink>| {
        let head = ChainHead::start(DEVICE, StreamKind::Answers);
        let head = rows.iter_mut().fold(head, |head, row| {
            row.hash = if row.sequence == 3 { Hash32([9; 32]) } else { row.hash };
            let head = head.after_hash(&row.hash);
            row.link = head.link;
            head
        });
        signatures.push(signed_by(&other, &head));
    };
    check(&[2, 5], forged, &[1, 2]);
    let stream = check(&[2, 5], |rows, _| rows.retain(|row| row.sequence != 4), &[1, 2]);
    assert_eq!(stream.gaps(StreamKind::Answers), [Break::Gap { stream: StreamKind::Answers, first: 4, last: 4 }]);
}

/// A session that has opened whatever there is.
struct EveryRecord;

impl Judge for EveryRecord {
    fn whole(&mut self, _: RecordId) -> StoreResult<Sound> {
        Ok(Sound::Yes)
    }

    fn is_open(&self, _: RecordId) -> bool {
        true
    }
}

/// What the database has nothing but the hash of is named, and what another chain holds is not.
#[test]
fn a_row_without_a_record_is_named_unless_another_chain_holds_it() {
    let opened = |held: &[u64]| {
        let (mut rows, signatures) = stream(4, &[4]);
        rows[1].record = None;
        rows[2].record = None;
        let mut stream = empty();
        stream.follow(rows.clone(), &signatures, &signer().public());
        let mut chains = Chains::default();
        chains.streams.insert((DEVICE, StreamKind::Answers), stream);
        let elsewhere = |number: &u64| (Hash32::of(&number.to_le_bytes()), (RecordId(Uuid::from_u128(99)), DEVICE));
        chains.held.extend(held.iter().map(elsewhere));
        chains.look_elsewhere();
        let opened = chains.opened(DEVICE, &[], &mut EveryRecord).expect("no store is asked");
        let named: Vec<u64> = opened.unopened.iter().map(|one| one.sequence).collect();
        (opened.marks.iter().map(|mark| mark.sequence).collect::<Vec<_>>(), named)
    };
    assert_eq!(opened(&[]), (vec![4], vec![2, 3]));
    assert_eq!(opened(&[2]), (vec![4], vec![3]));
    assert_eq!(opened(&[2, 3]), (vec![4], vec![]));
}

#[test]
fn what_an_earlier_session_saw_must_still_be_there() {
    let (rows, signatures) = stream(5, &[5]);
    let seen = |at: usize| ChainMark { stream: StreamKind::Answers, sequence: rows[at].sequence, link: rows[at].link };
    let (last, fourth) = (seen(4), seen(3));
    let mut whole = empty();
    whole.follow(rows.clone(), &signatures, &signer().public());
    assert_eq!((whole.missing(&last), whole.missing(&fourth)), (None, None));
    let elsewhere = ChainMark { link: Hash32([9; 32]), ..fourth };
    assert_eq!(whole.missing(&elsewhere), Some(Break::Replaced(StreamKind::Answers)));
    let mut cut = empty();
    cut.follow(rows[..3].to_vec(), &signatures, &signer().public());
    assert_eq!(cut.missing(&last), Some(Break::CutOff { stream: StreamKind::Answers, seen: 5, here: 3 }));
}

#[test]
fn rows_that_come_later_are_followed_from_the_last_signed_link() {
    let (rows, signatures) = stream(5, &[2, 5]);
    let mut stream = empty();
    stream.follow(rows[..2].to_vec(), &signatures, &signer().public());
    stream.follow(rows[2..].to_vec(), &signatures, &signer().public());
    assert!(stream.rows.iter().all(|row| row.proven == Proven::Yes));
    assert_eq!((stream.head.sequence, stream.rows.len()), (5, 5));
}
