//! Functions on days and times. "Local" is the offset from UTC that the device gave with the moment.

use serde::{Deserialize, Serialize};

use super::{Entry, entry};
use crate::expr::{Code, Evaluation, Item, World, time};

/// Functions on days and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum DateFunction {
    Today,
    Now,
    Date,
    DateTime,
    FormatDate,
    DecimalDateTime,
    DecimalTime,
    FormatDateTime,
}

pub(super) const TABLE: &[Entry<DateFunction>] = &[
    entry("today", DateFunction::Today, 0, 0),
    entry("now", DateFunction::Now, 0, 0),
    entry("date", DateFunction::Date, 1, 1),
    entry("date-time", DateFunction::DateTime, 1, 1),
    entry("format-date", DateFunction::FormatDate, 2, 2),
    entry("format-date-time", DateFunction::FormatDateTime, 2, 2),
    entry("decimal-date-time", DateFunction::DecimalDateTime, 1, 1),
    entry("decimal-time", DateFunction::DecimalTime, 1, 1),
];

impl DateFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let now = evaluation.world.now();
        let offset = now.offset_min;
        let argument = || evaluation.code(&arguments[0]);
        match self {
            Self::Today => Item::Date(time::local_day(now.wall_ms, offset)),
            Self::Now => Item::DateTime(now.wall_ms, offset),
            Self::Date => match argument() {
                Item::Number(number) => day(number),
                // A text keeps its time of day, as in JavaRosa; a moment loses it.
                Item::DateTime(ms, offset) => Item::Date(time::local_day(ms, offset)),
                Item::Time(_) => Item::Date(0),
                other => to_moment(other, offset),
            },
            Self::DateTime => to_moment(argument(), offset),
            Self::FormatDate | Self::FormatDateTime => {
                let moment = to_moment(argument(), offset);
                let format = evaluation.text(&arguments[1]);
                local(&moment).map_or(Item::EMPTY, |local| Item::text(write(local, &format)))
            }
            Self::DecimalDateTime => match argument() {
                Item::Number(number) => within_range(number),
                other => decimal(to_moment(other, offset), offset),
            },
            Self::DecimalTime => match argument() {
                Item::Number(number) => within_range(number - number.floor()),
                other => local(&to_moment(other, offset)).map_or(Item::EMPTY, |local| {
                    // The days are taken off after dividing, so that the last digits are JavaRosa's.
                    let days = local as f64 / time::DAY_MS_F64;
                    Item::Number(days - days.floor())
                }),
            },
        }
    }
}

/// The day of so many days since 1970, their fraction cut off also below zero. No number stays none.
fn day(number: f64) -> Item<'static> {
    if is_a_day(number) { Item::Date(number.trunc() as i32) } else { within_range(number) }
}

fn within_range(number: f64) -> Item<'static> {
    if is_a_day(number) || number.is_nan() { Item::Number(number) } else { Item::EMPTY }
}

fn is_a_day(number: f64) -> bool {
    (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
}

/// A day or a moment out of whatever it is, told in the device's offset: a number is days since 1970 at Greenwich, a
/// text is read. What is neither becomes empty.
fn to_moment(item: Item<'_>, offset: i16) -> Item<'_> {
    match &item {
        Item::Text(text) => match (time::parse_date_time(text, offset), time::parse_date(text)) {
            (Some((ms, _)), _) => Item::DateTime(ms, offset),
            (None, Some(days)) => Item::Date(days),
            (None, None) => Item::EMPTY,
        },
        Item::Number(number) if is_a_day(*number) => Item::DateTime((number * time::DAY_MS_F64) as i64, offset),
        Item::Number(number) if !number.is_nan() => Item::EMPTY,
        Item::Boolean(_) => Item::EMPTY,
        Item::Number(_) | Item::Date(_) | Item::Time(_) | Item::DateTime(..) => item,
    }
}

/// Milliseconds since 1970 as the local clock shows them.
fn local(item: &Item<'_>) -> Option<i64> {
    match item {
        Item::Date(days) => Some(i64::from(*days) * time::DAY_MS),
        Item::Time(ms) => Some(i64::from(*ms)),
        Item::DateTime(ms, offset) => Some(time::local_ms(*ms, *offset)),
        _ => None,
    }
}

/// Days since 1970 in UTC, with the fraction; a local midnight is not a whole number away from Greenwich. What is no
/// moment is empty.
fn decimal(item: Item<'_>, offset: i16) -> Item<'static> {
    let utc = match item {
        Item::DateTime(ms, _) => Some(ms),
        other => local(&other).map(|local| local - i64::from(offset) * 60_000),
    };
    utc.map_or(Item::EMPTY, |ms| Item::Number(ms as f64 / time::DAY_MS_F64))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A local moment by a format such as `%d/%m/%Y`. A letter that is no format stands for itself.
fn write(local: i64, format: &str) -> String {
    let days = i32::try_from(local.div_euclid(time::DAY_MS)).unwrap_or(0);
    let Some(date) = time::civil_date(days) else { return String::new() };
    let clock = local.rem_euclid(time::DAY_MS);
    let (hour, minute, second) = (clock / 3_600_000, clock / 60_000 % 60, clock / 1000 % 60);
    let mut written = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        let code = if letter == '%' { letters.next() } else { None };
        let part = match code {
            None => letter.to_string(),
            Some('Y') => format!("{:04}", date.year()),
            Some('y') => format!("{:02}", date.year().rem_euclid(100)),
            Some('m') => format!("{:02}", date.month()),
            Some('n') => date.month().to_string(),
            Some('b') => MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)].to_owned(),
            Some('d') => format!("{:02}", date.day()),
            Some('e') => date.day().to_string(),
            Some('H') => format!("{hour:02}"),
            Some('h') => hour.to_string(),
            Some('M') => format!("{minute:02}"),
            Some('S') => format!("{second:02}"),
            Some('3') => format!("{:03}", clock % 1000),
            Some('a') => DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)].to_owned(),
            Some('W') => date.iso_week_date().week().to_string(),
            Some('%') => "%".to_owned(),
            Some(other) => format!("%{other}"),
        };
        written.push_str(&part);
    }
    written
}
