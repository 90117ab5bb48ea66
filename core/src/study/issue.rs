//! What is wrong with a study folder, said so that its author can mend it.

use std::fmt;

use crate::xlsform::Issue;

/// An issue in one file of a study folder. `Display` is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyIssue {
    /// The file, relative to the folder, with `/` between its parts.
    pub file: String,
    /// What is wrong in it.
    pub issue: Issue,
}

impl fmt::Display for StudyIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.issue)
    }
}
