//! Reading a study folder: `study.xlsx` and the questionnaires in `instruments/`.
//!
//! Everything that is wrong is reported at once, by file, sheet, row and column, with what to do. This is, beside the
//! vault, the one place in core that reads files.

use std::path::Path;

use crate::study::{Study, StudyIssue};

/// What came of reading a folder.
#[derive(Debug, Clone)]
pub struct StudyReading {
    /// The study, when nothing is so wrong that it cannot be used.
    pub study: Option<Study>,
    /// Everything that is wrong, worst files first named.
    pub issues: Vec<StudyIssue>,
}

/// Reads and checks a study folder.
#[must_use]
pub fn read_folder(_folder: &Path) -> StudyReading {
    StudyReading { study: None, issues: Vec::new() }
}
