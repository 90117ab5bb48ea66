//! A power cut at every write.

use fieldward_core::vault::{ATTEMPTS_MAX, Found, LockedVault, NoHardwareKey, Pins, StretchCost, Vault, back_off_ms};

use crate::bench::{Bench, DURESS, OTHER, PIN, Readable, at, pin, rng};

/// More writes than any of these changes takes: a change that is never done is a fault of the test.
const WRITES_MAX: u64 = 400;
/// Runs a change with the power failing at its first write, its second, and so on until it is done; each time looks at
/// what the disk kept.
fn at_every_write(change: impl Fn(&Bench) -> Outcome, look: impl Fn(&Bench, Outcome)) {
    let (bench, image) = Bench::full();
    for writes in 0..WRITES_MAX {
        bench.disk.restore(&image);
        bench.disk.cut_after(writes);
        let outcome = change(&bench);
        if !bench.disk.is_off() {
            bench.disk.no_cut();
            assert!(outcome == Outcome::Done && writes > 0, "it wrote something");
            return look(&bench, outcome);
        }
        // What it still said, it said without power.
        bench.disk.power_on(&mut rng(writes));
        look(&bench, Outcome::Failed);
    }
    panic!("not done after {WRITES_MAX} writes");
}

/// Whether a change said that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Failed,
}

impl<T, E> From<Result<T, E>> for Outcome {
    fn from(done: Result<T, E>) -> Self {
        if done.is_ok() { Self::Done } else { Self::Failed }
    }
}

/// With the vault that the right PIN opens; one that the cut did not let open has failed.
fn unlocked(bench: &Bench, change: impl FnOnce(Vault) -> Outcome) -> Outcome {
    let found = Vault::find(bench.disk.folder());
    let Ok(Found::Locked(locked)) = found else { return Outcome::Failed };
    let vault = locked.unlock(PIN, &NoHardwareKey, &at(10_000_000), &mut rng(7));
    vault.map_or(Outcome::Failed, change)
}

#[test]
fn destruction_leaves_the_old_store_or_nothing() {
    at_every_write(
        |bench| unlocked(bench, |vault| vault.destroy(&NoHardwareKey, &mut rng(8)).into()),
        |bench, outcome| {
            let readable = bench.readable(PIN);
            assert_ne!(readable, Readable::Empty);
            assert!(outcome == Outcome::Failed || readable == Readable::Nothing, "done means gone");
        },
    );
}

#[test]
fn a_destruction_writes_little_however_much_there_is() {
    let writes = |bytes: usize| {
        let (bench, _) = Bench::full();
        let vault = bench.unlock(PIN).expect("the right PIN");
        vault.shelf().put("kind", b"large", &vec![3; bytes], &mut rng(9)).expect("there is room");
        drop(vault);
        let vault = bench.unlock(PIN).expect("the right PIN");
        let before = bench.disk.counts();
        vault.destroy(&NoHardwareKey, &mut rng(10)).expect("the disk works");
        let after = bench.disk.counts();
        (after.writes - before.writes, after.syncs - before.syncs)
    };
    let (small, large) = (writes(1_000), writes(8_000_000));
    assert!(large.0 <= 40 && large.1 <= 20, "{large:?}");
    assert!(large.0 <= small.0 + 10, "{small:?} and {large:?}");
}

#[test]
fn duress_leaves_the_old_store_or_an_empty_one() {
    at_every_write(under_duress, the_old_store_or_an_empty_one);
}

#[test]
fn duress_on_a_full_disk_leaves_the_old_store_or_an_empty_one() {
    let fill_and_type = |bench: &Bench| {
        bench.disk.fill();
        under_duress(bench)
    };
    at_every_write(fill_and_type, the_old_store_or_an_empty_one);
}

fn under_duress(bench: &Bench) -> Outcome {
    match bench.locked_quietly() {
        Some(locked) => locked.unlock(DURESS, &NoHardwareKey, &at(10_000_000), &mut rng(11)).into(),
        None => Outcome::Failed,
    }
}

fn the_old_store_or_an_empty_one(bench: &Bench, outcome: Outcome) {
    let old = bench.readable(PIN);
    assert_ne!(old, Readable::Empty, "the old PIN opens no other store");
    assert!(outcome == Outcome::Failed || old == Readable::Nothing, "shown as empty means gone");
    if old == Readable::Nothing {
        assert_eq!(bench.readable(DURESS), Readable::Empty, "and it works");
    }
}

#[test]
fn the_tenth_wrong_pin_leaves_the_old_store_or_nothing() {
    let (bench, image) = Bench::full();
    drop(image);
    let waited = |times: u64| at(times * back_off_ms(ATTEMPTS_MAX));
    for times in 1..10 {
        let locked = bench.locked().expect("nine wrong PINs destroy nothing");
        assert!(locked.unlock("not the pin", &NoHardwareKey, &waited(times), &mut rng(12)).is_err());
    }
    let nine = bench.disk.image();
    for writes in 0..WRITES_MAX {
        bench.disk.restore(&nine);
        bench.disk.cut_after(writes);
        if let Some(locked) = bench.locked_quietly() {
            assert!(locked.unlock("not the pin", &NoHardwareKey, &waited(10), &mut rng(13)).is_err());
        }
        if !bench.disk.is_off() {
            bench.disk.no_cut();
            assert!(bench.locked().is_none());
            return;
        }
        bench.disk.power_on(&mut rng(writes));
        assert_ne!(bench.readable(PIN), Readable::Empty);
    }
    panic!("not done after {WRITES_MAX} writes");
}

#[test]
fn a_change_of_pin_leaves_one_that_opens_everything() {
    at_every_write(
        |bench| {
            let new = pin(OTHER);
            unlocked(bench, |vault| vault.change_pins(&new, StretchCost::FLOOR, &NoHardwareKey, &mut rng(14)).into())
        },
        one_pin_opens_everything,
    );
}

#[test]
fn fresh_keys_leave_one_pin_that_opens_everything() {
    at_every_write(
        |bench| {
            let new = pin(OTHER);
            let pins = Pins { unlock: &new, duress: None };
            unlocked(bench, |mut vault| vault.rekey(pins, StretchCost::FLOOR, &NoHardwareKey, &mut rng(15)).into())
        },
        one_pin_opens_everything,
    );
}

fn one_pin_opens_everything(bench: &Bench, outcome: Outcome) {
    match bench.readable(PIN) {
        Readable::All => assert_eq!(outcome, Outcome::Failed, "done means changed"),
        Readable::Nothing => assert_eq!(bench.readable(OTHER), Readable::All),
        Readable::Empty => panic!("nothing was to be emptied"),
    }
}

#[test]
fn an_unlock_loses_nothing() {
    at_every_write(
        |bench| unlocked(bench, |_| Outcome::Done),
        |bench, _| assert_eq!(bench.readable(PIN), Readable::All),
    );
}

impl Bench {
    /// The same while the power may fail.
    fn locked_quietly(&self) -> Option<LockedVault> {
        match Vault::find(self.disk.folder()) {
            Ok(Found::Locked(locked)) => Some(locked),
            _ => None,
        }
    }
}
