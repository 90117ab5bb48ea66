//! A full disk.

use fieldward_core::vault::{NoHardwareKey, StretchCost, UnlockError, VaultError};

use crate::bench::{Bench, OTHER, PIN, Readable, at, id, pin, rng};

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
    let locked = bench.locked().expect("a store that is full is found");
    let refused = locked.unlock(PIN, &NoHardwareKey, &at(10_000_000), &mut rng(25)).expect_err("no room to count");
    assert_eq!(refused.reason, UnlockError::Vault(VaultError::DiskFull));
    bench.disk.make_room();
    let locked = refused.locked.expect("nothing was destroyed");
    assert_eq!(locked.attempts_left(), 10, "and no attempt counted");
    drop(locked);
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
