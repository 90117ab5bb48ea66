//! What is wrong with an XForm, said to the person who has it: where, what, and what would mend it.
//!
//! An XForm is mostly made by a program, so a place is a line and a column for whoever looks into the file, and a node
//! for whoever knows the form. Words that come from the file are cut to a length.

use std::fmt;

pub use crate::form::told::Severity;
use crate::form::told::sentences;

/// Longest path of a node that an issue names; of a longer one, the end.
pub const NODE_CHARS_MAX: usize = 300;

/// One fault of an XForm. `Display` is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Error or warning.
    pub severity: Severity,
    /// The line in the file, from 1; 0 when it is about the whole file.
    pub line: u32,
    /// The column in characters, from 1; 0 with the line.
    pub column: u32,
    /// The node that it is about, as a path: `/data/age`; empty when it is about none.
    pub node: String,
    /// What is wrong, a sentence without its full stop.
    pub message: String,
    /// What would mend it, likewise.
    pub remedy: String,
}

impl Issue {
    /// An error about a place in the file.
    #[must_use]
    pub fn error((line, column): (u32, u32), message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self { severity: Severity::Error, line, column, node: String::new(), message, remedy }
    }

    /// A warning about a place in the file.
    #[must_use]
    pub fn warning(place: (u32, u32), message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, message, remedy) }
    }

    /// The same issue, about a node.
    #[must_use]
    pub fn about(mut self, node: impl AsRef<str>) -> Self {
        let node = node.as_ref();
        let letters = node.chars().count();
        self.node = node.chars().skip(letters.saturating_sub(NODE_CHARS_MAX)).collect();
        self
    }

    /// Whether it stops the XForm from being used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.severity)?;
        if self.line > 0 {
            write!(f, ", line {}, column {}", self.line, self.column)?;
        }
        if !self.node.is_empty() {
            write!(f, ", {}", self.node)?;
        }
        sentences(f, &self.message, &self.remedy)
    }
}
