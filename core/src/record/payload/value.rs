//! Answers, each in the way of its question's type.
//!
//! A question says which type its answer has and a list how many choices there are, so that an ordinary answer costs no
//! more than what is surprising in it. An answer of another type (of a form that was changed, or of a device that
//! computed wrongly) still fits: its type is then written out. Numbers are exact: a decimal that does not come back
//! from its scaled form bit by bit is written in full.

use super::{PayloadError, coder::Direction, model::Field, session::Session};
use crate::{
    form::{DataType, Geopoint, NodeIndex, NodeKind, Value},
    moment::MINUTE_MS,
};

const DAY_S: i64 = 86_400;
/// Powers of ten up to the most decimal places that are tried before a number is written in full.
const SCALES: [f64; 9] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/// Text, integer, decimal, date, time, instant, choice, choices, place, truth.
fn number_of(value: &Value) -> u32 {
    match value {
        Value::Text(_) => 0,
        Value::Integer(_) => 1,
        Value::Decimal(_) => 2,
        Value::Date(_) => 3,
        Value::Time(_) => 4,
        Value::DateTime(..) => 5,
        Value::Choice(_) => 6,
        Value::Choices(_) => 7,
        Value::Geopoint(_) => 8,
        Value::Boolean(_) => 9,
    }
}

/// How many types there are, with room for more.
const TYPES: u32 = 16;

fn blank(number: u32) -> Result<Value, PayloadError> {
    Ok(match number {
        0 => Value::Text(String::new()),
        1 => Value::Integer(0),
        2 => Value::Decimal(0.0),
        3 => Value::Date(0),
        4 => Value::Time(0),
        5 => Value::DateTime(0, 0),
        6 => Value::Choice(0),
        7 => Value::Choices(Vec::new()),
        9 => Value::Boolean(false),
        8 => Value::Geopoint(Geopoint { latitude: 0.0, longitude: 0.0, altitude_m: 0.0, accuracy_m: 0.0 }),
        _ => return Err(PayloadError::Malformed),
    })
}

fn expected(data_type: DataType) -> u32 {
    match data_type {
        DataType::Text | DataType::Geotrace | DataType::Geoshape | DataType::File | DataType::Barcode => 0,
        DataType::Integer => 1,
        DataType::Decimal => 2,
        DataType::Date => 3,
        DataType::Time => 4,
        DataType::DateTime => 5,
        DataType::SelectOne => 6,
        DataType::SelectMultiple => 7,
        DataType::Geopoint => 8,
    }
}

/// A value to read into.
pub(super) fn any() -> Value {
    Value::Integer(0)
}

