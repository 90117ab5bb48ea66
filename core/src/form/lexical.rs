//! Values as text, in the lexical forms of XForms, both ways.
//!
//! What is typed by a person and what stands in an export is this text; what is stored is the [`Value`]. An error says
//! what is expected and never what was typed: it may reach a log.

use thiserror::Error;

use super::{DataType, Form, NodeIndex, Path, Value};

/// Why a text is no value of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueError {
    /// The node has no value.
    #[error("this has no value")]
    NoValue,
    /// Not a whole number.
    #[error("expected a whole number, such as 12")]
    Integer,
    /// Not a number.
    #[error("expected a number, such as 3.5")]
    Decimal,
    /// Not a day.
    #[error("expected a date, such as 2026-03-01")]
    Date,
    /// Not a time of day.
    #[error("expected a time, such as 14:30")]
    Time,
    /// Not a day and time.
    #[error("expected a date and time, such as 2026-03-01T14:30:00+07:00")]
    DateTime,
    /// Not one of the choices.
    #[error("expected the name of one of the choices")]
    Choice,
    /// Not a list of choices.
    #[error("expected names of choices with a space between them, each once")]
    Choices,
    /// Not a place.
    #[error(
        "expected latitude and longitude in degrees, then altitude and accuracy in metres, such as 11.55 104.9 12 4.5"
    )]
    Geopoint,
    /// Longer than [`TEXT_BYTES_MAX`].
    #[error("the text is too long")]
    TooLong,
}

/// Longest text of an answer.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

impl Form {
    /// The value that a text says, for this question.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse_value(&self, node: NodeIndex, text: &str) -> Result<Value, ValueError> {
        let question = self.question(node).ok_or(ValueError::NoValue)?;
        match question.data_type {
            DataType::Text => Ok(Value::Text(text.to_owned())),
            DataType::Integer => text.trim().parse().map(Value::Integer).map_err(|_| ValueError::Integer),
            _ => Err(ValueError::NoValue),
        }
    }

    /// The lexical form of a value, as [`Form::parse_value`] reads it.
    #[must_use]
    pub fn lexical(&self, path: &Path, value: &Value) -> String {
        let _ = path;
        match value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        }
    }
}
