//! One custodian goes, another comes; and the papers in the envelopes.

use fieldward_core::{authority::HolderId, vault::StretchCost};

use super::{
    super::{grant, open},
    stage::{CANARY, HOUR, Stage, at},
};
use crate::{
    accounts::{AccountError, unlock_account},
    audit, clock,
    rotation::{RotationError, reseal, rotate},
};

#[test]
fn a_custodian_who_leaves_is_replaced_and_no_record_changes() {
    let stage = Stage::new();
    let store = stage.store();
    let before: Vec<Vec<u8>> = store.records(0, 100).expect("records").into_iter().map(|one| one.bytes).collect();
    let (stays, supervisor) = (stage.account("custodian_1/2"), stage.account("supervisor"));
    let leaving = stage.account("custodian_1/1");
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let done = rotate(store, ("custodian_1/1", None), (&stays, &supervisor), &at(HOUR), makings).expect("both may");
    assert_eq!((done.holder.0.as_str(), done.halves), ("custodian_1/4", 3));
    let after: Vec<Vec<u8>> = store.records(0, 100).expect("records").into_iter().map(|one| one.bytes).collect();
    assert_eq!(before, after);
    let (_, log) = audit::read(store).expect("whole");
    assert!(log.holder(&HolderId("custodian_1/1".into())).is_none(), "no longer listed");
    let unlisted = unlock_account(store, "custodian_1/1", stage.words("custodian_1/1"));
    assert!(matches!(unlisted, Err(AccountError::Unknown)));
    let comes = unlock_account(store, "custodian_1/4", &done.passphrase.expect("it was made here").words)
        .expect("the new passphrase");
    let hash = stage.ask(&supervisor, &[0], 2 * HOUR);
    let by_leaving = grant(store, &leaving, &hash, &at(2 * HOUR), &mut clock::rng());
    assert!(by_leaving.is_err(), "nothing was said to them, and their signature counts no longer");
    stage.grant(&comes, &hash, 2 * HOUR);
    stage.grant(&stage.account("custodian_2/1"), &hash, 2 * HOUR);
    let (opened, _) = open(store, &supervisor, &hash, &at(3 * HOUR)).expect("both granted");
    assert!(opened[0].lines.iter().any(|(_, answer)| answer == CANARY));
}

#[test]
fn what_arrives_sealed_to_the_old_list_is_handed_over_later() {
    let stage = Stage::new();
    let store = stage.store();
    let (stays, supervisor) = (stage.account("custodian_2/2"), stage.account("supervisor"));
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let done = rotate(store, ("custodian_2/1", None), (&stays, &supervisor), &at(HOUR), makings).expect("both may");
    stage.arrive(&[stage.identity(0, 4)]);
    let comes = unlock_account(store, "custodian_2/4", &done.passphrase.expect("it was made here").words)
        .expect("the new passphrase");
    let hash = stage.ask(&supervisor, &[0], 2 * HOUR);
    assert!(grant(store, &comes, &hash, &at(2 * HOUR), &mut clock::rng()).is_err(), "one half is not theirs yet");
    let halves = reseal(store, "custodian_2/4", &stays, &at(2 * HOUR), &mut clock::rng());
    assert_eq!(halves.expect("they may"), 4);
    stage.grant(&comes, &hash, 2 * HOUR);
}

#[test]
fn who_may_not_puts_nobody_in_anybodys_place() {
    let stage = Stage::new();
    let check = |leaves: &str, stays: &str, supervisor: &str, fits: &dyn Fn(&RotationError) -> bool| {
        let (stays, supervisor) = (stage.account(stays), stage.account(supervisor));
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        let done = rotate(stage.store(), (leaves, None), (&stays, &supervisor), &at(HOUR), makings);
        assert!(done.as_ref().is_err_and(fits), "{leaves} {done:?}");
    };
    check("custodian_1/1", "custodian_2/1", "supervisor", &|e| matches!(e, RotationError::SameRole));
    check("custodian_1/1", "custodian_1/1", "supervisor", &|e| matches!(e, RotationError::SameRole));
    check("supervisor/2", "supervisor", "supervisor", &|e| matches!(e, RotationError::Unknown));
    check("custodian_1/9", "custodian_1/2", "supervisor", &|e| matches!(e, RotationError::Unknown));
    check("custodian_1/1", "custodian_1/2", "administrator", &|e| matches!(e, RotationError::Account(_)));
}

/// Every passphrase of the first role is lost; the paper is not.
#[test]
fn a_recovery_code_grants_and_brings_a_new_custodian() {
    let stage = Stage::new();
    let store = stage.store();
    let supervisor = stage.account("supervisor");
    let recovered = stage.account("custodian_1/recovery");
    let kept = stage.published().wrapped;
    assert!(kept.iter().all(|key| !key.holder.contains("recovery")), "nothing of the code is kept");
    assert!(unlock_account(store, "custodian_2/recovery", stage.words("custodian_1/recovery")).is_err());
    let hash = stage.ask(&supervisor, &[0], HOUR);
    stage.grant(&recovered, &hash, HOUR);
    stage.grant(&stage.account("custodian_2/recovery"), &hash, HOUR);
    let (opened, _) = open(store, &supervisor, &hash, &at(HOUR)).expect("both granted");
    assert!(opened[0].lines.iter().any(|(_, answer)| answer == CANARY));
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let done =
        rotate(store, ("custodian_1/1", None), (&recovered, &supervisor), &at(2 * HOUR), makings).expect("it may");
    assert_eq!(done.halves, 3);
}
