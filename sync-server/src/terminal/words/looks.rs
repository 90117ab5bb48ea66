//! What is said of a question's look: calendars, numbers in groups, what cannot be seen.

use fieldward::{CalendarKind, DayLook, DayPart};

/// The words of looks in one language.
#[derive(Debug)]
pub struct LookWords {
    /// Tag of the language.
    pub language: &'static str,
    /// Between groups of three digits.
    pub between_thousands: &'static str,
    /// A whole day: the calendar and an example follow.
    day: &'static str,
    /// A month of a year: an example follows.
    month: &'static str,
    /// A year: an example follows.
    year: &'static str,
    /// Before an example.
    such_as: &'static str,
    /// An address that nothing opens here.
    pub link: &'static str,
    /// An entry that does not show.
    pub masked: &'static str,
    /// A day, month or year that is none.
    pub no_such_day: &'static str,
    /// A number that can be read in two ways.
    pub two_ways: &'static str,
    /// The calendars that are reckoned, in the order of their kinds, the Gregorian first.
    calendars: [&'static str; 6],
}

impl LookWords {
    /// What is typed for a day that is not a plain one.
    pub fn wanted_of_day(&self, look: DayLook, example: &str) -> String {
        let part = match look.part {
            DayPart::Day => self.day,
            DayPart::Month => self.month,
            DayPart::Year => self.year,
        };
        let calendar = match look.calendar.reckoned() {
            CalendarKind::Ethiopian => self.calendars[1],
            CalendarKind::Coptic => self.calendars[2],
            CalendarKind::Islamic => self.calendars[3],
            CalendarKind::Persian => self.calendars[4],
            CalendarKind::Buddhist => self.calendars[5],
            CalendarKind::Gregorian | CalendarKind::BikramSambat | CalendarKind::Myanmar => self.calendars[0],
        };
        let such_as = self.such_as;
        format!("{part}, {calendar}{such_as} {example}")
    }
}

pub(super) static ENGLISH: LookWords = LookWords {
    language: "en",
    between_thousands: ",",
    day: "a day",
    month: "a month and its year",
    year: "a year",
    such_as: ":",
    link: "an address; it is shown here and not opened",
    masked: "What you type does not show.",
    no_such_day: "That is not such a day, month or year.",
    two_ways: "A comma before three digits could mean two things: write 1234 or 1.234.",
    calendars: [
        "Gregorian calendar",
        "Ethiopian calendar",
        "Coptic calendar",
        "Islamic calendar",
        "Persian calendar",
        "Buddhist calendar",
    ],
};

pub(super) static FRENCH: LookWords = LookWords {
    language: "fr",
    between_thousands: "\u{202F}",
    day: "un jour",
    month: "un mois et son année",
    year: "une année",
    such_as: " :",
    link: "une adresse ; elle est montrée ici, sans être ouverte",
    masked: "Ce que vous tapez ne s’affiche pas.",
    no_such_day: "Ce n’est pas un jour, un mois ou une année de ce genre.",
    two_ways: "Une virgule avant trois chiffres a deux sens possibles : écrivez 1234 ou 1.234.",
    calendars: [
        "calendrier grégorien",
        "calendrier éthiopien",
        "calendrier copte",
        "calendrier islamique",
        "calendrier persan",
        "calendrier bouddhiste",
    ],
};
