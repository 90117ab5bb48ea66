//! Times of one thing done often.

use std::time::{Duration, Instant};

/// Times, sorted.
pub struct Sample(Vec<Duration>);

impl Sample {
    /// From times in any order.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that half of them do not exceed.
    pub fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    /// The time that nineteen of twenty do not exceed.
    pub fn late(&self) -> Duration {
        self.0[self.0.len() * 19 / 20]
    }

    /// Prints both.
    pub fn print(&self, what: &str) {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!("  {what:<58} {:>9.3} ms  p95 {:>9.3} ms", ms(self.median()), ms(self.late()));
    }
}

/// How long some work took, and what it gave.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

/// Prints a ratio of medians and whether it is within its aim.
pub fn compare(what: &str, ours: &Sample, theirs: &Sample, aim: f64) {
    let ratio = ours.median().as_secs_f64() / theirs.median().as_secs_f64();
    let verdict = if ratio <= aim { "met" } else { "missed" };
    println!("  {what:<58} {ratio:>9.2} x   aim {aim} x: {verdict}");
}
