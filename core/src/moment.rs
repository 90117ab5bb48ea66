//! A moment as a device knows it: a wall clock that may lie, and a monotonic clock that only counts.
//!
//! Core never reads a clock. Shells and simulations pass a `Moment` to whatever happens "now"; causality is by
//! sequence and parent, never by wall time.

use serde::{Deserialize, Serialize};

/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60 * 1000;
/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds of a day, as clocks without leap seconds count it.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// One reading of both clocks of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Wall time, milliseconds since 1970-01-01T00:00Z. May be wrong, may jump.
    pub wall_ms: i64,
    /// Local offset from UTC in minutes, east positive (R018).
    pub offset_min: i16,
    /// Milliseconds since some fixed point of this boot; never goes back while the device is up.
    pub monotonic_ms: u64,
}
