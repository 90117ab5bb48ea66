//! Regular expressions of authors: whole matches, limited in size, without backtracking.
//!
//! JavaRosa uses Java's, which must match the whole text. What Java has and this engine has not (look-around, back
//! references) is refused when the form is compiled.

use regex::{Regex, RegexBuilder};

/// Memory that one compiled pattern may take, in bytes.
pub const PATTERN_BYTES_MAX: usize = 1 << 20;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles; `None` when it cannot be read or is too large.
    #[must_use]
    pub fn new(source: &str) -> Option<Self> {
        let whole = format!("^(?:{source})$");
        RegexBuilder::new(&whole).size_limit(PATTERN_BYTES_MAX).build().ok().map(Self)
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}
