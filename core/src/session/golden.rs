//! The bytes of what a session keeps on the sealed shelf: a device that was updated must read what it kept before.
//!
//! Nobody outside the device ever reads these documents, so no peer would complain of a field that moved; a phone in a
//! village would, days from the next connection. The bytes stand here in full, so that a change of them is seen as one:
//! it needs an older form beside the newer (`FirstOrderBook` beside `OrderBook`) and a test that reads it.

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::{
    budget::Bytes,
    carry::Packed,
    documents::{FirstMediaNote, MediaNote, SealedNote},
    grant::Grant,
    label::{DraftLabel, FirstDraftLabel},
    orders::{FirstOrderBook, OrderBook},
    people::{LastEnd, Visits},
};
use crate::{
    ids::{DeviceId, Hash32, InterviewId, RecordId, ReferenceNumber, StudyId},
    log::{Event, EventKind},
    moment::Moment,
    record::identity::Custodians,
    session::Enrolment,
    sync::{Pin, Pins, wire::FaultCode},
    vault::{SealingSecret, SignerPublic},
};

fn hex(document: &impl serde::Serialize) -> String {
    HEXLOWER.encode(&postcard::to_stdvec(document).expect("plain values"))
}

fn enrolment() -> Enrolment {
    let key = SealingSecret::from_bytes([7; 32]).public();
    Enrolment {
        device: DeviceId(Uuid::from_u128(7)),
        address: "https://h:1".into(),
        pins: Some(Pins { active: Pin([1; 32]), backup: Pin([2; 32]) }),
        package_signing_key: SignerPublic([2; 33]),
        study: StudyId("river".into()),
        study_key: key,
        custodians: Custodians { first: vec![key], second: Vec::new() },
    }
}

#[test]
fn what_is_kept_today_is_what_was_kept_before() {
    let moment = Moment { wall_ms: 1_790_000_000_000, offset_min: -120, monotonic_ms: 60_000 };
    let mut grant = Grant::given(moment.wall_ms, &moment);
    grant.look(&Moment { monotonic_ms: 61_000, ..moment });
    let note = SealedNote { instrument: "child".into(), started_ms: -5, corrects: Some(3) };
    let first = FirstDraftLabel { note: note.clone(), package: Hash32([9; 32]), alerts_sealed: 2 };
    let label = DraftLabel { reference: Some(ReferenceNumber([4; 10])), ..DraftLabel::from(first.clone()) };
    let packed = Packed { parcel: Hash32([8; 32]), stream: crate::ids::StreamKind::Alert, first: 1, last: 300 };
    let today = [
        ("enrolment", hex(&enrolment())),
        ("sealed", hex(&note)),
        ("first label", hex(&first)),
        ("label", hex(&label)),
        ("orders", hex(&FirstOrderBook::default())),
        ("order book", hex(&OrderBook::default())),
        ("packed", hex(&[packed].as_slice())),
        ("grant", hex(&grant)),
        ("bytes", hex(&Bytes::default())),
        (
            "media-note",
            hex(&MediaNote { total: 65_536, done: Some((-1, 4)), of: Some(InterviewId(Uuid::from_u128(5))) }),
        ),
        ("first media-note", hex(&FirstMediaNote { total: 65_536, done: Some((-1, 4)) })),
        ("parked", hex(&FaultCode::Busy)),
        ("recorded", hex(&[RecordId(Uuid::from_u128(9))].as_slice())),
        ("trace", hex(&[(crate::ids::StreamKind::Identity, 4_u64)].as_slice())),
        ("visits", hex(&Visits { met: 2, end: Some(LastEnd::Harm) })),
        ("owed", hex(&[RecordId(Uuid::from_u128(9))].as_slice())),
        ("dropped", hex(&Event { sequence: 7, at_ms: 300, kind: EventKind::Dropped })),
    ];
    let today: String = today.iter().map(|(name, bytes)| format!("{name} {bytes}\n")).collect();
    assert!(today == include_str!("golden.txt"), "kept today:\n{today}");
}

#[test]
fn a_book_of_orders_that_said_more_is_still_read() {
    // Its fifth field said that the device had come back; now the enrolment names the order that was the last then.
    let book: OrderBook = postcard::from_bytes(&[9, 9, 2, 1, 1]).expect("what is left over is passed over");
    assert_eq!(hex(&book), "09090201");
}
