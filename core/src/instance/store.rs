//! Values as expressions see them, and results of expressions as they are stored.

use std::borrow::Cow;

use super::javarosa::{self, place_text};
use crate::{
    expr::{Item, time},
    form::{DataType, Form, NodeIndex, Value},
};

/// A stored value, for an expression. Choices are their names; several have spaces between them.
pub fn item_of<'f>(form: &'f Form, node: NodeIndex, value: &'f Value) -> Item<'f> {
    match value {
        Value::Text(text) => Item::Text(Cow::Borrowed(text)),
        Value::Integer(number) => Item::Number(*number as f64),
        Value::Decimal(number) => Item::Number(*number),
        Value::Date(days) => Item::Date(*days),
        Value::Time(ms) => Item::Time(*ms),
        Value::DateTime(ms, offset) => Item::DateTime(*ms, *offset),
        Value::Choice(choice) => {
            form.choice(node, *choice).map_or(Item::EMPTY, |choice| Item::Text(Cow::Borrowed(choice.name())))
        }
        Value::Choices(_) => Item::text(form.lexical_at(node, value)),
        Value::Geopoint(place) => Item::text(place_text(place)),
        Value::Boolean(truth) => Item::Boolean(*truth),
    }
}

/// What a calculation keeps, as JavaRosa would: a text stays the text that it is where the type is a number or a
/// choice (`'007'`, a name that the list has not), and is read where it is a day, a time or a place.
pub fn calculated(form: &Form, node: NodeIndex, item: &Item<'_>, offset_min: i16) -> Option<Value> {
    let data_type = form.question(node)?.data_type;
    let stays_text =
        matches!(data_type, DataType::Integer | DataType::Decimal | DataType::SelectOne | DataType::SelectMultiple);
    match item {
        Item::Text(text) if stays_text && !text.is_empty() => {
            let read = form.parse_value(node, text).ok();
            let same = read.filter(|value| javarosa::written(form, node, value, offset_min) == **text);
            Some(same.unwrap_or_else(|| Value::Text(text.clone().into_owned())))
        }
        _ => value_of(form, node, item, offset_min),
    }
}

/// The result of an expression that is stored: a number or truth keeps its kind whatever the question's type; a text is
/// read as the type has it; a day in anything but a date is the moment at which it begins, by the device's offset from
/// UTC.
pub fn value_of(form: &Form, node: NodeIndex, item: &Item<'_>, offset_min: i16) -> Option<Value> {
    let data_type = form.question(node)?.data_type;
    match item {
        Item::Text(text) if data_type != DataType::Text && !text.is_empty() => {
            let read = form.parse_value(node, text).ok();
            let day = || (data_type == DataType::DateTime).then(|| time::parse_date(text.trim())).flatten();
            read.or_else(|| value_of_type(data_type, &Item::Date(day()?), offset_min))
        }
        _ => value_of_type(data_type, item, offset_min),
    }
}

/// The same for a value without a question of its own.
pub fn value_of_type(data_type: DataType, item: &Item<'_>, offset_min: i16) -> Option<Value> {
    if item.is_empty() {
        return None;
    }
    match item {
        Item::Boolean(truth) => Some(Value::Boolean(*truth)),
        Item::Number(number) => Some(number_value(*number, data_type)),
        Item::Text(text) => Some(Value::Text(text.clone().into_owned())),
        Item::Date(days) => Some(match data_type {
            DataType::Date => Value::Date(*days),
            DataType::Time => Value::Time(0),
            _ => Value::DateTime(i64::from(*days) * time::DAY_MS - i64::from(offset_min) * 60_000, offset_min),
        }),
        Item::Time(ms) => Some(Value::Time(*ms)),
        Item::DateTime(ms, offset) => Some(match data_type {
            DataType::Date => Value::Date(time::local_day(*ms, *offset)),
            DataType::Time => {
                let clock = time::local_ms(*ms, *offset).rem_euclid(time::DAY_MS);
                Value::Time(u32::try_from(clock).unwrap_or(0))
            }
            _ => Value::DateTime(*ms, *offset),
        }),
    }
}

/// Whether a calculation gave a select a text that is none of its choices: a walk keeps it as Collect does, and in an
/// interview nothing is calculated from an answer that nobody can give.
pub fn is_no_choice(form: &Form, node: NodeIndex, value: &Value) -> bool {
    matches!(value, Value::Text(_)) && form.choice_list(node).is_some()
}

/// A number as Java keeps it: in 32 bits where the type is a whole number, what is beyond them at their end; whole
/// numbers of 64 bits as such, although a double does not tell all of them apart; all others with a fraction.
fn number_value(number: f64, data_type: DataType) -> Value {
    let whole = number as i64;
    if data_type == DataType::Integer {
        Value::Integer(i64::from(number as i32))
    } else if (number - whole as f64).abs() < 1e-9 {
        Value::Integer(whole)
    } else {
        Value::Decimal(number)
    }
}

/// Whether a value may be given as an answer to this question.
pub fn fits(form: &Form, node: NodeIndex, value: &Value) -> bool {
    let Some(question) = form.question(node) else { return false };
    let choices = form.choice_list(node).map_or(0, |list| list.len());
    let known = |choice: &u32| *choice < choices;
    match (question.data_type, value) {
        (DataType::SelectOne, Value::Choice(choice)) => known(choice),
        (DataType::SelectMultiple, Value::Choices(chosen)) => !chosen.is_empty() && chosen.iter().all(known),
        (DataType::SelectOne | DataType::SelectMultiple, Value::Text(text)) => {
            question.choice_list.is_none() && !text.is_empty()
        }
        (DataType::Decimal, Value::Decimal(number)) => number.is_finite(),
        (
            DataType::Text | DataType::Geotrace | DataType::Geoshape | DataType::File | DataType::Barcode,
            Value::Text(text),
        ) => !text.is_empty(),
        (DataType::Decimal | DataType::Integer, Value::Integer(_))
        | (DataType::Date, Value::Date(_))
        | (DataType::Time, Value::Time(_))
        | (DataType::DateTime, Value::DateTime(..))
        | (DataType::Geopoint, Value::Geopoint(_)) => true,
        _ => false,
    }
}
