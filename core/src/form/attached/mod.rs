//! Files that lie beside a form: lists in csv, xml and geojson, read into tables.
//!
//! A form names a file (`select_one_from_file towns.csv`, `csv-external`, `pulldata('towns', ...)`); a person puts it
//! next to the workbook. It is read once, when the form is compiled: afterwards the form holds a [`Table`] and no file
//! is asked for any more. A file that is missing gives an empty table, as in Collect, and the reason why, for a
//! warning. Which question uses which file, and for what, is not known here.

mod csv;
mod error;
mod geojson;
mod letters;
mod rows;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::BTreeMap;

pub use error::{AttachedError, AttachedFault};

use self::rows::Rows;
use super::{Table, table::Source};

/// Files of one form.
pub const FILES_MAX: usize = 100;
/// Bytes of one file.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Rows of one file.
pub const ROWS_MAX: u32 = 1_000_000;
/// Columns of one file.
pub const COLUMNS_MAX: usize = 500;
/// Cells of one file: rows times columns, empty ones too.
pub const CELLS_MAX: usize = 8_000_000;
/// Bytes of one cell.
pub const CELL_BYTES_MAX: usize = 64 * 1024;

/// The files beside one form, by name.
#[derive(Debug, Clone, Default)]
pub struct Attachments {
    files: BTreeMap<String, Vec<u8>>,
    form_name: String,
}

impl Attachments {
    /// Adds a file. Its name is the name alone, without a folder; of two with one name the later is kept.
    ///
    /// # Errors
    /// There are more than [`FILES_MAX`], or this one has more than [`FILE_BYTES_MAX`].
    pub fn add(&mut self, file: &str, bytes: Vec<u8>) -> Result<(), AttachedError> {
        let fault = if bytes.len() > FILE_BYTES_MAX {
            AttachedFault::TooMany { what: "bytes", limit: FILE_BYTES_MAX }
        } else if self.files.len() >= FILES_MAX && !self.files.contains_key(file) {
            AttachedFault::TooMany { what: "files beside one form", limit: FILES_MAX }
        } else {
            self.files.insert(file.to_owned(), bytes);
            return Ok(());
        };
        Err(AttachedError { file: file.to_owned(), line: 0, fault })
    }

    /// Says what the form's own file is called, without its ending: the id of a form that gives itself none.
    pub fn call_form(&mut self, name: &str) {
        name.clone_into(&mut self.form_name);
    }

    /// What the form's own file is called; empty when nobody said.
    #[must_use]
    pub fn form_name(&self) -> &str {
        &self.form_name
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, file: &str) -> Option<&[u8]> {
        self.files.get(file).map(Vec::as_slice)
    }

    /// The names of all files, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The table that a file holds, under the name that expressions call it by, and what is wrong with the file: then
    /// the table is empty, unless it is only a remark.
    #[must_use]
    pub fn table(&self, id: &str, file: &str) -> (Table, Option<AttachedError>) {
        let read = self.get(file).ok_or(Trouble::from(AttachedFault::Missing)).and_then(|bytes| read(file, bytes));
        let error =
            |trouble: Trouble| AttachedError { file: file.to_owned(), line: trouble.line, fault: trouble.fault };
        let source = Source::File(file.to_owned());
        match read {
            Ok((mut rows, remark)) => {
                let remark = remark.or(rows.remark.take());
                (rows.into_table(id, source), remark.map(error))
            }
            Err(trouble) => (Table::new(id, source, Vec::new()), Some(error(trouble))),
        }
    }
}

/// What is wrong with a file, before it is known which.
#[derive(Debug)]
struct Trouble {
    line: u32,
    fault: AttachedFault,
}

impl From<AttachedFault> for Trouble {
    fn from(fault: AttachedFault) -> Self {
        Self { line: 0, fault }
    }
}

/// Reads a file by the ending of its name; gives its rows, and what is to be said of its letters.
fn read(file: &str, bytes: &[u8]) -> Result<(Rows, Option<Trouble>), Trouble> {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let rows = match ending.as_str() {
        "csv" => {
            let (text, remark) = letters::any(bytes);
            return Ok((csv::read(&text)?, remark));
        }
        "xml" => xml::read(letters::utf8(bytes)?)?,
        "geojson" => geojson::read(letters::utf8(bytes)?)?,
        _ => return Err(AttachedFault::UnknownKind.into()),
    };
    Ok((rows, None))
}
