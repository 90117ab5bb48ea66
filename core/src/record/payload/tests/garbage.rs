//! Bytes that nobody wrote, and limits.

use proptest::prelude::{any, prop, proptest};

use super::{Content, context, form};
use crate::{
    form::DataType,
    log::{Event, EventKind},
    record::{ITEMS_MAX, LIST_MAX, LOG_EVENTS_MAX, PAYLOAD_VERSION, PayloadError, TEXT_BYTES_MAX},
};

proptest! {
    #[test]
    fn never_panic_and_never_take_long(mut bytes in prop::collection::vec(any::<u8>(), 1..600), kind in 0_u8..8) {
        let form = form(&[&[(DataType::SelectOne, 5), (DataType::Text, 0), (DataType::Geopoint, 0)]]);
        bytes.insert(0, PAYLOAD_VERSION);
        // The first three bits say which kind of content follows: each gets its share of garbage.
        bytes[1] = (bytes[1] & 0x1f) | kind << 5;
        let _ = Content::decode(&bytes, &context(&form));
    }
}

#[test]
fn runs_of_one_byte_end_soon() {
    let form = form(&[&[(DataType::SelectOne, 5), (DataType::Text, 0)]]);
    for byte in (0..=255).step_by(15) {
        for length in [0, 1, 40, 2000] {
            let mut bytes = vec![byte; length];
            bytes.insert(0, PAYLOAD_VERSION);
            let _ = Content::decode(&bytes, &context(&form));
        }
    }
}

#[test]
fn another_version_is_named() {
    let form = form(&[]);
    let decoded = |bytes: &[u8]| Content::decode(bytes, &context(&form));
    assert_eq!(decoded(&[PAYLOAD_VERSION + 1, 0]), Err(PayloadError::OtherVersion(PAYLOAD_VERSION + 1)));
    assert_eq!(decoded(&[]), Err(PayloadError::Malformed));
}

#[test]
fn a_log_that_is_out_of_order_or_too_large_is_refused() {
    let form = form(&[]);
    let check = |log: Vec<Event>, expected| {
        assert_eq!(Content::Answers(log).encode(&context(&form)).err(), expected);
    };
    let event = |sequence, at_ms, kind| Event { sequence, at_ms, kind };
    let paused = |sequence, at_ms| event(sequence, at_ms, EventKind::Paused);
    check(vec![paused(1, 0), paused(1, 0)], Some(PayloadError::Order));
    check(vec![paused(0, 9), paused(1, 8)], Some(PayloadError::Order));
    check((0..LOG_EVENTS_MAX as u32).map(|sequence| paused(sequence, 0)).collect(), None);
    let many = (0..=LOG_EVENTS_MAX as u32).map(|sequence| paused(sequence, 0)).collect();
    check(many, Some(PayloadError::Limit("events")));
    let language = |length| vec![event(0, 0, EventKind::Language { language: "x".repeat(length) })];
    check(language(TEXT_BYTES_MAX), None);
    check(language(TEXT_BYTES_MAX + 1), Some(PayloadError::Limit("text")));
    let who = |length| {
        let who = vec![crate::log::PresentPerson::Peer; length];
        vec![event(0, 0, EventKind::Presence { who, insisted: false, can_hear: false })]
    };
    check(who(LIST_MAX), None);
    check(who(LIST_MAX + 1), Some(PayloadError::Limit("list")));
    let mut full = Vec::new();
    for sequence in 0..=(ITEMS_MAX / LIST_MAX) as u32 {
        full.push(Event { sequence, ..who(LIST_MAX)[0].clone() });
    }
    check(full, Some(PayloadError::Limit("items")));
}
