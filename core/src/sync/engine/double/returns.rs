//! What the server double hands down to its device.

use super::Server;
use crate::sync::wire::{Return, Returns, Taken, limits};

/// Returns of an answer.
const PAGE: usize = 2;

impl Server {
    /// The last number that it gave, or that the device has.
    pub(super) fn returns_last(&self) -> u64 {
        let given = self.returns.last().map_or(0, |returned| returned.number);
        if self.endless { u64::MAX } else { given.max(self.returns_taken) }
    }

    /// Those after a number.
    pub(super) fn returns_after(&self, from: u64) -> Returns {
        let last = self.returns_last();
        let made = |number: u64| Return { number, sealed: vec![0; 8] };
        let returns = if self.endless {
            (from + 1..=from + limits::RETURNS_MAX as u64).map(made).collect()
        } else {
            self.returns.iter().filter(|returned| returned.number > from).take(PAGE).cloned().collect()
        };
        Returns { returns, last }
    }

    /// The device has so many. Were they more than this server counted, it was put back: what it numbered since gets
    /// numbers that the device has not used.
    pub(super) fn told(&mut self, taken: Taken) -> Taken {
        let (counted, last) = (self.returns_taken, self.returns_last());
        if taken.up_to > last {
            let waiting = self.returns.iter_mut().filter(|returned| returned.number > counted);
            waiting.zip(taken.up_to + 1..).for_each(|(returned, number)| returned.number = number);
        }
        self.returns_taken = taken.up_to;
        taken
    }
}
