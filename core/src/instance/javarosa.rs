//! Values in the letters in which JavaRosa, the engine inside ODK Collect, writes them into a submission.
//!
//! [`Form::lexical`] is our own writing, which people read and type. JavaRosa's differs where Java's does: an answered
//! decimal keeps its fraction (`3.0`), a time has the device's offset (`14:30:00.000+07:00`), a truth is `1` or `0`,
//! a place has all four numbers. Nothing here knows why anybody wants it; transcripts and submissions do.

use crate::{
    expr::{double_text, time},
    form::{Form, Geopoint, NodeIndex, Value},
};

/// A value as JavaRosa writes it on a device with this offset from UTC.
#[must_use]
pub fn written(form: &Form, node: NodeIndex, value: &Value, offset_min: i16) -> String {
    match value {
        Value::Decimal(number) => double_text(*number),
        Value::Boolean(truth) => if *truth { "1" } else { "0" }.to_owned(),
        Value::Time(ms) => {
            let midnight = -i64::from(offset_min) * 60_000;
            let whole = time::date_time_text(midnight + i64::from(*ms), offset_min);
            whole.split_once('T').map_or_else(String::new, |(_, clock)| clock.to_owned())
        }
        Value::Geopoint(place) => place_text(place),
        other => form.lexical_at(node, other),
    }
}

/// All four numbers of a place, as expressions see them too; four zeros are no place, and nothing is written.
#[must_use]
pub fn place_text(place: &Geopoint) -> String {
    let numbers = [place.latitude, place.longitude, place.altitude_m, place.accuracy_m];
    if numbers == [0.0; 4] { String::new() } else { numbers.map(double_text).join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_java_writes_them() {
        for (number, expected) in [
            (3.0, "3.0"),
            (-0.5, "-0.5"),
            (0.0, "0.0"),
            (0.001, "0.001"),
            (0.000_5, "5.0E-4"),
            (9_999_999.0, "9999999.0"),
            (10_000_000.0, "1.0E7"),
            (1.25e10, "1.25E10"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(double_text(number), expected);
        }
    }

    #[test]
    fn four_zeros_are_no_place() {
        for (numbers, expected) in [([0.0; 4], ""), ([0.0, 0.0, 0.0, 5.0], "0.0 0.0 0.0 5.0"), ([-0.0; 4], "")] {
            let [latitude, longitude, altitude_m, accuracy_m] = numbers;
            assert_eq!(place_text(&Geopoint { latitude, longitude, altitude_m, accuracy_m }), expected);
        }
    }
}
