//! Every word of the console, one file a language. No page holds a word of its own.
//!
//! A language is a constant of one type, so a missing word does not compile; a test holds that both languages fill the
//! same places.

mod codes_en;
mod codes_fr;
mod en;
mod fields;
mod fr;

use fieldward_core::{
    log::{PresentPerson, StopCode, TeachBackOutcome},
    review::AnswerState,
    safeguard::BreachKind,
};

use crate::console::desk::RecordState;

/// A language of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// English.
    English,
    /// French.
    French,
}

/// Languages that are written from right to left.
const FROM_THE_RIGHT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Which way a language is written.
fn direction(tag: &str) -> &'static str {
    let language = tag.split('-').next().unwrap_or_default();
    if FROM_THE_RIGHT.contains(&language) { "rtl" } else { "ltr" }
}

/// The words of one language.
pub(crate) struct Words {
    /// Between a number and its tenths.
    pub(crate) decimal_point: &'static str,
    pub(crate) frame: fields::FrameWords,
    pub(crate) door: fields::DoorWords,
    pub(crate) overview: fields::OverviewWords,
    pub(crate) devices: fields::DevicesWords,
    pub(crate) records: fields::RecordsWords,
    pub(crate) record: fields::RecordWords,
    pub(crate) flags: fields::FlagsWords,
    pub(crate) answers: fields::AnswersWords,
    pub(crate) comparison: fields::ComparisonWords,
    pub(crate) facts: fields::FactsWords,
    pub(crate) timeline: fields::TimelineWords,
    pub(crate) returning: fields::ReturningWords,
    pub(crate) coverage: fields::CoverageWords,
    pub(crate) exports: fields::ExportsWords,
    pub(crate) identities: fields::IdentitiesWords,
    pub(crate) time: fields::TimeWords,
    pub(crate) problems: fields::ProblemsWords,
    codes: Codes,
}

/// Words for codes.
pub(super) struct Codes {
    state: fn(RecordState) -> &'static str,
    stop: fn(StopCode) -> &'static str,
    answer_state: fn(AnswerState) -> &'static str,
    teach_back: fn(TeachBackOutcome) -> &'static str,
    person: fn(PresentPerson) -> &'static str,
    breach: fn(BreachKind) -> &'static str,
}

impl Tongue {
    /// All languages.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::French];

    /// BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// Which way it is written, as HTML says it.
    pub(crate) fn direction(self) -> &'static str {
        direction(self.tag())
    }

    /// Its own name for itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// Its words.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &en::ENGLISH,
            Self::French => &fr::FRENCH,
        }
    }

    /// The language with this tag.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.tag() == tag)
    }

    /// The first of ours that a browser asks for (`Accept-Language`), else English.
    pub(crate) fn of_browser(accepted: &str) -> Self {
        let primary = |part: &str| part.split([';', '-']).next().map(|tag| tag.trim().to_lowercase());
        accepted.split(',').filter_map(primary).find_map(|tag| Self::of_tag(&tag)).unwrap_or(Self::English)
    }
}

impl Words {
    /// A record's state.
    pub(crate) fn state(&self, code: RecordState) -> &'static str {
        (self.codes.state)(code)
    }

    /// A stop rule.
    pub(crate) fn stop(&self, code: StopCode) -> &'static str {
        (self.codes.stop)(code)
    }

    /// Why there is no value.
    pub(crate) fn answer_state(&self, code: AnswerState) -> &'static str {
        (self.codes.answer_state)(code)
    }

    /// How a teach-back question was answered.
    pub(crate) fn teach_back(&self, code: TeachBackOutcome) -> &'static str {
        (self.codes.teach_back)(code)
    }

    /// Somebody who was there.
    pub(crate) fn person(&self, code: PresentPerson) -> &'static str {
        (self.codes.person)(code)
    }

    /// A broken rule.
    pub(crate) fn breach(&self, code: BreachKind) -> &'static str {
        (self.codes.breach)(code)
    }
}

/// Puts values into the places of a template: `{count} of {all}`.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut rest = template;
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = behind;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_the_way_its_language_is() {
        for (tag, expected) in [("en", "ltr"), ("fr-CI", "ltr"), ("ar", "rtl"), ("ar-MA", "rtl"), ("arn", "ltr")] {
            assert_eq!(direction(tag), expected, "{tag}");
        }
    }

    /// The words of a language file between quotes, with the places they have.
    fn places(source: &str) -> Vec<Vec<&str>> {
        let words = source.lines().filter(|line| line.contains('"'));
        words
            .map(|line| {
                let mut names: Vec<&str> = line.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
                names.sort_unstable();
                names
            })
            .collect()
    }

    #[test]
    fn both_languages_fill_the_same_places() {
        let count =
            |source: &'static str| places(source).into_iter().filter(|names| !names.is_empty()).collect::<Vec<_>>();
        assert_eq!(count(include_str!("en.rs")), count(include_str!("fr.rs")));
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let filled = fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]);
        assert_eq!(filled, "{b} and 2");
    }

    #[test]
    fn the_browser_chooses_until_somebody_does() {
        for (accepted, expected) in
            [("fr-CD,fr;q=0.9,en;q=0.8", Tongue::French), ("de, en;q=0.5", Tongue::English), ("", Tongue::English)]
        {
            assert_eq!(Tongue::of_browser(accepted), expected, "{accepted}");
        }
    }
}
