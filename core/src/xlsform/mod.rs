//! Reading an XLSForm workbook into a form.
//!
//! Authors write questionnaires in spreadsheets and make every kind of mistake; all of them are reported at once, each
//! with sheet, row, column and what would mend it. [`Workbook`] and [`Sheet`] read any workbook and are shared with the
//! study. Nothing here knows what happens to a form afterwards, and nothing is dropped in silence: what is not
//! supported is an [`Issue`].

mod attached;
mod blocks;
mod care;
mod cell;
mod cells;
mod choices;
mod columns;
mod doubtful;
mod entities;
mod faults;
mod flat;
mod geometry;
mod grammar;
mod header;
mod issue;
mod languages;
pub mod limits;
mod listed;
mod lists;
mod markup;
mod mend;
mod near;
mod never;
mod ods;
mod opened;
mod osm;
mod package;
mod parameters;
mod plain_text;
mod prefixes;
mod reading;
mod references;
mod settings;
mod sheet;
mod shown;
mod survey;
mod types;
mod workbook;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

pub use care::{CareIssue, CareRule, Standing};
pub use cell::plain;
pub use grammar::Grammar;
pub use header::{Header, letters, normal};
pub use issue::{Issue, Severity};
pub use near::{did_you_mean, nearest};
pub use reading::{Reading, read, read_with};
pub use sheet::{Column, Row, Shape, Sheet};
pub use workbook::{Workbook, WorkbookError};
