//! Texts counted and cut as Java does, in UTF-16 units.
//!
//! JavaRosa's `substr`, `translate` and `string-length` know no characters beyond U+FFFF: an emoji is two units there,
//! and a constraint on a length or a position must mean the same here. Half of a pair that is cut off alone is
//! replaced by U+FFFD, for no text can hold it. Nearly all texts are ASCII and never leave UTF-8.

use std::collections::HashMap;

/// How many units a text has.
#[must_use]
pub fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The units from `start` to before `end`; both lie within the text's length.
#[must_use]
pub fn slice(text: &str, start: usize, end: usize) -> String {
    if text.is_ascii() {
        return text.get(start..end).unwrap_or("").to_owned();
    }
    let units: Vec<u16> = text.encode_utf16().skip(start).take(end.saturating_sub(start)).collect();
    String::from_utf16_lossy(&units)
}

/// Replaces each unit of `from` by the one at its place in `to`, or by nothing.
#[must_use]
pub fn translate(text: &str, from: &str, to: &str) -> String {
    let (from, to): (Vec<u16>, Vec<u16>) = (from.encode_utf16().collect(), to.encode_utf16().collect());
    // What comes first counts.
    let mut places: HashMap<u16, Option<u16>> = HashMap::with_capacity(from.len());
    for (place, unit) in from.into_iter().enumerate() {
        places.entry(unit).or_insert_with(|| to.get(place).copied());
    }
    let replaced = |unit: u16| places.get(&unit).copied().unwrap_or(Some(unit));
    let units: Vec<u16> = text.encode_utf16().filter_map(replaced).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_is_looked_up_once() {
        for (text, from, to, expected) in [
            ("bar", "abc", "AB", "BAr"),
            ("aaa", "aa", "xy", "xxx"),
            ("abc", "", "x", "abc"),
            ("a\u{1f600}b", "ab", "\u{e9}", "\u{e9}\u{1f600}"),
        ] {
            assert_eq!(translate(text, from, to), expected, "{text}");
        }
        // A quarter of a million letters by as many: a product of the two would take minutes.
        let (text, from) = ("z".repeat(256 * 1024), "a".repeat(256 * 1024) + "z");
        assert_eq!(translate(&text, &from, ""), "");
    }
}
