//! A sheet from its cells: where its headers stand, what they are, where it ends, and what is wrong with the table
//! itself.

use super::{Column, Row, Shape, Sheet};
use crate::xlsform::{
    cell::plain,
    cells::{CellFault, Cells},
    grammar::Headers,
    header::{Header, letters},
    issue::{Issue, Severity},
    limits::{CELL_CHARS_MAX, EMPTY_COLUMNS_MAX, EMPTY_ROWS_MAX},
};

/// How far down the header row is looked for, under titles and remarks.
const HEADER_ROWS: usize = 20;

/// `id_string`, an old name of `form_id`, which gives way to it.
fn is_old_id(column: &Column) -> bool {
    column.name == "form_id" && column.header.trim().eq_ignore_ascii_case("id_string")
}

impl Sheet {
    pub(super) fn build(name: String, cells: Cells, shape: &Shape<'_>) -> Self {
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
                CellFault::NotWorkedOut => {
                    let message = "the cell holds a formula, and the file does not hold its value".to_owned();
                    (message, "Open the file in a spreadsheet program and save it again, or type the value")
                }
            };
            let mut issue = Issue::error(&self.name, message, remedy);
            if shape.grammar.is_some() && *fault != CellFault::TooLong {
                issue.severity = Severity::Warning;
            }
            self.issues.push(issue.at(place.row + 1, letters(u32::from(place.column))));
        }
        let more = self.cells.faults_more();
        if more > 0 {
            let message = format!("{more} more cells are not read as they are meant");
            self.issues.push(Issue::warning(&self.name, message, "Correct the formulas, or type the values"));
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
        /// More than these are told as one: the sheet has another shape than its first row says.
        const TOLD_MAX: usize = 3;
        if headless.len() > TOLD_MAX {
            let (row, column) = headless[0];
            let message = format!("{} columns have no header and are not read, this one first", headless.len());
            let issue = Issue::warning(&self.name, message, "Name them in the first row, or clear them");
            return self.issues.push(issue.at(row, letters(column)));
        }
        for (row, column) in headless {
            let message = "the column has no header and is not read";
            self.issues.push(Issue::warning(&self.name, message, "Name it or clear it").at(row, letters(column)));
        }
    }
}
