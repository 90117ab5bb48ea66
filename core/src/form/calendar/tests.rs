//! Known days of each calendar, and the law that there and back is the same day.

use proptest::prelude::*;

use super::*;
use crate::expr::time;

/// New years, leap days, and days that the calendars' own authorities publish.
const KNOWN: [(CalendarKind, &str, (i32, u8, u8)); 27] = [
    (CalendarKind::Ethiopian, "2007-09-12", (2000, 1, 1)),
    (CalendarKind::Ethiopian, "2023-09-12", (2016, 1, 1)),
    (CalendarKind::Ethiopian, "2023-09-11", (2015, 13, 6)),
    (CalendarKind::Ethiopian, "2024-09-11", (2017, 1, 1)),
    (CalendarKind::Ethiopian, "2024-09-10", (2016, 13, 5)),
    (CalendarKind::Ethiopian, "2024-01-07", (2016, 4, 28)),
    (CalendarKind::Ethiopian, "1970-01-01", (1962, 4, 23)),
    (CalendarKind::Coptic, "2023-09-12", (1740, 1, 1)),
    (CalendarKind::Coptic, "2024-09-11", (1741, 1, 1)),
    (CalendarKind::Coptic, "2024-01-08", (1740, 4, 29)),
    (CalendarKind::Islamic, "2023-07-19", (1445, 1, 1)),
    (CalendarKind::Islamic, "2024-07-08", (1446, 1, 1)),
    (CalendarKind::Islamic, "2024-03-11", (1445, 9, 1)),
    (CalendarKind::Islamic, "2024-07-07", (1445, 12, 30)),
    (CalendarKind::Islamic, "1970-01-01", (1389, 10, 22)),
    (CalendarKind::Persian, "2020-03-20", (1399, 1, 1)),
    (CalendarKind::Persian, "2021-03-20", (1399, 12, 30)),
    (CalendarKind::Persian, "2021-03-21", (1400, 1, 1)),
    (CalendarKind::Persian, "2024-03-19", (1402, 12, 29)),
    (CalendarKind::Persian, "2024-03-20", (1403, 1, 1)),
    (CalendarKind::Persian, "2025-03-21", (1404, 1, 1)),
    (CalendarKind::Persian, "2023-09-23", (1402, 7, 1)),
    (CalendarKind::Persian, "1979-02-11", (1357, 11, 22)),
    (CalendarKind::Buddhist, "2024-02-29", (2567, 2, 29)),
    (CalendarKind::Buddhist, "1970-01-01", (2513, 1, 1)),
    (CalendarKind::Gregorian, "2024-02-29", (2024, 2, 29)),
    (CalendarKind::Gregorian, "1969-12-31", (1969, 12, 31)),
];

#[test]
fn known_days_are_found_both_ways() {
    for (calendar, date, (year, month, day)) in KNOWN {
        let days = time::parse_date(date).expect("the example is a date");
        let expected = CalendarDay { year, month, day };
        assert_eq!(calendar.day_of(days), Some(expected), "{calendar:?} {date}");
        assert_eq!(calendar.days_of(expected), Some(days), "{calendar:?} {date}");
    }
}

#[test]
fn days_that_are_none_are_refused() {
    for (calendar, (year, month, day)) in [
        (CalendarKind::Ethiopian, (2016, 13, 6)),
        (CalendarKind::Ethiopian, (2016, 14, 1)),
        (CalendarKind::Coptic, (1740, 1, 31)),
        (CalendarKind::Islamic, (1444, 12, 30)),
        (CalendarKind::Islamic, (1445, 2, 30)),
        (CalendarKind::Persian, (1402, 12, 30)),
        (CalendarKind::Persian, (1402, 7, 31)),
        (CalendarKind::Buddhist, (2566, 2, 29)),
        (CalendarKind::Gregorian, (2024, 4, 31)),
        (CalendarKind::Persian, (0, 1, 1)),
        (CalendarKind::Persian, (1402, 0, 1)),
        (CalendarKind::Persian, (1402, 1, 0)),
        (CalendarKind::Persian, (i32::MAX, 1, 1)),
        (CalendarKind::Myanmar, (1385, 1, 1)),
        (CalendarKind::BikramSambat, (2080, 1, 1)),
    ] {
        assert_eq!(calendar.days_of(CalendarDay { year, month, day }), None, "{calendar:?} {year}-{month}-{day}");
    }
}

#[test]
fn what_is_not_reckoned_is_shown_in_the_gregorian_calendar() {
    for calendar in CalendarKind::ALL {
        assert_eq!(calendar.day_of(0).is_some(), calendar.reckoned() == calendar, "{calendar:?}");
    }
}

proptest! {
    #[test]
    fn there_and_back_is_the_same_day(days in -490_000_i32..2_500_000) {
        for calendar in CalendarKind::ALL.into_iter().filter(|calendar| calendar.reckoned() == *calendar) {
            let day = calendar.day_of(days).expect("every calendar has these days");
            prop_assert_eq!(calendar.days_of(day), Some(days), "{:?}", calendar);
            let next = calendar.day_of(days + 1).expect("and the next");
            let follows = (next.year, next.month, next.day) > (day.year, day.month, day.day);
            prop_assert!(follows, "{:?} {:?} {:?}", calendar, day, next);
        }
    }

    #[test]
    fn any_number_is_a_day_or_none(days in any::<i32>(), year in any::<i32>(), month in any::<u8>(), day in any::<u8>()) {
        for calendar in CalendarKind::ALL {
            let _ = calendar.day_of(days);
            let _ = calendar.days_of(CalendarDay { year, month, day });
        }
    }
}
