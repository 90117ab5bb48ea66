//! The sheets `study`, `limits` and `legal`: what the study is, the numbers it sets, and what the law asks.
//!
//! The languages of the study stand in the first of them, so it is read before all others.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{
    book::{Book, words},
    named::Named,
};
use crate::{
    ids::StudyId,
    study::{EthicsApproval, Legal, Limits, Localized, StudyKind},
    xlsform::did_you_mean,
};

/// Names of the sheet `study`.
const STUDY_ROWS: [&str; 15] = [
    "id",
    "title",
    "kind",
    "purpose",
    "aims",
    "period_from",
    "period_to",
    "scope",
    "lead_organisation",
    "languages",
    "guardian_waivers",
    "ethics_body",
    "ethics_reference",
    "ethics_date",
    "ethics_expiry",
];

const KINDS: [(&str, StudyKind); 6] = [
    ("rapid_assessment", StudyKind::RapidAssessment),
    ("household", StudyKind::Household),
    ("establishment", StudyKind::Establishment),
    ("school", StudyKind::School),
    ("street", StudyKind::Street),
    ("participatory", StudyKind::Participatory),
];

const AIMS: [&str; 7] = ["estimate", "target", "baseline", "forecast", "cause", "mapping", "learning"];
const WAIVERS: [&str; 3] = ["guardian_involved", "child_on_own", "mature_minor"];

/// The numbers of the sheet `limits`, each with the least and the most that a protocol may set. Outside of them a rule
/// would no longer protect anybody (a disclosure threshold of 1) or nobody could be interviewed.
pub(super) const LIMIT_ROWS: [(&str, RangeInclusive<u16>); 8] = [
    ("lowest_age", 5..=17),
    ("recent_months", 1..=24),
    ("child_minutes", 10..=60),
    ("adult_minutes", 10..=120),
    ("visits", 1..=5),
    ("retention_days", 0..=90),
    ("disclosure_threshold", 5..=100),
    ("rounding", 1..=100),
];

/// Ages that a minimum-age law may name.
const MINIMUM_AGE: RangeInclusive<u16> = 5..=21;

/// The sheet `study`.
pub(super) struct Protocol {
    pub id: StudyId,
    pub title: Localized,
    pub kind: StudyKind,
    pub purpose: String,
    pub aims: Vec<String>,
    pub period: (String, String),
    pub scope: Vec<String>,
    pub lead_organisation: String,
    pub guardian_waivers: Vec<String>,
    pub approval: Option<EthicsApproval>,
}

impl Protocol {
    pub(super) fn read(book: &mut Book<'_>) -> Self {
        let named = Named::read(book, "study", &STUDY_ROWS);
        book.languages = languages(book, &named);
        Self {
            id: id(book, &named),
            title: named.localized(book, "title"),
            kind: kind(book, &named),
            purpose: named.required(book, "purpose"),
            aims: some_of(book, &named, "aims", &AIMS),
            period: period(book, &named),
            scope: words(&named.value("scope")),
            lead_organisation: named.required(book, "lead_organisation"),
            guardian_waivers: some_of(book, &named, "guardian_waivers", &WAIVERS),
            approval: approval(book, &named),
        }
    }
}

fn languages(book: &mut Book<'_>, named: &Named) -> Vec<String> {
    let languages = words(&named.required(book, "languages"));
    let plain = |tag: &String| tag.len() <= 35 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    for tag in languages.iter().filter(|tag| !plain(tag)) {
        named.error(book, "languages", format!("'{tag}' is no language tag"), "Write tags such as en, fr or pt-BR");
    }
    languages
}

fn id(book: &mut Book<'_>, named: &Named) -> StudyId {
    let id = named.required(book, "id");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if id.len() > 64 || !id.chars().all(plain) {
        named.error(book, "id", "the id cannot be used", "Use lower-case letters, digits, - and _, at most 64");
    }
    StudyId(id)
}

