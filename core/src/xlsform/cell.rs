//! A cell as text, the way the person who typed it means it.
//!
//! A spreadsheet program turns `12` into a float, `2024-03-01` into a day count and `true` into a boolean; an author
//! sees none of that. Knows cells only: what a text means is for whoever asked for it.

use std::borrow::Cow;

use jiff::civil::{Date, date};

use super::shown::Shown;
use crate::expr::time;

const DAY_MS: u64 = time::DAY_MS.unsigned_abs();

/// What a cell holds.
#[derive(Debug, PartialEq, Eq)]
pub enum CellText<'c> {
    /// Text, trimmed; empty for an empty cell.
    Text(Cow<'c, str>),
    /// A formula that failed, as the spreadsheet shows it (`#N/A`).
    Failed(String),
    /// A formula of which the file does not hold the value: no spreadsheet program has opened it yet.
    NotWorkedOut,
}

impl<'c> CellText<'c> {
    /// Whether the cell holds nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// Words that somebody typed.
    pub fn words(text: &'c str) -> Self {
        Self::Text(clean(text))
    }

    /// The same of a text that is not kept.
    pub fn owned(text: &str) -> Self {
        Self::Text(clean(text).into_owned().into())
    }

    /// A truth, as the spreadsheet shows it.
    pub fn truth(truth: bool) -> Self {
        Self::Text(if truth { "TRUE" } else { "FALSE" }.into())
    }

    /// A number as its format shows it.
    pub fn number(number: f64, shown: Shown, days: Days) -> Self {
        Self::Text(match shown {
            Shown::Number => number_text(number).into(),
            Shown::Moment => moment_text(number, days).into(),
            Shown::Duration if number.is_finite() && number >= 0.0 => clock(milliseconds(number)).into(),
            Shown::Duration => "".into(),
        })
    }

    /// A day or a time that is written as ISO 8601 has it.
    pub fn iso(text: &'c str) -> Self {
        Self::Text(text.trim_end_matches("T00:00:00").into())
    }

    /// `PT09H30M00S`, as OpenDocument writes times, as `09:30:00`; anything else as it is.
    pub fn duration(text: &'c str) -> Self {
        let parts = || {
            let (hour, rest) = text.strip_prefix("PT")?.split_once('H')?;
            let (minute, rest) = rest.split_once('M')?;
            let second = rest.strip_suffix('S')?.split(['.', ',']).next()?;
            Some((hour.parse::<u64>().ok()?, minute.parse::<u64>().ok()?, second.parse::<u64>().ok()?))
        };
        match parts() {
            Some((hour, minute, second)) if hour < 100_000 && minute < 60 && second < 60 => {
                Self::Text(clock((hour * 3600 + minute * 60 + second) * 1000).into())
            }
            _ => Self::Text(text.into()),
        }
    }
}

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Days {
    /// 1 January 1900 is day 1, and so that year has a 29 February, which it had not.
    #[default]
    Since1900,
    /// 1 January 1904 is day 0.
    Since1904,
}

/// A whole number as it is; another with fifteen significant digits, as spreadsheets show them, so that the sum of 0.1
/// and 0.2 reads 0.3.
fn number_text(number: f64) -> String {
    /// Up to here every whole number has its own float: codes of sixteen digits are told apart.
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() == 0.0 && number.abs() <= WHOLE_MAX {
        return (number as i64).to_string();
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    shown.to_string()
}

/// Trimmed, with one kind of line break and without characters that cannot be seen.
fn clean(text: &str) -> Cow<'_, str> {
    let invisible = |c: char| matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\0');
    // Nearly every cell of a long list is a plain word.
    if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return text.trim().into();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").replace(invisible, "").trim().to_owned().into()
}

fn milliseconds(days: f64) -> u64 {
    (days * DAY_MS as f64).round() as u64
}

