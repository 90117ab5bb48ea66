//! A day as the interviewer reads and types it, in the calendar that the question asks for.
//!
//! What is stored is a Gregorian day in lexical form. In another calendar it is said with the month's name and the
//! stored day behind it, so that nobody takes one calendar for the other: `3 Meskerem 2016 (2023-09-14)`. Of a month or
//! a year no more is said or taken than that. Names of months are those that Latin script has for them.

use super::{Tongue, months};
use crate::form::{CalendarDay, CalendarKind, DayLook, DayPart};

/// A value of a date or of a day with a time, as it is read. What is no such value stays as it is.
#[must_use]
pub fn day_said(tongue: Tongue, look: DayLook, value: &str) -> String {
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let calendar = look.calendar.reckoned();
    let stored = numbers(date).and_then(|[year, month, day]| Some((year, small(month)?, small(day)?)));
    let days = stored.and_then(|(year, month, day)| CalendarKind::Gregorian.days_of(CalendarDay { year, month, day }));
    let Some(day) = days.and_then(|days| calendar.day_of(days)) else { return value.to_owned() };
    let month = months::name(tongue, calendar, day.month);
    match look.part {
        DayPart::Year => return day.year.to_string(),
        DayPart::Month => return format!("{month} {}", day.year),
        DayPart::Day if calendar == CalendarKind::Gregorian => return value.to_owned(),
        DayPart::Day => {}
    }
    let clock = time.get(..5).map(|clock| format!(" {clock}")).unwrap_or_default();
    format!("{} {month} {}{clock} ({date})", day.day, day.year)
}

/// The lexical form of a day that was typed in the calendar of the look, as numbers from the year down, from the day
/// up, or with the month's name; `None` when it is no such day, or more or less of one than is asked.
#[must_use]
pub fn day_meant(look: DayLook, typed: &str) -> Option<String> {
    let calendar = look.calendar.reckoned();
    if calendar == CalendarKind::Gregorian && look.part == DayPart::Day {
        return Some(typed.to_owned());
    }
    let (date, clock) = with_clock(typed.trim());
    let parts: Vec<&str> = date
        .split(|letter: char| letter.is_whitespace() || "-/.,".contains(letter))
        .filter(|part| !part.is_empty())
        .collect();
    let day = match (look.part, parts.as_slice()) {
        (DayPart::Year, [year]) => CalendarDay { year: whole(year)?, month: 1, day: 1 },
        (DayPart::Month, [year, month @ ..]) if is_year(year) => of_month(calendar, year, month, 1)?,
        (DayPart::Month, [month @ .., year]) => of_month(calendar, year, month, 1)?,
        (DayPart::Day, [year, month @ .., day]) if is_year(year) => {
            of_month(calendar, year, month, small(whole(day)?)?)?
        }
        (DayPart::Day, [day, month @ .., year]) => of_month(calendar, year, month, small(whole(day)?)?)?,
        _ => return None,
    };
    let stored = CalendarKind::Gregorian.day_of(calendar.days_of(day)?)?;
    let date = format!("{:04}-{:02}-{:02}", stored.year, stored.month, stored.day);
    Some(if clock.is_empty() { date } else { format!("{date}T{clock}") })
}

/// An example of what is typed: today's would be misleading, so it is a day that every calendar has.
#[must_use]
pub fn day_example(tongue: Tongue, look: DayLook) -> String {
    let calendar = look.calendar.reckoned();
    let Some(day) = calendar.day_of(EXAMPLE) else { return String::new() };
    let month = months::name(tongue, calendar, day.month);
    match look.part {
        DayPart::Year => day.year.to_string(),
        DayPart::Month => format!("{}-{:02}, {month} {}", day.year, day.month, day.year),
        DayPart::Day if calendar == CalendarKind::Gregorian => format!("{}-{:02}-{:02}", day.year, day.month, day.day),
        DayPart::Day => format!("{}-{:02}-{:02}, {} {month} {}", day.year, day.month, day.day, day.day, day.year),
    }
}

/// 2024-03-05, in days since 1970.
const EXAMPLE: i32 = 19_787;

/// A date, and what follows it as a time of day.
fn with_clock(typed: &str) -> (&str, &str) {
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    match typed.split_once('T') {
        Some((date, clock)) if is_digit(date.chars().last()) && is_digit(clock.chars().next()) => return (date, clock),
        _ => {}
    }
    match typed.rsplit_once(' ') {
        Some((date, clock)) if clock.contains(':') => (date, clock),
        _ => (typed, ""),
    }
}

