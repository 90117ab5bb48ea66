//! The rules of the calendars: from a count of days to year, month and day, and back.
//!
//! A rule is the day on which its first year began, the number of days before a year, and the number before a month.
//! Days are counted from 1970-01-01, as answers are.

use super::{CalendarDay, CalendarKind};
use crate::expr::time;

/// The last year that is reckoned, in any of them.
pub const YEAR_MAX: i32 = 9999;

/// Days from 1970-01-01 back to 1 Meskerem 1.
const ETHIOPIAN: i64 = -716_367;
/// To 1 Thout 1.
const COPTIC: i64 = -615_558;
/// To 1 Muharram 1, a Friday.
const ISLAMIC: i64 = -492_148;
/// To 1 Farvardin 1.
const PERSIAN: i64 = -492_268;
/// Years by which the Buddhist era is ahead.
const BUDDHIST_YEARS: i32 = 543;

impl CalendarKind {
    /// The day of this calendar, from days since 1970-01-01; `None` before its first year and after [`YEAR_MAX`], and
    /// for calendars that are not reckoned.
    #[must_use]
    pub fn day_of(self, days: i32) -> Option<CalendarDay> {
        let year = match self {
            Self::Gregorian => return gregorian(days, 0),
            Self::Buddhist => return gregorian(days, BUDDHIST_YEARS),
            Self::Ethiopian => (4 * (i64::from(days) - ETHIOPIAN) + 1463).div_euclid(1461),
            Self::Coptic => (4 * (i64::from(days) - COPTIC) + 1463).div_euclid(1461),
            Self::Islamic => (30 * (i64::from(days) - ISLAMIC) + 10_646).div_euclid(10_631),
            Self::Persian => (33 * (i64::from(days) - PERSIAN) + 3).div_euclid(12_053) + 1,
            Self::BikramSambat | Self::Myanmar => return None,
        };
        let year = i32::try_from(year).ok().filter(|year| (1..=YEAR_MAX).contains(year))?;
        let within = i64::from(days) - self.begin(year)?;
        let month = (1..=self.months()).rev().find(|month| self.days_before(*month) <= within)?;
        let day = u8::try_from(within - self.days_before(month) + 1).ok()?;
        Some(CalendarDay { year, month, day })
    }

    /// Days since 1970-01-01 of a day in this calendar; `None` when there is no such day.
    #[must_use]
    pub fn days_of(self, day: CalendarDay) -> Option<i32> {
        match self {
            Self::Gregorian => return from_gregorian(day, 0),
            Self::Buddhist => return from_gregorian(day, BUDDHIST_YEARS),
            _ => {}
        }
        if !(1..=self.months()).contains(&day.month) || day.day == 0 {
            return None;
        }
        let days = self.begin(day.year)? + self.days_before(day.month) + i64::from(day.day) - 1;
        let days = i32::try_from(days).ok()?;
        // A day that this month does not have is one of the next.
        (self.day_of(days) == Some(day)).then_some(days)
    }

    /// The first day of a year.
    fn begin(self, year: i32) -> Option<i64> {
        if !(1..=YEAR_MAX).contains(&year) {
            return None;
        }
        let year = i64::from(year);
        match self {
            Self::Ethiopian => Some(ETHIOPIAN + 365 * (year - 1) + year / 4),
            Self::Coptic => Some(COPTIC + 365 * (year - 1) + year / 4),
            Self::Islamic => Some(ISLAMIC + 354 * (year - 1) + (11 * year + 3) / 30),
            Self::Persian => Some(PERSIAN + 365 * (year - 1) + (8 * year + 21) / 33),
            Self::Gregorian | Self::Buddhist | Self::BikramSambat | Self::Myanmar => None,
        }
    }

    /// Days of a year before a month.
    fn days_before(self, month: u8) -> i64 {
        let before = i64::from(month) - 1;
        match self {
            Self::Islamic => 29 * before + (before + 1) / 2,
            Self::Persian => 30 * before + before.min(6),
            _ => 30 * before,
        }
    }
}

fn gregorian(days: i32, ahead: i32) -> Option<CalendarDay> {
    let date = time::civil_date(days)?;
    let year = i32::from(date.year()) + ahead;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    (year >= 1).then_some(CalendarDay { year, month, day })
}

fn from_gregorian(day: CalendarDay, ahead: i32) -> Option<i32> {
    let year = i16::try_from(day.year.checked_sub(ahead)?).ok()?;
    let (month, of_month) = (i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?);
    time::days_of(jiff::civil::Date::new(year, month, of_month).ok()?).filter(|_| day.year >= 1)
}
