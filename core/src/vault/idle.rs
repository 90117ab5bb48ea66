//! When an unlocked device locks by itself.
//!
//! A function of moments: core has no timer, so a shell asks at every use and by its own alarm. Only the monotonic
//! clock counts, as with the wait after a wrong PIN; a clock that went back is another boot, and nobody is trusted to
//! be the same person after that.

use crate::moment::Moment;

/// The limit where nothing else was chosen: five minutes.
pub const IDLE_MS_DEFAULT: u64 = 5 * 60 * 1000;
/// Shortest limit that can be chosen; below it an interviewer would type a PIN at every question.
pub const IDLE_MS_MIN: u64 = 30 * 1000;
/// Longest limit that can be chosen.
pub const IDLE_MS_MAX: u64 = 30 * 60 * 1000;

/// Counts from the last use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleLock {
    limit_ms: u64,
    used_ms: u64,
}

impl IdleLock {
    /// Begins to count now. A limit out of bounds becomes the nearest bound.
    #[must_use]
    pub fn new(limit_ms: u64, now: &Moment) -> Self {
        Self { limit_ms: limit_ms.clamp(IDLE_MS_MIN, IDLE_MS_MAX), used_ms: now.monotonic_ms }
    }

    /// A person used the device. Does nothing once it is due: a late touch opens nothing.
    pub fn touch(&mut self, now: &Moment) {
        if !self.is_due(now) {
            self.used_ms = now.monotonic_ms;
        }
    }

    /// How long until the keys must go; 0 when they must go now.
    #[must_use]
    pub fn left_ms(&self, now: &Moment) -> u64 {
        match now.monotonic_ms.checked_sub(self.used_ms) {
            Some(idle_ms) => self.limit_ms.saturating_sub(idle_ms),
            None => 0,
        }
    }

    /// Whether the keys must go now.
    #[must_use]
    pub fn is_due(&self, now: &Moment) -> bool {
        self.left_ms(now) == 0
    }
}
