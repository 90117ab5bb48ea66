//! Regular expressions of authors: whole matches, in Java's spelling, bounded in memory and time.
//!
//! JavaRosa uses Java's, which must match the whole text. They are rewritten for the engine that we have. What needs no
//! looking around or back is matched in time linear in the text; look-around, back references and possessive
//! quantifiers are matched by trying, for so many steps and no more, and count as no match after that. What Java has
//! and cannot be rewritten (blocks such as `\p{InGreek}`, `\G`) is refused when the form is compiled.

mod class;
mod java;

pub use class::CLASSES_NESTED_MAX;

use fancy_regex::{Regex, RegexBuilder};

/// Memory that one compiled pattern may take, in bytes.
pub const PATTERN_BYTES_MAX: usize = 1 << 20;

/// How many steps of trying one match may take.
pub const BACKTRACKS_MAX: usize = 200_000;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles; `None` when it cannot be read or is too large.
    #[must_use]
    pub fn new(source: &str) -> Option<Self> {
        let whole = format!("\\A(?:{})\\z", java::rewritten(source)?);
        let mut builder = RegexBuilder::new(&whole);
        builder.delegate_size_limit(PATTERN_BYTES_MAX / parts(&whole)).backtrack_limit(BACKTRACKS_MAX);
        builder.build().ok().map(Self)
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text).unwrap_or(false)
    }
}

/// How many machines a pattern becomes at most: what is matched by trying stands between what is not, and each of those
/// may take as much memory as its limit says.
fn parts(pattern: &str) -> usize {
    let groups = ["(?=", "(?!", "(?<", "(?>"].iter().map(|begun| pattern.matches(begun).count());
    let possessive = ["++", "*+", "?+", "}+"].iter().map(|sign| pattern.matches(sign).count());
    let follows = |pair: &&[u8]| pair[0] == b'\\' && (pair[1] == b'k' || pair[1].is_ascii_digit());
    let references = pattern.as_bytes().windows(2).filter(follows).count();
    match groups.chain(possessive).sum::<usize>() + references {
        0 => 1,
        tried => 1 + 2 * tried + pattern.matches('|').count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: bool) {
        let compiled = Pattern::new(pattern).unwrap_or_else(|| panic!("{pattern} can be read"));
        assert_eq!(compiled.matches(text), expected, "{pattern} on {text}");
    }

    #[test]
    fn patterns_mean_what_java_means() {
        for (pattern, text, expected) in [
            ("b", "abc", false),
            ("", "", true),
            ("\\d+", "12", true),
            ("\\d+", "\u{661}\u{662}", false),
            ("\\w", "é", false),
            ("[\\w-]+", "a-b", true),
            ("[a-c&&[^b]]+", "ac", true),
            ("[a-c&&[^b]]+", "abc", false),
            ("[a-]+", "a-", true),
            ("[+--]+", "+,-", true),
            ("a*+a", "aaa", false),
            ("a++b", "aab", true),
            ("(?=.*[0-9]).+", "a1", true),
            ("(ab)\\1", "abab", true),
            ("(?>a|ab)c", "abc", false),
            ("\\Qa.b\\E", "a.b", true),
            ("\\Qa.b\\E", "axb", false),
            ("\\u0041\\x42\\x{43}\\0104", "ABCD", true),
            ("\\p{Alpha}+", "é", false),
            ("\\p{IsAlphabetic}", "é", true),
            ("\\P{Lower}", "A", true),
            (".", "\r", false),
            (".", "\u{1f600}", true),
            ("(?s).", "\n", true),
            ("a|b", "ab", false),
        ] {
            check(pattern, text, expected);
        }
    }

    #[test]
    fn what_cannot_be_rewritten_or_is_too_large_is_refused() {
        for pattern in
            ["(", "[", "a{", "a{,3}", "[a--]", "\\y", "\\G", "\\p{InGreek}", "(a{999}){999}", "\\", "\\Qabc["]
        {
            assert_eq!(Pattern::new(pattern).is_some(), pattern == "\\Qabc[", "{pattern}");
        }
    }

    #[test]
    fn classes_stand_in_classes_to_a_depth() {
        let nested = |depth: usize| format!("{}a{}", "[".repeat(depth), "]".repeat(depth));
        check(&nested(CLASSES_NESTED_MAX), "a", true);
        assert!(Pattern::new(&nested(CLASSES_NESTED_MAX + 1)).is_none());
        assert!(Pattern::new(&"[".repeat(64 * 1024)).is_none());
    }

    #[test]
    fn many_parts_share_what_one_may_take() {
        check("(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{8,}", "Passw0rdX", true);
        let part = "(?=\\w{150})";
        assert!(Pattern::new(part).is_some());
        assert!(Pattern::new(&part.repeat(100)).is_none());
    }

    #[test]
    fn trying_comes_to_an_end() {
        check("(?:(a+)+)\\1b", &"a".repeat(60), false);
    }
}
