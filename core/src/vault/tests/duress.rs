//! The duress PIN: what it destroys, what it shows, and that nothing tells it from an ordinary unlock.

use super::{super::*, Keystore, PIN, at, files::holds, fresh, interview, locked, pin, rng, unlocked, unlocked_by};
use crate::ids::StreamKind;

const DURESS: &str = "amber 36 finch";

/// A store with a duress PIN and this much in it.
fn guarded(hardware: &dyn HardwareKey, document_bytes: usize) -> (tempfile::TempDir, Vault) {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let (unlock, duress) = (pin(PIN), pin(DURESS));
    let pins = Pins { unlock: &unlock, duress: Some(&duress) };
    let vault = Vault::create(dir.path(), pins, StretchCost::FLOOR, hardware, &mut rng(130)).expect("a new vault");
    if document_bytes > 0 {
        vault.shelf().put("kind", b"key", &vec![9; document_bytes], &mut rng(131)).expect("there is room");
        vault.drafts().begin(interview(1), b"tree", &mut rng(132)).expect("a new draft");
        vault.drafts().append(interview(1), &[(0, b"zero")], &mut rng(133)).expect("the next event");
    }
    (dir, vault)
}

/// What a file shows to whoever has no key: sizes, rows, pages.
fn shape(dir: &Path, vault: &Vault) -> (Vec<u64>, i64, i64, i64, i64) {
    let mut sizes: Vec<u64> = std::fs::read_dir(dir)
        .expect("readable")
        .map(|file| file.expect("readable").metadata().expect("readable").len())
        .collect();
    sizes.sort_unstable();
    let number =
        |sql: &str| vault.store.connection().query_row(sql, [], |row| row.get::<_, i64>(0)).expect("plain SQL");
    let rows = number("SELECT count(*) FROM sealed");
    let bytes = number("SELECT sum(length(body)) FROM sealed");
    (sizes, rows, bytes, number("SELECT length(body) FROM lock"), number("PRAGMA freelist_count"))
}

#[test]
fn it_destroys_the_key_and_shows_an_empty_store_that_works() {
    let (dir, vault) = guarded(&NoHardwareKey, 300_000);
    let signer = vault.signer().expect("readable").public();
    let Lock { wrapped, duress, .. } = Lock::read(&vault.store).expect("readable").expect("a lock");
    let row = vault.rows(vault.store.connection()).sealed(Place::DraftKey(interview(1))).expect("readable");
    let row = row.expect("it is there");
    drop(vault);
    assert!(holds(dir.path(), &wrapped) && holds(dir.path(), &row), "the search would find them");

    let vault = unlocked_by(dir.path(), DURESS, &NoHardwareKey);
    assert!(!holds(dir.path(), &wrapped) && !holds(dir.path(), &row) && !holds(dir.path(), &duress));
    assert_eq!(vault.drafts().list(), Ok(Vec::new()));
    assert_eq!(vault.shelf().keys("kind"), Ok(Vec::new()));
    assert_eq!(vault.outbox().head(StreamKind::Answers).map(|head| head.next_sequence), Ok(1));
    assert_ne!(vault.signer().expect("readable").public(), signer);
    vault.drafts().begin(interview(2), b"river", &mut rng(134)).expect("it works");
    drop(vault);
    let refused = locked(dir.path()).unlock(PIN, &NoHardwareKey, &at(0), &mut rng(135)).expect_err("gone");
    assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 9 });
    drop(refused);
    let again = unlocked_by(dir.path(), DURESS, &NoHardwareKey);
    assert_eq!(
        again.drafts().list().map(|list| list.len()),
        Ok(1),
        "it is this store's PIN, and destroys nothing more"
    );
}

/// The disk failed after the transaction held: the try reports an error, and is still in memory with the old lock.
#[test]
fn one_that_failed_after_its_commit_brings_no_key_back() {
    let (dir, vault) = guarded(&NoHardwareKey, 300_000);
    let Lock { wrapped, .. } = Lock::read(&vault.store).expect("readable").expect("a lock");
    let row = vault.rows(vault.store.connection()).sealed(Place::DraftKey(interview(1))).expect("readable");
    let row = row.expect("it is there");
    drop(vault);
    let held = locked(dir.path());
    let old = Lock::read(&held.store).expect("readable").expect("a lock");
    let key = old.key(DURESS, &NoHardwareKey).expect("the floor is cheap");
    drop(destroy::empty(&held.store, old.emptied(None, &mut rng(160)), &key, &mut rng(161)).expect("the disk works"));

    let refused = held.unlock("not the pin", &NoHardwareKey, &at(0), &mut rng(162)).expect_err("wrong");
    assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 9 });
    let held = refused.locked.expect("nothing more was destroyed");
    let refused = held.unlock(PIN, &NoHardwareKey, &at(0), &mut rng(163)).expect_err("it opens nothing any more");
    assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 8 });
    assert!(!holds(dir.path(), &wrapped), "the old key is in no file");
    let held = refused.locked.expect("nothing more was destroyed");
    let vault = held.unlock(DURESS, &NoHardwareKey, &at(0), &mut rng(164)).expect("the empty store's PIN");
    assert_eq!((vault.drafts().list(), vault.shelf().keys("kind")), (Ok(Vec::new()), Ok(Vec::new())));
    assert!(!holds(dir.path(), &row), "and what lay in free pages went with the next unlock");
}

