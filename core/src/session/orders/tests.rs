//! Orders that two holders signed and orders that they did not, grants, and what a device forgets on whose word.

use uuid::Uuid;

use crate::{
    authority::{ChainMark, SignedVouch, Vouch},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    interview::Refusal,
    moment::Moment,
    record::{RecordHeader, RecordKeys, SealedRecord, identity::IdentityReaders, seal, seal_identity},
    safeguard::RefusalCode,
    session::{
        GRANT_MS, Session, SessionError, StartWish,
        tests::{NOW, Office, STUDY, enrolled, holder, rng},
    },
    study::package,
    sync::{
        engine::{Local, Obeyed},
        wire::{self, Decree, Order, PackageSeal, SignedOrder},
    },
    vault::{NoHardwareKey, Outgoing},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A device whose study package lists a supervisor, two custodians and an analyst.
fn device() -> (tempfile::TempDir, Session) {
    enrolled(&Office::new(1))
}

fn signed(number: u64, before: u64, decree: Decree, by: &[u8]) -> SignedOrder {
    let order = Order { number, before, decree };
    let sign = |number: &u8| {
        let (id, secret) = holder(*number);
        secret.sign(&id, &STUDY.id, &order)
    };
    SignedOrder { signatures: by.iter().map(sign).collect(), statement: order }
}

fn own(session: &Session) -> DeviceId {
    session.enrolment().expect("enrolled").device
}

fn after(ms: u64) -> Moment {
    Moment { wall_ms: NOW.wall_ms + ms as i64, monotonic_ms: NOW.monotonic_ms + ms, ..NOW }
}

fn start(session: &mut Session, now: &Moment) -> Result<(), SessionError> {
    let wish = StartWish { instrument: STUDY.instruments[0].id.clone(), ..StartWish::default() };
    // Another seed each time: two interviews with one id are none that a device makes.
    let seed = 100 + session.drafts()?.len() as u64;
    session.start(wish, now, &mut rng(seed)).map(|_| ())
}

fn refused(code: RefusalCode) -> Result<(), SessionError> {
    Err(Refusal::new(code).into())
}

#[test]
fn two_holders_revoke_and_nobody_else_does() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let revoke = Decree::Revoke { device: own(&session) };
    for by in [[].as_slice(), &[1], &[1, 1], &[1, 3]] {
        assert_eq!(session.obey(&signed(4, 0, revoke.clone(), by), &mut rng(6))?, Obeyed::Passed, "{by:?}");
    }
    let other = Decree::Revoke { device: DeviceId(Uuid::from_u128(1)) };
    assert_eq!(session.obey(&signed(3, 0, other, &[1, 2]), &mut rng(6))?, Obeyed::Done);
    assert!(!session.is_revoked()?, "it is about another device");
    start(&mut session, &NOW)?;
    let order = signed(4, 3, revoke, &[1, 2]);
    assert_eq!(session.obey(&order, &mut rng(6))?, Obeyed::Done);
    assert_eq!(start(&mut session, &NOW), refused(RefusalCode::Revoked));
    assert_eq!(session.drafts()?.len(), 1, "an open interview is not lost");
    // A new invite brings it back, and neither the old order nor an older one takes it away again.
    Office::new(1).enrol(&mut session, "http://127.0.0.1:3")?;
    assert_eq!(session.obey(&order, &mut rng(6))?, Obeyed::Passed);
    start(&mut session, &NOW)
}

#[test]
fn a_revocation_from_before_a_new_invite_is_past_and_one_after_it_is_not() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let revoke =
        |number, before, session: &Session| signed(number, before, Decree::Revoke { device: own(session) }, &[1, 2]);
    Office::new(1).enrol(&mut session, "http://127.0.0.1:3")?;
    let unheard = revoke(4, 0, &session);
    assert_eq!(session.obey(&unheard, &mut rng(6))?, Obeyed::Done);
    start(&mut session, &NOW)?;
    session.grant(0, &NOW, &mut rng(6))?;
    let later = revoke(5, 4, &session);
    assert_eq!(session.obey(&later, &mut rng(6))?, Obeyed::Done);
    assert_eq!(start(&mut session, &NOW), refused(RefusalCode::Revoked));
    Ok(())
}

