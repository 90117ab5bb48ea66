//! The files of a study folder, read with limits.
//!
//! A folder is a person's work: a file that is missing, too large or not listed is an issue, never a panic. Names come
//! from a spreadsheet, so they are held to plain file names: a row cannot reach outside the folder.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use super::{STUDY_FILE, tools::Tool};
use crate::xlsform::{Issue, limits::FILE_BYTES_MAX};

/// Where the questionnaires lie.
const INSTRUMENTS: &str = "instruments";

/// A study folder.
pub(super) struct Folder {
    path: PathBuf,
}

/// How issues name an instrument's file.
pub(super) fn instrument_file(name: &str) -> String {
    format!("{INSTRUMENTS}/{name}")
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(super) fn study_bytes(&self) -> Result<Vec<u8>, Issue> {
        read(&self.path.join(STUDY_FILE))
    }

    pub(super) fn instrument_bytes(&self, name: &str) -> Result<Vec<u8>, Issue> {
        read(&self.path.join(INSTRUMENTS).join(name))
    }

    /// Warnings for workbooks that lie in the folder and that no row of the sheet names.
    pub(super) fn unlisted(&self, tools: &[Tool]) -> Vec<Issue> {
        let Ok(entries) = std::fs::read_dir(self.path.join(INSTRUMENTS)) else { return Vec::new() };
        let mut names: Vec<String> = entries.flatten().filter_map(|e| e.file_name().into_string().ok()).collect();
        names.retain(|name| is_workbook(name) && !tools.iter().any(|tool| tool.file == *name));
        names.sort();
        let issue = |name: String| {
            let message = format!("{INSTRUMENTS}/{name} lies in the folder, but no row names it");
            Issue::warning(INSTRUMENTS, message, "Add a row for it, or take the file away")
        };
        names.into_iter().map(issue).collect()
    }
}

/// A plain file name of a workbook: no folder, not hidden, not the lock file of a spreadsheet program.
pub(super) fn is_workbook(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    !name.starts_with(['.', '~'])
        && !name.contains(['/', '\\', ':'])
        && !name.chars().any(char::is_control)
        && ["xlsx", "xlsm", "xls", "ods"].contains(&ending.as_str())
}

fn read(path: &Path) -> Result<Vec<u8>, Issue> {
    let cannot = |message: &str, remedy: &str| Issue::error("", message, remedy);
    let file = File::open(path)
        .map_err(|_| cannot("the file is not there or cannot be opened", "Put it there under exactly this name"))?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| cannot("the file cannot be read", "Close it in the spreadsheet program and try again"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::is_workbook;

    #[test]
    fn only_plain_names_of_workbooks_are_taken() {
        for (name, expected) in [
            ("child.xlsx", true),
            ("My form 2.XLS", true),
            ("../child.xlsx", false),
            ("a/b.xlsx", false),
            ("C:child.xlsx", false),
            ("~$child.xlsx", false),
            (".hidden.xlsx", false),
            ("child.csv", false),
            ("", false),
        ] {
            assert_eq!(is_workbook(name), expected, "{name}");
        }
    }
}
