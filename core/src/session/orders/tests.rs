//! Orders that two holders signed and orders that they did not, grants, and what a device forgets on whose word.

use uuid::Uuid;

use crate::{
    authority::{
        ChainMark, Role, Roster, RosterChange, Seat, Signed, SignedVouch, Unopened, VOUCH_UNOPENED_MAX, Vouch,
    },
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    interview::Refusal,
    moment::Moment,
    record::{
        RecordKeys, SealedRecord,
        returns::{self, Return},
    },
    safeguard::RefusalCode,
    session::{
        GRANT_MS, OrdersTaken, Session, SessionError, StartWish,
        tests::{NOW, Office, STUDY, enrolled, holder, rng, sealed},
    },
    study::{Study, package},
    sync::{
        engine::{Local, Obeyed, PackageTaken},
        wire::{self, Decree, Order, PackageSeal, SignedOrder},
    },
    vault::NoHardwareKey,
};

mod again;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A device whose study package lists a supervisor, two custodians and an analyst.
fn device() -> (tempfile::TempDir, Session) {
    enrolled(&Office::new(1))
}

/// The list of holders after another supervisor came, and the first one left.
fn changed() -> Roster {
    let mut roster = STUDY.roster.clone();
    let (id, comes) = holder(5);
    let comes = comes.holder(id, Role::Supervisor, Seat::Person);
    for (leaves, comes, by) in [(None, Some(comes), [1, 2]), (Some(holder(1).0), None, [5, 2])] {
        let change = RosterChange { before: roster.hash(), leaves, comes };
        let sign = |number: u8| {
            let (id, secret) = holder(number);
            secret.sign(&id, &STUDY.id, &change)
        };
        roster.changes.push(Signed { signatures: by.map(sign).to_vec(), statement: change });
    }
    roster
}

/// Puts the study in force with this list of holders.
fn publish(session: &mut Session, roster: Roster, serial: u64) {
    let study = Study { roster, ..STUDY.clone() };
    let bytes = package::encode(&study);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, serial, &Office::new(1).signer).expect("a key in memory signs");
    session.link(&NOW, &mut rng(5)).expect("enrolled").take_package(hash, &bytes, &seal).expect("room");
    assert_eq!(session.study().expect("in force").roster, study.roster, "the package is in force");
}

fn signed(number: u64, before: u64, decree: Decree, by: &[u8]) -> SignedOrder {
    signed_under(0, (number, before), decree, by)
}

fn signed_under(roster: u64, (number, before): (u64, u64), decree: Decree, by: &[u8]) -> SignedOrder {
    let order = Order { number, before, roster, decree };
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
        assert_eq!(session.obey(&signed(4, 0, revoke.clone(), by), &NOW, &mut rng(6))?, Obeyed::Passed, "{by:?}");
    }
    let other = Decree::Revoke { device: DeviceId(Uuid::from_u128(1)) };
    assert_eq!(session.obey(&signed(3, 0, other, &[1, 2]), &NOW, &mut rng(6))?, Obeyed::Done);
    assert!(!session.is_revoked()?, "it is about another device");
    start(&mut session, &NOW)?;
    let order = signed(4, 3, revoke, &[1, 2]);
    assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Done);
    assert_eq!(start(&mut session, &NOW), refused(RefusalCode::Revoked));
    assert_eq!(session.drafts()?.len(), 1, "an open interview is not lost");
    // A new invite brings it back, and neither the old order nor an older one takes it away again.
    Office::new(1).enrol(&mut session, "http://127.0.0.1:3")?;
    assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Passed);
    start(&mut session, &NOW)
}