#[test]
fn an_order_to_wipe_comes_again_until_it_is_carried_out() -> Result<(), SessionError> {
    let (folder, mut session) = device();
    let wipe = signed(4, 0, Decree::Wipe { device: own(&session) }, &[1, 2]);
    for _ in 0..2 {
        assert_eq!(session.obey(&wipe, &mut rng(6))?, Obeyed::Wipe);
    }
    let elsewhere = signed(4, 0, Decree::Wipe { device: DeviceId(Uuid::from_u128(1)) }, &[1, 2]);
    assert_eq!(session.obey(&elsewhere, &mut rng(6))?, Obeyed::Done);
    session.end().destroy(&NoHardwareKey, &mut rng(6))?;
    assert!(matches!(crate::vault::Vault::find(folder.path())?, crate::vault::Found::Nothing));
    Ok(())
}

#[test]
fn a_hidden_order_is_missed_and_no_grant_is_renewed_without_it() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let about = |number, before| signed(number, before, Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[1, 2]);
    session.grant(0, &NOW, &mut rng(6))?;
    assert_eq!(session.obey(&about(9, 5), &mut rng(6))?, Obeyed::Missing);
    assert_eq!(session.orders_mark()?, 0, "it goes on asking from the gap");
    let late = after(GRANT_MS + DAY_MS);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver));
    for (order, mark) in [(about(5, 0), 5), (about(9, 5), 9)] {
        assert_eq!(session.obey(&order, &mut rng(6))?, Obeyed::Done);
        assert_eq!(session.orders_mark()?, mark);
    }
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    start(&mut session, &late)
}

/// The server says that there are no orders; the package that the study signed says that there is one.
#[test]
fn the_last_order_cannot_be_hidden_from_who_takes_the_next_package() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let about = |number, before| signed(number, before, Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[1, 2]);
    session.grant(0, &NOW, &mut rng(6))?;
    let mut study = session.study()?.as_ref().clone();
    study.roster.orders_last = 9;
    let bytes = package::encode(&study);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, 3, &Office::new(1).signer).expect("a key in memory signs");
    session.link(&NOW, &mut rng(5))?.take_package(hash, &bytes, &seal).expect("room");
    let late = after(GRANT_MS + DAY_MS);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver), "it knows that one is missing");
    assert_eq!(session.obey(&about(5, 0), &mut rng(6))?, Obeyed::Done);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver), "an earlier one is not the last");
    assert_eq!(session.obey(&about(9, 5), &mut rng(6))?, Obeyed::Done);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    start(&mut session, &late)
}

#[test]
fn orders_that_were_carried_count_as_those_of_a_line() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let revoke = wire::encode(&signed(4, 0, Decree::Revoke { device: own(&session) }, &[1, 2]));
    let forged = wire::encode(&signed(5, 4, Decree::Wipe { device: own(&session) }, &[1, 3]));
    let taken = session.take_orders(&[b"no order", &forged, &revoke, &revoke], &mut rng(6))?;
    assert_eq!((taken.obeyed, taken.wipe), (1, None));
    assert!(session.is_revoked()?);
    let wipe = wire::encode(&signed(6, 4, Decree::Wipe { device: own(&session) }, &[2, 1]));
    assert_eq!(session.take_orders(&[&wipe], &mut rng(6))?.wipe, Some(Obeyed::Wipe));
    Ok(())
}

#[test]
fn new_interviews_wait_after_seven_days_and_open_ones_do_not() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    session.grant(NOW.wall_ms, &NOW, &mut rng(6))?;
    start(&mut session, &after(GRANT_MS - 1))?;
    let late = after(GRANT_MS + 1);
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver));
    let back = Moment { wall_ms: NOW.wall_ms, ..late };
    assert_eq!(start(&mut session, &back), refused(RefusalCode::GrantOver), "a clock set back changes nothing");
    assert_eq!(session.grant_left_ms(&late)?, 0);
    let open = session.drafts()?[0].id;
    session.screen(open, "en", &late, &mut rng(3))?;
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    start(&mut session, &late)
}

/// Puts one sealed record in a stream.
fn sealed(session: &Session, stream: StreamKind) -> SealedRecord {
    let head = session.vault.outbox().head(stream).expect("readable");
    let header = RecordHeader {
        study: STUDY.id.clone(),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: own(session),
        stream,
        sequence: head.next_sequence,
        record: RecordId(Uuid::from_u128(u128::from(head.next_sequence) << 8 | u128::from(stream.code()))),
    };
    let enrolment = session.enrolment().expect("enrolled");
    let record = match stream {
        StreamKind::Identity => {
            let reference = ReferenceNumber::random(&mut rng(8));
            let readers = IdentityReaders { custodians: &enrolment.custodians, study: &enrolment.study_key, reference };
            seal_identity(header, b"who", readers, &mut rng(8))
        }
        _ => seal(header, b"what", &enrolment.study_key, &mut rng(8)),
    };
    let record = record.expect("the keys are sound");
    let link = record.link(&head.link);
    let outgoing = Outgoing { stream, sequence: head.next_sequence, link, bytes: record.to_bytes() };
    session.vault.outbox().append(&[outgoing], &mut rng(8)).expect("room");
    record
}

