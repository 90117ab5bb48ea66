//! Values of expressions, and how one kind becomes another.
//!
//! The rules are XPath 1.0's with JavaRosa's additions: days count as numbers since 1970, numbers are compared within
//! 1e-12, a comma is a decimal point, and a text with anything but digits, `-` and `.` is no number.

use std::borrow::Cow;

use super::{double::double_text, time};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Item<'w> {
    /// A text; empty also stands for no answer.
    Text(Cow<'w, str>),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Milliseconds since midnight.
    Time(u32),
    /// Milliseconds since 1970-01-01T00:00Z, and the offset in minutes that it is told in.
    DateTime(i64, i16),
}

/// Numbers nearer to each other than this are equal.
const EQUAL_WITHIN: f64 = 1e-12;

impl<'w> Item<'w> {
    /// No answer.
    pub const EMPTY: Self = Self::Text(Cow::Borrowed(""));

    /// A text of its own.
    #[must_use]
    pub fn text(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    /// As a text.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Boolean(true) => Cow::Borrowed("true"),
            Self::Boolean(false) => Cow::Borrowed("false"),
            Self::Date(days) => Cow::Owned(time::date_text(*days)),
            Self::Time(ms) => Cow::Owned(time::short_time_text(*ms)),
            Self::DateTime(ms, offset) => Cow::Owned(time::date_text(time::local_day(*ms, *offset))),
        }
    }

    /// As a number; `NaN` for what is none.
    #[must_use]
    pub fn to_number(&self) -> f64 {
        match self {
            Self::Text(text) => text_number(text),
            Self::Number(number) => *number,
            Self::Boolean(truth) => f64::from(u8::from(*truth)),
            Self::Date(days) => f64::from(*days),
            Self::Time(_) => 0.0,
            Self::DateTime(ms, offset) => f64::from(time::local_day(*ms, *offset)),
        }
    }

    /// As a number, days with their fraction.
    #[must_use]
    pub fn to_fractional(&self) -> f64 {
        match self {
            Self::Time(ms) => f64::from(*ms) / time::DAY_MS_F64,
            Self::DateTime(ms, offset) => time::local_ms(*ms, *offset) as f64 / time::DAY_MS_F64,
            _ => self.to_number(),
        }
    }

    /// As true or false.
    #[must_use]
    pub fn to_boolean(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => number.abs() > EQUAL_WITHIN,
            Self::Boolean(truth) => *truth,
            Self::Date(_) | Self::Time(_) | Self::DateTime(..) => true,
        }
    }

    /// Whether it stands for no answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Number(number) => number.is_nan(),
            _ => false,
        }
    }

    /// The operator `=`.
    #[must_use]
    pub fn equals(&self, other: &Item<'_>) -> bool {
        match (self, other) {
            (Self::Boolean(_), _) | (_, Item::Boolean(_)) => self.to_boolean() == other.to_boolean(),
            (Self::Number(_), _) | (_, Item::Number(_)) => (self.to_number() - other.to_number()).abs() < EQUAL_WITHIN,
            _ => self.to_text() == other.to_text(),
        }
    }

    /// The same value, borrowing nothing.
    #[must_use]
    pub fn into_owned<'o>(self) -> Item<'o> {
        match self {
            Self::Text(text) => Item::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Item::Number(number),
            Self::Boolean(truth) => Item::Boolean(truth),
            Self::Date(days) => Item::Date(days),
            Self::Time(ms) => Item::Time(ms),
            Self::DateTime(ms, offset) => Item::DateTime(ms, offset),
        }
    }
}

/// A number as JavaRosa writes it into a text: without fraction when it is whole and fits 32 bits, else as Java does.
#[must_use]
pub fn number_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.abs() < EQUAL_WITHIN {
        "0".to_owned()
    } else if number.is_infinite() {
        if number < 0.0 { "-Infinity".to_owned() } else { "Infinity".to_owned() }
    } else if (number - number.trunc()).abs() < EQUAL_WITHIN
        && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
    {
        format!("{:.0}", number.trunc())
    } else {
        double_text(number)
    }
}

/// A text as a number. Exponents, signs other than `-`, and names of infinities are no numbers in XPath.
#[must_use]
pub fn text_number(text: &str) -> f64 {
    // Java takes only ASCII's blanks and controls off the ends.
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    if trimmed.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'.' | b',')) {
        return f64::NAN;
    }
    let parsed = if trimmed.contains(',') { trimmed.replace(',', ".").parse() } else { trimmed.parse() };
    parsed.unwrap_or(f64::NAN)
}
