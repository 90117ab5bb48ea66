//! Time as it really passes, and as a device believes it to be.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use fieldward_core::moment::Moment;

/// One minute.
pub const MINUTE_MS: i64 = 60_000;
/// One hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// When every simulation begins, by the true clock.
pub const BEGIN_MS: i64 = 1_795_000_000_000;

/// The true clock: it moves only when the simulation moves it.
#[derive(Clone, Debug)]
pub struct Time(Arc<AtomicI64>);

impl Default for Time {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN_MS)))
    }
}

impl Time {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets time pass.
    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

/// The clocks of one machine: a wall clock that may be wrong, and one that counts from the last start.
#[derive(Clone, Debug)]
pub struct Clocks {
    time: Time,
    skew_ms: Arc<AtomicI64>,
    started_ms: Arc<AtomicI64>,
}

impl Clocks {
    /// Right, and just started.
    #[must_use]
    pub fn new(time: &Time) -> Self {
        let started_ms = Arc::new(AtomicI64::new(time.now_ms()));
        Self { time: time.clone(), skew_ms: Arc::default(), started_ms }
    }

    /// Both clocks, as the machine reads them.
    #[must_use]
    pub fn now(&self) -> Moment {
        let up = self.time.now_ms() - self.started_ms.load(Ordering::SeqCst);
        Moment {
            wall_ms: self.time.now_ms() + self.skew_ms.load(Ordering::SeqCst),
            offset_min: 120,
            monotonic_ms: u64::try_from(up).unwrap_or(0),
        }
    }

    /// The clocks of this machine go on by so much, and with them everybody's.
    pub fn pass(&self, ms: i64) {
        self.time.pass(ms);
    }

    /// The machine starts again: its monotonic clock is at zero.
    pub fn restart(&self) {
        self.started_ms.store(self.time.now_ms(), Ordering::SeqCst);
    }

    /// Sets the wall clock wrong by so much.
    pub fn set_skew(&self, ms: i64) {
        self.skew_ms.store(ms, Ordering::SeqCst);
    }
}
