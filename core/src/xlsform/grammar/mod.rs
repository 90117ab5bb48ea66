//! How the headers of an XLSForm's sheets are read: in any case, under the names of older tools, with what stands after
//! `::` (or, where no header has two colons, after `:`).
//!
//! A header is taken apart into words; the first is straightened out when it is a known one and left as it is when it
//! is not, because a choice filter may call a column by exactly that name. Knows headers only, not what they hold.

mod names;
#[cfg(test)]
mod tests;

use super::{cell::plain, header::Header};

/// The sheet that a header stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// `survey`.
    Survey,
    /// `choices`, `external_choices` and `osm`.
    Choices,
    /// `settings`.
    Settings,
    /// `entities`.
    Entities,
}

/// The headers of one sheet, taken apart.
pub struct Headers {
    grammar: Grammar,
    double_colon: Colon,
}

/// What stands between the words of a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colon {
    Single,
    Double,
}

impl Headers {
    /// For a sheet with these headers: one colon divides only where no header has two.
    pub fn of<'h>(grammar: Grammar, mut headers: impl Iterator<Item = &'h str>) -> Self {
        let double_colon = if headers.any(|header| header.contains("::")) { Colon::Double } else { Colon::Single };
        Self { grammar, double_colon }
    }

    /// Takes one header apart.
    pub fn read(&self, text: &str) -> Header {
        let text = plain(text).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let whole = snake(&text);
        if self.grammar.is_known(&whole) {
            return Header { name: whole, language: String::new() };
        }
        let mut words = self.words(&text);
        let first = self.straight(&words.remove(0), &text);
        self.joined(first, words)
    }

    fn words(&self, text: &str) -> Vec<String> {
        if self.double_colon == Colon::Double || text.contains("::") {
            return text.split("::").map(|word| word.trim().to_owned()).collect();
        }
        let mut words: Vec<String> = text.split(':').map(|word| word.trim().to_owned()).collect();
        // `jr:count` is one name, and so is `bind:jr:constraintMsg` two.
        if let Some(place) = words.iter().position(|word| word == "jr").filter(|place| place + 1 < words.len()) {
            let local = words.remove(place + 1);
            words[place] = format!("jr:{local}");
        }
        words
    }

    /// The first word as this reader calls it; an unknown one as it was written.
    fn straight(&self, first: &str, text: &str) -> String {
        let normal = snake(first);
        let found = self.grammar.alias(&normal).map_or(normal, str::to_owned);
        if self.grammar.is_known(&found) || found.contains("::") {
            found
        } else if first.is_empty() {
            text.to_owned()
        } else {
            first.to_owned()
        }
    }

    /// `bind`, `control`, `instance`, `attribute` and `media` belong to the name with the word that follows.
    fn joined(&self, first: String, mut words: Vec<String>) -> Header {
        let mut name = first;
        if matches!(name.as_str(), "bind" | "control" | "instance" | "media" | "attribute") && !words.is_empty() {
            name = format!("{name}::{}", words.remove(0));
            name = self.grammar.alias(&name).map_or(name, str::to_owned);
        }
        Header { name, language: words.join("::") }
    }
}

/// Lower case, with underscores for spaces.
fn snake(text: &str) -> String {
    match text {
        // The only name with capitals.
        "omit_instanceID" => text.to_owned(),
        _ => text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase(),
    }
}