#[test]
fn an_order_to_wipe_comes_again_until_it_is_carried_out() -> Result<(), SessionError> {
    let (folder, mut session) = device();
    let wipe = signed(4, 0, Decree::Wipe { device: own(&session) }, &[1, 2]);
    for _ in 0..2 {
        assert_eq!(session.obey(&wipe, &NOW, &mut rng(6))?, Obeyed::Wipe);
    }
    let elsewhere = signed(4, 0, Decree::Wipe { device: DeviceId(Uuid::from_u128(1)) }, &[1, 2]);
    assert_eq!(session.obey(&elsewhere, &NOW, &mut rng(6))?, Obeyed::Done);
    session.end().destroy(&NoHardwareKey, &mut rng(6))?;
    assert!(matches!(crate::vault::Vault::find(folder.path())?, crate::vault::Found::Nothing));
    Ok(())
}

#[test]
fn a_hidden_order_is_missed_and_no_grant_is_renewed_without_it() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let about = |number, before| signed(number, before, Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[1, 2]);
    session.grant(0, &NOW, &mut rng(6))?;
    assert_eq!(session.obey(&about(9, 5), &NOW, &mut rng(6))?, Obeyed::Missing);
    assert_eq!(session.orders_mark()?, 0, "it goes on asking from the gap");
    let late = after(GRANT_MS + DAY_MS);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver));
    for (order, mark) in [(about(5, 0), 5), (about(9, 5), 9)] {
        assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Done);
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
    assert_eq!(session.obey(&about(5, 0), &NOW, &mut rng(6))?, Obeyed::Done);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver), "an earlier one is not the last");
    assert_eq!(session.obey(&about(9, 5), &NOW, &mut rng(6))?, Obeyed::Done);
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    start(&mut session, &late)
}

#[test]
fn orders_that_were_carried_count_as_those_of_a_line() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let revoke = wire::encode(&signed(4, 0, Decree::Revoke { device: own(&session) }, &[1, 2]));
    let forged = wire::encode(&signed(5, 4, Decree::Wipe { device: own(&session) }, &[1, 3]));
    let taken = session.take_orders(&[b"no order", &forged, &revoke, &revoke], &NOW, &mut rng(6))?;
    assert_eq!((taken.obeyed, taken.wipe), (1, None));
    assert!(session.is_revoked()?);
    let wipe = wire::encode(&signed(6, 4, Decree::Wipe { device: own(&session) }, &[2, 1]));
    assert_eq!(session.take_orders(&[&wipe], &NOW, &mut rng(6))?.wipe, Some(Obeyed::Wipe));
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

#[test]
fn a_withdrawn_record_loses_its_keys_here_and_its_chain_stays_whole() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let records = [StreamKind::Answers, StreamKind::Answers, StreamKind::Identity].map(|kind| sealed(&session, kind));
    let ids = vec![records[1].header.record, records[2].header.record, RecordId(Uuid::from_u128(99))];
    let withdraw = signed(4, 0, Decree::Withdraw { records: ids }, &[1, 2]);
    assert_eq!(session.obey(&withdraw, &NOW, &mut rng(6))?, Obeyed::Done);
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
    vouched_but(by, device, marks, &[])
}

