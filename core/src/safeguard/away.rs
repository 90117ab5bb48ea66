//! How long somebody was away, and what no longer holds then (P4, P5, ST10; R046, R054, R056; invariant 4).
//!
//! A phone that lay in a pocket overnight knows nothing of who sits there now. After a break, or when more than a
//! moment has passed, who is there is noted anew and a highly sensitive section is agreed to anew; after a quarter of
//! an hour how the person is comes first; after a day the visit is over, and another day is another visit. The longer
//! of two clocks counts: one stands still while a phone is off, the other can be set.

use crate::moment::Moment;

const MINUTE_MS: u64 = 60_000;

/// A program that was killed and is back within this time finds the place as it was.
pub(crate) const NOTED_AGAIN_MS: u64 = 2 * MINUTE_MS;
/// From here on, how the person is must be seen anew.
pub(crate) const CHECKED_AGAIN_MS: u64 = 15 * MINUTE_MS;
/// From here on, the visit is over.
pub(crate) const VISIT_OVER_MS: u64 = 24 * 60 * MINUTE_MS;

/// A wall clock that goes back by more was not merely put right.
const CLOCK_BACK_MS: u64 = MINUTE_MS;

/// How long somebody was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away {
    ms: u64,
    clock: Clock,
}

/// What can be said of the time away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// The device ran on.
    Ran,
    /// It was restarted: only the wall clock knows how long it was off.
    Restarted,
    /// Its wall clock went back: perhaps it was restarted, and nobody knows how long it was off.
    Unknown,
}

impl Away {
    /// From the last event, which was so long after a reading of the clocks, to now.
    pub fn between(reading: &Moment, since_ms: u64, now: &Moment) -> Self {
        let last = reading.monotonic_ms.saturating_add(since_ms);
        let wall = i128::from(now.wall_ms) - i128::from(reading.wall_ms) - i128::from(since_ms);
        let clock = match now.monotonic_ms < last {
            _ if wall < -i128::from(CLOCK_BACK_MS) => Clock::Unknown,
            true if wall < 0 => Clock::Unknown,
            true => Clock::Restarted,
            false => Clock::Ran,
        };
        let counted = now.monotonic_ms.checked_sub(last).unwrap_or(now.monotonic_ms);
        Self { ms: counted.max(u64::try_from(wall).unwrap_or(0)), clock }
    }

    /// Who is there is noted anew, and a highly sensitive section is agreed to anew.
    pub fn is_noted_again(self) -> bool {
        self.clock != Clock::Ran || self.ms > NOTED_AGAIN_MS
    }

    /// How the person is comes first.
    pub fn is_checked_again(self) -> bool {
        self.clock == Clock::Unknown || self.ms > CHECKED_AGAIN_MS
    }

    /// Only closing steps follow.
    pub fn ends_the_visit(self) -> bool {
        self.ms > VISIT_OVER_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;

    /// Clocks since an event that was a minute after the reading: wall and monotonic, then what must be done anew.
    fn check(wall: i64, monotonic: i64, expected: [bool; 3]) {
        let reading = Moment { wall_ms: 1_790_000_000_000, offset_min: 0, monotonic_ms: 5 * HOUR.unsigned_abs() };
        let last = (reading.wall_ms + 60_000, 5 * HOUR + 60_000);
        let now = Moment { wall_ms: last.0 + wall, offset_min: 0, monotonic_ms: (last.1 + monotonic).unsigned_abs() };
        let away = Away::between(&reading, 60_000, &now);
        let found = [away.is_noted_again(), away.is_checked_again(), away.ends_the_visit()];
        assert_eq!(found, expected, "{wall} {monotonic}");
    }

    #[test]
    fn the_longer_clock_counts_and_a_restart_is_never_a_moment() {
        let limits = [NOTED_AGAIN_MS, CHECKED_AGAIN_MS, VISIT_OVER_MS].map(|ms| i64::try_from(ms).expect("small"));
        for (place, limit) in limits.into_iter().enumerate() {
            let beyond = [0, 1, 2].map(|one| one <= place);
            let until = [0, 1, 2].map(|one| one < place);
            check(limit, limit, until);
            check(limit + 1, 0, beyond);
            check(0, limit + 1, beyond);
        }
        check(-30_000, 1_000, [false; 3]);
        check(-HOUR, 1_000, [true, true, false]);
        check(60_000, -5 * HOUR, [true, false, false]);
        check(20 * 60_000, -5 * HOUR, [true, true, false]);
        check(30 * HOUR, -5 * HOUR, [true; 3]);
        check(-30 * HOUR, -5 * HOUR, [true, true, false]);
    }
}