impl<D: Direction> Session<'_, D> {
    /// The value of an item.
    pub fn value(&mut self, node: NodeIndex, value: &mut Value) -> Result<(), PayloadError> {
        let (expected, list, size) = self.known_of(node);
        let given = number_of(value);
        let found = if self.bits.likely(Field::TypeExpected, 0, given == expected)? {
            expected
        } else {
            self.bits.symbol(Field::Type, 0, TYPES, given)?
        };
        if found != given {
            *value = blank(found)?;
        }
        match value {
            Value::Text(text) => self.text(text),
            Value::Integer(number) => {
                *number = self.bits.signed(Field::Integer, 0, *number)?;
                Ok(())
            }
            Value::Decimal(number) => self.decimal(0, number),
            Value::Date(day) => self.date(day),
            Value::Time(ms) => self.time(ms),
            Value::DateTime(ms, offset_min) => self.instant(ms, offset_min),
            Value::Boolean(truth) => self.flag(5, truth),
            Value::Choice(index) => self.choice(list, size, index),
            Value::Choices(chosen) => self.choices(list, size, chosen),
            Value::Geopoint(point) => {
                self.decimal(1, &mut point.latitude)?;
                self.decimal(1, &mut point.longitude)?;
                self.decimal(2, &mut point.altitude_m)?;
                self.decimal(2, &mut point.accuracy_m)
            }
        }
    }

    /// A value that may be absent.
    pub fn maybe_value(&mut self, node: NodeIndex, value: &mut Option<Value>) -> Result<(), PayloadError> {
        self.option(0, value, any, |session, value| session.value(node, value))
    }

    /// Which type the form expects, and which list of choices with how many.
    fn known_of(&self, node: NodeIndex) -> (u32, u32, usize) {
        let Some(NodeKind::Question(question)) = self.context.form.nodes.get(node.0 as usize).map(|node| &node.kind)
        else {
            return (1, u32::MAX - 1, 0);
        };
        let list = question.choice_list.unwrap_or(u32::MAX - 1);
        let size = self.context.form.tables.get(list as usize).map_or(0, |table| table.len() as usize);
        (expected(question.data_type), list, size)
    }

    /// A day, near the day of the interview.
    fn date(&mut self, day: &mut i32) -> Result<(), PayloadError> {
        let today = self.anchor.map_or(0, |(at, _)| at.wall_ms.div_euclid(1000).div_euclid(DAY_S));
        let off = self.bits.signed(Field::Date, 0, i64::from(*day).wrapping_sub(today))?;
        *day = i32::try_from(today.wrapping_add(off)).map_err(|_| PayloadError::Malformed)?;
        Ok(())
    }

    /// A time of day; most are whole minutes.
    fn time(&mut self, ms: &mut u32) -> Result<(), PayloadError> {
        let whole = self.bits.likely(Field::TimeRound, 0, i64::from(*ms) % MINUTE_MS == 0)?;
        let unit = if whole { MINUTE_MS } else { 1 };
        let units = self.bits.number(Field::Time, u32::from(whole), (i64::from(*ms) / unit) as u64)?;
        let found = units.checked_mul(unit as u64).and_then(|ms| u32::try_from(ms).ok());
        *ms = found.ok_or(PayloadError::Malformed)?;
        Ok(())
    }

    /// A day and time, near the start of the interview.
    fn instant(&mut self, ms: &mut i64, offset_min: &mut i16) -> Result<(), PayloadError> {
        let start = self.anchor.map(|(at, _)| at);
        self.offset(offset_min, start.map_or(0, |at| at.offset_min))?;
        let whole = self.bits.likely(Field::TimeRound, 1, *ms % MINUTE_MS == 0)?;
        let unit = if whole { MINUTE_MS } else { 1 };
        let base = start.map_or(0, |at| at.wall_ms) / unit;
        let off = self.bits.signed(Field::Instant, u32::from(whole), (*ms / unit).wrapping_sub(base))?;
        *ms = base.wrapping_add(off).checked_mul(unit).ok_or(PayloadError::Malformed)?;
        Ok(())
    }

    /// A number with a fraction, exactly: as digits when few of them are enough, else all 64 bits.
    fn decimal(&mut self, known: u32, number: &mut f64) -> Result<(), PayloadError> {
        let short = (0..).zip(SCALES).find_map(|(places, scale)| Some((places, digits(*number, scale)?)));
        if self.bits.likely(Field::DecimalShort, known, short.is_some())? {
            let (places, digits) = short.unwrap_or((0, 0));
            let places = self.bits.symbol(Field::DecimalPlaces, known, SCALES.len() as u32, places)?;
            let digits = self.bits.signed(Field::Decimal, known, digits)?;
            *number = digits as f64 / SCALES[places as usize];
        } else {
            *number = f64::from_bits(self.bits.raw(64, number.to_bits())?);
        }
        Ok(())
    }
}

/// The number without its point, if that gives back the very same number.
fn digits(number: f64, scale: f64) -> Option<i64> {
    let digits = (number * scale).round();
    let fits = digits.abs() < 9e15;
    let digits = digits as i64;
    (fits && (digits as f64 / scale).to_bits() == number.to_bits()).then_some(digits)
}
