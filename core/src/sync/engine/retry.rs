//! When to try again after the link failed: longer each time, and never at the same moment as the other devices.
//!
//! The wait doubles up to [`LONGEST_MS`] and is drawn at random below that, so that fifty phones that lost one mast do
//! not come back in the same second. Any progress starts it over. After [`FAILURES_MAX`] failures in a row the sync
//! ends and the shell asks again when the system says that there is a line.

use rand_core::CryptoRng;

/// The first wait is at most so long.
pub const FIRST_MS: u64 = 2_000;
/// No wait is longer.
pub const LONGEST_MS: u64 = 120_000;
/// After so many failures without any progress between them, the sync ends; the shell starts another one later.
pub const FAILURES_MAX: u32 = 6;

/// Counts failures in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retry {
    failures: u32,
}

impl Retry {
    /// Something was done: the next failure is a first one again.
    pub fn progressed(&mut self) {
        self.failures = 0;
    }

    /// One more failure: how long to wait, between half of the step and the whole of it, or `None` to give up.
    pub fn failed(&mut self, rng: &mut impl CryptoRng) -> Option<u64> {
        self.failures += 1;
        if self.failures >= FAILURES_MAX {
            return None;
        }
        let step = (FIRST_MS << (self.failures - 1)).min(LONGEST_MS);
        Some(step / 2 + rng.next_u64() % (step / 2 + 1))
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn waits_grow_are_spread_and_end() {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let mut first_waits = Vec::new();
        for _ in 0..20 {
            let mut retry = Retry::default();
            for failure in 1..FAILURES_MAX {
                let step = (FIRST_MS << (failure - 1)).min(LONGEST_MS);
                let wait = retry.failed(&mut rng).expect("not yet the last failure");
                assert!((step / 2..=step).contains(&wait), "failure {failure}: {wait} ms");
                if failure == 1 {
                    first_waits.push(wait);
                }
            }
            assert_eq!(retry.failed(&mut rng), None);
        }
        first_waits.dedup();
        assert!(first_waits.len() > 10, "devices must not come back together");
    }

    #[test]
    fn progress_forgives() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut retry = Retry::default();
        for _ in 0..100 {
            assert!(retry.failed(&mut rng).is_some());
            retry.progressed();
        }
    }
}
