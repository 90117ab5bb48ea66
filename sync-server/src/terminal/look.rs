//! A question's look at a terminal: how its value is read, what is typed for it, and what that means.
//!
//! Days are shown and taken in the question's calendar and no finer than it asks; long numbers stand in groups; what is
//! masked shows as dots. Everything else that a look says is for screens with pictures and fingers, and is drawn
//! plainly.

use fieldward::{DayLook, Echo, Keys, Look, Thousands, example_of_day, read_day, say_day};

use super::words::LookWords;

/// What stands for a masked value, however long it is.
const DOTS: &str = "•••••";
/// What may stand between groups of three digits, besides a comma.
const BLANKS: [char; 4] = [' ', '\u{A0}', '\u{202F}', '\''];

/// Whether a comma can begin the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comma {
    /// It can.
    MayBeginFraction,
    /// The number is whole.
    Groups,
}

/// Why what was typed means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// No such day, month or year.
    NoSuchDay,
    /// `1,234` in a number that may have a fraction.
    TwoWays,
}

impl Unclear {
    /// The same in words.
    #[must_use]
    pub fn said(self, words: &LookWords) -> &'static str {
        match self {
            Self::NoSuchDay => words.no_such_day,
            Self::TwoWays => words.two_ways,
        }
    }
}

/// Whether what is typed must not show.
#[must_use]
pub fn is_masked(look: &Look) -> bool {
    matches!(look, Look::Typed(typed) if typed.echo == Echo::Masked)
}

/// A value in lexical form, as it is read.
#[must_use]
pub fn shown(look: &Look, value: &str, words: &LookWords) -> String {
    match look {
        _ if value.is_empty() => String::new(),
        _ if is_masked(look) => DOTS.to_owned(),
        Look::Typed(typed) if typed.thousands == Thousands::Grouped => grouped(value, words.between_thousands),
        Look::Day(day) => say_day(*day, value, words.language),
        _ => value.to_owned(),
    }
}

/// What is typed, in a few words, where the look makes a difference.
#[must_use]
pub fn wanted(look: &Look, words: &LookWords) -> Option<String> {
    match look {
        _ if is_masked(look) => Some(words.masked.to_owned()),
        Look::Typed(typed) if typed.keys == Keys::Link => Some(words.link.to_owned()),
        Look::Day(day) if !is_plain(*day) => Some(words.wanted_of_day(*day, &example_of_day(*day, words.language))),
        _ => None,
    }
}

/// What was typed, in lexical form.
///
/// # Errors
/// It means nothing, or two things.
pub fn meant(look: &Look, comma: Comma, typed: &str) -> Result<String, Unclear> {
    match look {
        Look::Day(day) => read_day(*day, typed).ok_or(Unclear::NoSuchDay),
        Look::Typed(look) if look.thousands == Thousands::Grouped => ungrouped(typed, comma),
        _ => Ok(typed.to_owned()),
    }
}

fn is_plain(day: DayLook) -> bool {
    day.calendar.reckoned() == DayLook::default().calendar && day.part == DayLook::default().part
}

/// The digits before a point in groups of three; what is no number stays as it is.
fn grouped(value: &str, between: &str) -> String {
    let (sign, digits) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(whole, _)| (whole, &digits[whole.len()..]));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.to_owned();
    }
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = whole;
    while rest.len() > 3 {
        let (before, group) = rest.split_at(rest.len() - 3);
        groups.insert(0, group);
        rest = before;
    }
    groups.insert(0, rest);
    format!("{sign}{}{fraction}", groups.join(between))
}

/// The number without what stands between its groups.
fn ungrouped(typed: &str, comma: Comma) -> Result<String, Unclear> {
    let joined: String = typed.trim().chars().filter(|letter| !BLANKS.contains(letter)).collect();
    let whole = joined.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let rest: Vec<&str> = groups.collect();
    if !first || rest.is_empty() || rest.iter().any(|group| group.len() != 3) {
        return Ok(joined);
    }
    let is_certain = rest.len() > 1 || joined.contains('.') || comma == Comma::Groups;
    if is_certain { Ok(joined.replace(',', "")) } else { Err(Unclear::TwoWays) }
}

