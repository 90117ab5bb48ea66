//! What a person is told before saying yes or no.
//!
//! The use statement is written before anything is gathered and never changes afterwards (R086-R088), so its hash is
//! bound into every record. The lines I1 to I12 are told one by one; three questions then show what was understood.

use serde::{Deserialize, Serialize};

use crate::{
    ids::Hash32,
    study::{Localized, Respondent},
};

/// The lines that are told before consent, in their order (P3).
pub const CONSENT_LINES: [&str; 12] = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12"];

/// How many questions show what was understood (P3.1).
pub const TEACH_BACK_QUESTIONS: usize = 3;

/// What the canonical bytes of a statement begin with; another layout gets another number.
const STATEMENT_HEADING: &[u8] = b"fieldward use statement 1\n";

/// What is told about use, and what for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UseStatement {
    /// The statement.
    pub text: Localized,
    /// Purpose codes that data may serve (R089).
    pub purposes: Vec<Purpose>,
    /// Hash of the text in every language and of the purposes.
    pub hash: Hash32,
}

impl UseStatement {
    /// A statement with its hash.
    #[must_use]
    pub fn new(text: Localized, purposes: Vec<Purpose>) -> Self {
        let hash = hash(&text, &purposes);
        Self { text, purposes, hash }
    }

    /// The hash belongs to the words.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.hash == hash(&self.text, &self.purposes)
    }
}

/// Canonical bytes: a heading, then every text with its length before it, languages and purposes in a fixed order.
/// Lengths keep two different statements from having the same bytes.
fn hash(text: &Localized, purposes: &[Purpose]) -> Hash32 {
    let mut bytes = STATEMENT_HEADING.to_vec();
    append_localized(&mut bytes, text);
    append_count(&mut bytes, purposes.len());
    for purpose in purposes {
        append_text(&mut bytes, &purpose.code);
        append_localized(&mut bytes, &purpose.text);
        bytes.push(u8::from(purpose.separate));
    }
    Hash32::of(&bytes)
}

fn append_localized(bytes: &mut Vec<u8>, text: &Localized) {
    append_count(bytes, text.0.len());
    for (language, words) in &text.0 {
        append_text(bytes, language);
        append_text(bytes, words);
    }
}

fn append_text(bytes: &mut Vec<u8>, text: &str) {
    append_count(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

fn append_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&(count as u64).to_le_bytes());
}

/// A purpose, or a choice of its own at consent (P3.5).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Purpose {
    /// Short name, such as `research` or `audio`.
    pub code: String,
    /// What is asked.
    pub text: Localized,
    /// Chosen separately at consent, default no; otherwise part of taking part.
    pub separate: bool,
}

/// One line that is told before consent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToldLine {
    /// `I1` to `I12`. The use statement is read with I6, the duty to report and the law-enforcement decision with I10.
    pub line: String,
    /// Who it is told to; `None` means everybody.
    pub respondent: Option<Respondent>,
    /// The words, in the person's language.
    pub text: Localized,
}

#[cfg(test)]
mod tests {
    use super::{Purpose, UseStatement};
    use crate::study::Localized;

    fn words(words: &[(&str, &str)]) -> Localized {
        Localized(words.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect())
    }

    fn statement(text: &[(&str, &str)], code: &str) -> UseStatement {
        let purpose = Purpose { code: code.into(), text: words(&[("en", "To learn")]), separate: false };
        UseStatement::new(words(text), vec![purpose])
    }

    #[test]
    fn the_hash_of_a_known_statement_stays_the_same() {
        let hash = statement(&[("en", "Used for help."), ("fr", "Sert à aider.")], "research").hash;
        assert_eq!(hash.to_string(), "dcc7f2176ac40a1d5098e3ae036087589a6a72c89b1e122fe47502a7389f34db");
    }

    #[test]
    fn any_other_words_language_or_purpose_give_another_hash() {
        let hash = statement(&[("en", "ab"), ("fr", "c")], "research").hash;
        for other in [
            statement(&[("en", "a"), ("fr", "bc")], "research"),
            statement(&[("en", "ab")], "research"),
            statement(&[("en", "ab"), ("es", "c")], "research"),
            statement(&[("en", "ab"), ("fr", "c")], "programme"),
        ] {
            assert_ne!(other.hash, hash);
        }
        assert_eq!(statement(&[("fr", "c"), ("en", "ab")], "research").hash, hash);
    }
}
