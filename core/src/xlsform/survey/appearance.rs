//! The column `appearance`, as words; a call such as `search('towns', 'matches', 'region', ${region})` is one word.

use crate::xlsform::near::nearest;

/// Words that clients know. Beside them there are `w1`, `columns-3` and the like, and calls.
const KNOWN: [&str; 63] = [
    "annotate",
    "autocomplete",
    "bearing",
    "bikram-sambat",
    "buddhist",
    "columns",
    "columns-pack",
    "compact",
    "coptic",
    "counted-row",
    "counter",
    "draw",
    "ethiopian",
    "field-list",
    "front",
    "gregorian",
    "hidden",
    "hidden-answer",
    "horizontal",
    "horizontal-compact",
    "hour-block",
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
    "month-year",
    "multiline",
    "myanmar",
    "new",
    "new-front",
    "no-buttons",
    "no-calendar",
    "no-collapse",
    "no-ticks",
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

/// Words in lower case, in order; calls and the names of other apps (`ex:`, `printer:`) as they were written.
pub fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut depth, mut quote) = (Vec::new(), String::new(), 0_u32, None);
    for letter in text.chars() {
        match (letter, quote) {
            ('\'' | '"', None) if depth > 0 => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter.is_whitespace() && depth == 0 {
            words.extend(finished(std::mem::take(&mut word)));
        } else {
            word.push(letter);
        }
    }
    words.extend(finished(word));
    words
}

fn finished(word: String) -> Option<String> {
    if word.is_empty() {
        None
    } else if word.contains(['(', ':']) {
        Some(word)
    } else {
        Some(word.to_lowercase())
    }
}

/// What stands between the brackets of `search(...)`.
pub fn search(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("search(")?;
    rest.rfind(')').map(|end| &rest[..end])
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

    #[test]
    fn calls_are_one_word() {
        assert_eq!(words("Minimal  w1"), ["minimal", "w1"]);
        assert_eq!(words("ex:change.BREATHCOUNT printer:org.Zebra"), ["ex:change.BREATHCOUNT", "printer:org.Zebra"]);
        let call = "quick search('Towns', 'matches', 'a)b', ${region})";
        assert_eq!(words(call), ["quick", "search('Towns', 'matches', 'a)b', ${region})"]);
        assert_eq!(search(call), Some("'Towns', 'matches', 'a)b', ${region}"));
        assert_eq!(search("search"), None);
        assert_eq!(words("ex:org.app(x='1 2'"), ["ex:org.app(x='1 2'"]);
    }
}
