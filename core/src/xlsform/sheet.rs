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

use std::ops::Range;

use super::{
    cell::plain,
    cells::{CellFault, Cells},
    grammar::{Grammar, Headers},
    header::{Header, letters},
    issue::{Issue, Severity},
    limits::{CELL_CHARS_MAX, EMPTY_COLUMNS_MAX, EMPTY_ROWS_MAX},
    workbook::{Workbook, WorkbookError},
};

/// How far down the header row is looked for, under titles and remarks.
const HEADER_ROWS: usize = 20;

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
    /// How an issue names it: header and letter, `relevant (F)`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} ({})", self.header, letters(self.index))
    }
}

/// `id_string`, an old name of `form_id`, which gives way to it.
fn is_old_id(column: &Column) -> bool {
    column.name == "form_id" && column.header.trim().eq_ignore_ascii_case("id_string")
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
    fn build(name: String, cells: Cells, shape: &Shape<'_>) -> Self {
        let mut sheet = Self { name, cells, ..Self::default() };
        sheet.note_faults(shape);
        let mut rows: Vec<Row> =
            sheet.cells.rows().map(|cells| Row { number: sheet.cells.row_of(cells.start) + 1, cells }).collect();
        let knows = |row: &Row| {
            let mut headers = sheet.cells.row(row.cells.clone());
            headers.any(|(_, text)| shape.columns.contains(&Header::parse(text, shape.aliases).name.as_str()))
        };
        let header = match shape.grammar {
            Some(_) if rows.first().is_some_and(|row| row.number > 1) => return sheet.without_header(&rows),
            Some(_) => 0,
            None => rows.iter().take(HEADER_ROWS).position(knows).unwrap_or(0),
        };
        if let Some(row) = rows.get(header).cloned() {
            sheet.rows = rows.split_off(header + 1);
            sheet.read_header(&row, shape);
            if shape.grammar.is_some() {
                sheet.end_at_gaps();
            }
            sheet.straighten(shape);
            sheet.find_headless(&row);
        }
        sheet
    }

    /// An XLSForm whose first row is empty has no columns.
    fn without_header(mut self, rows: &[Row]) -> Self {
        let message = "the first row is empty: the names of the columns belong there";
        let row = rows.first().map_or(1, |row| row.number);
        self.issues.push(Issue::error(&self.name, message, "Remove the rows above the names").at(row, ""));
        self.header_row = 1;
        self
    }

    /// Behind a long run of empty rows or columns there are only remarks and stray cells, as other readers have it.
    fn end_at_gaps(&mut self) {
        let is_gap = |pair: &&[Column]| pair[1].index.saturating_sub(pair[0].index) > EMPTY_COLUMNS_MAX + 1;
        if let Some(first) = self.columns.windows(2).find(is_gap).map(|pair| pair[1].clone()) {
            let message =
                format!("the columns from here on stand behind {EMPTY_COLUMNS_MAX} empty ones and are not read");
            let issue = Issue::warning(&self.name, message, "Close the gap");
            self.issues.push(issue.at(self.header_row, first.place()));
            self.columns.retain(|column| column.index < first.index);
        }
        let filled = |row: &Row| {
            let mut cells = self.cells.row(row.cells.clone());
            cells.any(|(index, text)| !text.is_empty() && self.columns.iter().any(|column| column.index == index))
        };
        let mut last = self.header_row;
        let gap = self.rows.iter().position(|row| {
            let empties = row.number.saturating_sub(last + 1);
            if filled(row) {
                last = row.number;
            }
            empties > EMPTY_ROWS_MAX
        });
        if let Some((place, row)) = gap.and_then(|gap| Some((gap, self.rows.get(gap)?.number))) {
            let message = format!("the rows from here on stand behind {EMPTY_ROWS_MAX} empty ones and are not read");
            self.issues.push(Issue::warning(&self.name, message, "Close the gap").at(row, ""));
            self.rows.truncate(place);
        }
    }

    /// Endless texts and failed formulas become issues. A formula that failed is what it shows; in a form that is only
    /// warned about, because most of them stand in remarks and other readers take them so.
    fn note_faults(&mut self, shape: &Shape<'_>) {
        for (place, fault) in self.cells.faults() {
            let (message, remedy) = match fault {
                CellFault::TooLong => {
                    (format!("the cell has more than {CELL_CHARS_MAX} characters"), "Shorten it, or use several rows")
                }
                CellFault::Failed(error) => {
                    (format!("the cell shows the spreadsheet error {error}"), "Correct the formula, or type the value")
                }
            };
            let mut issue = Issue::error(&self.name, message, remedy);
            if shape.grammar.is_some() && *fault != CellFault::TooLong {
                issue.severity = Severity::Warning;
            }
            self.issues.push(issue.at(place.row + 1, letters(u32::from(place.column))));
        }
    }

    fn read_header(&mut self, row: &Row, shape: &Shape<'_>) {
        self.header_row = row.number;
        let texts = || self.cells.row(row.cells.clone()).map(|(_, text)| text);
        let headers = shape.grammar.map(|grammar| Headers::of(grammar, texts()));
        for (index, text) in self.cells.row(row.cells.clone()) {
            let Header { name, language } =
                headers.as_ref().map_or_else(|| Header::parse(text, shape.aliases), |headers| headers.read(text));
            let column = Column { header: text.to_owned(), name, language, index };
            let twin = self.columns.iter().find(|c| c.name == column.name && c.language == column.language);
            if twin.is_some() && is_old_id(&column) {
                continue;
            }
            if let Some(place) = self.columns.iter().position(|c| c.name == column.name && is_old_id(c)) {
                self.columns[place] = column;
                continue;
            }
            if let Some(twin) = twin.filter(|_| !column.name.is_empty()) {
                let message = format!("the column stands twice: {} is the same as {}", column.place(), twin.place());
                let issue = Issue::error(&self.name, message, "Keep one of the two columns");
                self.issues.push(issue.at(row.number, column.place()));
            } else if !column.name.is_empty() {
                self.columns.push(column);
            }
        }
    }

    /// Plain spaces and straight quotation marks wherever a machine reads the text.
    fn straighten(&mut self, shape: &Shape<'_>) {
        let wording: Vec<u32> =
            self.columns.iter().filter(|c| shape.wording.contains(&c.name.as_str())).map(|c| c.index).collect();
        let header = self.header_row;
        self.cells.change(|place, text| {
            let is_read = place.row >= header && !text.is_ascii() && !wording.contains(&u32::from(place.column));
            is_read.then(|| plain(text)).filter(|straight| straight != text)
        });
    }

    /// One warning for each column that has cells and no header.
    fn find_headless(&mut self, header: &Row) {
        let mut known: Vec<u32> = self.cells.row(header.cells.clone()).map(|(column, _)| column).collect();
        let mut headless: Vec<(u32, u32)> = Vec::new();
        for row in &self.rows {
            for (column, _) in self.cells.row(row.cells.clone()) {
                if !known.contains(&column) {
                    known.push(column);
                    headless.push((row.number, column));
                }
            }
        }
        for (row, column) in headless {
            let message = "the column has no header and is not read";
            self.issues.push(Issue::warning(&self.name, message, "Name it or clear it").at(row, letters(column)));
        }
    }

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
        self.columns.iter().any(|column| column.name == name)
    }

    /// The column of this name without a language, else the first in any language.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        let mut named = self.columns.iter().filter(|column| column.name == name);
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
        let named = self.columns.iter().filter(move |column| column.name == name);
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
