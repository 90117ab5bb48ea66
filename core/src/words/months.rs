//! Months of each calendar by name, in the spellings that English and French use.

use super::Tongue;
use crate::form::CalendarKind;

/// Fewest letters of a name that stand for it.
const LETTERS_MIN: usize = 3;

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ETHIOPIAN: [&str; 13] = [
    "Meskerem", "Tikimt", "Hidar", "Tahsas", "Tir", "Yekatit", "Megabit", "Miazia", "Ginbot", "Sene", "Hamle",
    "Nehase", "Pagumen",
];
const COPTIC: [&str; 13] = [
    "Thout",
    "Paopi",
    "Hathor",
    "Koiak",
    "Tobi",
    "Meshir",
    "Paremhat",
    "Paremoude",
    "Pashons",
    "Paoni",
    "Epip",
    "Mesori",
    "Nesi",
];
const ISLAMIC: [&str; 12] = [
    "Muharram",
    "Safar",
    "Rabi-al-awwal",
    "Rabi-ath-thani",
    "Jumada-al-ula",
    "Jumada-al-akhira",
    "Rajab",
    "Shaban",
    "Ramadan",
    "Shawwal",
    "Dhu-al-qida",
    "Dhu-al-hijja",
];
const PERSIAN: [&str; 12] = [
    "Farvardin",
    "Ordibehesht",
    "Khordad",
    "Tir",
    "Mordad",
    "Shahrivar",
    "Mehr",
    "Aban",
    "Azar",
    "Dey",
    "Bahman",
    "Esfand",
];

/// The name of a month, from 1 on; empty when there is none.
pub(super) fn name(tongue: Tongue, calendar: CalendarKind, month: u8) -> &'static str {
    let names = names(tongue, calendar);
    usize::from(month).checked_sub(1).and_then(|place| names.get(place)).copied().unwrap_or_default()
}

/// The one month whose name begins so, in either language; whichever is typed, letters may be large or small.
pub(super) fn meant(calendar: CalendarKind, typed: &str) -> Option<u8> {
    let typed = typed.to_lowercase();
    if typed.chars().count() < LETTERS_MIN {
        return None;
    }
    [Tongue::English, Tongue::French].into_iter().find_map(|tongue| {
        let mut fits = (1..).zip(names(tongue, calendar)).filter(|(_, name)| name.to_lowercase().starts_with(&typed));
        let (month, _) = fits.next()?;
        fits.next().is_none().then_some(month)
    })
}

fn names(tongue: Tongue, calendar: CalendarKind) -> &'static [&'static str] {
    match (calendar, tongue) {
        (CalendarKind::Ethiopian, _) => &ETHIOPIAN,
        (CalendarKind::Coptic, _) => &COPTIC,
        (CalendarKind::Islamic, _) => &ISLAMIC,
        (CalendarKind::Persian, _) => &PERSIAN,
        (_, Tongue::English) => &ENGLISH,
        (_, Tongue::French) => &FRENCH,
    }
}
