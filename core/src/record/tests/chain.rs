//! Order, gaps, authorship; and what a hundred records cost.

use super::{super::*, answers, header, rng, study};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    seal::{DeviceSigner, Signature, SignatureError, SoftwareSigner},
};

const NOTHING: Hash32 = Hash32([0; 32]);

pub(super) fn signer() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[3; 32]).expect("below the order of the curve")
}

fn start() -> ChainHead {
    let first = header(StreamKind::Answers, 1);
    ChainHead::start(first.device, first.stream)
}

fn batch(sequences: std::ops::RangeInclusive<u64>, previous: Hash32) -> Batch {
    Batch::sign(previous, sequences.map(answers).collect(), &signer()).expect("in order, and software always signs")
}

#[test]
fn one_signature_vouches_for_all_before_it() {
    let device = signer().public();
    let head = batch(1..=3, NOTHING).verify(&start(), &device).expect("whole");
    assert_eq!(head.sequence, 3);
    let next = batch(4..=5, head.link).verify(&head, &device).expect("it continues");
    let at_once = batch(1..=5, NOTHING).verify(&start(), &device).expect("whole");
    assert_eq!(next, at_once, "the chain does not depend on how it was cut into batches");
    assert_eq!(batch(4..=5, head.link).verify_alone(&device), Ok(next));
    let records: Vec<SealedRecord> = (1..=5).map(answers).collect();
    assert_eq!(verify_chain(&start(), &records, &batch(1..=5, NOTHING).signature, &device), Ok(at_once));
}

#[test]
fn what_is_not_the_signed_chain_is_named() {
    let check = |change: fn(&mut Batch), expected: ChainError| {
        let mut batch = batch(1..=3, NOTHING);
        change(&mut batch);
        assert_eq!(batch.verify(&start(), &signer().public()), Err(expected));
    };
    let signature = ChainError::Signature(SignatureError::Signature);
    check(|batch| drop(batch.records.remove(1)), ChainError::Gap { expected: 2, found: 3 });
    check(|batch| drop(batch.records.remove(0)), ChainError::Gap { expected: 1, found: 2 });
    check(|batch| batch.records.swap(0, 1), ChainError::Gap { expected: 1, found: 2 });
    check(|batch| drop(batch.records.pop()), signature);
    check(|batch| batch.records[1].body[0] ^= 1, signature);
    check(|batch| batch.records[1].header.statement = NOTHING, signature);
    check(|batch| batch.signature = Signature([1; 64]), signature);
    check(|batch| batch.previous = Hash32::of(b"another history"), ChainError::Link);
    check(
        |batch| batch.records[2].header.device = DeviceId(uuid::Uuid::from_u128(9)),
        ChainError::Foreign { sequence: 3 },
    );
    check(|batch| batch.records[2].header.stream = StreamKind::Alert, ChainError::Foreign { sequence: 3 });
    let other = SoftwareSigner::random(&mut rng(70)).public();
    assert_eq!(batch(1..=3, NOTHING).verify(&start(), &other), Err(signature));
}

#[test]
fn withdrawal_and_parking_leave_the_chain_whole() {
    let device = signer().public();
    let mut withdrawn = batch(1..=3, NOTHING);
    withdrawn.records[1] = withdrawn.records[1].clone().withdrawn();
    let head = withdrawn.verify(&start(), &device).expect("the capsule's hash stands in its place");
    assert_eq!(Batch::from_bytes(&withdrawn.to_bytes()).as_ref(), Ok(&withdrawn));

    let after_two = start().after_hash(&answers(1).hash()).after_hash(&answers(2).hash());
    let rest = batch(3..=3, after_two.link);
    assert_eq!(rest.verify(&after_two, &device), Ok(head), "the hash of a parked record is enough");
}

#[test]
fn a_batch_is_read_back_and_nothing_else_is_read() {
    let mut records: Vec<SealedRecord> = (1..=2).map(answers).collect();
    let other_form = RecordHeader { form: Hash32::of(b"another form"), ..header(StreamKind::Answers, 3) };
    records.push(seal(other_form, b"", &study().public(), &mut rng(3)).expect("small"));
    let batch = Batch::sign(NOTHING, records, &signer()).expect("in order");
    let bytes = batch.to_bytes();
    assert_eq!(Batch::from_bytes(&bytes).as_ref(), Ok(&batch));
    for length in 0..bytes.len() {
        assert!(Batch::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
    }
    assert!(Batch::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
    assert_eq!(Batch::from_bytes(&[9]), Err(RecordError::OtherFormat { found: 9 }));
}

/// Otherwise the same records could be written in many ways, and two copies of one batch would not be known as one.
#[test]
fn a_batch_says_each_context_once_and_only_those_it_needs() {
    let batch = batch(1..=2, NOTHING);
    let bytes = batch.to_bytes();
    let count_at = [1, 1, batch.records[0].header.study.0.len(), 16, 1, 1, NOTHING.0.len()].iter().sum::<usize>();
    let (before, count, after) = (&bytes[..count_at], bytes[count_at], &bytes[count_at + 1..]);
    assert_eq!(count, 1, "both records are of one form");
    let context = &after[..2 * NOTHING.0.len()];
    for other in [context, &[7; 64]] {
        let written = [before, &[2], context, other, &after[context.len()..]].concat();
        assert_eq!(Batch::from_bytes(&written), Err(RecordError::Malformed { what: "batch" }));
    }
}

#[test]
fn what_is_no_batch_is_not_signed() {
    let malformed = Some(RecordError::Malformed { what: "batch" });
    let sign = |records: Vec<SealedRecord>| Batch::sign(NOTHING, records, &signer()).err();
    assert_eq!(sign(Vec::new()), malformed);
    assert_eq!(sign(vec![answers(1), answers(3)]), malformed);
    let mut other_study = answers(2);
    other_study.header.study = StudyId("another".into());
    assert_eq!(sign(vec![answers(1), other_study]), malformed);
    let copies = |count: u64| -> Vec<SealedRecord> {
        let record = answers(1);
        let numbered = |sequence| {
            let header = RecordHeader { sequence, record: RecordId(uuid::Uuid::nil()), ..record.header.clone() };
            SealedRecord { header, ..record.clone() }
        };
        (1..=count).map(numbered).collect()
    };
    assert_eq!(sign(copies(Batch::RECORDS_MAX as u64)), None);
    assert_eq!(sign(copies(Batch::RECORDS_MAX as u64 + 1)), malformed);
}

#[test]
fn a_hundred_interviews_cost_less_than_four_hundred_bytes_each() {
    let bytes = batch(1..=100, NOTHING).to_bytes();
    assert!(bytes.len() <= 375 * 100, "{} bytes for a hundred records of the smallest class", bytes.len());
}
