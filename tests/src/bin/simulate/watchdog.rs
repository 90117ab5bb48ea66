//! Names a seed that does not end, while it does not end: a campaign that only stands still says nothing.
//!
//! Whoever lives through a seed says so before and after; this listens, with a clock. It knows no simulation.

use std::{
    collections::BTreeMap,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

/// A seed takes a second; one that takes this long has lost its way, or the machine has no time for it.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often seeds that are under way are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What is said about a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// It has begun.
    Begun(u64),
    /// It has come to its end.
    Ended(u64),
}

/// Seeds that are under way.
#[derive(Default)]
struct UnderWay(BTreeMap<u64, (Instant, Named)>);

#[derive(PartialEq)]
enum Named {
    NotYet,
    Once,
}

/// Listens until nobody says anything any more, and gives the seeds that took too long.
pub(crate) fn watch(heard: &Receiver<Said>) -> Vec<u64> {
    let (mut under_way, mut late) = (UnderWay::default(), Vec::new());
    loop {
        match heard.recv_timeout(LOOK) {
            Ok(said) => under_way.hear(said, Instant::now()),
            Err(RecvTimeoutError::Disconnected) => return late,
            Err(RecvTimeoutError::Timeout) => {}
        }
        for seed in under_way.late(Instant::now()) {
            eprintln!("seed {seed} has not ended after {} seconds", PATIENCE.as_secs());
            late.push(seed);
        }
    }
}

impl UnderWay {
    fn hear(&mut self, said: Said, now: Instant) {
        match said {
            Said::Begun(seed) => self.0.insert(seed, (now, Named::NotYet)),
            Said::Ended(seed) => self.0.remove(&seed),
        };
    }

    /// Seeds that have just become late.
    fn late(&mut self, now: Instant) -> Vec<u64> {
        let late = |(begun, named): &(Instant, Named)| *named == Named::NotYet && now.duration_since(*begun) > PATIENCE;
        let found: Vec<u64> = self.0.iter().filter(|(_, seed)| late(seed)).map(|(seed, _)| *seed).collect();
        for seed in &found {
            self.0.entry(*seed).and_modify(|(_, named)| *named = Named::Once);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_that_does_not_end_is_named_once() {
        let (mut under_way, begin) = (UnderWay::default(), Instant::now());
        under_way.hear(Said::Begun(7), begin);
        under_way.hear(Said::Begun(8), begin);
        under_way.hear(Said::Ended(8), begin);
        assert_eq!(under_way.late(begin + PATIENCE), [0; 0]);
        let after = begin + PATIENCE + Duration::from_millis(1);
        assert_eq!(under_way.late(after), [7]);
        assert_eq!(under_way.late(after), [0; 0]);
    }
}