/// More than any month has days.
fn is_year(part: &str) -> bool {
    part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// A month's name may have been taken apart at its hyphens.
fn of_month(calendar: CalendarKind, year: &str, month: &[&str], day: u8) -> Option<CalendarDay> {
    let month = month.join("-");
    let number = whole(&month).and_then(small).filter(|month| (1..=calendar.months()).contains(month));
    Some(CalendarDay { year: whole(year)?, month: number.or_else(|| months::meant(calendar, &month))?, day })
}

fn numbers(date: &str) -> Option<[i32; 3]> {
    let mut parts = date.splitn(3, '-').map(whole);
    Some([parts.next()??, parts.next()??, parts.next()??])
}

fn whole(part: &str) -> Option<i32> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

fn small(number: i32) -> Option<u8> {
    u8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(calendar: CalendarKind, part: DayPart) -> DayLook {
        DayLook { calendar, part, ..DayLook::default() }
    }

    #[test]
    fn a_day_is_said_in_its_calendar() {
        for (calendar, part, value, english, french) in [
            (CalendarKind::Gregorian, DayPart::Day, "2023-09-14", "2023-09-14", "2023-09-14"),
            (CalendarKind::Gregorian, DayPart::Month, "2024-03-01", "March 2024", "mars 2024"),
            (CalendarKind::Gregorian, DayPart::Year, "2024-01-01", "2024", "2024"),
            (
                CalendarKind::Ethiopian,
                DayPart::Day,
                "2023-09-14",
                "3 Meskerem 2016 (2023-09-14)",
                "3 Meskerem 2016 (2023-09-14)",
            ),
            (CalendarKind::Ethiopian, DayPart::Month, "2023-09-12", "Meskerem 2016", "Meskerem 2016"),
            (
                CalendarKind::Coptic,
                DayPart::Day,
                "2023-09-12",
                "1 Thout 1740 (2023-09-12)",
                "1 Thout 1740 (2023-09-12)",
            ),
            (
                CalendarKind::Islamic,
                DayPart::Day,
                "2024-03-11",
                "1 Ramadan 1445 (2024-03-11)",
                "1 Ramadan 1445 (2024-03-11)",
            ),
            (CalendarKind::Islamic, DayPart::Year, "2023-07-19", "1445", "1445"),
            (
                CalendarKind::Persian,
                DayPart::Day,
                "2024-03-20",
                "1 Farvardin 1403 (2024-03-20)",
                "1 Farvardin 1403 (2024-03-20)",
            ),
            (
                CalendarKind::Buddhist,
                DayPart::Day,
                "2024-02-29",
                "29 February 2567 (2024-02-29)",
                "29 février 2567 (2024-02-29)",
            ),
            (CalendarKind::Myanmar, DayPart::Day, "2024-02-29", "2024-02-29", "2024-02-29"),
            (
                CalendarKind::Ethiopian,
                DayPart::Day,
                "2023-09-14T10:30:00.000+03:00",
                "3 Meskerem 2016 10:30 (2023-09-14)",
                "3 Meskerem 2016 10:30 (2023-09-14)",
            ),
            (CalendarKind::Ethiopian, DayPart::Day, "soon", "soon", "soon"),
        ] {
            assert_eq!(day_said(Tongue::English, look(calendar, part), value), english);
            assert_eq!(day_said(Tongue::French, look(calendar, part), value), french);
        }
    }

    #[test]
    fn a_day_is_typed_in_its_calendar() {
        for (calendar, part, typed, expected) in [
            (CalendarKind::Gregorian, DayPart::Day, "2024-3-5", Some("2024-3-5")),
            (CalendarKind::Gregorian, DayPart::Month, "2024-03", Some("2024-03-01")),
            (CalendarKind::Gregorian, DayPart::Month, "03/2024", Some("2024-03-01")),
            (CalendarKind::Gregorian, DayPart::Month, "mars 2024", Some("2024-03-01")),
            (CalendarKind::Gregorian, DayPart::Month, "2024", None),
            (CalendarKind::Gregorian, DayPart::Month, "2024-13", None),
            (CalendarKind::Gregorian, DayPart::Month, "2024-03-05", None),
            (CalendarKind::Gregorian, DayPart::Year, "2024", Some("2024-01-01")),
            (CalendarKind::Gregorian, DayPart::Year, "2024-03", None),
            (CalendarKind::Gregorian, DayPart::Year, "this", None),
            (CalendarKind::Ethiopian, DayPart::Day, "2016-01-03", Some("2023-09-14")),
            (CalendarKind::Ethiopian, DayPart::Day, "3/1/2016", Some("2023-09-14")),
            (CalendarKind::Ethiopian, DayPart::Day, "3 meskerem 2016", Some("2023-09-14")),
            (CalendarKind::Ethiopian, DayPart::Day, "3 Mes 2016", Some("2023-09-14")),
            (CalendarKind::Ethiopian, DayPart::Day, "3 M 2016", None),
            (CalendarKind::Ethiopian, DayPart::Day, "6 13 2016", None),
            (CalendarKind::Ethiopian, DayPart::Day, "3 meskerem 2016 10:30", Some("2023-09-14T10:30")),
            (CalendarKind::Ethiopian, DayPart::Day, "2016-01-03T10:30", Some("2023-09-14T10:30")),
            (CalendarKind::Ethiopian, DayPart::Month, "Tir 2016", Some("2024-01-10")),
            (CalendarKind::Ethiopian, DayPart::Year, "2016", Some("2023-09-12")),
            (CalendarKind::Islamic, DayPart::Day, "1445-9-1", Some("2024-03-11")),
            (CalendarKind::Islamic, DayPart::Day, "1 Rabi-al-awwal 1445", Some("2023-09-16")),
            (CalendarKind::Islamic, DayPart::Day, "1 Rabi 1445", None),
            (CalendarKind::Persian, DayPart::Day, "1403-1-1", Some("2024-03-20")),
            (CalendarKind::Buddhist, DayPart::Day, "29 février 2567", Some("2024-02-29")),
            (CalendarKind::Buddhist, DayPart::Day, "29 février 2566", None),
            (CalendarKind::Myanmar, DayPart::Day, "2024-02-29", Some("2024-02-29")),
        ] {
            assert_eq!(day_meant(look(calendar, part), typed).as_deref(), expected, "{calendar:?} {part:?} {typed}");
        }
    }

    #[test]
    fn an_example_is_what_can_be_typed() {
        for calendar in CalendarKind::ALL {
            for part in [DayPart::Day, DayPart::Month, DayPart::Year] {
                for tongue in [Tongue::English, Tongue::French] {
                    let example = day_example(tongue, look(calendar, part));
                    let meant: Vec<_> =
                        example.split(", ").map(|typed| day_meant(look(calendar, part), typed)).collect();
                    assert!(meant.iter().all(|one| one.is_some() && *one == meant[0]), "{example}");
                }
            }
        }
    }
}