/// A day, a time of day, or both; a number that is no day of four-digit years as it is.
fn moment_text(value: f64, days: Days) -> String {
    /// 31 December 9999.
    const LAST_DAY: f64 = 2_958_465.0;
    if !value.is_finite() || value < 0.0 {
        return String::new();
    }
    if value >= LAST_DAY {
        return number_text(value);
    }
    let ms = milliseconds(value);
    if value < 1.0 {
        return clock(ms % DAY_MS);
    }
    let date = day(ms / DAY_MS, days);
    match ms % DAY_MS {
        0 => date.to_string(),
        ms => format!("{date}T{}", clock(ms)),
    }
}

fn day(count: u64, days: Days) -> Date {
    /// The day that 1900 had not.
    const LEAP_DAY: u64 = 60;
    let first = match days {
        Days::Since1900 if count < LEAP_DAY => date(1899, 12, 31),
        Days::Since1900 => date(1899, 12, 30),
        Days::Since1904 => date(1904, 1, 1),
    };
    let count = i64::try_from(count).ok().and_then(|count| jiff::Span::new().try_days(count).ok());
    count.and_then(|count| first.checked_add(count).ok()).unwrap_or(Date::MAX)
}

/// `HH:MM:SS`, with milliseconds when there are any.
fn clock(ms: u64) -> String {
    let (second, minute, hour) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
    match ms % 1000 {
        0 => format!("{hour:02}:{minute:02}:{second:02}"),
        milli => format!("{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

/// The text with plain spaces and straight quotation marks: what word processing puts into names and expressions
/// without being asked.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\u{00A0}' | '\u{2007}' | '\u{202F}' => ' ',
            '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' => '"',
            other => other,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: CellText<'_>, expected: &str) {
        assert_eq!(cell, CellText::Text(expected.into()));
    }

    fn number(number: f64) -> CellText<'static> {
        CellText::number(number, Shown::Number, Days::Since1900)
    }

    fn moment(value: f64) -> CellText<'static> {
        CellText::number(value, Shown::Moment, Days::Since1900)
    }

    #[test]
    fn cells_read_as_people_mean_them() {
        check(number(12.0), "12");
        check(number(-0.0), "0");
        check(number(0.1 + 0.2), "0.3");
        check(number(-1_234_567_890_123.0), "-1234567890123");
        check(number(1_234_567_890_123_456.0), "1234567890123456");
        check(number(1_234_567_890_123_457.0), "1234567890123457");
        check(number(1e300), &format!("1{}", "0".repeat(300)));
        check(number(f64::NAN), "");
        check(CellText::truth(true), "TRUE");
        check(moment(45352.0), "2024-03-01");
        check(moment(45352.5), "2024-03-01T12:00:00");
        check(moment(45_352.999_999_999_9), "2024-03-02");
        check(moment(1.0), "1900-01-01");
        check(moment(61.0), "1900-03-01");
        check(moment(9e9), "9000000000");
        check(moment(0.3958333333333333), "09:30:00");
        check(moment(-3.0), "");
        check(CellText::number(43890.0, Shown::Moment, Days::Since1904), "2024-03-01");
        check(CellText::number(1.5, Shown::Duration, Days::Since1900), "36:00:00");
        check(CellText::number(-1.5, Shown::Duration, Days::Since1900), "");
        check(CellText::iso("2024-03-01"), "2024-03-01");
        check(CellText::iso("2024-03-01T00:00:00"), "2024-03-01");
        check(CellText::duration("PT09H30M00S"), "09:30:00");
        check(CellText::duration("P1Y"), "P1Y");
        check(CellText::words("\u{FEFF} two\r\nlines\u{00A0}"), "two\nlines");
    }

    #[test]
    fn plain_text_has_straight_quotes_and_spaces() {
        assert_eq!(plain("\u{201C}yes\u{201D}\u{00A0}or \u{2019}no\u{2019}"), "\"yes\" or 'no'");
        assert_eq!(plain("été"), "été");
    }
}
