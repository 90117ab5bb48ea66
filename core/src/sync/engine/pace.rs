//! How large the next batch is: about ten seconds of the uplink, as the last requests measured it.
//!
//! A batch that is lost halfway is sent again whole, so on a poor link small ones win; on a good link large ones
//! spend less on headers and waiting.

use crate::sync::wire::limits::BATCH_BYTES_MAX;

/// Bytes of the first batch of a sync.
pub const FIRST_BYTES: usize = 8 * 1024;
/// Bytes of the smallest batch that the pace falls to.
pub const LEAST_BYTES: usize = 2 * 1024;
/// How long a batch should be on its way.
pub const TARGET_MS: u64 = 10_000;
/// A batch is at most so many times the one before: one lucky measurement is not yet a good link.
pub const GROWTH: usize = 4;

/// The size of the next batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    bytes: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { bytes: FIRST_BYTES }
    }
}

impl Pace {
    /// Bytes of records that the next batch should have.
    #[must_use]
    pub fn batch_bytes(self) -> usize {
        self.bytes
    }

    /// A request of so many bytes was answered after so long.
    pub fn measured(&mut self, sent_bytes: usize, took_ms: u64) {
        let possible = sent_bytes as u64 * TARGET_MS / took_ms.max(1);
        // A short request says how long the link takes to answer, not how much it carries: it never slows us down
        // unless it alone took longer than a whole batch should.
        if sent_bytes < self.bytes / 2 && took_ms < TARGET_MS {
            return;
        }
        let possible = usize::try_from(possible).unwrap_or(usize::MAX);
        self.bytes = possible.min(self.bytes * GROWTH).clamp(LEAST_BYTES, BATCH_BYTES_MAX);
    }

    /// A request was lost, or the server said that it is too large.
    pub fn lost(&mut self) {
        self.bytes = (self.bytes / 2).max(LEAST_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measurements: &[(usize, u64)], expected: usize) {
        let mut pace = Pace::default();
        for (bytes, ms) in measurements {
            pace.measured(*bytes, *ms);
        }
        assert_eq!(pace.batch_bytes(), expected, "{measurements:?}");
    }

    #[test]
    fn a_batch_is_ten_seconds_of_the_link_between_its_bounds() {
        check(&[], FIRST_BYTES);
        check(&[(8192, 8192)], 10_000);
        check(&[(8192, 20_000)], 4096);
        check(&[(8192, 1_000_000)], LEAST_BYTES);
        check(&[(8192, 1)], FIRST_BYTES * GROWTH);
        check(&[(8192, 1), (32_768, 1), (131_072, 1)], BATCH_BYTES_MAX);
        check(&[(8192, 0)], FIRST_BYTES * GROWTH);
    }

    #[test]
    fn a_short_request_does_not_slow_it_down_and_a_lost_one_does() {
        check(&[(100, 900)], FIRST_BYTES);
        check(&[(100, 20_000)], LEAST_BYTES);
        let mut pace = Pace::default();
        pace.lost();
        assert_eq!(pace.batch_bytes(), FIRST_BYTES / 2);
        for _ in 0..9 {
            pace.lost();
        }
        assert_eq!(pace.batch_bytes(), LEAST_BYTES);
    }
}
