//! Exports for statisticians: one row a record, one table a repeat, and everything that is needed to read them.
//!
//! An export serves one purpose of the use statement; a record that was told another statement, or whose person did not
//! agree to a separate purpose, stays out and is counted (R089, vector T17). Identity never gets here: it is in no
//! opened record. A correction is no record of its own: it is taken into the one that it corrects, as
//! [`crate::console::Standing`] says. Caveats come first and cannot be switched off. Recordings lie beside text files,
//! for their own purpose only. Nothing here reads a store or holds a key: sealed recordings come in through a function.

mod cell;
mod csv;
mod eligible;
mod notes;
mod recordings;
mod tables;
mod xlsx;

use fieldward_core::{ids::RecordId, record::MediaContext};
use thiserror::Error;

use crate::console::Desk;

pub use cell::{Cell, guarded};
pub use recordings::{Fetch, RECORDING_LEFT_OUT, RECORDING_NOT_HERE, RECORDINGS_BYTES_MAX};
pub use tables::{Table, TableOf, Tables};

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// A purpose's code.
    pub purpose: String,
    /// An instrument's id; the tables of one questionnaire go together.
    pub instrument: String,
    /// Language of labels, BCP 47.
    pub language: String,
    /// Which records.
    pub which: Which,
    /// In which form.
    pub format: Format,
    /// Whether highly sensitive answers are among them.
    pub sensitive: Sensitive,
}

/// Which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that a supervisor accepted, or of which a supervisor accepted a correction, with what was accepted and no
    /// other answers.
    Accepted,
    /// All that open. Where nothing of a record was accepted, corrections are taken in that nobody decided about.
    All,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One workbook.
    Xlsx,
    /// One text file a table, in a ZIP.
    Csv,
}

/// Whether highly sensitive answers are among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// No.
    LeftOut,
    /// Yes; every record is written into the log of openings.
    Included,
}

/// A finished export.
#[derive(Clone)]
pub struct Finished {
    /// What to call it.
    pub file_name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// Records whose highly sensitive answers are in it.
    pub sensitive_records: Vec<RecordId>,
}

/// Why an export was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ExportError {
    /// The purpose is not in the use statement.
    #[error("the use statement has no such purpose")]
    Purpose,
    /// No record may be exported for it.
    #[error("no record may be exported for this purpose")]
    Nothing,
    /// No record of this questionnaire is here at all.
    #[error("no record of this questionnaire has come yet")]
    Empty,
    /// The file could not be written.
    #[error("the file could not be written")]
    Written,
}

/// Makes an export. `fetch` gives sealed recordings; they go beside text files, and into no workbook.
///
/// # Errors
/// When the purpose is unknown, nothing of the questionnaire has come, or nothing may be exported for the purpose.
pub fn export(desk: &Desk, order: &Order, fetch: Fetch<'_>) -> Result<Finished, ExportError> {
    let mut tables = tables::tables(desk, order)?;
    // Only records that were told the statement in force are among them.
    let context = MediaContext {
        study: desk.study.id.clone(),
        statement: desk.study.use_statement.hash,
        purpose: order.purpose.clone(),
    };
    let recordings = recordings::take_out(&mut tables.tables, &context, (order.format == Format::Csv).then_some(fetch));
    let (bytes, ending, content_type) = match order.format {
        Format::Xlsx => {
            (xlsx::workbook(&tables)?, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        Format::Csv => (csv::archive(&tables, &recordings)?, "zip", "application/zip"),
    };
    let file_name = format!("{}.{ending}", file_stem(&order.instrument));
    Ok(Finished { file_name, content_type, bytes, sensitive_records: tables.sensitive_records })
}

/// A name that every file system and every header takes.
fn file_stem(instrument: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let stem: String = instrument.chars().map(plain).take(60).collect();
    format!("fieldward-{stem}")
}

#[cfg(test)]
mod tests;
