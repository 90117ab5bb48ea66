//! Words of the column `appearance` that were meant to be others.

use crate::{form::look::watched, xlsform::near::nearest};

pub use crate::form::look::{search, words};

/// Words that clients know. Beside them there are `w1`, `columns-3` and the like, and calls.
const KNOWN: [&str; 66] = [
    "annotate",
    "autocomplete",
    "bearing",
    "bikram-sambat",
    "buddhist",
    "columns",
    "columns-pack",
    "compact",
    "coptic",
    watched::COUNTED_ROW,
    watched::COUNTER,
    "distress",
    "draw",
    "ethiopian",
    "field-list",
    "front",
    "gregorian",
    "hidden",
    "hidden-answer",
    "horizontal",
    "horizontal-compact",
    watched::HOUR_BLOCK,
    "image-map",
    "islamic",
    "label",
    "likert",
    "list",
    "list-nolabel",
    "map",
    "maps",
    "masked",
    "minimal",
    watched::MINUTES_WATCHED,
    "month-year",
    "multiline",
    "myanmar",
    "new",
    "new-front",
    "no-buttons",
    "no-calendar",
    "no-collapse",
    "no-ticks",
    watched::NOTHING_SEEN,
    "numbers",
    "one-time",
    "pages",
    "persian",
    "picker",
    "placement-map",
    "printer",
    "quick",
    "quickcompact",
    "randomized",
    "rating",
    "rotate",
    "search",
    "selfie",
    "signature",
    "spinner",
    "streetview",
    "summary",
    "table-list",
    "thousands-sep",
    "url",
    "vertical",
    "year",
];

/// The word that was meant, when a word is none that clients know and near to one.
pub fn misspelt(word: &str) -> Option<&'static str> {
    /// Shorter ones are near to too many.
    const LETTERS_MIN: usize = 4;
    let is_call = word.contains(['(', ':', '$', '{']);
    let stem = word.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('-');
    let is_own = word.chars().count() < LETTERS_MIN || is_call || KNOWN.contains(&word) || KNOWN.contains(&stem);
    if is_own { None } else { nearest(word, KNOWN) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known_and_words_of_an_author_are_his() {
        for (word, expected) in [
            ("mimimal", Some("minimal")),
            ("feild-list", Some("field-list")),
            ("multi-line", Some("multiline")),
            ("minutes-wached", Some("minutes-watched")),
            ("nothing_seen", Some("nothing-seen")),
            ("minimal", None),
            ("columns-12", None),
            ("w4", None),
            ("ex:org.example.scan(a)", None),
            ("own-theme", None),
            ("maps", None),
        ] {
            assert_eq!(misspelt(word), expected, "{word}");
        }
    }
}
