//! An ethics board's approval, and whether it holds on a day.
//!
//! Core has no clock, so the day comes in as a moment. A date that cannot be read never counts as an approval: the
//! workbook's reader reports it, and a study that slipped through is treated as training.

use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// An ethics board's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EthicsApproval {
    /// The board.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// Day of approval, ISO 8601.
    pub date: String,
    /// Last day on which it holds, ISO 8601.
    pub expiry: String,
}

impl EthicsApproval {
    /// The approval holds on the local day of this moment, both ends included.
    #[must_use]
    pub fn holds_at(&self, now: &Moment) -> bool {
        let (Ok(first), Ok(last), Some(today)) =
            (self.date.parse::<Date>(), self.expiry.parse::<Date>(), local_day(now))
        else {
            return false;
        };
        first <= today && today <= last
    }
}

fn local_day(now: &Moment) -> Option<Date> {
    let offset = Offset::from_seconds(i32::from(now.offset_min) * 60).ok()?;
    Some(offset.to_datetime(Timestamp::from_millisecond(now.wall_ms).ok()?).date())
}

#[cfg(test)]
mod tests {
    use super::EthicsApproval;
    use crate::moment::Moment;

    fn check(date: &str, expiry: &str, wall_ms: i64, offset_min: i16, expected: bool) {
        let approval =
            EthicsApproval { body: "Board".into(), reference: "1".into(), date: date.into(), expiry: expiry.into() };
        assert_eq!(approval.holds_at(&Moment { wall_ms, offset_min, monotonic_ms: 0 }), expected, "{date} {expiry}");
    }

    #[test]
    fn holds_from_its_first_to_its_last_day_of_the_place() {
        let noon = 1_767_268_800_000; // 2026-01-01T12:00Z
        check("2026-01-01", "2026-01-01", noon, 0, true);
        check("2026-01-02", "2026-12-31", noon, 0, false);
        check("2025-01-01", "2025-12-31", noon, 0, false);
        check("2026-01-02", "2026-12-31", noon, 12 * 60, true);
    }

    #[test]
    fn what_cannot_be_read_is_no_approval() {
        let noon = 1_767_268_800_000;
        check("", "2026-12-31", noon, 0, false);
        check("2025-01-01", "some day", noon, 0, false);
        check("2025-01-01", "2026-12-31", i64::MAX, 0, false);
    }
}
