//! A script's clock: the system's, until the script sets one of its own.
//!
//! An observation counts by the local hour; a script that sets the clock can watch a bus station for a day in a
//! second. A set clock runs on at its usual pace between two commands.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use fieldward::{Moment, Surroundings, SystemSurroundings};

/// The clock of a script.
#[derive(Debug, Default)]
pub struct ScriptClock {
    system: SystemSurroundings,
    set: Mutex<Option<Set>>,
}

#[derive(Debug, Clone, Copy)]
struct Set {
    moment: Moment,
    at: Instant,
}

impl Set {
    fn now(&self) -> Moment {
        later(self.moment, self.at.elapsed())
    }
}

impl ScriptClock {
    /// Sets wall time and offset; the monotonic clock goes on from where it was.
    pub fn set(&self, wall_ms: i64, offset_min: i16) {
        let moment = Moment { wall_ms, offset_min, monotonic_ms: self.now().monotonic_ms };
        self.put(moment);
    }

    /// Moves both clocks forward.
    pub fn forward(&self, span: Duration) {
        self.put(later(self.now(), span));
    }

    fn put(&self, moment: Moment) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Some(Set { moment, at: Instant::now() });
    }
}

impl Surroundings for ScriptClock {
    fn now(&self) -> Moment {
        let set = *self.set.lock().unwrap_or_else(PoisonError::into_inner);
        set.map_or_else(|| self.system.now(), |set| set.now())
    }

    /// A script leaves no phone lying, and moves hours forward at once.
    fn idle_ms(&self) -> Option<u64> {
        None
    }

    fn set_offset(&self, offset_min: i16) {
        self.system.set_offset(offset_min);
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.system.fill(bytes);
    }
}

fn later(moment: Moment, span: Duration) -> Moment {
    let ms = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    Moment {
        wall_ms: moment.wall_ms.saturating_add_unsigned(ms),
        monotonic_ms: moment.monotonic_ms.saturating_add(ms),
        ..moment
    }
}
