//! The server's clock and randomness, in one place.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use fieldward_core::moment::Moment;
use rand_core::UnwrapErr;

/// Both clocks, now. The server speaks UTC.
#[must_use]
pub fn now() -> Moment {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let monotonic = START.get_or_init(Instant::now).elapsed();
    Moment {
        wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX),
        offset_min: 0,
        monotonic_ms: u64::try_from(monotonic.as_millis()).unwrap_or(u64::MAX),
    }
}

/// The operating system's randomness.
#[must_use]
pub fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// The wall clock, milliseconds since 1970: evidence for people, never a reason to order records.
#[must_use]
pub fn now_ms() -> i64 {
    now().wall_ms
}
