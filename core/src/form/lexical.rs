//! Values as text, in the lexical forms of XForms, both ways.
//!
//! What is typed by a person and what stands in an export is this text; what is stored is the [`Value`]. An error says
//! what is expected and never what was typed: it may reach a log.

use thiserror::Error;

use super::{DataType, Form, Geopoint, NodeIndex, Path, Value};
use crate::expr::{double_text, time};

/// Longest text of an answer.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Why a text is no value of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueError {
    /// The node has no value.
    #[error("this has no value")]
    NoValue,
    /// Nothing was typed.
    #[error("expected a value, found nothing")]
    Empty,
    /// Not what the type needs.
    #[error("expected {0}")]
    Expected(&'static str),
    /// Longer than [`TEXT_BYTES_MAX`].
    #[error("the text is too long")]
    TooLong,
}

/// What a value of a type looks like, in words.
pub fn expected(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "a text",
        DataType::Integer => "a whole number, such as 12",
        DataType::Decimal => "a number, such as 3.5",
        DataType::Date => "a date, such as 2026-03-01",
        DataType::Time => "a time, such as 14:30",
        DataType::DateTime => "a date and time, such as 2026-03-01T14:30:00+07:00",
        DataType::SelectOne => "the name of one of the choices",
        DataType::SelectMultiple => "names of choices with a space between them, each once",
        DataType::Geotrace => "two places or more, each with ; after it, such as 11.55 104.9 0 0;11.56 104.9 0 0",
        DataType::Geoshape => "three places or more that end where they began, each with ; after it",
        DataType::File => "the name of a file",
        DataType::Barcode => "what the barcode says",
        DataType::Geopoint => {
            "latitude and longitude in degrees, then altitude and accuracy in metres, such as 11.55 104.9 12 4.5"
        }
    }
}

/// The value that a text says; selects are read with their list, by [`Form::parse_value`].
pub fn parse(data_type: DataType, text: &str) -> Result<Value, ValueError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(ValueError::TooLong);
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(ValueError::Empty);
    }
    let parsed = match data_type {
        DataType::Text | DataType::File | DataType::Barcode => Some(Value::Text(text.to_owned())),
        DataType::Geotrace | DataType::Geoshape => parse_line(trimmed).map(Value::Text),
        DataType::Integer => trimmed.parse().ok().map(Value::Integer),
        DataType::Decimal => parse_decimal(trimmed).map(Value::Decimal),
        DataType::Date => time::parse_date(trimmed).map(Value::Date),
        DataType::Time => time::parse_time(trimmed).map(Value::Time),
        DataType::DateTime => time::parse_date_time(trimmed, 0).map(|(ms, offset)| Value::DateTime(ms, offset)),
        DataType::Geopoint => parse_geopoint(trimmed).map(Value::Geopoint),
        DataType::SelectOne | DataType::SelectMultiple => None,
    };
    parsed.ok_or(ValueError::Expected(expected(data_type)))
}

/// Whether a text may stand at a question before anybody answers; any name may at a select. As for other clients a day
/// is the moment at which it begins, and a whole number is one of 32 bits.
#[must_use]
pub fn is_first_value(data_type: DataType, text: &str) -> bool {
    match data_type {
        DataType::SelectOne | DataType::SelectMultiple => true,
        DataType::Integer => text.trim().parse::<i32>().is_ok(),
        DataType::DateTime => parse(data_type, text).is_ok() || time::parse_date(text.trim()).is_some(),
        _ => parse(data_type, text).is_ok(),
    }
}

fn parse_decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'));
    let number: f64 = if plain { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

/// Without an exponent: it is read by people and typed again.
fn plain(number: f64) -> String {
    if number.is_finite() { number.to_string() } else { double_text(number) }
}

/// A place, of two to four numbers.
pub fn parse_geopoint(text: &str) -> Option<Geopoint> {
    let numbers: Option<Vec<f64>> = text.split_whitespace().map(parse_decimal).collect();
    let numbers = numbers?;
    let part = |position: usize| numbers.get(position).copied().unwrap_or(0.0);
    let fits = (2..=4).contains(&numbers.len()) && part(0).abs() <= 90.0 && part(1).abs() <= 180.0;
    fits.then(|| Geopoint { latitude: part(0), longitude: part(1), altitude_m: part(2), accuracy_m: part(3) })
}

/// A line or an area as its places. It is kept as text, and so in the letters that JavaRosa gives it.
fn parse_line(text: &str) -> Option<String> {
    let places: Option<Vec<Geopoint>> =
        text.split(';').map(str::trim).filter(|place| !place.is_empty()).map(parse_geopoint).collect();
    let places: Vec<String> = places?.iter().map(|place| numbers(place).map(double_text).join(" ")).collect();
    (!places.is_empty()).then(|| places.join("; "))
}

impl Form {
    /// The value that a text says, for this question.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse_value(&self, node: NodeIndex, text: &str) -> Result<Value, ValueError> {
        let question = self.question(node).ok_or(ValueError::NoValue)?;
        let no_choice = ValueError::Expected(expected(question.data_type));
        match (question.data_type, self.choice_list(node)) {
            // What is offered are answers of the form itself: any text could be one.
            (DataType::SelectOne | DataType::SelectMultiple, None) => parse(DataType::Text, text),
            (DataType::SelectOne, Some(list)) => list.position(text.trim()).map(Value::Choice).ok_or(no_choice),
            (DataType::SelectMultiple, Some(list)) => {
                let chosen: Option<Vec<u32>> = text.split_whitespace().map(|name| list.position(name)).collect();
                let chosen = chosen.filter(|chosen| !chosen.is_empty()).ok_or(no_choice)?;
                let mut seen = chosen.clone();
                seen.sort_unstable();
                seen.dedup();
                if seen.len() == chosen.len() { Ok(Value::Choices(chosen)) } else { Err(no_choice) }
            }
            (data_type, _) => parse(data_type, text),
        }
    }

    /// The lexical form of a value, as [`Form::parse_value`] reads it.
    #[must_use]
    pub fn lexical(&self, path: &Path, value: &Value) -> String {
        self.lexical_at(path.node, value)
    }

    /// The same, by node.
    #[must_use]
    pub fn lexical_at(&self, node: NodeIndex, value: &Value) -> String {
        let name = |choice: &u32| self.choice(node, *choice).map_or("", |choice| choice.name());
        match value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => plain(*number),
            Value::Date(days) => time::date_text(*days),
            Value::Time(ms) => time::time_text(*ms),
            Value::DateTime(ms, offset) => time::date_time_text(*ms, *offset),
            Value::Choice(choice) => name(choice).to_owned(),
            Value::Choices(choices) => choices.iter().map(name).collect::<Vec<_>>().join(" "),
            Value::Geopoint(point) => geopoint_text(point),
            Value::Boolean(truth) => if *truth { "1" } else { "0" }.to_owned(),
        }
    }
}

