//! What an answer is.
//!
//! One value of each type, as the log keeps it: its bytes are a format. How values are written and read as text is said
//! by `lexical`, how expressions see them by the instance.

use serde::{Deserialize, Serialize};

/// The value of one question. Choices are indexes into the question's whole choice list, so that a log stays small
/// and a translated label never becomes data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Free text, NFC.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Decimal(f64),
    /// Days since 1970-01-01.
    Date(i32),
    /// Milliseconds since midnight.
    Time(u32),
    /// Milliseconds since 1970-01-01T00:00Z, and the offset in minutes it was said in.
    DateTime(i64, i16),
    /// One choice.
    Choice(u32),
    /// Choices in the order they were given, each once.
    Choices(Vec<u32>),
    /// A place.
    Geopoint(Geopoint),
    /// The truth that a calculation gave; nobody is asked for one.
    Boolean(bool),
}

/// A place on earth (WGS 84).
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Geopoint {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the ellipsoid.
    pub altitude_m: f64,
    /// Metres, radius.
    pub accuracy_m: f64,
}

/// A final answer without a value (codes 88 and 99 of the instruments).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeclineReason {
    /// 88: does not know.
    DoesNotKnow,
    /// 99: prefers not to say.
    PrefersNotToSay,
}

/// Shows the kind only: a value must never reach a log by accident.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Integer(_) => "Integer(..)",
            Self::Decimal(_) => "Decimal(..)",
            Self::Date(_) => "Date(..)",
            Self::Time(_) => "Time(..)",
            Self::DateTime(..) => "DateTime(..)",
            Self::Choice(_) => "Choice(..)",
            Self::Choices(_) => "Choices(..)",
            Self::Geopoint(_) => "Geopoint(..)",
            Self::Boolean(_) => "Boolean(..)",
        })
    }
}

impl std::fmt::Debug for Geopoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Geopoint(..)")
    }
}
