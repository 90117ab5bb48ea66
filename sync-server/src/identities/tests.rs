//! Identities from end to end, with real keys and bytes: who asks, who grants, who opens, and what one party alone can
//! do.

mod carding;
mod compromise;
mod relisting;
mod rotating;
mod seating;
pub(crate) mod stage;
mod tampering;
mod withdrawing;

use fieldward_core::{
    authority::{LogFault, OpeningError, Purpose, Role},
    record::likeness,
};
use stage::{CANARY, HOUR, Stage, at};
use zeroize::Zeroizing;

use super::{IdentityError, NOTE_CHARS_MAX, Named, Wish, grant, open, read_reason, request};
use crate::{
    accounts::{AccountError, Seats, unlock_account},
    audit::{self, AuditError},
    clock,
    publish::{Founders, PublishError, publish_founded},
};

#[test]
fn what_two_custodians_granted_the_requester_opens_once() {
    let stage = Stage::new();
    let store = stage.store();
    let supervisor = stage.account("supervisor");
    let hash = stage.ask(&supervisor, &[0], HOUR);
    let (first, second) = (stage.account("custodian_1/2"), stage.account("custodian_2/3"));
    let asked = read_reason(store, &first, &hash).expect("it was sealed to this custodian");
    assert_eq!(
        (asked.references.as_slice(), asked.reason.as_str()),
        (&[stage.references[0]][..], "she asked for help")
    );
    assert!(read_reason(store, &supervisor, &hash).is_err(), "the reason is for custodians");
    stage.grant(&first, &hash, 2 * HOUR);
    assert!(matches!(
        open(store, &supervisor, &hash, &at(3 * HOUR)),
        Err(IdentityError::Rule(OpeningError::NotGranted))
    ));
    stage.grant(&second, &hash, 3 * HOUR);
    let other = stage.account("supervisor/2");
    assert!(matches!(open(store, &other, &hash, &at(4 * HOUR)), Err(IdentityError::Rule(OpeningError::NotRequester))));
    let (identities, head) = open(store, &supervisor, &hash, &at(4 * HOUR)).expect("both roles granted it");
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].reference, stage.references[0]);
    assert_eq!(identities[0].named, Named::Asked);
    assert!(identities[0].lines.iter().any(|(_, answer)| answer == CANARY));
    assert!(store.pockets(&hash).expect("the store answers").is_empty(), "halves and one-time key are deleted");
    assert!(matches!(open(store, &supervisor, &hash, &at(4 * HOUR)), Err(IdentityError::Rule(OpeningError::Closed))));
    let (_, log) = audit::read(store).expect("the log is whole");
    assert_eq!((log.entries().len(), log.head()), (5, head), "founded, asked, granted, granted, opened");
}

#[test]
fn one_child_in_two_teams_is_found_in_an_opened_session() {
    let stage = Stage::new();
    let supervisor = stage.account("supervisor");
    let identities = stage.opened(&supervisor, &[0, 1, 2]);
    let likely = |one: usize, other: usize| likeness(&identities[one].tokens, &identities[other].tokens).is_likely();
    assert!(likely(0, 1), "written with and without accents");
    assert!(!likely(0, 2) && !likely(1, 2));
}

#[test]
fn what_is_asked_wrongly_is_not_written() {
    let stage = Stage::new();
    let store = stage.store();
    let check = |who: &str, change: &dyn Fn(&mut Wish), fits: &dyn Fn(&IdentityError) -> bool| {
        let mut wish = stage.wish(&[0]);
        change(&mut wish);
        let error = request(store, &stage.account(who), &wish, &at(HOUR), &mut clock::rng()).expect_err("a wrong wish");
        assert!(fits(&error), "{error}");
    };
    let unknown = fieldward_core::ids::ReferenceNumber([77; 10]);
    check("supervisor", &|wish| wish.references.push(unknown), &|e| matches!(e, IdentityError::NoIdentity));
    check("supervisor", &|wish| wish.references.clear(), &|e| matches!(e, IdentityError::NoIdentity));
    check("supervisor", &|wish| wish.reason = Zeroizing::new(" ".into()), &|e| matches!(e, IdentityError::Reason));
    let long = Zeroizing::new("x".repeat(NOTE_CHARS_MAX + 1));
    check("supervisor", &|wish| wish.reason = long.clone(), &|e| matches!(e, IdentityError::Reason));
    check("supervisor", &|wish| wish.waits_ms = 0, &|e| matches!(e, IdentityError::Rule(OpeningError::Expiry)));
    for who in ["analyst", "custodian_1/1", "administrator"] {
        check(who, &|_| {}, &|e| matches!(e, IdentityError::Account(AccountError::Role)));
    }
    let (_, log) = audit::read(store).expect("the log is whole");
    assert_eq!(log.entries().len(), 1);
}

