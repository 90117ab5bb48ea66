//! A cell as text, the way the person who typed it means it.
//!
//! A spreadsheet program turns `12` into a float, `2024-03-01` into a day count and `true` into a boolean; an author
//! sees none of that. Knows cells only: what a text means is for whoever asked for it.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime};

/// What a cell holds.
#[derive(Debug, PartialEq, Eq)]
pub enum CellText<'c> {
    /// Text, trimmed; empty for an empty cell.
    Text(Cow<'c, str>),
    /// A formula that failed, as the spreadsheet shows it (`#N/A`).
    Failed(String),
}

impl CellText<'_> {
    /// Whether the cell holds nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}

/// The cell as text: `12.0` as 12, dates and times in ISO 8601, booleans as the spreadsheet shows them.
pub fn text_of<'c>(cell: &'c DataRef<'_>) -> CellText<'c> {
    CellText::Text(match cell {
        DataRef::Empty => "".into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number_text(*number).into(),
        DataRef::String(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(moment) => moment_text(*moment).into(),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").into(),
        DataRef::DurationIso(text) => duration_text(text).into(),
        DataRef::Error(error) => return CellText::Failed(error.to_string()),
    })
}

/// Fifteen significant digits, as spreadsheets show them, so that the sum of 0.1 and 0.2 reads 0.3.
fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let text = shown.to_string();
    if text == "-0" { "0".to_owned() } else { text }
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

/// A day, a time of day, or both.
fn moment_text(moment: ExcelDateTime) -> String {
    let value = moment.as_f64();
    if !value.is_finite() || value < 0.0 {
        return String::new();
    }
    if moment.is_duration() {
        return clock((value * 86_400_000.0).round() as u64);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let ms = ((u64::from(hour) * 60 + u64::from(minute)) * 60 + u64::from(second)) * 1000 + u64::from(milli);
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (value < 1.0, ms) {
        (true, _) => clock(ms),
        (false, 0) => date,
        (false, _) => format!("{date}T{}", clock(ms)),
    }
}

/// `HH:MM:SS`, with milliseconds when there are any.
fn clock(ms: u64) -> String {
    let (second, minute, hour) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
    match ms % 1000 {
        0 => format!("{hour:02}:{minute:02}:{second:02}"),
        milli => format!("{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

/// `PT09H30M00S`, as OpenDocument writes times, as `09:30:00`; anything else stays as it is.
fn duration_text(text: &str) -> String {
    let parts = || {
        let (hour, rest) = text.strip_prefix("PT")?.split_once('H')?;
        let (minute, rest) = rest.split_once('M')?;
        let second = rest.strip_suffix('S')?.split(['.', ',']).next()?;
        Some((hour.parse::<u64>().ok()?, minute.parse::<u64>().ok()?, second.parse::<u64>().ok()?))
    };
    match parts() {
        Some((hour, minute, second)) if hour < 100_000 && minute < 60 && second < 60 => {
            clock((hour * 3600 + minute * 60 + second) * 1000)
        }
        _ => text.to_owned(),
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
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn check(cell: &DataRef<'_>, expected: &str) {
        assert_eq!(text_of(cell), CellText::Text(expected.into()), "{cell:?}");
    }

    fn day(value: f64) -> DataRef<'static> {
        DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false))
    }

    #[test]
    fn cells_read_as_people_mean_them() {
        check(&DataRef::Float(12.0), "12");
        check(&DataRef::Float(-0.0), "0");
        check(&DataRef::Float(0.1 + 0.2), "0.3");
        check(&DataRef::Float(1234567890123.0), "1234567890123");
        check(&DataRef::Float(f64::NAN), "");
        check(&DataRef::Bool(true), "TRUE");
        check(&day(45352.0), "2024-03-01");
        check(&day(45352.5), "2024-03-01T12:00:00");
        check(&day(0.3958333333333333), "09:30:00");
        check(&day(-3.0), "");
        check(&DataRef::DateTime(ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false)), "36:00:00");
        check(&DataRef::DateTimeIso("2024-03-01".to_owned()), "2024-03-01");
        check(&DataRef::DateTimeIso("2024-03-01T00:00:00".to_owned()), "2024-03-01");
        check(&DataRef::DurationIso("PT09H30M00S".to_owned()), "09:30:00");
        check(&DataRef::DurationIso("P1Y".to_owned()), "P1Y");
        check(&DataRef::SharedString("\u{FEFF} two\r\nlines\u{00A0}"), "two\nlines");
        assert_eq!(text_of(&DataRef::Error(CellErrorType::NA)), CellText::Failed("#N/A".to_owned()));
    }

    #[test]
    fn plain_text_has_straight_quotes_and_spaces() {
        assert_eq!(plain("\u{201C}yes\u{201D}\u{00A0}or \u{2019}no\u{2019}"), "\"yes\" or 'no'");
        assert_eq!(plain("été"), "été");
    }
}
