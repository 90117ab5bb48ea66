//! Passings per observed hour (N10). Never persons: the same child may pass twice, and nobody was asked.

use crate::analysis::observed::ObservedBlock;

/// A rate and what it rests on; a rate is never shown without its hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Passings counted.
    pub passings: i64,
    /// Minutes watched.
    pub minutes: u32,
}

impl Rate {
    /// Passings in one observed hour, or `None` when nobody watched.
    #[must_use]
    pub fn per_hour(&self) -> Option<f64> {
        (self.minutes > 0).then(|| self.passings as f64 * 60.0 / f64::from(self.minutes))
    }
}

/// The rate over these blocks; unobserved blocks add neither passings nor minutes.
#[must_use]
pub fn rate_per_observed_hour<'a>(blocks: impl IntoIterator<Item = &'a ObservedBlock>) -> Rate {
    let mut rate = Rate { passings: 0, minutes: 0 };
    for block in blocks {
        if let (Some(minutes), Some(passings)) = (block.minutes, block.passings()) {
            rate.minutes += u32::from(minutes);
            rate.passings += passings;
        }
    }
    rate
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        form::{NodeIndex, Path},
        moment::Moment,
    };

    fn block(minutes: Option<u8>, count: i64) -> ObservedBlock {
        let opened = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
        let counts = BTreeMap::from([(Path { node: NodeIndex(1), at: Vec::new() }, count)]);
        ObservedBlock { block: 0, opened, minutes, nothing_seen: false, counts, rows: Vec::new() }
    }

    #[test]
    fn unobserved_blocks_do_not_dilute() {
        let rate = rate_per_observed_hour(&[block(Some(30), 3), block(None, 9), block(Some(60), 6)]);
        assert_eq!(rate, Rate { passings: 9, minutes: 90 });
        assert_eq!(rate.per_hour(), Some(6.0));
    }

    #[test]
    fn nobody_watched_is_no_rate() {
        assert_eq!(rate_per_observed_hour(&[block(None, 9)]).per_hour(), None);
    }
}
