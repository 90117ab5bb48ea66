//! Words that logs use again and again: steps, lines, codes.
//!
//! A word is coded by its place in a list; one that is not listed is spelled out once and then listed too. After a
//! word its successor is expected, since steps and lines are checked in order. The list is part of the format: new
//! words may only follow at its end, and only with a new payload version.

use super::{PayloadError, coder::Direction, model::Field, session::Session};

/// Most words that one payload can list, those below included.
const LISTED_MAX: usize = 256;
/// Kinds of words: steps, lines, outcomes and so on.
pub(super) const KINDS: usize = 8;

const LISTED: &[&str] = &[
    "P1.1",
    "P1.2",
    "P1.3",
    "P1.4",
    "P1.5",
    "P1.6",
    "P1.7",
    "P1.8",
    "P1.9",
    "P2.1",
    "P2.2",
    "P2.3",
    "P2.4",
    "P2.5",
    "P2.6",
    "P8.1",
    "P8.2",
    "P8.3",
    "P8.4",
    "P8.5",
    "P8.6",
    "P9.1",
    "P9.2",
    "P9.3",
    "P9.4",
    "I1",
    "I2",
    "I3",
    "I4",
    "I5",
    "I6",
    "I7",
    "I8",
    "I9",
    "I10",
    "I11",
    "I12",
    "yes",
    "no",
    "unknown",
    "en",
    "fr",
    "km",
    "es",
    "pt",
    "ar",
    "sw",
    "low",
    "some",
    "high",
    "nobody",
    "parent",
    "school",
    "service",
    "street_team",
    "own_request",
    "employer",
    "unknown_adult",
    "first",
    "visit_2",
    "guardian_involved",
    "child_on_own",
    "mature_minor",
    "research",
    "audio",
    "quote",
    "contact",
    "share",
    "health",
    "shelter",
    "legal",
    "psychosocial",
    "food",
    "education",
    "safety",
    "family",
    "other",
    "none",
    "hear",
    "see",
    "recruiter",
    "trafficker",
    "friend",
    "teacher",
    "relative",
];

/// The listed words of one payload.
pub(super) struct Words {
    listed: Vec<String>,
    /// The last one of each kind.
    last: [Option<usize>; KINDS],
}

impl Words {
    /// The list that everybody starts with.
    pub fn new() -> Self {
        Self { listed: LISTED.iter().map(|word| (*word).to_owned()).collect(), last: [None; KINDS] }
    }
}

impl<D: Direction> Session<'_, D> {
    /// Codes a word of a kind below [`KINDS`].
    pub fn word(&mut self, kind: usize, word: &mut String) -> Result<(), PayloadError> {
        let next = self.words.last[kind].map_or(0, |last| last + 1);
        let known = kind as u32;
        let place = self.words.listed.iter().position(|listed| listed == word);
        let follows = next < self.words.listed.len();
        if follows && self.bits.flag(Field::WordNext, known, place == Some(next))? {
            return self.take_word(kind, next, word);
        }
        if self.bits.likely(Field::WordKnown, known, place.is_some())? {
            let size = self.words.listed.len() as u32;
            let found = self.bits.symbol(Field::Word, known, size, place.unwrap_or(0) as u32)?;
            return self.take_word(kind, found as usize, word);
        }
        self.text(word)?;
        if self.words.listed.len() < LISTED_MAX {
            self.words.listed.push(word.clone());
        }
        Ok(())
    }

    fn take_word(&mut self, kind: usize, place: usize, word: &mut String) -> Result<(), PayloadError> {
        let listed = self.words.listed.get(place).ok_or(PayloadError::Malformed)?;
        word.clone_from(listed);
        self.words.last[kind] = Some(place);
        Ok(())
    }
}