/// The same, but for answers of these numbers, which were not opened.
fn vouched_but(by: u8, device: DeviceId, marks: &[ChainMark], unopened: &[u64]) -> SignedVouch {
    let stream = StreamKind::Answers;
    let unopened = unopened.iter().map(|sequence| Unopened { stream, sequence: *sequence }).collect();
    let vouch = Vouch { device, marks: marks.to_vec(), unopened };
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
        (vouched_but(1, device, &[answers], &[9; VOUCH_UNOPENED_MAX + 1]), "that names more than a word may"),
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

/// A device with answers, all acknowledged, and what a supervisor can say of the last of them.
fn acknowledged(answers: u64) -> (tempfile::TempDir, Session, ChainMark) {
    let (folder, mut session) = device();
    let stream = StreamKind::Answers;
    (0..answers).for_each(|_| drop(sealed(&session, stream)));
    session.link(&NOW, &mut rng(9)).expect("enrolled").acknowledge(stream, answers).expect("room");
    let link = session.link_after(stream, answers).expect("readable").expect("here");
    (folder, session, ChainMark { stream, sequence: answers, link })
}

/// Whoever writes the server's database leaves of a record nothing but its hash. The supervisor's word names it, and
/// the device keeps the only copy, offers it again, and forgets it when a later word no longer names it.
#[test]
fn a_record_of_which_the_server_kept_the_hash_alone_is_not_forgotten() -> Result<(), SessionError> {
    let (_folder, mut session, mark) = acknowledged(4);
    let long_after = after((u64::from(STUDY.limits.retention_days) + 1) * DAY_MS);
    let device = own(&session);
    let say = |session: &mut Session, unopened: &[u64]| -> Result<u64, SessionError> {
        session.link(&NOW, &mut rng(9))?.vouched(&vouched_but(1, device, &[mark], unopened)).expect("room");
        session.forget_sent(&long_after, &mut rng(9))
    };
    let kept = |session: &Session| session.vault.outbox().kept(StreamKind::Answers);
    let aside = |session: &Session| session.documents().parked(StreamKind::Answers);
    assert_eq!((say(&mut session, &[3])?, aside(&session)?), (0, vec![3]), "all stay that came with it");
    assert_eq!(session.documents().vouched(StreamKind::Answers)?, 2, "the word holds for what is before it");
    assert_eq!((say(&mut session, &[3])?, aside(&session)?, kept(&session)?), (0, vec![3], 1..5), "as often as heard");
    assert_eq!((say(&mut session, &[])?, aside(&session)?, kept(&session)?), (4, vec![], 5..5), "it was opened");
    Ok(())
}

/// What the device set aside itself, or withdrew, was not taken from it: the mark passes it, and what was set aside
/// stays.
#[test]
fn a_mark_passes_what_the_device_set_aside_or_withdrew_itself() -> Result<(), SessionError> {
    let (_folder, mut session, mark) = acknowledged(4);
    let long_after = after((u64::from(STUDY.limits.retention_days) + 1) * DAY_MS);
    let device = own(&session);
    let held = session.vault.outbox().pending(StreamKind::Answers, 0, 1)?.remove(0);
    let withdrawn = SealedRecord::from_bytes(&held.bytes)?.withdrawn().to_bytes();
    session.vault.outbox().replace(StreamKind::Answers, 1, withdrawn, &mut rng(9))?;
    session.link(&NOW, &mut rng(9))?.park(StreamKind::Answers, 3, wire::FaultCode::TooLarge).expect("room");
    let named = vouched_but(1, device, &[mark], &[1, 3]);
    session.link(&NOW, &mut rng(9))?.vouched(&named).expect("room");
    assert_eq!(session.documents().vouched(StreamKind::Answers)?, 4);
    assert_eq!(session.documents().parked(StreamKind::Answers)?, [3], "nobody opened it");
    assert_eq!(session.forget_sent(&long_after, &mut rng(9))?, 0, "it stays, and what was acknowledged with it");
    // The server took it later, and a supervisor opened it.
    session.link(&NOW, &mut rng(9))?.vouched(&vouched_but(1, device, &[mark], &[1])).expect("room");
    assert_eq!(session.documents().parked(StreamKind::Answers)?, [0; 0]);
    assert_eq!(session.forget_sent(&long_after, &mut rng(9))?, 4);
    Ok(())
}

/// Whoever stands in the server's place for one sync can say that this phone was copied. A supervisor's word for a
/// record of its own chain that it sealed afterwards refutes that: nobody signs for the chain of a phone that really
/// was.
#[test]
fn a_lie_that_the_phone_was_copied_does_not_outlast_a_word_for_what_it_sealed_since() -> Result<(), SessionError> {
    let (_folder, mut session, before) = acknowledged(2);
    let device = own(&session);
    let mark = |session: &Session, stream, sequence| {
        let link = session.link_after(stream, sequence).expect("readable").expect("here");
        ChainMark { stream, sequence, link }
    };
    session.link(&NOW, &mut rng(9))?.forked(StreamKind::Answers).expect("room");
    assert!(session.is_forked()?, "on a server's word: a phone that was copied must not go on as if nothing were");
    sealed(&session, StreamKind::Answers);
    sealed(&session, StreamKind::Alert);
    let (since, alert) = (mark(&session, StreamKind::Answers, 3), mark(&session, StreamKind::Alert, 1));
    let another = ChainMark { link: Hash32([5; 32]), ..since };
    for (mark, by, why) in [
        (before, 1, "both machines may have sealed it"),
        (alert, 1, "its other stream was not said to be copied"),
        (another, 1, "the other machine's record"),
        (since, 2, "no supervisor's word"),
    ] {
        session.link(&NOW, &mut rng(9))?.vouched(&vouched(by, device, &[mark])).expect("room");
        assert!(session.is_forked()?, "{why}");
    }
    session.link(&NOW, &mut rng(9))?.vouched(&vouched(1, device, &[since])).expect("room");
    assert!(!session.is_forked()?);
    // It was said again, and is believed again.
    session.link(&NOW, &mut rng(9))?.forked(StreamKind::Answers).expect("room");
    session.link(&NOW, &mut rng(9))?.vouched(&vouched(1, device, &[since])).expect("room");
    assert!(session.is_forked()?);
    Ok(())
}

#[test]
fn orders_that_came_out_of_order_are_missed_until_every_one_of_them_was_shown() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let about = |number, before| signed(number, before, Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[1, 2]);
    let late = after(GRANT_MS + DAY_MS);
    session.grant(NOW.wall_ms, &NOW, &mut rng(6))?;
    for order in [about(5, 4), about(2, 1), about(1, 0)] {
        session.obey(&order, &NOW, &mut rng(6))?;
        session.grant(NOW.wall_ms, &late, &mut rng(6))?;
        assert_eq!(start(&mut session, &late), refused(RefusalCode::GrantOver), "4 was never shown");
    }
    for order in [about(2, 1), about(4, 2), about(5, 4)] {
        assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Done);
    }
    session.grant(NOW.wall_ms, &late, &mut rng(6))?;
    start(&mut session, &late)
}

