//! Texts counted and cut as Java does, in UTF-16 units.
//!
//! JavaRosa's `substr`, `translate` and `string-length` know no characters beyond U+FFFF: an emoji is two units there,
//! and a constraint on a length or a position must mean the same here. Half of a pair that is cut off alone is
//! replaced by U+FFFD, for no text can hold it. Nearly all texts are ASCII and never leave UTF-8.

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
    let replaced = |unit: u16| match from.iter().position(|known| *known == unit) {
        None => Some(unit),
        Some(position) => to.get(position).copied(),
    };
    let units: Vec<u16> = text.encode_utf16().filter_map(replaced).collect();
    String::from_utf16_lossy(&units)
}
