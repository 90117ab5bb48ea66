//! Sealing and opening, and everything that must not open.

use super::{super::*, CONTENT, answers, header, rng, study};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    seal::{DeviceSigner, NotOpened, SealingSecret, SoftwareSigner},
};

#[test]
fn opens_with_the_studys_key_only() {
    let record = answers(1);
    assert_eq!(open(&record, &study().0).expect("the study's key").as_slice(), CONTENT);
    let other = SealingSecret::from_bytes([8; 32]);
    assert_eq!(open(&record, &other), Err(RecordError::NotOpened(NotOpened)));
}

#[test]
fn nothing_of_the_header_can_be_changed() {
    let changes: [fn(&mut RecordHeader); 7] = [
        |header| header.study = StudyId("another".into()),
        |header| header.form = Hash32::of(b"another form"),
        |header| header.statement = Hash32::of(b"another use statement"),
        |header| header.device = DeviceId(uuid::Uuid::from_u128(1)),
        |header| header.stream = StreamKind::Alert,
        |header| header.sequence += 1,
        |header| header.record = RecordId(uuid::Uuid::from_u128(1)),
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let mut record = answers(1);
        change(&mut record.header);
        assert_eq!(open(&record, &study().0), Err(RecordError::NotOpened(NotOpened)), "change {place}");
        assert_ne!(record.hash(), answers(1).hash(), "change {place}");
    }
}

#[test]
fn no_byte_of_body_or_keys_can_be_changed() {
    let record = answers(1);
    let bytes = record.to_bytes();
    let front = record.header.to_bytes().len();
    for place in front..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let opened = SealedRecord::from_bytes(&changed).and_then(|record| open(&record, &study().0));
        assert!(opened.is_err(), "byte {place}");
    }
}

#[test]
fn the_same_content_never_looks_the_same_and_only_its_class_is_seen() {
    let one = answers(1);
    let again = seal(header(StreamKind::Answers, 1), CONTENT, &study().public(), &mut rng(99)).expect("small");
    assert_ne!(one.body, again.body);
    let length = |content: &[u8]| {
        seal(header(StreamKind::Answers, 1), content, &study().public(), &mut rng(1)).expect("fits").body.len()
    };
    assert_eq!([length(b""), length(&[1; 255])], [256 + 16; 2]);
    assert_eq!([length(&[1; 256]), length(&[1; 511])], [512 + 16; 2]);
    assert_eq!([length(&[1; 512]), length(&[1; 1023])], [1024 + 16; 2]);
    assert_eq!(length(&[1; 1024]), 2048 + 16);
}

#[test]
fn a_withdrawn_record_opens_no_more_and_keeps_its_hash() {
    let record = answers(1);
    let withdrawn = record.clone().withdrawn();
    assert_eq!(withdrawn.hash(), record.hash());
    assert_eq!(open(&withdrawn, &study().0), Err(RecordError::Withdrawn));
    assert_eq!(SealedRecord::from_bytes(&withdrawn.to_bytes()).as_ref(), Ok(&withdrawn));
    assert_eq!(withdrawn.clone().withdrawn(), withdrawn);
}

/// Whoever writes a server's database can delete keys, and cannot say in the device's name that it did.
#[test]
fn only_the_device_says_that_it_withdrew_a_record_itself() {
    let [key, other] = [7, 8].map(|byte| SoftwareSigner::from_bytes(&[byte; 32]).expect("below the order"));
    let record = answers(1);
    let withdrawn = record.clone().withdrawn_by(&key).expect("a key in memory signs");
    assert_eq!(withdrawn.hash(), record.hash());
    assert_eq!(open(&withdrawn, &study().0), Err(RecordError::Withdrawn));
    assert_eq!(SealedRecord::from_bytes(&withdrawn.to_bytes()).as_ref(), Ok(&withdrawn));
    assert!(withdrawn.is_withdrawn() && withdrawn.is_withdrawn_by(&key.public()));
    assert!(!withdrawn.is_withdrawn_by(&other.public()));
    let again = withdrawn.clone().withdrawn_by(&key).expect("a key in memory signs");
    assert_eq!((again.hash(), again.is_withdrawn_by(&key.public())), (record.hash(), true));
    // Its signature is for this record alone, and not the one that vouches for a chain.
    let elsewhere = SealedRecord { keys: withdrawn.keys.clone(), ..answers(2) };
    assert!(!elsewhere.is_withdrawn_by(&key.public()));
    let ordered = withdrawn.withdrawn();
    assert!(ordered.is_withdrawn() && !ordered.is_withdrawn_by(&key.public()));
    assert!(!record.is_withdrawn() && !record.is_withdrawn_by(&key.public()));
}

#[test]
fn bytes_are_read_back_and_nothing_else_is_read() {
    let record = answers(300);
    let bytes = record.to_bytes();
    assert_eq!(SealedRecord::from_bytes(&bytes).as_ref(), Ok(&record));
    for length in 0..bytes.len() {
        assert!(SealedRecord::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(SealedRecord::from_bytes(&longer), Err(RecordError::Malformed { what: "record" }));
    let mut other = bytes;
    other[0] = FORMAT_VERSION + 1;
    assert_eq!(SealedRecord::from_bytes(&other), Err(RecordError::OtherFormat { found: FORMAT_VERSION + 1 }));
}

#[test]
fn too_much_and_the_wrong_stream_are_refused() {
    let large = vec![0; padding::PADDED_BYTES_MAX];
    let sealed = seal(header(StreamKind::Answers, 1), &large, &study().public(), &mut rng(1));
    assert_eq!(sealed, Err(RecordError::TooLarge { size: padding::PADDED_BYTES_MAX }));
    let fits = seal(header(StreamKind::Answers, 1), &large[1..], &study().public(), &mut rng(1)).expect("just fits");
    assert_eq!(open(&fits, &study().0).map(|content| content.len()), Ok(large.len() - 1));
    let identity = seal(header(StreamKind::Identity, 1), CONTENT, &study().public(), &mut rng(1));
    assert_eq!(identity, Err(RecordError::WrongStream));
}
