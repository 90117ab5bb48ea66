//! Attempts, when somebody puts an older copy of the files back.

use super::{super::*, Keystore, PIN, at, fresh_with, kill::copy_of, locked, rng, unlocked_by};

/// Tries so many wrong PINs on the files of a directory, each after its wait, and says how the last was refused.
fn wrong(dir: &Path, keystore: &Keystore, tries: u8) -> UnlockError {
    let mut now = at(0);
    let mut reason = UnlockError::Destroyed;
    for _ in 0..tries {
        now.monotonic_ms += back_off_ms(ATTEMPTS_MAX);
        let refused = locked(dir).unlock("not the pin", keystore, &now, &mut rng(120)).expect_err("a wrong PIN");
        reason = refused.reason;
    }
    reason
}

#[test]
fn the_keystores_counter_remembers_what_a_restored_file_forgot() {
    let keystore = Keystore::counting();
    let (dir, vault) = fresh_with(&keystore);
    drop(vault);
    let before = copy_of(dir.path());
    assert_eq!(wrong(dir.path(), &keystore, 5), UnlockError::WrongPin { attempts_left: 5 });
    let now = at(back_off_ms(ATTEMPTS_MAX));
    assert_eq!(locked(before.path()).wait_ms(&now), 0, "the file knows nothing of it");
    let refused = locked(before.path()).unlock(PIN, &keystore, &now, &mut rng(121)).expect_err("the keystore does");
    assert_eq!(refused.reason, UnlockError::TooSoon { wait_ms: back_off_ms(5) }, "and the wait begins anew");
    drop(refused);
    assert_eq!(locked(before.path()).attempts_left(), 5, "and the file knows it now");
    let again = copy_of(before.path());
    // The first of these comes before the wait is over.
    assert_eq!(wrong(before.path(), &keystore, 5), UnlockError::WrongPin { attempts_left: 1 });
    assert_eq!(wrong(again.path(), &keystore, 1), UnlockError::TooSoon { wait_ms: back_off_ms(9) });
    assert_eq!(wrong(again.path(), &keystore, 2), UnlockError::Destroyed);
    assert!(keystore.numbers().is_empty(), "no copy opens any more");
    assert!(matches!(Vault::find(again.path()), Ok(Found::Nothing)));
}

#[test]
fn without_a_counter_a_restored_file_has_its_attempts_again() {
    let keystore = Keystore::default();
    let (dir, vault) = fresh_with(&keystore);
    drop(vault);
    let before = copy_of(dir.path());
    assert_eq!(wrong(dir.path(), &keystore, 5), UnlockError::WrongPin { attempts_left: 5 });
    assert_eq!(wrong(before.path(), &keystore, 1), UnlockError::WrongPin { attempts_left: 9 });
}

#[test]
fn a_success_is_where_the_counter_counts_from() {
    let keystore = Keystore::counting();
    let (dir, vault) = fresh_with(&keystore);
    drop(vault);
    let old = copy_of(dir.path());
    for _ in 0..12 {
        drop(unlocked_by(dir.path(), PIN, &keystore));
        assert_eq!(locked(dir.path()).attempts_left(), 10);
    }
    // Twelve successes later nobody knows what was tried on the copy.
    let refused = locked(old.path()).unlock(PIN, &keystore, &at(u64::MAX / 2), &mut rng(122)).expect_err("too old");
    assert_eq!(refused.reason, UnlockError::Destroyed);
}

#[test]
fn what_stands_in_the_clear_is_bound_to_the_key() {
    let keystore = Keystore::counting();
    let check = |change: fn(&mut Lock), expected: Option<UnlockError>| {
        let (dir, vault) = fresh_with(&keystore);
        let store = vault.lock().expect("the lock is there").store;
        let mut lock = Lock::read(&store).expect("readable").expect("there is a lock");
        change(&mut lock);
        lock.write(store.connection()).expect("the disk works");
        drop(store);
        let opened = locked(dir.path()).unlock(PIN, &keystore, &at(0), &mut rng(123));
        assert_eq!(opened.err().map(|refused| refused.reason), expected);
    };
    check(|_| {}, None);
    let wrong_pin = || Some(UnlockError::WrongPin { attempts_left: 9 });
    keystore.counter.set(Some(2000));
    check(|lock| lock.counted = Some(1999), Some(UnlockError::WrongPin { attempts_left: 8 }));
    check(|lock| lock.counted = None, wrong_pin());
    check(|lock| lock.protection = KeyProtection::None, None);
    check(|lock| lock.key_number = 7, Some(UnlockError::Vault(HardwareKeyError.into())));
    check(|lock| lock.attempts = 200, Some(UnlockError::Destroyed));
}

#[test]
fn a_keystore_that_fails_is_no_attempt_and_another_counter_is_no_counter() {
    let keystore = Keystore::counting();
    let (dir, vault) = fresh_with(&keystore);
    drop(vault);
    let failed = Err(UnlockError::Vault(HardwareKeyError.into()));
    let attempt = || {
        let refused = locked(dir.path()).unlock(PIN, &keystore, &at(0), &mut rng(124));
        refused.map(drop).map_err(|refused| refused.reason)
    };
    keystore.broken.set(true);
    for _ in 0..12 {
        assert_eq!(attempt(), failed);
    }
    keystore.broken.set(false);
    keystore.counter.set(None);
    assert_eq!(attempt(), failed, "it had a counter");
    keystore.counter.set(Some(3));
    assert_eq!(attempt(), failed, "and it was further");
    keystore.counter.set(Some(1000));
    assert_eq!(locked(dir.path()).attempts_left(), 10);
    assert_eq!(attempt(), Ok(()));
}
