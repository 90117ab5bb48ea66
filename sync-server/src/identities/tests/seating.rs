//! A supervisor comes and another leaves, and who can read what then.

use fieldward_core::{
    authority::{HolderId, Role},
    record,
    vault::StretchCost,
};

use super::stage::{HOUR, Stage, at};
use crate::{
    accounts::{AccountError, unlock_account},
    audit, clock,
    publish::publish,
    rotation::RotationError,
    seats::{add, remove},
};

#[test]
fn a_new_supervisor_reads_publishes_and_counts_as_one_of_two() {
    let stage = Stage::new();
    let store = stage.store();
    let (supervisor, custodian) = (stage.account("supervisor"), stage.account("custodian_1/1"));
    let before = stage.published();
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let (holder, passphrase, head) =
        add(store, (Role::Supervisor, None), (&supervisor, &custodian), &at(HOUR), makings).expect("both may");
    assert_eq!(holder.0, "supervisor/3");
    let passphrase = passphrase.expect("their secret was made here");
    let after = stage.published();
    assert_ne!(after.package, before.package, "devices hear of it in a package of its own");
    assert_eq!(after.sealing_key, before.sealing_key);
    let comes = unlock_account(store, "supervisor/3", &passphrase.words).expect("the new passphrase");
    let key = comes.study_key(&after).expect("they have the study's key");
    let alert = stage.alert(1);
    assert!(record::open(&alert, &key.0).is_ok(), "what was sealed before they came, too");
    let training = super::stage::study(false);
    publish(store, &training, Some(&passphrase.words), &at(2 * HOUR)).expect("they sign packages");
    let (_, log) = audit::read(store).expect("whole");
    assert!(log.has(head) && log.holder(&HolderId("supervisor/3".into())).is_some());
    let hash = stage.ask(&comes, &[0], 3 * HOUR);
    stage.grant(&custodian, &hash, 3 * HOUR);
}

#[test]
fn a_supervisor_who_leaves_opens_nothing_and_signs_nothing_more() {
    let stage = Stage::new();
    let store = stage.store();
    let (supervisor, custodian) = (stage.account("supervisor"), stage.account("custodian_2/1"));
    let leaving = stage.account("supervisor/2");
    remove(store, "supervisor/2", (&supervisor, &custodian), &at(HOUR)).expect("both may");
    let unlisted = unlock_account(store, "supervisor/2", stage.words("supervisor/2"));
    assert!(matches!(unlisted, Err(AccountError::Unknown)));
    let published = stage.published();
    assert!(published.wrapped.iter().all(|key| !key.holder.contains("supervisor/2")), "nothing is kept for them");
    assert!(leaving.study_key(&published).is_none());
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let with_leaving = add(store, (Role::Supervisor, None), (&supervisor, &leaving), &at(2 * HOUR), makings);
    assert!(matches!(with_leaving, Err(RotationError::Audit(_) | RotationError::Publish(_))), "{with_leaving:?}");
}

#[test]
fn one_alone_or_a_custodian_changes_no_seat() {
    let stage = Stage::new();
    let store = stage.store();
    let entries = store.log().expect("the store answers").len();
    let (supervisor, custodian) = (stage.account("supervisor"), stage.account("custodian_1/1"));
    let analyst = stage.account("analyst");
    for (first, second) in [(&supervisor, &supervisor), (&custodian, &supervisor), (&supervisor, &analyst)] {
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        assert!(
            add(store, (Role::Analyst, None), (first, second), &at(HOUR), makings).is_err(),
            "{first:?} {second:?}"
        );
    }
    for leaves in ["custodian_1/2", "supervisor/9", "supervisor"] {
        assert!(remove(store, leaves, (&supervisor, &custodian), &at(HOUR)).is_err(), "{leaves}");
    }
    assert_eq!(store.log().expect("the store answers").len(), entries);
}
