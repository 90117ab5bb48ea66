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

/// A receipt of the server's own that says that an alert was not taken.
fn refusal(session: &Session, parcel: Hash32, sequence: u64, marks: Vec<Mark>) -> Vec<u8> {
    let refused = Some((StreamKind::Alert, Refused { sequence, code: FaultCode::Unknown }));
    let receipt = Receipt { parcel, marks, refused, orders: Vec::new(), orders_last: 0, server_ms: 0, vouched: None };
    let device = session.enrolment().expect("enrolled").device;
    let to = session.vault.return_key().expect("readable").public();
    receipt.seal((device, &to), &carrier(), &mut rng(8)).expect("small")
}

#[test]
fn a_parcel_that_somebody_else_made_silences_no_alert() -> Result<(), SessionError> {
    let (_folder, mut session) = enrolled(&Office::new(1));
    session.documents().put_carrier(&carrier().public(), &mut rng(3))?;
    let alerts = [sealed(&session, StreamKind::Alert), sealed(&session, StreamKind::Alert)];
    let packed: Vec<Hash32> = session.pack(&NOW, &mut rng(4))?.iter().map(|parcel| Hash32::of(parcel)).collect();
    let parked = |session: &Session| session.documents().parked(StreamKind::Alert);
    for (parcel, sequence) in [(Hash32([9; 32]), 1), (Hash32([9; 32]), 2), (packed[0], 0), (packed[0], 3)] {
        let receipt = refusal(&session, parcel, sequence, Vec::new());
        assert_eq!(session.read_receipts(&[&receipt], &NOW, &mut rng(5))?.own, 1);
        assert_eq!(parked(&session)?, [0; 0], "record {sequence}");
        assert_eq!(session.pack(&NOW, &mut rng(6))?.len(), 1, "the alerts still go");
    }
    // The first is on the server: an older receipt does not set it aside any more, the second it does.
    let link = alerts[0].link(&Hash32([0; 32]));
    let mark = Mark { stream: StreamKind::Alert, durable: 1, link };
    for (sequence, expected) in [(1, vec![]), (2, vec![2])] {
        let receipt = refusal(&session, packed[0], sequence, vec![mark]);
        session.read_receipts(&[&receipt], &NOW, &mut rng(5))?;
        assert_eq!(parked(&session)?, expected);
    }
    Ok(())
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
