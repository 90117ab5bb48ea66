//! What a device believes of receipts: never that a record is refused when it did not bring it.

use crate::{
    ids::{Hash32, StreamKind},
    session::{
        PACKED_MAX, Session, SessionError,
        tests::{NOW, Office, enrolled, rng, sealed},
    },
    sync::{
        parcel::Receipt,
        wire::{FaultCode, Mark, Refused},
    },
    vault::SealingSecret,
};

fn carrier() -> SealingSecret {
    SealingSecret::from_bytes([0xca; 32])
}

/// A receipt of the server's own that says that a record was not taken.
fn refusal(session: &Session, parcel: Hash32, (stream, sequence): (StreamKind, u64), marks: Vec<Mark>) -> Vec<u8> {
    let refused = Some((stream, Refused { sequence, code: FaultCode::Unknown }));
    let receipt = Receipt { parcel, marks, refused, orders: Vec::new(), orders_last: 0, server_ms: 0, vouched: None };
    let device = session.enrolment().expect("enrolled").device;
    let to = session.vault.return_key().expect("readable").public();
    receipt.seal((device, &to), &carrier(), &mut rng(8)).expect("small")
}

/// What comes of receipts for two records of a stream; `set_aside` says what a true refusal of the second does.
fn check(stream: StreamKind, set_aside: &[u64]) -> Result<(), SessionError> {
    let (_folder, mut session) = enrolled(&Office::new(1));
    session.documents().put_carrier(&carrier().public(), &mut rng(3))?;
    let records = [sealed(&session, stream), sealed(&session, stream)];
    let packed: Vec<Hash32> = session.pack(&NOW, &mut rng(4))?.iter().map(|parcel| Hash32::of(parcel)).collect();
    let parked = |session: &Session| session.documents().parked(stream);
    for (parcel, sequence) in [(Hash32([9; 32]), 1), (Hash32([9; 32]), 2), (packed[0], 0), (packed[0], 3)] {
        let receipt = refusal(&session, parcel, (stream, sequence), Vec::new());
        assert_eq!(session.read_receipts(&[&receipt], &NOW, &mut rng(5))?.own, 1);
        assert_eq!(parked(&session)?, [0; 0], "record {sequence}");
        assert_eq!(session.pack(&NOW, &mut rng(6))?.len(), 1, "both still go");
    }
    // The first is on the server: an older receipt does not set it aside any more, the second it may.
    let link = records[0].link(&Hash32([0; 32]));
    let mark = Mark { stream, durable: 1, link };
    for (sequence, expected) in [(1, [].as_slice()), (2, set_aside)] {
        let receipt = refusal(&session, packed[0], (stream, sequence), vec![mark]);
        session.read_receipts(&[&receipt], &NOW, &mut rng(5))?;
        assert_eq!(parked(&session)?, expected);
    }
    let goes_on = session.pack(&NOW, &mut rng(6))?.len();
    assert_eq!(goes_on, usize::from(set_aside.is_empty()), "what is not aside is packed again");
    Ok(())
}

#[test]
fn a_parcel_that_somebody_else_made_sets_nothing_aside() -> Result<(), SessionError> {
    check(StreamKind::Answers, &[2])
}

#[test]
fn no_receipt_silences_an_alert() -> Result<(), SessionError> {
    check(StreamKind::Alert, &[])
}

#[test]
fn the_last_parcels_are_remembered_and_no_more() -> Result<(), SessionError> {
    let (_folder, mut session) = enrolled(&Office::new(1));
    session.documents().put_carrier(&carrier().public(), &mut rng(3))?;
    sealed(&session, StreamKind::Alert);
    let first = session.pack(&NOW, &mut rng(4))?;
    let remembered = session.documents().packed()?;
    session.documents().put_packed(&vec![remembered[0]; PACKED_MAX], &mut rng(3))?;
    let last = session.pack(&NOW, &mut rng(5))?;
    let packed = session.documents().packed()?;
    assert_eq!((packed.len(), packed.last().map(|one| one.parcel)), (PACKED_MAX, Some(Hash32::of(&last[0]))));
    assert_ne!(first, last, "each packing is another parcel");
    Ok(())
}