fn kind(book: &mut Book<'_>, named: &Named) -> StudyKind {
    let word = named.required(book, "kind");
    let known = KINDS.iter().find(|(name, _)| *name == word);
    if known.is_none() && !word.is_empty() {
        let names = KINDS.map(|(name, _)| name);
        let remedy = did_you_mean(&word, names, &format!("Use one of: {}", names.join(", ")));
        named.error(book, "kind", format!("'{word}' is no kind of study"), remedy);
    }
    known.map_or(StudyKind::RapidAssessment, |(_, kind)| *kind)
}

fn some_of(book: &mut Book<'_>, named: &Named, name: &str, known: &[&str]) -> Vec<String> {
    named.row(name).map_or_else(Vec::new, |row| book.known_words(&named.sheet, row, "value", known))
}

fn period(book: &mut Book<'_>, named: &Named) -> (String, String) {
    let (from, to) = (named.required(book, "period_from"), named.required(book, "period_to"));
    in_order(book, named, ("period_from", &from), ("period_to", &to));
    (from, to)
}

/// Both are days, and the first is not after the last.
fn in_order(book: &mut Book<'_>, named: &Named, first: (&str, &str), last: (&str, &str)) {
    let mut days = Vec::new();
    for (name, text) in [first, last].into_iter().filter(|(_, text)| !text.is_empty()) {
        match text.parse::<Date>() {
            Ok(day) => days.push(day),
            Err(_) => {
                named.error(book, name, format!("'{text}' is no day"), "Write year-month-day, such as 2026-11-01")
            }
        }
    }
    if days.len() == 2 && days[0] > days[1] {
        named.error(book, last.0, format!("{} is before {}", last.0, first.0), "Correct one of the two days");
    }
}

/// All four rows or none: a half-filled approval is an error and never an approval.
fn approval(book: &mut Book<'_>, named: &Named) -> Option<EthicsApproval> {
    let rows = ["ethics_body", "ethics_reference", "ethics_date", "ethics_expiry"];
    let values = rows.map(|name| named.value(name));
    if values.iter().all(String::is_empty) {
        return None;
    }
    for (name, _) in rows.iter().zip(&values).filter(|(_, value)| value.is_empty()) {
        let remedy = "Fill in all four rows of the approval, or clear them: then the study is training";
        match named.row(name) {
            Some(_) => named.error(book, name, format!("{name} is empty, but others of the approval are not"), remedy),
            None => drop(named.required(book, name)),
        }
    }
    let [body, reference, date, expiry] = values;
    in_order(book, named, ("ethics_date", &date), ("ethics_expiry", &expiry));
    Some(EthicsApproval { body, reference, date, expiry })
}

pub(super) fn limits(book: &mut Book<'_>) -> Limits {
    let named = Named::read(book, "limits", &LIMIT_ROWS.map(|(name, _)| name));
    let [age, recent, child, adult, visits, retention, threshold, rounding] =
        LIMIT_ROWS.map(|(name, bounds)| named.number(book, name, bounds));
    let byte = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
    Limits {
        lowest_age: byte(age),
        recent_months: byte(recent),
        child_minutes: child,
        adult_minutes: adult,
        visits: byte(visits),
        retention_days: retention,
        disclosure_threshold: threshold,
        rounding,
    }
}

pub(super) fn legal(book: &mut Book<'_>) -> Legal {
    const AGES: [&str; 3] = ["general", "light", "hazardous"];
    const ROWS: [&str; 6] = [
        "duty_to_report",
        "law_enforcement",
        "hazardous_list",
        "minimum_age_general",
        "minimum_age_light",
        "minimum_age_hazardous",
    ];
    let named = Named::read(book, "legal", &ROWS);
    let age = |book: &mut Book<'_>, kind: &str| {
        let years = named.number(book, &format!("minimum_age_{kind}"), MINIMUM_AGE);
        (kind.to_owned(), u8::try_from(years).unwrap_or(u8::MAX))
    };
    Legal {
        duty_to_report: named.localized(book, "duty_to_report"),
        law_enforcement: named.localized(book, "law_enforcement"),
        minimum_ages: AGES.iter().map(|kind| age(book, kind)).collect(),
        hazardous_list: named.required(book, "hazardous_list"),
    }
}
