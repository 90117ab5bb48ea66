//! The one place that reads a clock and asks the system for random numbers.
//!
//! Core takes both as parameters. A shell uses [`SystemSurroundings`]; tests and the demo bring their own, and then
//! own time and chance.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicI16, Ordering},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use fieldward_core::moment::Moment;
use rand_core::{TryCryptoRng, TryRng};

/// Where a device is in time, and where its random numbers come from.
pub trait Surroundings: Send + Sync {
    /// Both clocks, now.
    fn now(&self) -> Moment;
    /// The local offset from UTC changed.
    fn set_offset(&self, offset_min: i16);
    /// Fills the bytes with random numbers fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The system's clocks and random numbers.
#[derive(Debug)]
pub struct SystemSurroundings {
    begun: Instant,
    offset_min: AtomicI16,
}

impl Default for SystemSurroundings {
    fn default() -> Self {
        Self { begun: Instant::now(), offset_min: AtomicI16::new(0) }
    }
}

impl Surroundings for SystemSurroundings {
    fn now(&self) -> Moment {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment {
            wall_ms: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
            offset_min: self.offset_min.load(Ordering::Relaxed),
            monotonic_ms: u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn set_offset(&self, offset_min: i16) {
        self.offset_min.store(offset_min, Ordering::Relaxed);
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a device without random numbers must not go on: every key would be known");
    }
}

/// How many milliseconds some work takes on this machine, whatever the device's own clock says.
pub(crate) fn timed_ms(work: &mut dyn FnMut()) -> u64 {
    let begun = Instant::now();
    work();
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Random numbers of some surroundings, as core takes them.
pub(crate) struct Random<'a>(pub &'a dyn Surroundings);

impl TryRng for Random<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Random<'_> {}
