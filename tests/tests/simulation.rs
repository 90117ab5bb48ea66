//! Seeds of the simulation (`tests/src/simulation`), two hundred of them in every run; `FIELDWARD_SEEDS` asks for more,
//! `FIELDWARD_FROM` for others.
//!
//! `cargo simulate --seeds 1 --from N` repeats a seed that failed here, with its history.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use fieldward_tests::simulation::{Plan, simulate};

/// Seeds of one run, unless `FIELDWARD_SEEDS` says otherwise: a seed takes about a second of one core.
const SEEDS: u64 = 200;
/// Broken seeds after which a run ends: more say nothing new.
const BROKEN_MAX: usize = 20;
/// Seeds that are lived through twice.
const REPLAYED: u64 = 3;

#[test]
fn every_rule_holds_in_every_seed() {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let from: u64 = number("FIELDWARD_FROM").unwrap_or(0);
    let seeds = from + number("FIELDWARD_SEEDS").unwrap_or(SEEDS);
    let (next, broken) = (AtomicU64::new(from), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds || locked(&broken).len() >= BROKEN_MAX {
                        return;
                    }
                    let outcome = simulate(&Plan::of(seed));
                    if let Some(violation) = outcome.violation {
                        locked(&broken).push(format!("seed {seed}: {violation}\n{}\n", outcome.end));
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(broken.is_empty(), "{} seeds broke a rule\n{}", broken.len(), broken.join("\n"));
}

fn locked(broken: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    broken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_seed_replays_to_the_last_letter() {
    for seed in 0..REPLAYED {
        let (one, two) = (simulate(&Plan::of(seed)), simulate(&Plan::of(seed)));
        assert_eq!((one.history, one.totals), (two.history, two.totals), "seed {seed}:\n{}\n---\n{}", one.end, two.end);
    }
}
