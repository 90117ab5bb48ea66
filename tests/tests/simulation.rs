//! Seeds of the simulation (`tests/src/simulation`), two hundred of them in every run; `FIELDWARD_SEEDS` asks for more.
//!
//! `cargo simulate --seeds 1 --from N` repeats a seed that failed here, with its history.

use std::sync::atomic::{AtomicU64, Ordering};

use fieldward_tests::simulation::{Plan, simulate};

/// Seeds of one run, unless `FIELDWARD_SEEDS` says otherwise: a seed takes about a second of one core.
const SEEDS: u64 = 200;
/// Seeds that are lived through twice.
const REPLAYED: u64 = 3;

#[test]
fn every_rule_holds_in_every_seed() {
    let seeds = std::env::var("FIELDWARD_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS);
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds {
                        return;
                    }
                    let outcome = simulate(&Plan::of(seed));
                    if let Some(violation) = outcome.violation {
                        panic!("seed {seed}: {violation}\n{}", outcome.end);
                    }
                }
            });
        }
    });
}

#[test]
fn a_seed_replays_to_the_last_letter() {
    for seed in 0..REPLAYED {
        let (one, two) = (simulate(&Plan::of(seed)), simulate(&Plan::of(seed)));
        assert_eq!((one.history, one.totals), (two.history, two.totals), "seed {seed}:\n{}\n---\n{}", one.end, two.end);
    }
}