#[test]
fn a_study_with_real_people_needs_three_custodians_a_role() {
    let check = |custodians: u32, approved: bool, taken: bool| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = crate::store::open(folder.path()).expect("an empty store");
        let study = stage::study(approved);
        let seats = Seats { custodians, supervisors: 1, analysts: 0, administrators: 0 };
        let makings = (fieldward_core::vault::StretchCost::FLOOR, &mut clock::rng());
        let done =
            publish_founded(store.blocking(), &study, &Founders { seats, ..Founders::default() }, &at(HOUR), makings);
        let refused = matches!(done, Err(PublishError::TooFewCustodians));
        assert_eq!((done.is_ok(), refused), (taken, !taken), "{custodians}, approved: {approved}");
    };
    check(3, true, true);
    check(2, true, false);
    check(1, false, true);
    check(0, false, false);
}

#[test]
fn a_changed_row_of_the_log_is_named_and_nothing_more_is_written() {
    let stage = Stage::new();
    let supervisor = stage.account("supervisor");
    let hash = stage.ask(&supervisor, &[0], HOUR);
    let custodian = stage.account("custodian_1/1");
    stage.sql("UPDATE log SET entry = CAST(substr(entry, 1, length(entry) - 1) || x'00' AS BLOB) WHERE number = 2");
    let broken = |error: &AuditError| matches!(error, AuditError::Log(log) if log.number == 2);
    assert!(audit::read(stage.store()).is_err_and(|error| broken(&error)));
    let granted = grant(stage.store(), &custodian, &hash, &at(HOUR), &mut clock::rng());
    assert!(matches!(granted, Err(IdentityError::Audit(error)) if broken(&error)));
    let unlocked = unlock_account(stage.store(), "custodian_1/1", stage.words("custodian_1/1"));
    assert!(unlocked.is_err(), "nobody is let in to sign on it");
    stage.sql("DELETE FROM log WHERE number = 1");
    let missing = |error: AuditError| matches!(error, AuditError::Log(log) if log.fault == LogFault::Missing);
    assert!(audit::read(stage.store()).is_err_and(missing));
}

#[test]
fn purposes_and_roles_have_names_that_are_read_back() {
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::of_code(purpose.code()), Some(purpose));
    }
    assert_eq!(Role::ALL.len(), 5);
}

/// A device whose finder names another person than the identity does, or a requester who tells custodians one number
/// and asks for another's record.
#[test]
fn an_identity_that_custodians_were_not_told_of_is_not_granted_along_or_shows() {
    let stage = Stage::new();
    let (store, supervisor) = (stage.store(), stage.account("supervisor"));
    let custodians = ["custodian_1/1", "custodian_2/1"].map(|name| stage.account(name));
    let ask = |said: &[usize], records: &[usize]| {
        let said: Vec<_> = said.iter().map(|place| stage.references[*place]).collect();
        let records: Vec<_> =
            records.iter().map(|place| stage.identity(*place, *place as u64 + 1).header.record).collect();
        request::request_of(store, &supervisor, (said, records), &stage.wish(&[0]), &at(HOUR), &mut clock::rng())
            .expect("a signed request")
            .0
    };
    let more = ask(&[0], &[0, 1]);
    let refused = grant(store, &custodians[0], &more, &at(HOUR), &mut clock::rng());
    assert!(matches!(refused, Err(IdentityError::Changed)), "two identities, one number");
    let other = ask(&[0], &[2]);
    custodians.iter().for_each(|custodian| stage.grant(custodian, &other, HOUR));
    let (opened, _) = open(store, &supervisor, &other, &at(HOUR)).expect("both granted");
    assert_eq!((opened[0].reference, opened[0].named), (stage.references[2], Named::NotAsked));
}
