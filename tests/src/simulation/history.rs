//! What happened in a simulation, one short line each, for whoever looks into a failing seed.
//!
//! Two runs of one seed must write the same history to the last letter: that is how a replay is known to be one.

use fieldward_core::ids::Hash32;

use super::time::{BEGIN_MS, DAY_MS, HOUR_MS, MINUTE_MS, Time};

/// Lines that a failure shows.
pub const SHOWN_MAX: usize = 60;

/// What happened.
#[derive(Debug, Clone)]
pub struct History {
    time: Time,
    lines: Vec<String>,
}

impl History {
    /// Nothing yet.
    #[must_use]
    pub fn new(time: &Time) -> Self {
        Self { time: time.clone(), lines: Vec::new() }
    }

    /// One more line.
    pub fn note(&mut self, what: impl AsRef<str>) {
        let since = self.time.now_ms() - BEGIN_MS;
        let (day, hour, minute) = (since / DAY_MS, since % DAY_MS / HOUR_MS, since % HOUR_MS / MINUTE_MS);
        self.lines.push(format!("day {day} {hour:02}:{minute:02}  {}", what.as_ref()));
    }

    /// The last lines.
    #[must_use]
    pub fn end(&self) -> String {
        let from = self.lines.len().saturating_sub(SHOWN_MAX);
        self.lines[from..].join("\n")
    }

    /// Every line.
    #[must_use]
    pub fn whole(&self) -> String {
        self.lines.join("\n")
    }

    /// A hash of all lines.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of(self.lines.join("\n").as_bytes())
    }
}
