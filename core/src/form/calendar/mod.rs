//! The calendars in which a day can be shown and asked.
//!
//! An answer is a Gregorian day whatever the calendar, as in other clients: the calendar is how people say it. Each is
//! reckoned by its own rule ([`CalendarKind::day_of`], [`CalendarKind::days_of`]); for two there is none here, whose
//! months follow tables that others proclaim, and a shell falls back to Gregorian days for them. No crate is used for
//! it: the five rules are a page, and those at hand bring data for calendars that no form names. Names of months are in
//! [`crate::words`].

mod reckoning;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// A calendar, by its word in the column `appearance`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CalendarKind {
    /// The one that answers are stored in.
    #[default]
    Gregorian,
    /// `ethiopian`: twelve months of 30 days and one of 5 or 6.
    Ethiopian,
    /// `coptic`: the same months, counted from the era of the martyrs.
    Coptic,
    /// `islamic`: lunar months by the civil table, whose leap years are the 2nd, 5th, 7th, 10th, 13th, 16th, 18th,
    /// 21st, 24th, 26th and 29th of thirty.
    Islamic,
    /// `bikram-sambat`. Not reckoned.
    BikramSambat,
    /// `myanmar`. Not reckoned.
    Myanmar,
    /// `persian`: solar, with eight leap years in 33; right from 1799 to 2122.
    Persian,
    /// `buddhist`: Gregorian months, years counted from 543 before.
    Buddhist,
}

/// A day in one of the calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The year, from 1 on.
    pub year: i32,
    /// The month, from 1 on.
    pub month: u8,
    /// The day of the month, from 1 on.
    pub day: u8,
}

impl CalendarKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Gregorian,
        Self::Ethiopian,
        Self::Coptic,
        Self::Islamic,
        Self::BikramSambat,
        Self::Myanmar,
        Self::Persian,
        Self::Buddhist,
    ];

    /// Its word in the column `appearance`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gregorian => "gregorian",
            Self::Ethiopian => "ethiopian",
            Self::Coptic => "coptic",
            Self::Islamic => "islamic",
            Self::BikramSambat => "bikram-sambat",
            Self::Myanmar => "myanmar",
            Self::Persian => "persian",
            Self::Buddhist => "buddhist",
        }
    }

    /// The calendar in which days are shown and asked in its place: itself, or the Gregorian where it is not reckoned.
    #[must_use]
    pub fn reckoned(self) -> Self {
        if matches!(self, Self::BikramSambat | Self::Myanmar) { Self::Gregorian } else { self }
    }

    /// Months of a year.
    #[must_use]
    pub fn months(self) -> u8 {
        if matches!(self, Self::Ethiopian | Self::Coptic) { 13 } else { 12 }
    }
}
