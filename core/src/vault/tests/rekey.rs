//! Fresh keys: that everything is there under them, and nothing under the old.

use super::{super::*, Keystore, PIN, fresh_with, interview, pin, rng, stores, unlocked_by};

#[test]
fn everything_is_sealed_anew_and_nothing_is_left_of_the_old() {
    let keystore = Keystore::counting();
    let (dir, mut vault) = fresh_with(&keystore);
    stores::fill(&vault);
    let old = rows_of(&vault);
    let wrapped = Lock::read(&vault.store).expect("readable").expect("a lock").wrapped;
    let signer = vault.signer().expect("readable").public();
    let new = pin("teak 91 valley");
    let first = keystore.numbers();
    vault.rekey(&new, StretchCost::FLOOR, &keystore, &mut rng(150)).expect("the disk works");
    assert_eq!(keystore.numbers(), [first[0].wrapping_add(1)], "and the keystore's old key is gone");
    stores::check(&vault);
    assert_eq!(vault.signer().expect("readable").public(), signer, "it is still the same device");
    let fresh = rows_of(&vault);
    assert_eq!(fresh.len(), old.len());
    for (name, body) in &old {
        assert!(fresh.iter().all(|(other, sealed)| other != name && sealed != body));
        assert!(!super::files::holds(dir.path(), body), "and no page holds it");
    }
    assert!(!super::files::holds(dir.path(), &wrapped));
    drop(vault);
    stores::check(&unlocked_by(dir.path(), new.as_str(), &keystore));
}

#[test]
fn a_document_that_was_never_there_may_be_deleted_before() {
    let keystore = Keystore::counting();
    let (_dir, mut vault) = fresh_with(&keystore);
    let before = rows_of(&vault).len();
    vault.shelf().delete("owed", &[6; 10], &mut rng(160)).expect("the disk works");
    assert_eq!(rows_of(&vault).len(), before, "it leaves nothing that tells of it");
    let done = vault.rekey(&pin("teak 91 valley"), StretchCost::FLOOR, &keystore, &mut rng(161));
    assert_eq!(done, Ok(()));
}

fn rows_of(vault: &Vault) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut all = vault.store.connection().prepare("SELECT name, body FROM sealed").expect("plain SQL");
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("plain SQL");
    rows.map(|row| row.expect("readable")).collect()
}

#[test]
fn a_row_that_no_list_leads_to_or_that_is_damaged_changes_nothing() {
    let breaks: [fn(&Vault); 2] = [
        |vault| {
            let stray = "INSERT INTO sealed VALUES (zeroblob(32), zeroblob(200))";
            vault.store.connection().execute(stray, []).expect("plain SQL");
        },
        |vault| {
            let rows = vault.rows(vault.store.connection());
            rows.put_sealed(Place::DraftEvent(interview(1), 1), &[0; 200]).expect("plain SQL");
        },
    ];
    for break_in in breaks {
        let keystore = Keystore::counting();
        let (dir, mut vault) = fresh_with(&keystore);
        stores::fill(&vault);
        let first = keystore.numbers();
        break_in(&vault);
        let before = rows_of(&vault);
        let refused = vault.rekey(&pin("teak 91 valley"), StretchCost::FLOOR, &keystore, &mut rng(151));
        assert_eq!(refused, Err(VaultError::Damaged));
        assert_eq!(rows_of(&vault), before);
        drop(vault);
        drop(unlocked_by(dir.path(), PIN, &keystore));
        assert_eq!(keystore.numbers(), first, "the next unlock destroys the key that was made for nothing");
    }
}

#[test]
fn a_cut_between_two_of_its_statements_leaves_the_old_store() {
    let (dir, mut vault) = super::fresh();
    stores::fill(&vault);
    let new = pin("teak 91 valley");
    let (cuts, after) = super::kill::copies_of(dir.path(), |rng| {
        vault.rekey(&new, StretchCost::FLOOR, &NoHardwareKey, rng).expect("the disk works");
    });
    assert!(cuts.len() > 20);
    for cut in cuts.iter().step_by(5) {
        stores::check(&unlocked_by(cut.path(), PIN, &NoHardwareKey));
    }
    stores::check(&unlocked_by(after.path(), new.as_str(), &NoHardwareKey));
}
