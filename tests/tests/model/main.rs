//! The rules of sync, in a model small enough to look at every state of it: two devices and one server.
//!
//! The simulation tries some of what can happen to the shipped code; this tries all that can happen to its rules, with
//! few records and few messages under way: every order of sending, losing, repeating, delaying, giving up, and power
//! cuts of the server before and after its commit. In every state: each record is stored once and without gaps, no
//! device believes more than is durable, and what is left drains when the faults stop. Each rule is also broken on
//! purpose, and must be missed somewhere.

mod rules;

use std::collections::{HashSet, VecDeque};

use rules::{Slip, State};

/// States that are looked at, at least: fewer would mean that the model has lost a part.
const STATES_MIN: usize = 20_000;
/// And at most, so that the test ends.
const STATES_MAX: usize = 3_000_000;

#[test]
fn every_state_keeps_the_rules() {
    let explored = explore(Slip::None);
    assert_eq!(explored.broken, None, "after {} states", explored.states);
    assert!(explored.states >= STATES_MIN, "{} states", explored.states);
}

#[test]
fn every_rule_is_needed() {
    for slip in Slip::ALL {
        let explored = explore(slip);
        assert!(explored.broken.is_some(), "{slip:?} does no harm in {} states", explored.states);
    }
}

struct Explored {
    states: usize,
    broken: Option<String>,
}

/// Breadth first, so that what breaks is found by the shortest way.
fn explore(slip: Slip) -> Explored {
    let mut seen: HashSet<State> = HashSet::from([State::default()]);
    let mut next: VecDeque<State> = VecDeque::from([State::default()]);
    while let Some(state) = next.pop_front() {
        if let Err(rule) = state.holds(slip) {
            return Explored { states: seen.len(), broken: Some(format!("{rule}: {state:?}")) };
        }
        for following in state.steps(slip) {
            if seen.insert(following) {
                next.push_back(following);
            }
        }
        assert!(seen.len() <= STATES_MAX, "more states than the test can look at");
    }
    Explored { states: seen.len(), broken: None }
}
