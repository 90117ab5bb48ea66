//! The week as 168 cells, and how watched minutes fall into them.
//!
//! A cell is a local clock hour of a weekday (R017, R018): a bus that comes at two in the night comes at two for the
//! people who live there, whatever the server's time zone says.

use crate::moment::Moment;

/// Cells of one week: 24 hours of 7 days.
pub const CELLS_A_WEEK: usize = 168;

const MINUTE_MS: i64 = 60_000;
const WEEK_MINUTES: i64 = 7 * 24 * 60;
/// 1970-01-01 was a Thursday: three days after the Monday on which our week begins.
const EPOCH_MINUTES: i64 = 3 * 24 * 60;

/// A day of the week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// First day.
    Monday,
    /// Second day.
    Tuesday,
    /// Third day.
    Wednesday,
    /// Fourth day.
    Thursday,
    /// Fifth day.
    Friday,
    /// Sixth day.
    Saturday,
    /// Seventh day.
    Sunday,
}

impl Weekday {
    /// All days in order.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];
}

/// One of the 168 cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourOfWeek(u8);

impl HourOfWeek {
    /// The cell of this day and hour; the hour is taken modulo 24.
    #[must_use]
    pub fn new(day: Weekday, hour: u8) -> Self {
        Self(day as u8 * 24 + hour % 24)
    }

    /// Every cell, Monday 0 o'clock first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..168).map(Self)
    }

    /// Place among the 168, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The day.
    #[must_use]
    pub fn day(self) -> Weekday {
        Weekday::ALL[usize::from(self.0 / 24)]
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub fn hour(self) -> u8 {
        self.0 % 24
    }
}

/// Lets minutes watched in one go, from this moment on, fall into the local clock hours they were watched in.
#[must_use]
pub fn spread_over_week(start: &Moment, minutes: u32) -> Vec<(HourOfWeek, u32)> {
    let mut minute = local_minute_of_week(start);
    let mut left = minutes;
    let mut cells = Vec::new();
    while left > 0 {
        let until_next_hour = 60 - u32::try_from(minute % 60).unwrap_or(0);
        let here = left.min(until_next_hour);
        let cell = HourOfWeek(u8::try_from(minute / 60).unwrap_or(0));
        cells.push((cell, here));
        left -= here;
        minute = (minute + i64::from(here)) % WEEK_MINUTES;
    }
    cells
}

fn local_minute_of_week(at: &Moment) -> i64 {
    let local = at.wall_ms.div_euclid(MINUTE_MS) + i64::from(at.offset_min);
    (local + EPOCH_MINUTES).rem_euclid(WEEK_MINUTES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Friday 2026-03-06 22:30 at UTC+7, that is 15:30Z.
    const FRIDAY_2230: Moment = Moment { wall_ms: 1_772_811_000_000, offset_min: 420, monotonic_ms: 0 };

    #[test]
    fn a_night_shift_falls_into_four_cells_of_two_days() {
        let cells = spread_over_week(&FRIDAY_2230, 165);
        let expected = [
            (HourOfWeek::new(Weekday::Friday, 22), 30),
            (HourOfWeek::new(Weekday::Friday, 23), 60),
            (HourOfWeek::new(Weekday::Saturday, 0), 60),
            (HourOfWeek::new(Weekday::Saturday, 1), 15),
        ];
        assert_eq!(cells, expected, "vector T16");
    }

    #[test]
    fn sunday_midnight_wraps_to_monday() {
        let sunday_2330 = Moment { wall_ms: FRIDAY_2230.wall_ms + 49 * 3_600_000, ..FRIDAY_2230 };
        let cells = spread_over_week(&sunday_2330, 60);
        assert_eq!(cells[1].0, HourOfWeek::new(Weekday::Monday, 0));
    }

    #[test]
    fn no_minutes_touch_no_cell() {
        assert!(spread_over_week(&FRIDAY_2230, 0).is_empty());
    }

    proptest! {
        #[test]
        fn minutes_are_neither_lost_nor_made(wall_ms in -4_000_000_000_000_i64..4_000_000_000_000, offset_min in -840_i16..840, minutes in 0_u32..3_000) {
            let cells = spread_over_week(&Moment { wall_ms, offset_min, monotonic_ms: 0 }, minutes);
            prop_assert_eq!(cells.iter().map(|cell| cell.1).sum::<u32>(), minutes);
            prop_assert!(cells.iter().all(|cell| (1..=60).contains(&cell.1)));
        }
    }
}
