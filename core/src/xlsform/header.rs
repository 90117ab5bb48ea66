//! A column's header, taken apart: `Label :: French (fr)` is the column `label` in the language `French (fr)`.
//!
//! Authors write headers in any case, with spaces or underscores, and under the names of older tools. Knows headers
//! only, not which of them a sheet should have.

use super::cell::plain;

/// Headers whose second part belongs to the name: `media::image::French (fr)`.
const PREFIXES: [&str; 6] = ["media", "bind", "body", "control", "instance", "attribute"];

/// A header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Lower case, words joined by underscores, aliases followed: `constraint_message`.
    pub name: String,
    /// What stood after `::`, as written; empty when nothing did.
    pub language: String,
}

impl Header {
    /// Takes a header apart. `aliases` are pairs of another name and the name it stands for, both in the normal form.
    #[must_use]
    pub fn parse(text: &str, aliases: &[(&str, &str)]) -> Self {
        let text = plain(text);
        let mut parts = if text.contains("::") {
            text.split("::").map(str::trim).collect::<Vec<_>>()
        } else {
            // Older workbooks have one colon; `jr:count` is a name of its own.
            match text.split_once(':') {
                Some((first, rest)) if !first.trim().eq_ignore_ascii_case("jr") => vec![first.trim(), rest.trim()],
                _ => vec![text.as_str()],
            }
        };
        let mut name = normal(parts.remove(0));
        if PREFIXES.contains(&name.as_str()) && !parts.is_empty() {
            name = format!("{name}::{}", normal(parts.remove(0)));
        }
        let name = aliases.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| (*to).to_owned());
        Self { name, language: parts.join("::") }
    }
}

/// Lower case, with one underscore for any run of spaces, underscores and hyphens.
#[must_use]
pub fn normal(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

/// The letters that a spreadsheet shows over a column, from a 0-based index: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn letters(index: u32) -> String {
    let mut rest = u64::from(index) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, language: &str) {
        let header = Header::parse(text, &[("caption", "label"), ("bind::relevant", "relevant")]);
        assert_eq!((header.name.as_str(), header.language.as_str()), (name, language), "{text}");
    }

    #[test]
    fn headers_are_taken_apart() {
        check("label", "label", "");
        check(" Constraint  Message ", "constraint_message", "");
        check("list-name", "list_name", "");
        check("Label :: French (fr)", "label", "French (fr)");
        check("label:English", "label", "English");
        check("Caption::English (en)", "label", "English (en)");
        check("media::image::fr", "media::image", "fr");
        check("bind::relevant", "relevant", "");
        check("jr:count", "jr:count", "");
        check("hint\u{00A0}::\u{00A0}fr", "hint", "fr");
        check("::", "", "");
        check("", "", "");
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (index, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(index), expected);
        }
    }
}
