//! The cells of one sheet that hold something, in one text, as they stream out of the file.
//!
//! A sheet of 100,000 choices has half a million cells. One by one they would take more memory than a phone can spare
//! for opening a form; here a cell is its letters and twelve bytes. Knows nothing of headers: that is
//! [`super::sheet`].

use super::{
    cell::CellText,
    limits::{CELL_CHARS_MAX, CELLS_MAX, INFLATED_BYTES_MAX, ISSUES_MAX},
};
use crate::form::table::Texts;

/// Cells by row and column.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    places: Vec<Place>,
    texts: Texts,
    text_bytes: u64,
    faults: Vec<(Place, CellFault)>,
    /// How many more there are than are kept.
    faults_more: usize,
    /// How many are endless.
    too_long: usize,
}

/// Where a cell stands, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub row: u32,
    pub column: u16,
}

/// Why a cell is not read as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellFault {
    /// More than [`CELL_CHARS_MAX`].
    TooLong,
    /// A formula that failed, as the spreadsheet shows it.
    Failed(String),
    /// A formula without its value.
    NotWorkedOut,
}

/// More than [`CELLS_MAX`], or more than [`INFLATED_BYTES_MAX`] in them.
pub struct TooManyCells;

impl Cells {
    /// Adds a cell; one that holds nothing is left out, an endless one is empty and noted, and so is a failed formula,
    /// with what it shows.
    pub fn push(&mut self, place: Place, text: CellText<'_>) -> Result<(), TooManyCells> {
        let text = match text {
            CellText::Text(text) if text.is_empty() => return Ok(()),
            CellText::Text(text) if is_short(&text) => text,
            CellText::Text(_) => {
                self.fault(place, CellFault::TooLong);
                self.too_long += 1;
                if self.too_long > ISSUES_MAX {
                    return Err(TooManyCells);
                }
                "".into()
            }
            CellText::NotWorkedOut => {
                self.fault(place, CellFault::NotWorkedOut);
                return if self.faults_more > CELLS_MAX { Err(TooManyCells) } else { Ok(()) };
            }
            CellText::Failed(error) => {
                self.fault(place, CellFault::Failed(error.clone()));
                error.into()
            }
        };
        // Many cells may share one long text of the file.
        self.text_bytes += text.len() as u64;
        if self.places.len() >= CELLS_MAX || self.text_bytes > INFLATED_BYTES_MAX {
            return Err(TooManyCells);
        }
        self.places.push(place);
        self.texts.push(&text);
        Ok(())
    }

    fn fault(&mut self, place: Place, fault: CellFault) {
        if self.faults.len() < ISSUES_MAX {
            self.faults.push((place, fault));
        } else {
            self.faults_more += 1;
        }
    }

    /// Puts the cells in order, should the file have them in another one; of two at one place the first is kept.
    pub fn arrange(&mut self) {
        if self.places.is_sorted_by(|one, next| one < next) {
            return;
        }
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(|cell| self.places[*cell]);
        order.dedup_by_key(|cell| self.places[*cell]);
        self.texts = order.iter().map(|cell| self.texts.get(*cell)).collect();
        self.places = order.iter().map(|cell| self.places[*cell]).collect();
    }

    /// Changes the texts for which there is another one.
    pub fn change(&mut self, other: impl Fn(Place, &str) -> Option<String>) {
        let places = self.places.iter().zip(self.texts.iter());
        if places.clone().all(|(place, text)| other(*place, text).is_none()) {
            return;
        }
        let changed =
            places.map(|(place, text)| other(*place, text).map_or_else(|| text.into(), std::borrow::Cow::Owned));
        self.texts = changed.collect();
    }

    /// The cells of each row that has any, as a range for [`Cells::row`].
    pub fn rows(&self) -> impl Iterator<Item = std::ops::Range<u32>> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.places.chunk_by(|one, next| one.row == next.row).scan(0, move |start, row| {
            let range = *start..*start + count(row.len());
            *start = range.end;
            Some(range)
        })
    }

    /// The row that a cell stands in.
    pub fn row_of(&self, cell: u32) -> u32 {
        self.places.get(cell as usize).map_or(0, |place| place.row)
    }

    /// Columns and texts of the cells of a row.
    pub fn row(&self, cells: std::ops::Range<u32>) -> impl Iterator<Item = (u32, &str)> {
        cells
            .filter_map(|cell| Some((u32::from(self.places.get(cell as usize)?.column), self.texts.get(cell as usize))))
    }

    /// How many cells more than [`Cells::faults`] tells are not read as they are meant.
    pub fn faults_more(&self) -> usize {
        self.faults_more
    }

    /// Cells that are not read as they are meant, and why: as many as are listed.
    pub fn faults(&self) -> &[(Place, CellFault)] {
        &self.faults
    }
}

fn is_short(text: &str) -> bool {
    text.len() <= CELL_CHARS_MAX || text.chars().count() <= CELL_CHARS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_put_in_order_and_the_first_of_two_is_kept() {
        let mut cells = Cells::default();
        for (row, column, text) in [(2, 0, "c"), (0, 1, "b"), (0, 0, "a"), (2, 0, "again"), (1, 0, "")] {
            let pushed = cells.push(Place { row, column }, CellText::Text(text.into()));
            assert!(pushed.is_ok());
        }
        cells.arrange();
        let rows: Vec<Vec<(u32, &str)>> = cells.rows().map(|row| cells.row(row).collect()).collect();
        assert_eq!(rows, [vec![(0, "a"), (1, "b")], vec![(0, "c")]]);
        assert_eq!(cells.row_of(2), 2);
        cells.change(|place, text| (place.row == 2).then(|| format!("{text}!")));
        assert_eq!(cells.row(2..3).collect::<Vec<_>>(), [(0, "c!")]);
    }

    #[test]
    fn endless_cells_are_noted_and_empty() {
        let mut cells = Cells::default();
        let place = Place { row: 3, column: 1 };
        assert!(cells.push(place, CellText::Text("x".repeat(CELL_CHARS_MAX + 1).into())).is_ok());
        assert_eq!(cells.faults(), [(place, CellFault::TooLong)]);
        assert_eq!(cells.row(0..1).collect::<Vec<_>>(), [(1, "")]);
    }

    #[test]
    fn as_many_faults_are_kept_as_are_listed() {
        let mut cells = Cells::default();
        for row in 0..u32::try_from(ISSUES_MAX).expect("few enough") + 7 {
            let text = CellText::Failed("#N/A".to_owned());
            assert!(cells.push(Place { row, column: 0 }, text).is_ok());
        }
        assert_eq!((cells.faults().len(), cells.faults_more()), (ISSUES_MAX, 7));
    }

    #[test]
    fn there_is_a_most_of_cells() {
        let mut cells = Cells::default();
        let mut add = |number: usize| {
            let place = Place { row: u32::try_from(number).expect("few enough"), column: 0 };
            cells.push(place, CellText::Text("x".into())).is_ok()
        };
        assert!((0..CELLS_MAX).all(&mut add));
        assert!(!add(CELLS_MAX));
    }
}
