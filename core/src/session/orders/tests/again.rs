//! A device that is taken back, and a server that is put back: what was ordered or listed before, and what since.

use super::*;

#[test]
fn a_revocation_from_before_a_new_invite_is_past_and_one_after_it_is_not() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    let device = own(&session);
    let revoke = |number, before| signed(number, before, Decree::Revoke { device }, &[1, 2]);
    let nobody = |number, before| signed(number, before, Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[1, 2]);
    take_back(&mut session, &nobody(5, 4))?;
    // The server was put back from a backup, and tells of an order from before.
    take_back(&mut session, &nobody(3, 0))?;
    for order in [revoke(4, 0), nobody(5, 4)] {
        assert_eq!(session.obey(&order, &NOW, &mut rng(6))?, Obeyed::Done);
    }
    start(&mut session, &NOW)?;
    // Ordered again before the device has synced even once.
    assert_eq!(session.obey(&revoke(6, 5), &NOW, &mut rng(6))?, Obeyed::Done);
    assert_eq!(start(&mut session, &NOW), refused(RefusalCode::Revoked));
    take_back(&mut session, &revoke(6, 5))?;
    start(&mut session, &NOW)
}

fn take_back(session: &mut Session, last: &SignedOrder) -> Result<(), SessionError> {
    Office::new(1).enrol_after(session, "http://127.0.0.1:3", Some(last))
}

/// What the server tells at an enrolment is judged like any order, and when it can be.
#[test]
fn a_server_undoes_no_revocation_by_naming_a_later_order() -> Result<(), SessionError> {
    for by in [[].as_slice(), &[1], &[1, 3]] {
        let (_folder, mut session) = device();
        let invented = signed(u64::MAX, 0, Decree::Revoke { device: DeviceId(Uuid::nil()) }, by);
        take_back(&mut session, &invented)?;
        let revoke = signed(4, 0, Decree::Revoke { device: own(&session) }, &[1, 2]);
        assert_eq!(session.obey(&revoke, &NOW, &mut rng(6))?, Obeyed::Done);
        assert!(session.is_revoked()?, "signed by {by:?}");
    }
    let (_folder, mut session) = device();
    let revoke = signed(4, 0, Decree::Revoke { device: own(&session) }, &[1, 2]);
    take_back(&mut session, &signed_under(2, (5, 4), Decree::Revoke { device: DeviceId(Uuid::nil()) }, &[2, 5]))?;
    assert_eq!(session.obey(&revoke, &NOW, &mut rng(6))?, Obeyed::Unjudged, "the list of who signed it comes first");
    publish(&mut session, Roster { orders_last: 5, ..changed() }, 2);
    assert_eq!(session.obey(&revoke, &NOW, &mut rng(6))?, Obeyed::Done);
    assert!(!session.is_revoked()?);
    Ok(())
}

/// A server from a backup publishes the list from before: no later package of it is taken until the change is there
/// again.
#[test]
fn a_list_from_before_a_change_is_not_taken_and_the_change_again_is() -> Result<(), SessionError> {
    let (_folder, mut session) = device();
    publish(&mut session, changed(), 2);
    let offer = |session: &mut Session, roster: &Roster, serial: u64| {
        let study = Study { roster: roster.clone(), lead_organisation: format!("{serial}"), ..STUDY.clone() };
        let bytes = package::encode(&study);
        let hash = Hash32::of(&bytes);
        let seal = PackageSeal::sign(&hash, serial, &Office::new(1).signer).expect("a key in memory signs");
        session.link(&NOW, &mut rng(5)).expect("enrolled").take_package(hash, &bytes, &seal).expect("room")
    };
    let mut half = changed();
    half.changes.pop();
    for (roster, serial) in [(&STUDY.roster, 3), (&half, 4)] {
        assert_eq!(offer(&mut session, roster, serial), PackageTaken::OtherHolders, "{serial}");
    }
    assert_eq!(session.study()?.roster, changed(), "nobody who left is back");
    assert_eq!(offer(&mut session, &changed(), 1), PackageTaken::Refused, "an older publication stays over");
    assert_eq!(offer(&mut session, &changed(), 5), PackageTaken::InForce);
    Ok(())
}
