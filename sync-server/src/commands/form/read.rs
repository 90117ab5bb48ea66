//! The FORM that every subcommand of `form` takes: a workbook or an XForm, read from its file with its issues.
//!
//! Which of the two it is, the content says and not the name. Files that the form refers to lie beside it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use fieldward_core::{
    form::{Form, attached::Attachments},
    xform, xlsform,
};
use serde_json::{Value, json};

use crate::{commands::Failure, say};

/// Largest file beside a form that is looked at; what is larger is no table of a form.
const BESIDE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What came of reading a form.
pub(super) struct Reading {
    /// The form, when no issue is an error.
    pub form: Option<Form>,
    /// What is wrong, in the order of the file.
    pub issues: Vec<Issue>,
}

/// One fault of a form, wherever it stands.
pub(super) enum Issue {
    /// Of a workbook: by sheet, row and column.
    Workbook(xlsform::Issue),
    /// Of an XForm: by line, column and node.
    XForm(xform::Issue),
}

impl Issue {
    /// Whether it stops the form from being used.
    pub fn is_error(&self) -> bool {
        match self {
            Self::Workbook(issue) => issue.is_error(),
            Self::XForm(issue) => issue.is_error(),
        }
    }

    /// As one JSON object.
    pub fn as_json(&self) -> Value {
        let severity = if self.is_error() { "error" } else { "warning" };
        match self {
            Self::Workbook(issue) => json!({
                "severity": severity,
                "sheet": issue.sheet,
                "row": issue.row,
                "column": issue.column,
                "message": issue.message,
                "remedy": issue.remedy,
            }),
            Self::XForm(issue) => json!({
                "severity": severity,
                "line": issue.line,
                "column": issue.column,
                "node": issue.node,
                "message": issue.message,
                "remedy": issue.remedy,
            }),
        }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workbook(issue) => issue.fmt(f),
            Self::XForm(issue) => issue.fmt(f),
        }
    }
}

/// The form and what is wrong with it.
pub(super) fn reading(form: &Path) -> Result<Reading, Failure> {
    let bytes = std::fs::read(form).map_err(|error| format!("{}: {error}", form.display()))?;
    if xform::is_xform(&bytes) {
        let reading = xform::read_with(&bytes, &beside(form));
        let issues = reading.issues.into_iter().map(Issue::XForm).collect();
        return Ok(Reading { form: reading.form, issues });
    }
    let reading = xlsform::read_with(&bytes, &beside(form));
    let issues = reading.issues.into_iter().map(Issue::Workbook).collect();
    Ok(Reading { form: reading.form, issues })
}

/// The form, for a subcommand that needs one that can be filled in; says the errors beside when it has some.
pub(super) fn usable(form: &Path) -> Result<Arc<Form>, Failure> {
    let reading = reading(form)?;
    reading.form.map(Arc::new).ok_or_else(|| {
        reading.issues.iter().filter(|issue| issue.is_error()).for_each(say::aside);
        "the form has errors and cannot be filled in".into()
    })
}

/// The files in the form's folder that a form can have as tables. One that cannot be read is as good as missing, and
/// the form's own issues say so.
fn beside(form: &Path) -> Attachments {
    let mut files = Attachments::default();
    files.call_form(&form.file_stem().map(|name| name.to_string_lossy()).unwrap_or_default());
    let folder = form.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path != form).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let is_table = matches!(ending.as_str(), "csv" | "xml" | "geojson");
        let fits = || std::fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= BESIDE_BYTES_MAX);
        if is_table
            && fits()
            && let Ok(bytes) = std::fs::read(&path)
        {
            // More files than a form can have: those that come first are taken.
            if files.add(&name, bytes).is_err() {
                break;
            }
        }
    }
    files
}
