//! PINs, attempts, waits, destruction.

use super::{super::*, PIN, at, fresh, locked, rng, unlocked};
use crate::moment::Moment;

fn try_wrong(locked: LockedVault, now: &Moment) -> Refused {
    locked.unlock("not the pin", &NoHardwareKey, now, &mut rng(3)).expect_err("a wrong PIN does not open")
}

#[test]
fn opens_with_its_pin_and_keeps_its_keys() {
    let (dir, vault) = fresh();
    let signer = vault.signer().expect("readable").public();
    let returns = vault.return_key().expect("readable").public();
    drop(vault);
    let vault = unlocked(dir.path());
    assert_eq!(vault.signer().expect("readable").public(), signer);
    assert_eq!(vault.return_key().expect("readable").public(), returns);
    let again = vault.lock().expect("the lock is there");
    assert_eq!(again.protection(), KeyProtection::None);
    assert!(again.unlock(PIN, &NoHardwareKey, &at(0), &mut rng(4)).is_ok());
}

#[test]
fn ten_wrong_pins_wait_longer_and_longer_and_then_destroy() {
    let (dir, vault) = fresh();
    let mut waiting = vault.lock().expect("the lock is there");
    let mut now = at(1000);
    for failure in 1..=9_u8 {
        let refused = try_wrong(waiting, &now);
        assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 10 - failure });
        waiting = refused.locked.expect("nine wrong PINs destroy nothing");
        let wait_ms = back_off_ms(failure);
        assert_eq!(wait_ms > 0, failure >= 3, "after failure {failure}");
        assert_eq!(waiting.wait_ms(&now), wait_ms);
        now.monotonic_ms += wait_ms;
    }
    let refused = try_wrong(waiting, &now);
    assert_eq!(refused.reason, UnlockError::Destroyed);
    assert!(refused.locked.is_none());
    assert!(matches!(Vault::find(dir.path()), Ok(Found::Nothing)));
    assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 0);
}

#[test]
fn a_success_sets_the_count_back() {
    let (dir, vault) = fresh();
    let refused = try_wrong(vault.lock().expect("the lock is there"), &at(0));
    drop(refused);
    assert_eq!(locked(dir.path()).attempts_left(), 9, "counted on the disk");
    drop(unlocked(dir.path()));
    assert_eq!(locked(dir.path()).attempts_left(), 10);
}

#[test]
fn no_clock_shortens_the_wait() {
    let (_dir, vault) = fresh();
    let mut waiting = vault.lock().expect("the lock is there");
    let now = at(500_000);
    for _ in 0..3 {
        waiting = try_wrong(waiting, &now).locked.expect("three wrong PINs destroy nothing");
    }
    let whole = back_off_ms(3);
    let moved = |wall_ms, monotonic_ms| Moment { wall_ms, offset_min: 0, monotonic_ms };
    let cases = [
        (moved(0, 500_000), whole),
        (moved(i64::MAX, 500_000), whole),
        (moved(0, 500_000 + 10_000), whole - 10_000),
        (moved(now.wall_ms, 0), whole),
        (moved(now.wall_ms, 7_000), whole - 7_000),
        (moved(now.wall_ms, 500_000 + whole), 0),
    ];
    for (moment, expected) in cases {
        assert_eq!(waiting.wait_ms(&moment), expected);
    }
    let refused = waiting.unlock(PIN, &NoHardwareKey, &now, &mut rng(5)).expect_err("too soon, even when right");
    assert_eq!(refused.reason, UnlockError::TooSoon { wait_ms: whole });
    let waiting = refused.locked.expect("nothing was tried");
    assert_eq!(waiting.attempts_left(), 7, "a try that was not made is not counted");
}

#[test]
fn an_attempt_is_on_the_disk_before_it_is_tried() {
    let (dir, vault) = fresh();
    let waiting = vault.lock().expect("the lock is there");
    // What a cut right after the try would leave: the first randomness is asked for when the PIN has been found right.
    let (cuts, _) = super::kill::copies_of(dir.path(), |rng| {
        assert!(waiting.unlock(PIN, &NoHardwareKey, &at(0), rng).is_ok());
    });
    assert_eq!(locked(cuts[0].path()).attempts_left(), 9);
}

