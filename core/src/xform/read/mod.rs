//! Reading an XForm into a form, with issues that name line, column and node.
//!
//! What a bind, a control and the instance say about one node becomes one row of a [`crate::form::FormDraft`], and the
//! compiler that workbooks go through makes the form: an XForm means here what its workbook means. What Fieldward has
//! no use for is kept where a form can carry it, and is an [`Issue`] where it cannot.

mod actions;
mod body;
mod choices;
mod draft;
mod faults;
mod issue;
mod items;
mod itemset;
mod kind;
mod last_saved;
mod meta;
mod model;
mod nodes;
mod parameters;
mod question;
mod relative;
mod rows;
mod said;
mod settings;
mod words;
mod written;

pub use issue::{Issue, Severity};
#[cfg(test)]
pub use items::CELL_PATH_BYTES_MAX;

use self::model::Parts;
use super::{
    limits::{ISSUES_MAX, LANGUAGES_MAX},
    xml,
};
use crate::form::{Form, attached::Attachments, told};

/// What came of reading an XForm.
#[derive(Debug, Default)]
pub struct Reading {
    /// The form, when no issue is an error.
    pub form: Option<Form>,
    /// What is wrong, in the order of the file.
    pub issues: Vec<Issue>,
}

/// Whether a file looks like an XForm and not like a workbook: its content says so, not its name.
#[must_use]
pub fn is_xform(bytes: &[u8]) -> bool {
    let start = bytes.get(..4096.min(bytes.len())).unwrap_or_default();
    // A text in UTF-16 has every second byte empty; only the sign that begins the first element matters here.
    let text: String = start.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let text = text.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{ff}', '\u{fe}']).trim_start();
    text.starts_with('<')
}

/// Reads an XForm that has no files beside it. Never fails: what cannot be read is an issue.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    read_with(bytes, &Attachments::default())
}

/// Reads an XForm with the files beside it.
#[must_use]
pub fn read_with(bytes: &[u8], attachments: &Attachments) -> Reading {
    let mut reading = Reading::default();
    match xml::parse(bytes) {
        Ok(file) => read_file(&file, attachments, &mut reading),
        Err(error) => {
            let place = (error.line, error.column);
            reading.issues.push(Issue::error(place, error.to_string(), "Give a complete XForm"));
        }
    }
    reading.issues.sort_by_key(|issue| (issue.line, issue.column));
    if reading.issues.iter().any(Issue::is_error) {
        reading.form = None;
    }
    if let Some(message) = told::cut(&mut reading.issues, ISSUES_MAX) {
        reading.issues.push(Issue::warning((0, 0), message, "Mend these first"));
    }
    reading
}

fn read_file(file: &xml::Document, attachments: &Attachments, reading: &mut Reading) {
    let parts = match Parts::of(&file.root) {
        Ok(parts) => parts,
        Err(issue) => return reading.issues.push(issue),
    };
    let drafted = draft::draft(file, &parts, attachments, &mut reading.issues);
    if drafted.draft.languages.len() > LANGUAGES_MAX {
        let message = format!("more than {LANGUAGES_MAX} languages");
        return reading.issues.push(Issue::error((0, 0), message, "Divide the form"));
    }
    let (form, faults) = Form::compile_telling(drafted.draft);
    reading.issues.extend(faults.iter().map(|fault| faults::issue(fault, &drafted.tree)));
    reading.form = form;
}