/// A phone that was stolen before a custodian changed, and a phone that was enrolled after.
#[test]
fn an_order_is_judged_by_the_list_that_it_was_signed_under() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let nobody = Decree::Revoke { device: DeviceId(Uuid::nil()) };
    let before = signed_under(0, (3, 0), nobody.clone(), &[1, 2]);
    let after_the_change = Roster { orders_last: 3, ..changed() };
    let wipe = signed_under(2, (4, 0), Decree::Wipe { device: own(&session) }, &[2, 5]);
    assert_eq!(session.obey(&wipe, &NOW, &mut rng(6))?, Obeyed::Unjudged, "its list is later than this one");
    publish(&mut session, after_the_change, 2);
    assert_eq!(session.obey(&before, &NOW, &mut rng(6))?, Obeyed::Done, "who has left since had signed it");
    for forged in [signed_under(2, (4, 3), nobody.clone(), &[1, 2]), signed_under(0, (4, 3), nobody.clone(), &[2, 5])] {
        assert_eq!(session.obey(&forged, &NOW, &mut rng(6))?, Obeyed::Passed, "nobody signs under another list");
    }
    assert_eq!(session.obey(&signed_under(2, (4, 3), nobody.clone(), &[2, 5]), &NOW, &mut rng(6))?, Obeyed::Done);
    let backwards = signed_under(0, (5, 4), nobody, &[1, 2]);
    assert_eq!(session.obey(&backwards, &NOW, &mut rng(6))?, Obeyed::Passed, "versions never fall");
    let wipe = signed_under(2, (5, 4), Decree::Wipe { device: own(&session) }, &[2, 5]);
    assert_eq!(session.obey(&wipe, &NOW, &mut rng(6))?, Obeyed::Wipe);
    Ok(())
}

