//! The server's clock and randomness, in one place.
//!
//! A simulation gives its own; everything else of the server takes the time from here, as the core takes it as a
//! parameter.

use std::{
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use fieldward_core::moment::Moment;
use rand_core::UnwrapErr;

/// What routes and pages read the time from: the system's clocks, or those of a simulation.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// The system's.
    #[must_use]
    pub fn system() -> Self {
        Self::new(now)
    }

    /// Any other.
    #[must_use]
    pub fn new(read: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Both clocks, now.
    #[must_use]
    pub fn now(&self) -> Moment {
        (self.0)()
    }

    /// The wall clock, milliseconds since 1970: evidence for people, never a reason to order records.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now().wall_ms
    }
}

/// Both clocks, now. The server speaks UTC; a form that is tried at the terminal stands where its computer stands.
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
