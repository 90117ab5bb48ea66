//! Words in several languages, with values of other questions inside them.
//!
//! A text that is not translated is said in the default language. What stands inside is told by whoever has the
//! answers: nothing here knows an interview.

use serde::{Deserialize, Serialize};

use crate::expr::Expression;

/// A language of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// As the workbook writes it: `French (fr)`; `default` for columns without a language.
    pub name: String,
    /// BCP 47 tag when the name holds one, else empty.
    pub tag: String,
}

impl Language {
    /// The language of this name: `French (fr)` has the tag `fr`, and so has `fr`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let inner = name.rsplit_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
        let tag = inner.unwrap_or(name).trim();
        let mut parts = tag.split('-');
        let primary = parts.next().unwrap_or_default();
        let alphabetic = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        Self { name: name.to_owned(), tag: if alphabetic && rest { tag.to_owned() } else { String::new() } }
    }
}

/// A text by language, in the order of [`super::Form::languages`]; shorter or empty where nothing was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text(Written);

/// Most texts of a form are nothing, or one piece in its only language: neither needs a list of lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
enum Written {
    #[default]
    Nothing,
    /// In the first language.
    One(Piece),
    Many(Vec<Vec<Piece>>),
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// Words as written.
    Words(String),
    /// `${name}`: the value of another question, or a choice's label through `jr:choice-name`.
    Output(Expression),
}

/// What fills the outputs of a text: one interview, at one place of the form.
pub trait Outputs {
    /// The value of an output, as text; empty when it has none.
    fn output(&self, expression: &Expression) -> String;
}

/// Fills every output with nothing: for lists of questions and codebooks, where nobody has answered.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoOutputs;

impl Outputs for NoOutputs {
    fn output(&self, _: &Expression) -> String {
        String::new()
    }
}

impl Text {
    /// A text without outputs, by language.
    #[must_use]
    pub fn of_words<S: AsRef<str>>(languages: impl IntoIterator<Item = S>) -> Self {
        let mut languages = languages.into_iter();
        let Some(first) = languages.next() else { return Self::default() };
        let Some(second) = languages.next() else {
            let words = first.as_ref();
            return if words.is_empty() { Self::default() } else { Self(Written::One(Piece::Words(words.to_owned()))) };
        };
        let pieces = |words: S| match words.as_ref() {
            "" => Vec::new(),
            words => vec![Piece::Words(words.to_owned())],
        };
        Self::of_pieces([first, second].into_iter().chain(languages).map(pieces).collect())
    }

    /// A text by language, each in its pieces.
    #[must_use]
    pub fn of_pieces(mut languages: Vec<Vec<Piece>>) -> Self {
        if languages.iter().all(Vec::is_empty) {
            return Self::default();
        }
        match languages.as_mut_slice() {
            [only] if only.len() == 1 => Self(only.pop().map_or(Written::Nothing, Written::One)),
            _ => Self(Written::Many(languages)),
        }
    }

    /// What is written, language by language.
    pub fn languages(&self) -> impl Iterator<Item = &[Piece]> {
        let (one, many): (Option<&Piece>, &[Vec<Piece>]) = match &self.0 {
            Written::Nothing => (None, &[]),
            Written::One(piece) => (Some(piece), &[]),
            Written::Many(languages) => (None, languages),
        };
        one.map(std::slice::from_ref).into_iter().chain(many.iter().map(Vec::as_slice))
    }

    /// What is written in one language.
    #[must_use]
    pub fn in_language(&self, language: usize) -> &[Piece] {
        self.languages().nth(language).unwrap_or(&[])
    }

    /// Every piece of every language.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.languages().flatten()
    }

    /// The text in this language, else in `fallback`, else in the first language that has one.
    #[must_use]
    pub fn say(&self, language: u16, fallback: u16, outputs: &impl Outputs) -> String {
        let mut wanted = [language, fallback].into_iter().map(|language| self.in_language(usize::from(language)));
        let said_there = wanted.find(|pieces| !pieces.is_empty());
        let pieces = said_there.or_else(|| self.languages().find(|pieces| !pieces.is_empty()));
        let mut said = String::new();
        for piece in pieces.into_iter().flatten() {
            match piece {
                Piece::Words(words) => said.push_str(words),
                Piece::Output(expression) => said.push_str(&outputs.output(expression)),
            }
        }
        said
    }

    /// The text with its outputs left empty.
    #[must_use]
    pub fn plain(&self, language: u16, fallback: u16) -> String {
        self.say(language, fallback, &NoOutputs)
    }

    /// The text with `…` where another answer would stand: for pages and codebooks, where a label is about the
    /// question and not about one person's other answers.
    #[must_use]
    pub fn in_general(&self, language: u16) -> String {
        self.say(language, language, &Elsewhere)
    }

    /// Whether nothing is written in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.languages().all(<[Piece]>::is_empty)
    }
}

/// Any answer, as it looks from elsewhere.
struct Elsewhere;

impl Outputs for Elsewhere {
    fn output(&self, _: &Expression) -> String {
        "…".to_owned()
    }
}