/// The list has changed and no order was given since: the two who stood in the old one sign under it, and bring it by a
/// file or a server that is theirs.
#[test]
fn who_was_dismissed_wipes_nothing_and_makes_no_device_deaf() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let nobody = Decree::Revoke { device: DeviceId(Uuid::nil()) };
    assert_eq!(session.obey(&signed(3, 0, nobody.clone(), &[1, 2]), &NOW, &mut rng(6))?, Obeyed::Done);
    publish(&mut session, Roster { orders_last: 3, ..changed() }, 2);
    let wipe = Decree::Wipe { device: own(&session) };
    for (number, before) in [(4, 0), (4, 3), (wire::ORDER_NUMBER_MAX, 3)] {
        for decree in [&wipe, &nobody] {
            let order = signed_under(0, (number, before), decree.clone(), &[1, 2]);
            assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Passed, "{number} after {before}");
            let carried = wire::encode(&order);
            assert_eq!(session.take_orders(&[&carried], &NOW, &mut rng(6))?, OrdersTaken::default());
        }
    }
    assert_eq!(session.orders_mark()?, 3);
    let order = signed_under(2, (4, 3), wipe, &[2, 5]);
    assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Wipe, "who stands in the list now is obeyed");
    Ok(())
}

#[test]
fn no_order_has_the_last_number_of_all() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let nobody = Decree::Revoke { device: DeviceId(Uuid::nil()) };
    for number in [u64::MAX, wire::ORDER_NUMBER_MAX + 1] {
        let order = signed(number, 0, nobody.clone(), &[1, 2]);
        assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Passed);
    }
    assert_eq!(session.obey(&signed(wire::ORDER_NUMBER_MAX, 0, nobody, &[1, 2]), &NOW, &mut rng(6))?, Obeyed::Done);
    Ok(())
}

/// What a supervisor asked about a record.
fn returned(session: &mut Session, number: u64, record: &SealedRecord, reference: ReferenceNumber) {
    let returned = Return {
        parent: record.hash(),
        record: Some(record.header.record),
        form: STUDY.instruments[0].form_hash,
        reference,
        comment: "which calendar?".into(),
        queries: Vec::new(),
    };
    let to = session.vault.return_key().expect("readable").public();
    let device = own(session);
    let sealed = returns::seal(&returned, (device, &to), &Office::new(1).secret, &mut rng(9)).expect("small");
    let arrived = wire::Return { number, sealed };
    session.link(&NOW, &mut rng(9)).expect("enrolled").take_return(&arrived).expect("room");
}

#[test]
fn who_withdraws_leaves_no_return_and_no_correction_on_the_phone() -> Result<(), SessionError> {
    let people = [1, 2, 3].map(|number| ReferenceNumber([number; 10]));
    let (_folder, mut session) = device();
    let records = people.map(|_| sealed(&session, StreamKind::Answers));
    for ((number, record), reference) in (1..).zip(&records).zip(people) {
        returned(&mut session, number, record, reference);
        session.start_correction(number, &NOW, &mut rng(20 + number))?;
    }
    session.withdraw_person(people[0], &NOW, &mut rng(6))?;
    assert_eq!((session.documents().return_numbers()?, session.drafts()?.len()), (vec![2, 3], 2));
    let order = signed(4, 0, Decree::Withdraw { records: vec![records[1].header.record] }, &[1, 2]);
    assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Done);
    assert_eq!(session.documents().return_numbers()?, [3], "what was asked about somebody else stays");
    assert_eq!(session.drafts()?.iter().filter_map(|draft| draft.note.corrects).collect::<Vec<_>>(), [3]);
    Ok(())
}
