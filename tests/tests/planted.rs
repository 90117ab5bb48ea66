//! The simulation bites: each fault that is planted is noticed within a few seeds. `FIELDWARD_PLANTED` names some of
//! them.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use fieldward_tests::simulation::{
    Plan,
    planted::{PLANTED, Planted},
    simulate,
};

/// Seeds within which a planted fault must show.
const SEEDS_MAX: u64 = 40;
/// Seeds of the same kind that are lived through without a fault.
const CLEAN_SEEDS: u64 = 12;

#[test]
fn every_planted_fault_is_noticed() {
    let named = std::env::var("FIELDWARD_PLANTED").unwrap_or_default();
    let named: Vec<Planted> = named.split(',').filter_map(Planted::named).collect();
    let planted: Vec<&Planted> = if named.is_empty() { PLANTED.iter().collect() } else { named.iter().collect() };
    let (next, missed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(planted) = planted.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if noticed(**planted).is_none() {
                        missed.lock().unwrap_or_else(PoisonError::into_inner).push(**planted);
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(missed.is_empty(), "not noticed in {SEEDS_MAX} seeds: {missed:?}");
}

/// The rule by which a fault was noticed, and the seed.
fn noticed(planted: Planted) -> Option<String> {
    (0..SEEDS_MAX).find_map(|seed| {
        let violation = simulate(&Plan::with(planted, seed)).violation?;
        Some(format!("{planted:?}: seed {seed}: {violation}"))
    })
}

#[test]
fn the_same_seeds_are_clean_without_a_planted_fault() {
    let clean = |seed: &u64| simulate(&Plan::with(Planted::Nothing, *seed)).violation.is_none();
    let broken: Vec<u64> = (0..CLEAN_SEEDS).filter(|seed| !clean(seed)).collect();
    assert_eq!(broken, [0; 0]);
}
