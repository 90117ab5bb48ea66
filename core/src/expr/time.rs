//! Days, times of day and offsets as numbers and as text.
//!
//! Calendar arithmetic is jiff's; no time zone database is asked, because a device knows its offset from UTC and no
//! more.

use jiff::civil;

pub use crate::moment::DAY_MS;

/// The same as a number of expressions.
pub const DAY_MS_F64: f64 = 86_400_000.0;
/// Offsets from UTC go no further than this, in minutes.
const OFFSET_MIN_MAX: i16 = 18 * 60;

const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// The calendar day of a number of days since 1970, if the calendar goes that far.
#[must_use]
pub fn civil_date(days: i32) -> Option<civil::Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// `2026-03-01`; empty when the calendar does not go that far.
#[must_use]
pub fn date_text(days: i32) -> String {
    civil_date(days).map_or_else(String::new, |date| date.to_string())
}

/// The days since 1970 of `2026-03-01`; months and days may have one digit.
#[must_use]
pub fn parse_date(text: &str) -> Option<i32> {
    let mut parts = text.trim().splitn(3, '-');
    let year: i16 = digits(parts.next()?)?;
    let month: i8 = digits(parts.next()?)?;
    let day: i8 = digits(parts.next()?)?;
    days_of(civil::Date::new(year, month, day).ok()?)
}

/// Days since 1970.
#[must_use]
pub fn days_of(date: civil::Date) -> Option<i32> {
    Some(EPOCH.until(date).ok()?.get_days())
}

fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `14:30:00.000`
#[must_use]
pub fn time_text(ms: u32) -> String {
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hour:02}:{minute:02}:{second:02}.{:03}", ms % 1000)
}

/// `14:30`, with seconds when there are any.
#[must_use]
pub fn short_time_text(ms: u32) -> String {
    let whole = time_text(ms);
    if ms.is_multiple_of(60_000) { whole[..5].to_owned() } else { whole }
}

/// Milliseconds since midnight of `14:30`, `14:30:05` or `14:30:05.250`; an offset after it is left out of account.
#[must_use]
pub fn parse_time(text: &str) -> Option<u32> {
    let (clock, _) = split_offset(text.trim())?;
    parse_clock(clock)
}

fn parse_clock(text: &str) -> Option<u32> {
    let mut parts = text.splitn(3, ':');
    let hour: u32 = digits(parts.next()?)?;
    let minute: u32 = digits(parts.next()?)?;
    let (second, ms) = parts.next().map_or(Some((0, 0)), parse_seconds)?;
    (hour < 24 && minute < 60 && second < 60).then(|| ((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

/// Whole seconds and milliseconds of `05.250`; digits after the third are cut off.
fn parse_seconds(text: &str) -> Option<(u32, u32)> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, ""));
    let ms = digits(format!("{fraction:0<3}").get(..3)?)?;
    let all_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then_some((digits(second)?, ms))
}

/// Splits `14:30+07:00` into the clock and the minutes of the offset.
fn split_offset(text: &str) -> Option<(&str, Option<i16>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Some(0)));
    }
    let Some(position) = text.find(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(position);
    let (hours, minutes) = match offset[1..].split_once(':') {
        Some((hours, minutes)) => (digits::<i16>(hours)?, digits::<i16>(minutes)?),
        None if offset.len() == 5 => (digits::<i16>(offset.get(1..3)?)?, digits::<i16>(offset.get(3..)?)?),
        None => (digits::<i16>(&offset[1..])?, 0),
    };
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    let signed = if offset.starts_with('-') { -total } else { total };
    (total <= OFFSET_MIN_MAX && minutes < 60).then_some((clock, Some(signed)))
}

/// Milliseconds since 1970 in UTC and the offset of `2026-03-01T14:30:00+07:00`; without offset, the given one.
#[must_use]
pub fn parse_date_time(text: &str, offset_else: i16) -> Option<(i64, i16)> {
    let (date, clock) = text.trim().split_once('T')?;
    let (clock, offset) = split_offset(clock)?;
    let offset = offset.unwrap_or(offset_else);
    let local = i64::from(parse_date(date)?) * DAY_MS + i64::from(parse_clock(clock)?);
    Some((local - i64::from(offset) * 60_000, offset))
}

/// `2026-03-01T14:30:00.000+07:00`
#[must_use]
pub fn date_time_text(ms: i64, offset: i16) -> String {
    let local = local_ms(ms, offset);
    let clock = u32::try_from(local.rem_euclid(DAY_MS)).unwrap_or(0);
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs();
    let zone = if offset == 0 { "Z".to_owned() } else { format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60) };
    format!("{}T{}{zone}", date_text(local_day(ms, offset)), time_text(clock))
}

/// Milliseconds since 1970 as a local clock shows them.
#[must_use]
pub fn local_ms(ms: i64, offset: i16) -> i64 {
    ms.saturating_add(i64::from(offset) * 60_000)
}

/// The local calendar day.
#[must_use]
pub fn local_day(ms: i64, offset: i16) -> i32 {
    i32::try_from(local_ms(ms, offset).div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_digits() {
        for (text, expected) in [
            ("14:30+0700", Some(52_200_000)),
            ("14:30+07", Some(52_200_000)),
            ("14:30+1é2", None),
            ("14:30-é€", None),
            ("14:30+é:00", None),
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
            assert_eq!(parse_date_time(&format!("2026-03-01T{text}"), 0).is_some(), expected.is_some(), "{text}");
        }
    }

    #[test]
    fn a_clock_has_an_end() {
        for (text, expected) in [
            ("23:59:59.999", Some(86_399_999)),
            ("24:00", None),
            ("14:60", None),
            ("4294967295:4294967295:4294967295", None),
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
        }
    }
}
