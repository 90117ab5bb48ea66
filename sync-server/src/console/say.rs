//! Small things in words: days, times, durations, codes.

use fieldward_core::{log::StopCode, moment::Moment};
use jiff::{Timestamp, civil::DateTime, tz::Offset};

use crate::console::words::Words;

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 86_400_000;

/// A moment in the local time of the place: `6 March 2026, 22:30`.
pub(super) fn moment(words: &Words, at: &Moment) -> String {
    wall_time(words, at.wall_ms, at.offset_min)
}

/// A wall time at this offset from UTC.
pub(super) fn wall_time(words: &Words, wall_ms: i64, offset_min: i16) -> String {
    local(wall_ms, offset_min)
        .map_or_else(String::new, |at| format!("{}, {:02}:{:02}", civil_day(words, &at), at.hour(), at.minute()))
}

/// The day of a wall time, in UTC.
pub(super) fn day(words: &Words, wall_ms: i64) -> String {
    local(wall_ms, 0).map_or_else(String::new, |at| civil_day(words, &at))
}

fn civil_day(words: &Words, at: &DateTime) -> String {
    let month = usize::try_from(at.month() - 1).unwrap_or(0);
    format!("{} {} {}", at.day(), words.time.months[month], at.year())
}

fn local(wall_ms: i64, offset_min: i16) -> Option<DateTime> {
    let offset = Offset::from_seconds(i32::from(offset_min) * 60).ok()?;
    Some(offset.to_datetime(Timestamp::from_millisecond(wall_ms).ok()?))
}

/// Time since the interview began: `0:07`, `1:02:33`.
pub(super) fn since_start(at_ms: u64) -> String {
    let seconds = at_ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A stop rule's code, as the instruments write it.
pub(super) fn stop_code(code: StopCode) -> &'static str {
    match code {
        StopCode::St1 => "ST1",
        StopCode::St2 => "ST2",
        StopCode::St3 => "ST3",
        StopCode::St4 => "ST4",
        StopCode::St5 => "ST5",
        StopCode::St6 => "ST6",
        StopCode::St7 => "ST7",
        StopCode::St8 => "ST8",
        StopCode::St9 => "ST9",
        StopCode::St10 => "ST10",
        StopCode::St11 => "ST11",
        StopCode::St12 => "ST12",
        StopCode::StD1 => "ST-D1",
        StopCode::Gate => "P",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::words::Tongue;

    #[test]
    fn times_are_said_in_the_place_and_the_language() {
        let at = Moment { wall_ms: 1_772_811_000_000, offset_min: 420, monotonic_ms: 0 };
        assert_eq!(moment(Tongue::English.words(), &at), "6 March 2026, 22:30");
        assert_eq!(moment(Tongue::French.words(), &at), "6 mars 2026, 22:30");
        assert_eq!((since_start(67_000), since_start(3_753_000)), ("1:07".into(), "1:02:33".into()));
    }
}
