//! What a sync may cost, and how far it is: numbers for a person and for the phone bill.
//!
//! A day's share of bytes is the device's own setting. It holds for everything but safety alerts, the state and orders:
//! somebody in danger does not wait for a cheaper day. A batch that would go over what is left is made smaller; when
//! less is left than the smallest batch, the sync ends, and what waits goes tomorrow.

use super::{Counted, Ending, Engine, Lane, Local, LocalError, Pace, Progress, pace::LEAST_BYTES};

/// Bytes of a record, before any was sent.
pub const TYPICAL_RECORD_BYTES: u64 = 400;

/// What is left of a day's bytes, both ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget(pub Option<u64>);

impl Budget {
    /// Bytes of records in the next batch, when so much has gone both ways in this sync; `None` when too little is
    /// left.
    pub(super) fn batch_bytes(self, pace: Pace, spent: u64) -> Option<usize> {
        let Some(whole) = self.0 else { return Some(pace.batch_bytes()) };
        let left = usize::try_from(whole.saturating_sub(spent)).unwrap_or(usize::MAX);
        (left >= LEAST_BYTES).then(|| pace.batch_bytes().min(left))
    }
}

impl Engine {
    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let records_done: u64 = self.lanes.iter().map(Lane::done).sum();
        let Counted { waiting, bytes_done, pushing_ms, .. } = self.counted;
        let each = bytes_done.checked_div(records_done).filter(|each| *each > 0).unwrap_or(TYPICAL_RECORD_BYTES);
        let bytes_left = each.saturating_mul(waiting);
        let ms_left = pushing_ms.saturating_mul(bytes_left).checked_div(bytes_done);
        Progress { records_done, records_total: records_done + waiting, bytes_done, bytes_left, ms_left }
    }

    /// Nothing but alerts goes any more today. Said only when something waits.
    pub(super) fn wait_for_tomorrow(&mut self, local: &impl Local) -> Result<(), LocalError> {
        for lane in self.lanes.iter() {
            if !lane.halted && local.latest(lane.stream)? > lane.mark {
                self.blemish = self.blemish.or(Some(Ending::Budget));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_keeps_within_what_is_left() {
        let check = |left, spent, expected| {
            assert_eq!(Budget(left).batch_bytes(Pace::default(), spent), expected, "{left:?} after {spent}");
        };
        let first = Pace::default().batch_bytes();
        check(None, u64::MAX, Some(first));
        check(Some(1_000_000), 0, Some(first));
        check(Some(6_000), 1_000, Some(5_000));
        check(Some(6_000), 6_000 - LEAST_BYTES as u64, Some(LEAST_BYTES));
        check(Some(6_000), 6_001 - LEAST_BYTES as u64, None);
        check(Some(6_000), u64::MAX, None);
    }
}
