//! What is wrong with a study folder, said so that its author can mend it.

use std::fmt;

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The folder is used, but should be mended.
    Warning,
    /// The folder is refused.
    Error,
}

/// What is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// The sheet; empty for the whole file.
    pub sheet: String,
    /// The row as a spreadsheet shows it; 0 for the whole sheet.
    pub row: u32,
    /// Header name and letter; empty for the whole row.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// An issue in one file of a study folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyIssue {
    /// The file, relative to the folder.
    pub file: String,
    /// What is wrong in it.
    pub issue: Issue,
}

impl fmt::Display for StudyIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Issue { sheet, row, column, message, remedy, .. } = &self.issue;
        write!(f, "{}: {sheet} {row} {column}: {message} {remedy}", self.file)
    }
}
