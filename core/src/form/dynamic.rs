//! Whether a default is a value as it stands or an expression that is worked out when an interview begins.
//!
//! The reference reader decides it by the words alone: an operator, a call or a reference makes an expression. Authors
//! rely on the finer points (`1-1` and `10-20` are values, `+255` is not), so they are kept.

use super::{
    DataType,
    name::{name_length, only_reference},
};

/// Whether a default calls, computes or refers.
#[must_use]
pub fn is_dynamic(source: &str, data_type: DataType) -> bool {
    // A hyphen in a day, place or line is no minus, and ends the matter.
    let is_hyphenated = matches!(
        data_type,
        DataType::Date | DataType::DateTime | DataType::Geopoint | DataType::Geotrace | DataType::Geoshape
    );
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = token(rest, first);
        match kind {
            Kind::Minus if is_hyphenated => return false,
            Kind::Minus | Kind::Dynamic => return true,
            Kind::Other => rest = rest.get(length..).unwrap_or(""),
        }
    }
    false
}

enum Kind {
    Minus,
    Dynamic,
    Other,
}

/// The first token and its length in bytes.
fn token(rest: &str, first: char) -> (Kind, usize) {
    if let Some(length) = date(rest).or_else(|| clock(rest)).or_else(|| number(rest)) {
        return (Kind::Other, length);
    }
    match first {
        '-' => (Kind::Minus, 1),
        '*' | '+' | '|' => (Kind::Dynamic, 1),
        ' ' if rest.starts_with(" mod ") || rest.starts_with(" div ") => (Kind::Dynamic, 5),
        ' ' if rest.starts_with(" and ") => (Kind::Other, 5),
        ' ' if rest.starts_with(" or ") => (Kind::Other, 4),
        '"' | '\'' => (Kind::Other, rest[1..].find(first).map_or(1, |end| end + 2)),
        '$' if is_reference(rest) => (Kind::Dynamic, 2),
        _ => word(rest, first),
    }
}

fn is_reference(rest: &str) -> bool {
    let end = rest.find('}').map_or(0, |end| end + 1);
    only_reference(&rest[..end]).is_some()
}

/// A name, which is a call when a bracket follows; any other letter stands for itself.
fn word(rest: &str, first: char) -> (Kind, usize) {
    let mut length = name_length(rest);
    if length == 0 {
        return (Kind::Other, first.len_utf8());
    }
    if let Some(local) = rest[length..].strip_prefix(':').map(name_length).filter(|local| *local > 0) {
        length += 1 + local;
    }
    let kind = if rest[length..].starts_with('(') { Kind::Dynamic } else { Kind::Other };
    (kind, length)
}

fn digits(text: &str, count: usize) -> Option<&str> {
    let found = text.get(..count)?;
    found.bytes().all(|byte| byte.is_ascii_digit()).then(|| &text[count..])
}

/// `-?YYYY-MM-DD`, with a time after `T` where there is one.
fn date(text: &str) -> Option<usize> {
    let rest = digits(text.strip_prefix('-').unwrap_or(text), 4)?.strip_prefix('-')?;
    let rest = digits(digits(rest, 2)?.strip_prefix('-')?, 2)?;
    let length = text.len() - rest.len();
    Some(length + rest.strip_prefix('T').and_then(clock).map_or(0, |clock| clock + 1))
}

/// `HH:MM:SS`, with a fraction and an offset where there are any.
fn clock(text: &str) -> Option<usize> {
    let rest = digits(digits(digits(text, 2)?.strip_prefix(':')?, 2)?.strip_prefix(':')?, 2)?;
    let fraction = rest.strip_prefix('.').map(|digits| digits.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = fraction.unwrap_or(rest);
    let offset = || digits(digits(rest.strip_prefix(['+', '-'])?, 2)?.strip_prefix(':')?, 2);
    let rest = rest.strip_prefix('Z').or_else(offset).unwrap_or(rest);
    Some(text.len() - rest.len())
}

/// `-?1`, `-?1.5`, `-?.5`, `-?1.`
fn number(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let after = &unsigned[whole..];
    let fraction = after.strip_prefix('.').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let sign = text.len() - unsigned.len();
    match (whole, fraction) {
        (0, None | Some(0)) => None,
        (whole, Some(fraction)) => Some(sign + whole + 1 + fraction),
        (whole, None) => Some(sign + whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_told_apart() {
        let check = |source: &str, data_type: DataType, expected: bool| {
            assert_eq!(is_dynamic(source, data_type), expected, "{source}");
        };
        for source in ["yes", "12", "-12", "1-1", "10-20", "a-b", "two words (here)", "a and b", "2024-03-01", "don't"]
        {
            check(source, DataType::Text, false);
        }
        for source in ["today()", "${a}", "+255", "1 + 1", "a * b", "6 div 2", "f(x)", "jr:f(x)", "a|b", "- a"] {
            check(source, DataType::Text, true);
        }
        for source in ["2024-3 -1", "11.5 -104.9 0 0", "- 5"] {
            check(source, DataType::Date, false);
        }
        check("now() - 1", DataType::Date, true);
        check("'+' and \"f(x)\"", DataType::Text, false);
        check("09:30:00+07:00", DataType::Time, false);
        check("2024-03-01T09:30:00.000+07:00", DataType::DateTime, false);
    }
}