/// The lock's row holds the key that is destroyed: it is overwritten, though the rows are not.
#[test]
fn the_lock_is_overwritten_while_the_rows_need_not_be() {
    let (dir, vault) = guarded(&NoHardwareKey, 3_000);
    let old = Lock::read(&vault.store).expect("readable").expect("a lock");
    let key = old.key(DURESS, &NoHardwareKey).expect("the floor is cheap");
    drop(destroy::empty(&vault.store, old.emptied(None, &mut rng(165)), &key, &mut rng(166)).expect("the disk works"));
    assert!(!holds(dir.path(), &old.wrapped) && !holds(dir.path(), &old.duress));
    let again = vault.store.connection().pragma_query_value(None, "secure_delete", |row| row.get::<_, i64>(0));
    assert_eq!(again, Ok(1), "what is deleted from now on is overwritten again");
}

#[test]
fn it_holds_through_ordinary_unlocks_and_wrong_pins() {
    let (dir, vault) = guarded(&NoHardwareKey, 1_000);
    drop(vault);
    for _ in 0..2 {
        drop(unlocked(dir.path()));
        drop(locked(dir.path()).unlock("not the pin", &NoHardwareKey, &at(0), &mut rng(138)).expect_err("wrong"));
    }
    let vault = unlocked_by(dir.path(), DURESS, &NoHardwareKey);
    assert_eq!((vault.drafts().list(), vault.shelf().keys("kind")), (Ok(Vec::new()), Ok(Vec::new())));
}

#[test]
fn afterwards_the_file_looks_like_one_that_was_always_empty() {
    let (dir, vault) = fresh();
    drop(vault);
    let vault = unlocked(dir.path());
    let ordinary = shape(dir.path(), &vault);
    for document_bytes in [0, 1_000, 100_000, 3_000_000] {
        let (dir, vault) = guarded(&NoHardwareKey, document_bytes);
        drop(vault);
        let vault = unlocked_by(dir.path(), DURESS, &NoHardwareKey);
        assert_eq!(shape(dir.path(), &vault), ordinary, "after {document_bytes} bytes");
        let again = vault.store.connection().pragma_query_value(None, "secure_delete", |row| row.get::<_, i64>(0));
        assert_eq!(again, Ok(1), "what is deleted from now on is overwritten again");
    }
}

#[test]
fn whether_one_is_set_shows_nowhere() {
    let (with, vault) = guarded(&NoHardwareKey, 0);
    let with = shape(with.path(), &vault);
    let (without, vault) = fresh();
    assert_eq!(shape(without.path(), &vault), with);
}

#[test]
fn the_keystore_is_asked_the_same_for_either_pin() {
    let asked = |typed: &str| {
        let keystore = Keystore::counting();
        let (dir, vault) = guarded(&keystore, 100_000);
        drop(vault);
        keystore.asked.borrow_mut().clear();
        drop(unlocked_by(dir.path(), typed, &keystore));
        keystore.asked.take()
    };
    assert_eq!(asked(PIN), asked(DURESS));
    assert_eq!(asked(DURESS), ["count", "mac", "count up", "count", "forget"]);
}

#[test]
fn it_must_be_another_pin_and_goes_with_a_change_of_pin() {
    let (dir, vault) = guarded(&NoHardwareKey, 0);
    let same = pin(PIN);
    let pins = Pins { unlock: &same, duress: Some(&same) };
    let refused = vault.change_pins(pins, StretchCost::FLOOR, &NoHardwareKey, &mut rng(136));
    assert_eq!(refused, Err(VaultError::SamePin));
    vault.change_pins(&same, StretchCost::FLOOR, &NoHardwareKey, &mut rng(137)).expect("the disk works");
    drop(vault);
    let refused = locked(dir.path()).unlock(DURESS, &NoHardwareKey, &at(0), &mut rng(138)).expect_err("no PIN now");
    assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 9 });
}

#[test]
fn every_failure_of_an_ordinary_pin_holds_for_it_too() {
    let (dir, vault) = guarded(&NoHardwareKey, 1_000);
    drop(vault);
    for _ in 0..3 {
        let refused = locked(dir.path()).unlock("not the pin", &NoHardwareKey, &at(0), &mut rng(139));
        assert!(refused.is_err());
    }
    let refused = locked(dir.path()).unlock(DURESS, &NoHardwareKey, &at(0), &mut rng(140)).expect_err("too soon");
    assert_eq!(refused.reason, UnlockError::TooSoon { wait_ms: back_off_ms(3) });
    drop(refused);
    let waited = at(back_off_ms(3));
    let vault = locked(dir.path()).unlock(DURESS, &NoHardwareKey, &waited, &mut rng(141)).expect("after the wait");
    assert_eq!(vault.lock().map(|locked| locked.attempts_left()).ok(), Some(10));
}

#[test]
fn the_number_of_the_keystores_key_does_not_tell_a_store_that_was_just_made() {
    let number = |seed: u64| {
        let (dir, keystore) = (tempfile::tempdir().expect("a directory for temporary files"), Keystore::counting());
        let unlock = pin(PIN);
        let pins = Pins { unlock: &unlock, duress: None };
        drop(Vault::create(dir.path(), pins, StretchCost::FLOOR, &keystore, &mut rng(seed)).expect("a new vault"));
        keystore.numbers()
    };
    assert_ne!(number(160), number(161), "every store begins at a number of its own");
}
