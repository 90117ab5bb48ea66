//! Drafts, and what happens to a log whose rows were changed, moved or taken away.

use super::{super::*, fresh, interview, rng, unlocked};
use crate::ids::InterviewId;

const EVENTS: [(u32, &[u8]); 3] = [(0, b"started"), (1, b"told"), (2, b"answered")];

fn with_draft(vault: &Vault, id: InterviewId) {
    vault.drafts().begin(id, b"tree", &mut rng(20)).expect("a new draft");
    vault.drafts().append(id, &EVENTS, &mut rng(21)).expect("the next events");
}

fn log_of(vault: &Vault, id: InterviewId) -> Result<Vec<Vec<u8>>, VaultError> {
    Ok(vault.drafts().log(id)?.into_iter().map(|event| event.to_vec()).collect())
}

#[test]
fn gives_back_what_was_appended_after_a_restart() {
    let (dir, vault) = fresh();
    let id = interview(1);
    with_draft(&vault, id);
    vault.drafts().relabel(id, b"river", &mut rng(22)).expect("it exists");
    drop(vault);
    let vault = unlocked(dir.path());
    assert_eq!(log_of(&vault, id), Ok(EVENTS.iter().map(|(_, event)| event.to_vec()).collect()));
    let labels: Vec<_> = vault.drafts().list().expect("whole").into_iter().map(|(id, l)| (id, l.to_vec())).collect();
    assert_eq!(labels, [(id, b"river".to_vec())]);
}

#[test]
fn takes_all_events_or_none_and_only_the_next() {
    let (_dir, vault) = fresh();
    let id = interview(1);
    with_draft(&vault, id);
    let gap = vault.drafts().append(id, &[(3, b"next"), (5, b"one too far")], &mut rng(23));
    assert_eq!(gap, Err(VaultError::EventOrder { expected: 4, found: 5 }));
    let again = vault.drafts().append(id, &[(2, b"again")], &mut rng(23));
    assert_eq!(again, Err(VaultError::EventOrder { expected: 3, found: 2 }));
    let large = vec![0; EVENT_BYTES_MAX + 1];
    let too_large = vault.drafts().append(id, &[(3, &large)], &mut rng(23));
    assert_eq!(too_large, Err(VaultError::TooLarge { size: EVENT_BYTES_MAX + 1 }));
    assert_eq!(log_of(&vault, id).map(|log| log.len()), Ok(3));
    assert_eq!(vault.drafts().begin(id, b"", &mut rng(23)), Err(VaultError::DraftExists));
    assert_eq!(log_of(&vault, interview(9)), Err(VaultError::NoSuchDraft));
}

#[test]
fn a_draft_begins_with_its_first_events_or_not_at_all() {
    let (_dir, vault) = fresh();
    let id = interview(1);
    let gap = vault.drafts().begin_with(id, b"tree", &[(0, b"zero"), (2, b"two")], &mut rng(25));
    assert_eq!(gap, Err(VaultError::EventOrder { expected: 1, found: 2 }));
    assert_eq!(vault.drafts().list(), Ok(Vec::new()));
    vault.drafts().begin_with(id, b"tree", &EVENTS, &mut rng(26)).expect("a new draft");
    assert_eq!(log_of(&vault, id).map(|log| log.len()), Ok(3));
    vault.drafts().append(id, &[(3, b"next")], &mut rng(27)).expect("the next event");
}

#[test]
fn a_discarded_draft_is_gone() {
    let (_dir, vault) = fresh();
    with_draft(&vault, interview(1));
    with_draft(&vault, interview(2));
    vault.drafts().discard(interview(1), &mut rng(24)).expect("it exists");
    assert_eq!(log_of(&vault, interview(1)), Err(VaultError::NoSuchDraft));
    assert_eq!(vault.drafts().list().map(|list| list.len()), Ok(1));
    assert_eq!(log_of(&vault, interview(2)).map(|log| log.len()), Ok(3));
}

/// Breaks in, and says what the log of interview 1 is then.
fn broken(break_in: impl FnOnce(&Vault, &dyn Fn(Place<'_>) -> [u8; 32])) -> Result<Vec<Vec<u8>>, VaultError> {
    let (_dir, vault) = fresh();
    with_draft(&vault, interview(1));
    with_draft(&vault, interview(2));
    break_in(&vault, &|place| vault.rows(vault.store.connection()).name_of(place));
    log_of(&vault, interview(1))
}

fn swap(vault: &Vault, one: [u8; 32], other: [u8; 32]) {
    let connection = vault.store.connection();
    for (from, to) in [(one, [0; 32]), (other, one), ([0; 32], other)] {
        connection.execute("UPDATE sealed SET name = ?2 WHERE name = ?1", (from, to)).expect("plain SQL");
    }
}

#[test]
fn a_changed_row_is_named() {
    let log = broken(|vault, name| {
        let change = "UPDATE sealed SET body = substr(body, 1, 40) || x'00' || substr(body, 42) WHERE name = ?1";
        let changed = vault.store.connection().execute(change, [name(Place::DraftEvent(interview(1), 1))]);
        assert_eq!(changed, Ok(1));
    });
    assert_eq!(log, Err(LogError::Damaged { sequence: 1 }.into()));
}

#[test]
fn a_missing_row_is_named_at_the_end_too() {
    for sequence in 0..3 {
        let log = broken(|vault, name| {
            let row = name(Place::DraftEvent(interview(1), sequence));
            assert_eq!(vault.store.connection().execute("DELETE FROM sealed WHERE name = ?1", [row]), Ok(1));
        });
        assert_eq!(log, Err(LogError::Missing { sequence }.into()));
    }
}

#[test]
fn swapped_rows_are_named() {
    let log = broken(|vault, name| {
        let place = |sequence| name(Place::DraftEvent(interview(1), sequence));
        swap(vault, place(1), place(2));
    });
    assert_eq!(log, Err(LogError::Damaged { sequence: 1 }.into()));
}

#[test]
fn swapped_interviews_do_not_open() {
    let log = broken(|vault, name| {
        swap(vault, name(Place::DraftEvent(interview(1), 0)), name(Place::DraftEvent(interview(2), 0)));
    });
    assert_eq!(log, Err(LogError::Damaged { sequence: 0 }.into()));
    let log = broken(|vault, name| {
        // Keys, counts and events together: the whole interview under the other's name.
        for place in [Place::DraftKey, Place::DraftCount] {
            swap(vault, name(place(interview(1))), name(place(interview(2))));
        }
        for sequence in 0..3 {
            let place = |id| name(Place::DraftEvent(interview(id), sequence));
            swap(vault, place(1), place(2));
        }
    });
    assert_eq!(log, Err(VaultError::Damaged));
}