fn geopoint_text(point: &Geopoint) -> String {
    numbers(point).map(|part| part.to_string()).join(" ")
}

fn numbers(point: &Geopoint) -> [f64; 4] {
    [point.latitude, point.longitude, point.altitude_m, point.accuracy_m]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(data_type: DataType, text: &str, printed: Option<&str>) {
        let form = crate::form::fixture::form(&["text a"]);
        let value = parse(data_type, text);
        match printed {
            Some(printed) => {
                let value = value.expect("the example is a value of its type");
                assert_eq!(form.lexical_at(NodeIndex(1), &value), printed, "{data_type:?}");
            }
            None => assert!(value.is_err(), "{data_type:?} {text}"),
        }
    }

    #[test]
    fn lexical_forms() {
        check(DataType::Text, " two words ", Some(" two words "));
        check(DataType::Text, "  ", None);
        check(DataType::Integer, " -12 ", Some("-12"));
        check(DataType::Integer, "1.5", None);
        check(DataType::Decimal, "3.50", Some("3.5"));
        check(DataType::Decimal, "inf", None);
        check(DataType::Decimal, "NaN", None);
        check(DataType::Date, "2026-3-1", Some("2026-03-01"));
        check(DataType::Date, "2026-02-29", None);
        check(DataType::Date, "2024-02-29", Some("2024-02-29"));
        check(DataType::Time, "14:30", Some("14:30:00.000"));
        check(DataType::Time, "24:00", None);
        check(DataType::DateTime, "2026-03-01T14:30:00+07:00", Some("2026-03-01T14:30:00.000+07:00"));
        check(DataType::DateTime, "2026-03-01T14:30Z", Some("2026-03-01T14:30:00.000Z"));
        check(DataType::DateTime, "2026-03-01", None);
        check(DataType::Geopoint, "11.55 104.9 12 4.5", Some("11.55 104.9 12 4.5"));
        check(DataType::Geopoint, "11.55 104.9", Some("11.55 104.9 0 0"));
        check(DataType::Geopoint, "91 0", None);
        check(DataType::Geotrace, "11.5 104.9; 12 105 3 4;", Some("11.5 104.9 0.0 0.0; 12.0 105.0 3.0 4.0"));
        check(DataType::Geoshape, "11.5 104.9;here", None);
        check(DataType::File, "house.jpg", Some("house.jpg"));
        check(DataType::Barcode, "0075", Some("0075"));
    }

    #[test]
    fn a_first_value_is_what_other_clients_take() {
        let check = |data_type, text, expected| {
            assert_eq!(is_first_value(data_type, text), expected, "{data_type:?} {text}");
        };
        check(DataType::DateTime, "2020-01-01", true);
        check(DataType::DateTime, "2020-02-30", false);
        check(DataType::Date, "2020-01-01", true);
        check(DataType::Integer, "2147483647", true);
        check(DataType::Integer, "2147483648", false);
        check(DataType::Integer, "99999999999", false);
        check(DataType::SelectOne, "anything", true);
    }

    #[test]
    fn too_long_a_text_is_refused() {
        assert_eq!(parse(DataType::Text, &"a".repeat(TEXT_BYTES_MAX + 1)), Err(ValueError::TooLong));
        assert!(parse(DataType::Text, &"a".repeat(TEXT_BYTES_MAX)).is_ok());
    }

    fn same(data_type: DataType, value: &Value) {
        let form = crate::form::fixture::form(&["text a"]);
        let text = form.lexical_at(NodeIndex(1), value);
        assert_eq!(parse(data_type, &text).as_ref(), Ok(value), "{data_type:?} {text}");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(
            number in any::<i64>(),
            decimal in -1e15f64..1e15,
            days in -700_000i32..2_900_000,
            ms in 0u32..86_400_000,
            wall in -60_000_000_000_000i64..250_000_000_000_000,
            offset in -1080i16..=1080,
            latitude in -90f64..=90.0,
            longitude in -180f64..=180.0,
            altitude in -500f64..9000.0,
        ) {
            same(DataType::Integer, &Value::Integer(number));
            same(DataType::Decimal, &Value::Decimal(decimal));
            same(DataType::Date, &Value::Date(days));
            same(DataType::Time, &Value::Time(ms));
            same(DataType::DateTime, &Value::DateTime(wall, offset));
            let point = Geopoint { latitude, longitude, altitude_m: altitude, accuracy_m: 4.5 };
            same(DataType::Geopoint, &Value::Geopoint(point));
        }
    }
}
