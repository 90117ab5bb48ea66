//! The simulation bites: each fault that is planted is noticed within a few seeds.

use fieldward_tests::simulation::{
    Plan,
    faults::{Fault, Rates},
    planted::{PLANTED, Planted},
    simulate,
};

/// Seeds within which a planted fault must show.
const SEEDS_MAX: u64 = 12;

#[test]
fn every_planted_fault_is_noticed() {
    let missed: Vec<Planted> = PLANTED.into_iter().filter(|planted| noticed(*planted).is_none()).collect();
    assert!(missed.is_empty(), "not noticed in {SEEDS_MAX} seeds: {missed:?}");
}

/// The rule by which a fault was noticed, and the seed.
fn noticed(planted: Planted) -> Option<String> {
    let rates = Rates::none()
        .with(Fault::DeviceCut, 400)
        .with(Fault::ServerCut, 300)
        .with(Fault::ReplyLost, 250)
        .with(Fault::Duplicated, 250);
    (0..SEEDS_MAX).find_map(|seed| {
        let plan = Plan { planted, rates: Some(rates.clone()), ..Plan::of(seed) };
        let violation = simulate(&plan).violation?;
        Some(format!("{planted:?}: seed {seed}: {violation}"))
    })
}

#[test]
fn the_same_seeds_are_clean_without_a_planted_fault() {
    assert_eq!(noticed(Planted::Nothing), None);
}
