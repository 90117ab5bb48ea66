//! The one place that reads a clock and asks the system for random numbers.
//!
//! Core takes both as parameters. A shell uses [`SystemSurroundings`]; tests and the demo bring their own, and then
//! own time and chance.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicI16, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fieldward_core::{moment::Moment, vault::IDLE_MS_DEFAULT};
use rand_core::{TryCryptoRng, TryRng};

/// Where a device is in time, and where its random numbers come from.
pub trait Surroundings: Send + Sync {
    /// Both clocks, now.
    fn now(&self) -> Moment;
    /// The local offset from UTC changed.
    fn set_offset(&self, offset_min: i16);
    /// How long nobody may use an unlocked device until it locks by itself; `None` where nobody can leave it lying, as
    /// in a script.
    fn idle_ms(&self) -> Option<u64> {
        Some(IDLE_MS_DEFAULT)
    }
    /// Fills the bytes with random numbers fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The system's clocks and random numbers.
#[derive(Debug, Default)]
pub struct SystemSurroundings {
    offset_min: AtomicI16,
}

impl Surroundings for SystemSurroundings {
    fn now(&self) -> Moment {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment {
            wall_ms: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
            offset_min: self.offset_min.load(Ordering::Relaxed),
            monotonic_ms: u64::try_from(since_boot().as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn set_offset(&self, offset_min: i16) {
        self.offset_min.store(offset_min, Ordering::Relaxed);
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a device without random numbers must not go on: every key would be known");
    }
}

/// Time since the machine was started, sleep included where the system counts it. Every process reads the same clock:
/// a wait after a wrong PIN goes on while no program runs, and does not begin again with the next.
#[cfg(unix)]
fn since_boot() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = ClockId::Monotonic;
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}

/// Where no such clock is read, time since the first look: waits begin again with each process, and are never shorter.
#[cfg(not(unix))]
fn since_boot() -> Duration {
    static FIRST: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_reads_the_same_monotonic_clock() {
        let before = SystemSurroundings::default().now().monotonic_ms;
        let later = SystemSurroundings::default().now().monotonic_ms;
        assert!(before > 0 && before <= later);
        // Another program's view of the time since boot: a clock that began with this process would be far behind.
        if let Ok(uptime) = std::fs::read_to_string("/proc/uptime") {
            let seconds: f64 = uptime.split(' ').next().expect("a number").parse().expect("a number");
            assert!((seconds * 1000.0 - later as f64).abs() < 5_000.0, "{seconds} s, {later} ms");
        }
    }
}