#[test]
fn a_withdrawn_record_loses_its_keys_here_and_its_chain_stays_whole() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let records = [StreamKind::Answers, StreamKind::Answers, StreamKind::Identity].map(|kind| sealed(&session, kind));
    let ids = vec![records[1].header.record, records[2].header.record, RecordId(Uuid::from_u128(99))];
    let withdraw = signed(4, 0, Decree::Withdraw { records: ids }, &[1, 2]);
    assert_eq!(session.obey(&withdraw, &mut rng(6))?, Obeyed::Done);
    for (place, record) in records.iter().enumerate() {
        let header = &record.header;
        let held = session.vault.outbox().pending(header.stream, header.sequence - 1, 1)?.remove(0);
        let now = SealedRecord::from_bytes(&held.bytes)?;
        assert_eq!(matches!(now.keys, RecordKeys::Withdrawn(_)), place > 0, "record {place}");
        assert_eq!((now.hash(), now.link(&held.previous)), (record.hash(), held.link));
    }
    Ok(())
}

/// What this holder says of the device's records up to these marks.
fn vouched(by: u8, device: DeviceId, marks: &[ChainMark]) -> SignedVouch {
    let vouch = Vouch { device, marks: marks.to_vec() };
    let (id, secret) = holder(by);
    SignedVouch { signatures: vec![secret.sign(&id, &STUDY.id, &vouch)], statement: vouch }
}

#[test]
fn nothing_is_forgotten_on_an_acknowledgement_alone_identities_neither() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    for kind in StreamKind::ALL {
        for _ in 0..2 {
            sealed(&session, kind);
        }
    }
    let days = u64::from(STUDY.limits.retention_days);
    let long_after = after((days + 1) * DAY_MS);
    {
        let mut random = rng(9);
        let mut link = session.link(&NOW, &mut random)?;
        for kind in StreamKind::ALL {
            link.acknowledge(kind, 2).expect("room");
        }
    }
    assert_eq!(session.forget_sent(&long_after, &mut rng(9))?, 0, "a server can say that it has what it has not");
    let device = own(&session);
    let mark = |session: &Session, stream, sequence| {
        let link = session.link_after(stream, sequence).expect("readable").expect("here");
        ChainMark { stream, sequence, link }
    };
    let answers = mark(&session, StreamKind::Answers, 2);
    let mut changed = vouched(1, device, &[ChainMark { sequence: 1, ..answers }]);
    changed.statement.marks[0] = answers;
    let mut strange = vouched(1, device, &[answers]);
    strange.signatures[0].holder = holder(3).0;
    let twice = [1, 1].map(|by| vouched(by, device, &[answers]).signatures.remove(0)).to_vec();
    for (refused, why) in [
        (SignedVouch { signatures: Vec::new(), ..vouched(1, device, &[answers]) }, "the server's bare word"),
        (SignedVouch { signatures: twice, ..vouched(1, device, &[answers]) }, "one signature, no more"),
        (vouched(9, device, &[answers]), "of a holder whom nobody lists"),
        (vouched(2, device, &[answers]), "of a custodian, who opens no answers"),
        (vouched(3, device, &[answers]), "of an analyst"),
        (strange, "in another's name"),
        (changed, "another mark than the one that was signed"),
        (vouched(1, DeviceId(Uuid::from_u128(5)), &[answers]), "of another device"),
        (vouched(1, device, &[ChainMark { link: Hash32([5; 32]), ..answers }]), "of another chain"),
        (vouched(1, device, &[ChainMark { sequence: 3, ..answers }]), "of a record that is not there"),
        (vouched(1, device, &[ChainMark { sequence: u64::MAX, ..answers }]), "of no number"),
    ] {
        session.link(&NOW, &mut rng(9))?.vouched(&refused).expect("room");
        assert_eq!(session.forget_sent(&long_after, &mut rng(9))?, 0, "{why}");
    }
    for (kind, so_far) in StreamKind::ALL.into_iter().zip(1..) {
        let vouch = vouched(1, device, &[mark(&session, kind, 2)]);
        session.link(&NOW, &mut rng(9))?.vouched(&vouch).expect("room");
        assert_eq!(session.forget_sent(&after(days * DAY_MS - 1), &mut rng(9))?, 0, "not before its time");
        assert_eq!(session.forget_sent(&long_after, &mut rng(9))?, 2, "stream {so_far}");
        assert!(session.vault.outbox().kept(kind)?.is_empty());
    }
    Ok(())
}