#[cfg(test)]
mod tests {
    use fieldward::{CalendarKind, DayPart, TypedLook};

    use super::*;
    use crate::terminal::words::words;

    fn typed(thousands: Thousands, echo: Echo) -> Look {
        Look::Typed(TypedLook { keys: Keys::Numbers, lines: 1, echo, thousands })
    }

    fn day(calendar: CalendarKind, part: DayPart) -> Look {
        Look::Day(DayLook { calendar, part, ..DayLook::default() })
    }

    #[test]
    fn values_are_read_by_their_look() {
        let grouped = typed(Thousands::Grouped, Echo::Shown);
        for (look, value, english, french) in [
            (&Look::Plain, "1234567", "1234567", "1234567"),
            (&grouped, "1234567", "1,234,567", "1\u{202F}234\u{202F}567"),
            (&grouped, "-1234.5678", "-1,234.5678", "-1\u{202F}234.5678"),
            (&grouped, "999", "999", "999"),
            (&grouped, "about 1000", "about 1000", "about 1000"),
            (&typed(Thousands::Grouped, Echo::Masked), "1234", "•••••", "•••••"),
            (&typed(Thousands::Joined, Echo::Masked), "", "", ""),
            (&day(CalendarKind::Gregorian, DayPart::Month), "2024-03-01", "March 2024", "mars 2024"),
            (
                &day(CalendarKind::Ethiopian, DayPart::Day),
                "2023-09-14",
                "3 Meskerem 2016 (2023-09-14)",
                "3 Meskerem 2016 (2023-09-14)",
            ),
        ] {
            assert_eq!(shown(look, value, words("en").looks), english);
            assert_eq!(shown(look, value, words("fr").looks), french);
        }
    }

    #[test]
    fn what_is_typed_is_meant_by_its_look() {
        let grouped = typed(Thousands::Grouped, Echo::Shown);
        for (look, comma, typed, expected) in [
            (&Look::Plain, Comma::Groups, "1,234", Ok("1,234")),
            (&grouped, Comma::Groups, "1,234", Ok("1234")),
            (&grouped, Comma::Groups, "1 234\u{202F}567", Ok("1234567")),
            (&grouped, Comma::MayBeginFraction, "1,234", Err(Unclear::TwoWays)),
            (&grouped, Comma::MayBeginFraction, "-1,234.5", Ok("-1234.5")),
            (&grouped, Comma::MayBeginFraction, "1,234,567", Ok("1234567")),
            (&grouped, Comma::MayBeginFraction, "1,5", Ok("1,5")),
            (&grouped, Comma::MayBeginFraction, "12345,678", Ok("12345,678")),
            (&day(CalendarKind::Gregorian, DayPart::Year), Comma::Groups, "2024", Ok("2024-01-01")),
            (&day(CalendarKind::Gregorian, DayPart::Year), Comma::Groups, "2024-05-01", Err(Unclear::NoSuchDay)),
            (&day(CalendarKind::Persian, DayPart::Day), Comma::Groups, "1403-01-01", Ok("2024-03-20")),
        ] {
            assert_eq!(meant(look, comma, typed), expected.map(str::to_owned), "{typed}");
        }
    }

    #[test]
    fn what_to_type_is_said_where_the_look_makes_a_difference() {
        assert_eq!(wanted(&day(CalendarKind::Gregorian, DayPart::Day), words("en").looks), None);
        assert_eq!(wanted(&Look::Plain, words("en").looks), None);
        let said = wanted(&day(CalendarKind::Gregorian, DayPart::Year), words("fr").looks);
        assert_eq!(said.as_deref(), Some("une année, calendrier grégorien : 2024"));
        let said = wanted(&day(CalendarKind::Ethiopian, DayPart::Day), words("en").looks);
        assert_eq!(said.as_deref(), Some("a day, Ethiopian calendar: 2016-06-26, 26 Yekatit 2016"));
    }
}
