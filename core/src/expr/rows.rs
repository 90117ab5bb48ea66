//! The rows of a table that a path leads to.
//!
//! A predicate that compares a column with something that is the same for all rows (`[district = current()/../d]`) has
//! that something evaluated once; where it is a text and the form keeps the column sorted, the rows are looked up and
//! no other is touched.

use std::borrow::Cow;

use super::{Candidate, Code, Evaluation, Item, Member, Reach, RowFilter, RowsRef, World};

/// Rows that are not ruled out yet.
enum Rows<'w> {
    All(u32),
    Found(&'w [u32]),
    Kept(Vec<u32>),
}

impl Rows<'_> {
    fn len(&self) -> u32 {
        match self {
            Self::All(count) => *count,
            Self::Found(rows) => u32::try_from(rows.len()).unwrap_or(u32::MAX),
            Self::Kept(rows) => u32::try_from(rows.len()).unwrap_or(u32::MAX),
        }
    }

    fn get(&self, place: u32) -> Option<u32> {
        match self {
            Self::All(count) => (place < *count).then_some(place),
            Self::Found(rows) => rows.get(place as usize).copied(),
            Self::Kept(rows) => rows.get(place as usize).copied(),
        }
    }
}

impl<'w, W: World> Evaluation<'w, W> {
    /// Visits the rows of a path, or their cells.
    pub(super) fn each_row(&self, reference: &'w RowsRef, visit: &mut dyn FnMut(Member)) {
        let table = reference.table;
        let column = match reference.column {
            Reach::Nothing => return,
            Reach::Row => None,
            Reach::Column(column) => Some(column),
        };
        let rows = self.rows(reference);
        self.world.visited(rows.len());
        let found = (0..rows.len()).filter_map(|place| rows.get(place));
        let found = found.filter(|row| column.is_none_or(|column| self.world.has_cell(table, *row, column)));
        found.for_each(|row| visit(Member::Row { table, row, column }));
    }

    /// The first cell of a path.
    pub(super) fn first_row(&self, reference: &'w RowsRef) -> Item<'w> {
        let Reach::Column(column) = reference.column else { return Item::EMPTY };
        let rows = self.rows(reference);
        let has_cell =
            |place: &u32| rows.get(*place).is_some_and(|row| self.world.has_cell(reference.table, row, column));
        let place = (0..rows.len()).find(has_cell);
        self.world.visited(place.unwrap_or(rows.len()));
        let row = place.and_then(|place| rows.get(place));
        row.map_or(Item::EMPTY, |row| Item::Text(self.world.cell(reference.table, row, column)))
    }

    fn rows(&self, reference: &'w RowsRef) -> Rows<'w> {
        let all = Rows::All(self.world.rows(reference.table));
        reference.filters.iter().fold(all, |rows, filter| match filter {
            RowFilter::Equals(column, code) => self.equal_rows(reference.table, &rows, *column, code),
            RowFilter::Holds(code) => self.holding_rows(reference.table, &rows, code),
            RowFilter::Alike(column, code) => {
                let row = self.row_alike(reference.table, *column, &self.code(code).to_text());
                Rows::Kept(row.into_iter().collect())
            }
        })
    }

    fn equal_rows(&self, table: u32, rows: &Rows<'w>, column: u32, code: &'w Code) -> Rows<'w> {
        let wanted = self.code(code);
        // Numbers and truth compare by other rules than equality of texts.
        let text: Option<Cow<'_, str>> = match &wanted {
            Item::Number(_) | Item::Boolean(_) => None,
            other => Some(other.to_text()),
        };
        if let (Rows::All(_), Some(text)) = (rows, &text)
            && let Some(found) = self.world.rows_where(table, column, text)
        {
            return Rows::Found(found);
        }
        self.world.visited(rows.len());
        let is_equal = |row: &u32| {
            let cell = self.world.cell(table, *row, column);
            match &text {
                Some(text) => cell == *text,
                None => Item::Text(cell).equals(&wanted),
            }
        };
        Rows::Kept((0..rows.len()).filter_map(|place| rows.get(place)).filter(is_equal).collect())
    }

    /// The first row with this text in a column, or else the first that differs by the size of its letters.
    pub(super) fn row_alike(&self, table: u32, column: u32, wanted: &str) -> Option<u32> {
        let cell = |row: &u32| self.world.cell(table, *row, column);
        let exact = match self.world.rows_where(table, column, wanted) {
            Some(rows) => rows.first().copied(),
            None => (0..self.world.rows(table)).find(|row| cell(row) == wanted),
        };
        exact.or_else(|| {
            let rows = self.world.rows(table);
            self.world.visited(rows);
            (0..rows).find(|row| cell(row).eq_ignore_ascii_case(wanted))
        })
    }

    fn holding_rows(&self, table: u32, rows: &Rows<'w>, code: &'w Code) -> Rows<'w> {
        // A number alone is a position: no row need be asked.
        if let Code::Number(number) = code {
            let place = (1..=rows.len()).find(|place| (number - f64::from(*place)).abs() < 0.5);
            return Rows::Kept(place.and_then(|place| rows.get(place - 1)).into_iter().collect());
        }
        let last = rows.len();
        self.world.visited(last);
        let holds = |place: &u32| {
            let Some(row) = rows.get(*place) else { return false };
            let member = Member::Row { table, row, column: None };
            self.passes(code, Candidate { member, position: place + 1, last })
        };
        Rows::Kept((0..last).filter(holds).filter_map(|place| rows.get(place)).collect())
    }

    /// In a predicate on rows: a cell of the row that is asked about.
    pub(super) fn cell(&self, column: Option<u32>) -> Item<'w> {
        self.cell_member(column).map_or(Item::EMPTY, |member| self.value(member))
    }

    pub(super) fn cell_member(&self, column: Option<u32>) -> Option<Member> {
        match self.candidate?.member {
            Member::Row { table, row, .. } => {
                let is_there = column.is_none_or(|column| self.world.has_cell(table, row, column));
                is_there.then_some(Member::Row { table, row, column })
            }
            Member::Node(..) => None,
        }
    }
}
