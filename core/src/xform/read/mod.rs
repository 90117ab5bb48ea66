//! Reading an XForm into a form, with issues that name line, column and node.
//!
//! What a bind, a control and the instance say about one node becomes one row of a [`crate::form::FormDraft`], and the
//! compiler that workbooks go through makes the form: an XForm means here what its workbook means. What Fieldward has
//! no use for is kept where a form can carry it, and is an [`Issue`] where it cannot.

mod issue;

pub use issue::{Issue, Severity};

use super::xml;
use crate::form::Form;

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

/// Reads an XForm. Never fails: what cannot be read is an issue.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    if let Err(error) = xml::parse(bytes) {
        let place = (error.line, error.column);
        reading.issues.push(Issue::error(place, error.to_string(), "Give a complete XForm"));
    }
    reading
}
