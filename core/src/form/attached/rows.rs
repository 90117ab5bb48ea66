//! Rows on their way into a table, when a later row may bring a column that the earlier ones have not.

use std::collections::HashMap;

use super::{AttachedFault, CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, ROWS_MAX, Trouble};
use crate::form::{
    Table,
    table::{Source, Texts, WRITTEN_EMPTY},
};

/// The rows of one file, so far.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<String>,
    places: HashMap<String, usize>,
    /// The row that is being filled, by column; `None` where it has nothing.
    row: Vec<Option<String>>,
    cells: Texts,
    /// How many columns were known when each row ended: so many cells it has.
    widths: Vec<u16>,
    /// What is to be said of the file, which is read all the same.
    pub remark: Option<Trouble>,
}

impl Rows {
    /// The column of this name, which is new if it has not been seen.
    pub fn column(&mut self, name: &str) -> Result<usize, AttachedFault> {
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        if self.columns.len() >= COLUMNS_MAX {
            return Err(AttachedFault::TooMany { what: "columns", limit: COLUMNS_MAX });
        }
        self.places.insert(name.to_owned(), self.columns.len());
        self.columns.push(name.to_owned());
        self.row.push(None);
        Ok(self.columns.len() - 1)
    }

    /// Fills a cell of the row; what a row says a second time about a column is left out.
    pub fn fill(&mut self, column: usize, text: &str) -> Result<(), AttachedFault> {
        if text.len() > CELL_BYTES_MAX {
            return Err(AttachedFault::TooMany { what: "bytes in one cell", limit: CELL_BYTES_MAX });
        }
        if let Some(cell) = self.row.get_mut(column) {
            cell.get_or_insert_with(|| text.to_owned());
        }
        Ok(())
    }

    /// Fills a cell again, whatever the row said before.
    pub fn refill(&mut self, column: usize, text: &str) -> Result<(), AttachedFault> {
        if let Some(cell) = self.row.get_mut(column) {
            *cell = None;
        }
        self.fill(column, text)
    }

    /// Ends the row and begins the next.
    pub fn end(&mut self) -> Result<(), AttachedFault> {
        for cell in &mut self.row {
            let written = cell.take();
            self.cells.push(match written.as_deref() {
                None => "",
                Some("") => WRITTEN_EMPTY,
                Some(text) => text,
            });
        }
        self.end_with(self.columns.len())
    }

    /// Takes a whole row at once: its cells in the order of the columns.
    pub fn take<'t>(&mut self, cells: impl Iterator<Item = &'t str>) -> Result<(), AttachedFault> {
        for cell in cells {
            if cell.len() > CELL_BYTES_MAX {
                return Err(AttachedFault::TooMany { what: "bytes in one cell", limit: CELL_BYTES_MAX });
            }
            self.cells.push(cell);
        }
        self.end_with(self.columns.len())
    }

    fn end_with(&mut self, width: usize) -> Result<(), AttachedFault> {
        self.widths.push(u16::try_from(width).unwrap_or(u16::MAX));
        if self.widths.len() > ROWS_MAX as usize {
            return Err(AttachedFault::TooMany { what: "rows", limit: ROWS_MAX as usize });
        }
        if self.widths.len() * self.columns.len() > CELLS_MAX {
            return Err(AttachedFault::TooMany { what: "cells", limit: CELLS_MAX });
        }
        Ok(())
    }

    /// Whether no row has ended.
    pub fn is_empty(&self) -> bool {
        self.widths.is_empty()
    }

    /// All rows as a table.
    pub fn into_table(self, id: &str, source: Source) -> Table {
        let width = self.columns.len();
        let whole = self.widths.iter().all(|known| usize::from(*known) == width);
        let cells = if whole { self.cells } else { padded(&self.cells, &self.widths, width) };
        let mut table = Table::new(id, source, self.columns).with_cells(cells);
        table.shrink();
        table
    }
}

/// The cells with empty ones where a row ended before a column was known.
fn padded(cells: &Texts, widths: &[u16], width: usize) -> Texts {
    let mut all = Texts::default();
    let mut next = 0;
    for known in widths {
        let known = usize::from(*known);
        (0..known).for_each(|column| all.push(cells.get(next + column)));
        (known..width).for_each(|_| all.push(""));
        next += known;
    }
    all
}