#[test]
fn a_keystore_that_fails_costs_no_attempt_and_another_phone_opens_nothing() {
    struct Broken;
    impl HardwareKey for Broken {
        fn protection(&self) -> KeyProtection {
            KeyProtection::SecureElement
        }
        fn mac(&self, _: u32, _: &[u8; 32]) -> Result<zeroize::Zeroizing<[u8; 32]>, HardwareKeyError> {
            Err(HardwareKeyError)
        }
    }
    struct OtherPhone;
    impl HardwareKey for OtherPhone {
        fn protection(&self) -> KeyProtection {
            KeyProtection::SecureElement
        }
        fn mac(&self, _: u32, message: &[u8; 32]) -> Result<zeroize::Zeroizing<[u8; 32]>, HardwareKeyError> {
            Ok(hmac_sha256(b"a key of another phone", message))
        }
    }
    let (_dir, vault) = fresh();
    let waiting = vault.lock().expect("the lock is there");
    let refused = waiting.unlock(PIN, &Broken, &at(0), &mut rng(7)).expect_err("no key, no opening");
    assert_eq!(refused.reason, UnlockError::Vault(HardwareKeyError.into()));
    let waiting = refused.locked.expect("nothing was destroyed");
    assert_eq!(waiting.attempts_left(), 10);
    let refused = waiting.unlock(PIN, &OtherPhone, &at(0), &mut rng(7)).expect_err("a copy on another phone");
    assert_eq!(refused.reason, UnlockError::WrongPin { attempts_left: 9 });
}

#[test]
fn a_changed_pin_opens_and_the_old_one_does_not() {
    let (dir, vault) = fresh();
    let pin = Pin::new("teak 91 valley").expect("long and rare enough");
    vault.change_pins(&pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(8)).expect("the disk works");
    drop(vault);
    let refused = locked(dir.path()).unlock(PIN, &NoHardwareKey, &at(0), &mut rng(9)).expect_err("the old PIN");
    let waiting = refused.locked.expect("one wrong PIN destroys nothing");
    assert!(waiting.unlock(pin.as_str(), &NoHardwareKey, &at(0), &mut rng(9)).is_ok());
}

#[test]
fn destruction_leaves_no_wrapped_key_wherever_it_is_cut() {
    let (dir, vault) = fresh();
    let store = vault.lock().expect("the lock is there").store;
    let Lock { wrapped, duress, .. } = Lock::read(&store).expect("readable").expect("there is a lock");
    let holds_any = || [&wrapped, &duress].iter().any(|text| super::files::holds(dir.path(), text));
    assert!(holds_any(), "the search would find it");

    Lock::overwrite(&store, &mut rng(10)).expect("the disk works");
    store.forget_old_pages().expect("the disk works");
    assert!(!holds_any(), "overwritten, before anything is deleted");
    let cut = super::kill::copy_of(dir.path());
    let refused = locked(cut.path()).unlock(PIN, &NoHardwareKey, &at(0), &mut rng(11)).expect_err("the key is noise");
    assert_eq!(refused.reason, UnlockError::Destroyed, "the next try finishes what was cut");

    Lock::delete(&store).expect("the disk works");
    let cut = super::kill::copy_of(dir.path());
    assert!(matches!(Vault::find(cut.path()), Ok(Found::Nothing)), "the next look finishes what was cut");
    assert!(matches!(Vault::find(cut.path()), Ok(Found::Nothing)), "and again");
}

#[test]
fn a_second_vault_is_not_made_over_the_first() {
    let (dir, vault) = fresh();
    drop(vault);
    let pin = Pin::new(PIN).expect("long and rare enough");
    let second = Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(12));
    assert_eq!(second.err(), Some(VaultError::AlreadyThere));
}
