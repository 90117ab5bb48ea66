//! The words of a table's rows, by language.
//!
//! Nearly all labels are plain words and lie in one text; those with another answer inside them (`${name}`) are few
//! and are kept apart, so that the others need no structure of their own.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Texts;
use crate::form::{NoOutputs, Outputs, Text};

/// Labels of all rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// How many languages each row has.
    languages: u16,
    /// Row by row, in each the languages in the form's order; empty where the row is in `spoken`.
    words: Texts,
    /// Rows whose label has outputs, in their order.
    spoken: Vec<(u32, Text)>,
}

impl Labels {
    /// No rows yet, in so many languages.
    #[must_use]
    pub fn new(languages: u16) -> Self {
        Self { languages, ..Self::default() }
    }

    /// Labels without outputs: for each row a text in each language.
    #[must_use]
    pub fn plain(languages: u16, words: Texts) -> Self {
        Self { languages, words, spoken: Vec::new() }
    }

    /// Gives a row a label with outputs. Rows come in their order.
    pub fn speak(&mut self, row: u32, label: Text) {
        self.spoken.push((row, label));
    }

    /// Adds the next row's label, one text a language.
    pub fn push<'t>(&mut self, words: impl IntoIterator<Item = &'t str>) {
        let mut words = words.into_iter();
        (0..self.languages).for_each(|_| self.words.push(words.next().unwrap_or("")));
    }

    /// The label of a row.
    #[must_use]
    pub fn get(&self, row: u32) -> Label<'_> {
        let spoken = match self.spoken.is_empty() {
            true => None,
            false => {
                self.spoken.binary_search_by_key(&row, |(row, _)| *row).ok().and_then(|place| self.spoken.get(place))
            }
        };
        spoken.map_or(Label(Written::Words(self, row)), |(_, text)| Label(Written::Text(text)))
    }

    fn words(&self, row: u32, language: u16) -> &str {
        if language >= self.languages {
            return "";
        }
        self.words.get(row as usize * usize::from(self.languages) + usize::from(language))
    }

    pub(super) fn is_whole(&self, rows: usize) -> bool {
        rows.checked_mul(usize::from(self.languages)) == Some(self.words.len())
            && self.spoken.windows(2).all(|pair| pair[0].0 < pair[1].0)
            && self.spoken.last().is_none_or(|(row, _)| (*row as usize) < rows)
    }

    /// Those with outputs.
    pub(super) fn spoken(&self) -> impl Iterator<Item = &Text> {
        self.spoken.iter().map(|(_, text)| text)
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.words.size_bytes()
    }

    pub(super) fn shrink(&mut self) {
        self.words.shrink();
    }
}

/// The label of one row, said like a [`Text`].
#[derive(Debug, Clone, Copy)]
pub struct Label<'t>(Written<'t>);

#[derive(Debug, Clone, Copy)]
enum Written<'t> {
    /// The same words for all languages.
    Cell(&'t str),
    /// A row of plain words.
    Words(&'t Labels, u32),
    /// With outputs.
    Text(&'t Text),
}

impl<'t> Label<'t> {
    /// Words that are the same in every language, such as a cell of an attached file.
    #[must_use]
    pub fn cell(words: &'t str) -> Self {
        Self(Written::Cell(words))
    }

    /// The label in this language, else in `fallback`, else in the first language that has one.
    #[must_use]
    pub fn say(&self, language: u16, fallback: u16, outputs: &impl Outputs) -> Cow<'t, str> {
        match self.0 {
            Written::Cell(words) => Cow::Borrowed(words),
            Written::Text(text) => Cow::Owned(text.say(language, fallback, outputs)),
            Written::Words(labels, row) => {
                let mut tried = [language, fallback].into_iter().chain(0..labels.languages);
                let said =
                    tried.find_map(|language| Some(labels.words(row, language)).filter(|words| !words.is_empty()));
                Cow::Borrowed(said.unwrap_or(""))
            }
        }
    }

    /// The label with its outputs left empty.
    #[must_use]
    pub fn plain(&self, language: u16, fallback: u16) -> Cow<'t, str> {
        self.say(language, fallback, &NoOutputs)
    }

    /// The label with `…` where another answer would stand.
    #[must_use]
    pub fn in_general(&self, language: u16) -> Cow<'t, str> {
        match self.0 {
            Written::Text(text) => Cow::Owned(text.in_general(language)),
            _ => self.plain(language, language),
        }
    }

    /// The label as a text of the form, by language: for whoever writes the form out again.
    #[must_use]
    pub fn to_text(&self) -> Text {
        match self.0 {
            Written::Cell(words) => Text::of_words([words]),
            Written::Words(labels, row) => {
                Text::of_words((0..labels.languages).map(|language| labels.words(row, language)))
            }
            Written::Text(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: u32, language: u16, fallback: u16, said: &str) {
        let mut labels = Labels::new(2);
        labels.push(["house", "maison"]);
        labels.push(["", "arbre"]);
        labels.push(["", ""]);
        labels.speak(2, Text::of_words(["spoken"]));
        assert_eq!(labels.get(row).plain(language, fallback), said, "{row} {language} {fallback}");
    }

    #[test]
    fn a_label_falls_back_to_another_language() {
        check(0, 0, 0, "house");
        check(0, 1, 0, "maison");
        check(0, 7, 1, "maison");
        check(1, 0, 0, "arbre");
        check(2, 1, 0, "spoken");
        check(9, 0, 0, "");
    }
}
