//! A full disk.

use fieldward_core::vault::{NoHardwareKey, StretchCost, UnlockError, VaultError};

use crate::bench::{Bench, DURESS, OTHER, PIN, Readable, at, id, pin, rng};

#[test]
fn an_answer_that_has_no_room_is_refused_and_goes_in_when_there_is() {
    let (bench, _) = Bench::full();
    let vault = bench.unlock(PIN).expect("the right PIN");
    bench.disk.fill();
    for _ in 0..3 {
        let refused = vault.drafts().append(id(), &[(6, b"one more")], &mut rng(20));
        assert_eq!(refused, Err(VaultError::DiskFull));
    }
    assert_eq!(vault.drafts().log(id()).map(|log| log.len()), Ok(6));
    bench.disk.make_room();
    assert_eq!(vault.drafts().append(id(), &[(6, b"one more")], &mut rng(21)), Ok(()));
    assert_eq!(vault.drafts().log(id()).map(|log| log.len()), Ok(7));
}

/// The log holds each page as often as it was written; written back, it gives most of that to the disk.
#[test]
fn an_answer_takes_the_room_that_the_log_has_no_need_of() {
    let (bench, _) = Bench::full();
    let vault = bench.unlock(PIN).expect("the right PIN");
    for sequence in 6..60 {
        vault.drafts().append(id(), &[(sequence, &[7; 300])], &mut rng(27)).expect("the next event");
    }
    let kept = bench.room();
    bench.disk.fill();
    for sequence in 60..70 {
        assert_eq!(vault.drafts().append(id(), &[(sequence, &[7; 300])], &mut rng(28)), Ok(()), "{sequence}");
    }
    assert_eq!(bench.room(), kept, "what is kept for a PIN is there again");
    assert_eq!(vault.outbox().finalize(id(), &[], &[], &mut rng(29)), Ok(()));
    drop(vault);
    assert_eq!(bench.unlock(PIN).expect("the right PIN").drafts().list().map(|list| list.len()), Ok(0));
}

/// What was written in an earlier run is in nobody's way.
#[test]
fn the_log_of_a_run_that_was_killed_is_written_back_on_a_full_disk() {
    let bench = Bench::killed_after(|vault| {
        for sequence in 6..60 {
            vault.drafts().append(id(), &[(sequence, &[7; 300])], &mut rng(30)).expect("the next event");
        }
    });
    bench.disk.fill();
    let vault = bench.unlock(PIN).expect("the right PIN");
    assert_eq!(vault.drafts().append(id(), &[(60, b"one more")], &mut rng(31)), Ok(()));
}

#[test]
fn nothing_that_has_no_room_changes_anything() {
    let (bench, _) = Bench::full();
    let mut vault = bench.unlock(PIN).expect("the right PIN");
    bench.disk.fill();
    let cost = StretchCost::FLOOR;
    assert_eq!(vault.change_pins(&pin(OTHER), cost, &NoHardwareKey, &mut rng(22)), Err(VaultError::DiskFull));
    assert_eq!(vault.rekey(&pin(OTHER), cost, &NoHardwareKey, &mut rng(23)), Err(VaultError::DiskFull));
    assert_eq!(vault.outbox().finalize(id(), &[], &[], &mut rng(24)), Err(VaultError::DiskFull));
    drop(vault);
    bench.disk.make_room();
    assert_eq!(bench.readable(PIN), Readable::All);
}

#[test]
fn either_pin_opens_on_a_full_disk_again_and_again() {
    let check = |typed: &str, shown: Readable, by_the_other: Readable| {
        let (bench, _) = Bench::full();
        bench.disk.fill();
        for _ in 0..3 {
            assert_eq!(bench.readable(typed), shown);
        }
        let other = if typed == PIN { DURESS } else { PIN };
        assert_eq!(bench.readable(other), by_the_other);
    };
    check(PIN, Readable::All, Readable::Empty);
    check(DURESS, Readable::Empty, Readable::Nothing);
}

/// What was not written back yet has no room in the file, and the file none on the disk.
#[test]
fn a_duress_pin_works_when_the_log_is_larger_than_the_room() {
    let bench = Bench::killed_with(2_000_000);
    let key = bench.wrapped_key();
    assert!(bench.holds(&key), "the search would find it");
    bench.disk.fill();
    assert_eq!(bench.readable(PIN), Readable::All);
    assert_eq!(bench.readable(DURESS), Readable::Empty);
    assert_eq!(bench.readable(PIN), Readable::Nothing);
    assert!(!bench.holds(&key));
}

#[test]
fn the_tenth_wrong_pin_destroys_on_a_full_disk() {
    let (bench, _) = Bench::full();
    bench.disk.fill();
    for times in 1..=10 {
        let locked = bench.locked().expect("nine wrong PINs destroy nothing");
        assert_eq!(u64::from(locked.attempts_left()), 11 - times);
        let now = at(times * 100_000_000);
        assert!(locked.unlock("not the pin", &NoHardwareKey, &now, &mut rng(times)).is_err());
    }
    assert!(bench.locked().is_none());
}

#[test]
fn where_the_room_is_gone_nothing_is_tried_and_nothing_counted() {
    let (bench, _) = Bench::full();
    bench.lose_room();
    bench.disk.fill();
    for typed in [PIN, DURESS, "not the pin"] {
        let locked = bench.locked().expect("a store that is full is found");
        let refused =
            locked.unlock(typed, &NoHardwareKey, &at(10_000_000), &mut rng(25)).expect_err("no room to count");
        assert_eq!(refused.reason, UnlockError::Vault(VaultError::DiskFull));
        assert_eq!(refused.locked.map(|locked| locked.attempts_left()), Some(10), "none counted, nothing destroyed");
        bench.lose_room();
    }
    bench.disk.make_room();
    assert_eq!(bench.readable(PIN), Readable::All);
}

#[test]
fn a_full_disk_stops_no_destruction() {
    let (bench, _) = Bench::full();
    let vault = bench.unlock(PIN).expect("the right PIN");
    bench.disk.fill();
    assert_eq!(vault.destroy(&NoHardwareKey, &mut rng(26)), Ok(()));
    assert!(bench.locked().is_none());
}
