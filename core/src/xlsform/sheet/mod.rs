//! One sheet of a workbook as a table: named columns, rows with the numbers that a spreadsheet shows, cells as text.
//!
//! Whoever reads a workbook, a form or a study, starts here. Knows nothing about either: which columns there should
//! be, and what a row means, is the caller's [`Shape`] and business.
//!
//! ```no_run
//! use fieldward_core::xlsform::{Shape, Workbook};
//! # fn main() -> Result<(), fieldward_core::xlsform::WorkbookError> {
//! # let bytes = Vec::new();
//! let mut book = Workbook::open(&bytes)?;
//! let shape = Shape { columns: &["id", "name"], aliases: &[("identifier", "id")], ..Shape::default() };
//! if let Some(sheet) = book.sheet("sites", &shape)? {
//!     for row in sheet.rows() {
//!         let id = sheet.text(row, "id");
//!         for (language, name) in sheet.texts(row, "name") {
//!             // `language` is what stood after `::`, `name` is not empty.
//!         }
//!         if id.is_empty() {
//!             let issue = sheet.error(row, "id", "the site has no id", "Give it a short one");
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod build;

use std::ops::Range;

use super::{
    cells::Cells,
    grammar::Grammar,
    header::letters,
    issue::Issue,
    workbook::{Workbook, WorkbookError},
};

/// What a sheet is expected to look like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape<'a> {
    /// Columns by which the header row is known: the first row that holds one of them.
    pub columns: &'a [&'a str],
    /// Other names of columns, each with the name it stands for, in the normal form (`read_only`).
    pub aliases: &'a [(&'a str, &'a str)],
    /// Columns that hold words for people: their quotation marks and hard spaces stay as they were typed.
    pub wording: &'a [&'a str],
    /// For the sheets of an XLSForm: the first row holds the headers, and this says how they are read. Aliases and
    /// columns above are then without effect.
    pub grammar: Option<Grammar>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header as written.
    pub header: String,
    /// The header in its normal form, aliases followed.
    pub name: String,
    /// What stood after `::`; empty when nothing did.
    pub language: String,
    /// 0-based place in the sheet.
    index: u32,
}

impl Column {
    /// Whether it is called so. Asked for every cell of a form, and most names differ in their first letter.
    fn is(&self, name: &str) -> bool {
        self.name.as_bytes().first() == name.as_bytes().first() && self.name == name
    }

    /// How an issue names it: header and letter, `relevant (F)`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} ({})", self.header, letters(self.index))
    }
}

/// A row that holds something.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// As the spreadsheet shows it, 1-based.
    pub number: u32,
    cells: Range<u32>,
}

/// A sheet with its header row found and its cells as text.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    name: String,
    header_row: u32,
    columns: Vec<Column>,
    cells: Cells,
    rows: Vec<Row>,
    issues: Vec<Issue>,
}

impl Workbook<'_> {
    /// Reads the sheet of this name, whatever its case; `None` when there is none.
    pub fn sheet(&mut self, name: &str, shape: &Shape<'_>) -> Result<Option<Sheet>, WorkbookError> {
        self.find(name).map(|name| self.sheet_named(&name, shape)).transpose()
    }

    /// Reads the sheet of exactly this name.
    pub(super) fn sheet_named(&mut self, name: &str, shape: &Shape<'_>) -> Result<Sheet, WorkbookError> {
        let cells = self.cells(name)?;
        Ok(Sheet::build(name.to_owned(), cells, shape))
    }
}

impl Sheet {
    fn at(&self, row: &Row, column: u32) -> &str {
        let mut cells = self.cells.row(row.cells.clone());
        cells.find(|(known, _)| *known == column).map_or("", |(_, text)| text)
    }

    /// One space for any run of spaces in each cell, as the reference reader has it unless the settings say otherwise.
    pub(super) fn collapse_spaces(&mut self) {
        self.cells.change(|_, text| {
            let words = || text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            text.contains("  ").then(words)
        });
    }

    /// All texts of a row, under headers or not.
    pub(super) fn cells(&self, row: &Row) -> impl Iterator<Item = &str> {
        self.cells.row(row.cells.clone()).map(|(_, text)| text)
    }

    /// The name as the workbook writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the headers stand, 1-based; 0 in an empty sheet.
    #[must_use]
    pub fn header_row(&self) -> u32 {
        self.header_row
    }

    /// All columns that have a header, left to right.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows under the header that hold something, top to bottom.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is wrong with the table itself: columns that stand twice or have no header, failed formulas, endless cells.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Whether there is a column of this name, in any language.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.is(name))
    }

    /// The column of this name without a language, else the first in any language.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        let mut named = self.columns.iter().filter(|column| column.is(name));
        named.clone().find(|column| column.language.is_empty()).or_else(|| named.next())
    }

    /// The text in the column of this name (see [`Sheet::column`]); empty when the cell or the column is not there.
    #[must_use]
    pub fn text(&self, row: &Row, name: &str) -> &str {
        self.column(name).map_or("", |column| self.at(row, column.index))
    }

    /// The text in this very column.
    #[must_use]
    pub fn text_in(&self, row: &Row, column: &Column) -> &str {
        self.at(row, column.index)
    }

    /// Language (as written after `::`, empty for none) and text of each column of this name that is not empty here.
    pub fn texts<'r>(&'r self, row: &'r Row, name: &'r str) -> impl Iterator<Item = (&'r str, &'r str)> {
        let named = self.columns.iter().filter(move |column| column.is(name));
        named.map(|c| (c.language.as_str(), self.at(row, c.index))).filter(|(_, text)| !text.is_empty())
    }

    /// How an issue names the column: `relevant (F)`, or the bare name when the sheet has no such column.
    #[must_use]
    pub fn place(&self, name: &str) -> String {
        self.column(name).map_or_else(|| name.to_owned(), Column::place)
    }

    /// An error at a row and a column.
    #[must_use]
    pub fn error(&self, row: &Row, column: &str, message: impl Into<String>, remedy: impl Into<String>) -> Issue {
        Issue::error(&self.name, message, remedy).at(row.number, self.place(column))
    }

    /// A warning at a row and a column.
    #[must_use]
    pub fn warning(&self, row: &Row, column: &str, message: impl Into<String>, remedy: impl Into<String>) -> Issue {
        Issue::warning(&self.name, message, remedy).at(row.number, self.place(column))
    }
}
