//! What is wrong with a workbook, said to the person who wrote it: where, what, and what would mend it.
//!
//! A place is a sheet, a row and a column by its letter and name, as a spreadsheet shows them. An issue says nothing of
//! how the reader is made.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use crate::form::told::Severity;
use crate::form::told::sentences;

/// One fault of a workbook. `Display` is one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Error or warning.
    pub severity: Severity,
    /// The sheet as the workbook names it; empty when the fault is the file's.
    pub sheet: String,
    /// The row as a spreadsheet shows it, 1-based; 0 when it is about the whole sheet.
    pub row: u32,
    /// Header and letter, such as `relevant (F)`; empty when it is about the whole row.
    pub column: String,
    /// What is wrong, a sentence without its full stop.
    pub message: String,
    /// What would mend it, likewise.
    pub remedy: String,
}

impl Issue {
    /// An error about a whole sheet, or about the file when the name is empty.
    #[must_use]
    pub fn error(sheet: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            sheet: sheet.to_owned(),
            row: 0,
            column: String::new(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// A warning about a whole sheet.
    #[must_use]
    pub fn warning(sheet: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(sheet, message, remedy) }
    }

    /// The same issue at a row and column.
    #[must_use]
    pub fn at(mut self, row: u32, column: impl Into<String>) -> Self {
        self.row = row;
        self.column = column.into();
        self
    }

    /// Whether it stops the workbook from being used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.severity)?;
        if !self.sheet.is_empty() {
            write!(f, ", sheet {}", self.sheet)?;
        }
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        sentences(f, &self.message, &self.remedy)
    }
}
