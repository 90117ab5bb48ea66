//! Rows with named columns: a choice list, an attached file, an entity list, the answers saved last.
//!
//! All of them are looked up in the same way (`instance('x')/root/item[...]`, `pulldata`, choice filters), so they are
//! one kind of thing. Cells lie row by row in one text; columns that the form looks things up in are kept sorted.
//! A table knows neither who asks it nor how its file was read.

mod elements;
mod labels;
mod merge;
mod order;
mod texts;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Media, Text};

pub use elements::Elements;
pub use labels::{Label, Labels};
pub use order::Order;
pub use texts::Texts;

/// Which column of a table: its place in [`Table::columns`], or one of the three below.
pub type Column = u32;

/// The label, said in the form's first language: the column `label` of a choice list in one language.
pub const LABEL: Column = u32::MAX;
/// The key of the label among the form's translations: the column `itextId` of a choice list in several languages.
pub const ITEXT_ID: Column = u32::MAX - 1;
/// A column that is there and has nothing in any row.
pub const NOTHING: Column = u32::MAX - 2;
/// The column of a choice list that is stored as the answer.
pub const NAME: Column = 0;

/// How a cell is kept that a file writes and that holds nothing: `<w/>` is a node, and a `w` that is not there is none.
/// No text of such a file can be this one.
pub(in crate::form) const WRITTEN_EMPTY: &str = "\0";

/// One table of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What `instance('...')` calls it: the `list_name`, or the file's name without its ending.
    pub name: String,
    /// Where its rows come from.
    pub source: Source,
    columns: Vec<String>,
    rows: u32,
    cells: Texts,
    labels: Option<Labels>,
    wording: Wording,
    /// Pictures and sounds of rows, by row. Few tables have any.
    media: Vec<(u32, Media)>,
    orders: Vec<Option<Order>>,
    /// What its elements are called where it is a document.
    elements: Elements,
}

/// Where the rows of a table come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The `choices` sheet: part of the form itself.
    #[default]
    Choices,
    /// A file that is attached to the form, by its name: `.csv`, `.xml` or `.geojson`.
    File(String),
    /// The answers of the interview that this device finished last; one row, and none before the first.
    LastSaved,
    /// Rows of an attached file that `search()` takes in the place of the choices of a list, by the list's name. No
    /// other client knows it: to them the list goes out as it was written.
    Searched(String),
}

/// Whether the labels of a choice list are words or keys of translations, as the two are named differently in paths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// In one language and without outputs: the column is `label`.
    #[default]
    Words,
    /// By language, or with outputs or media: the column is `itextId`.
    Translated,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(name: &str, source: Source, columns: Vec<String>) -> Self {
        let orders = vec![None; columns.len()];
        Self {
            name: name.to_owned(),
            source,
            columns,
            rows: 0,
            cells: Texts::default(),
            labels: None,
            wording: Wording::Words,
            media: Vec::new(),
            orders,
            elements: Elements::Usual,
        }
    }

    /// A table of these cells, row by row; a last row that is not whole is left out.
    #[must_use]
    pub fn with_cells(self, cells: Texts) -> Self {
        let rows = cells.len().checked_div(self.columns.len()).unwrap_or(0);
        Self { rows: u32::try_from(rows).unwrap_or(u32::MAX), cells, orders: vec![None; self.columns.len()], ..self }
    }

    /// The same with other names for its elements.
    #[must_use]
    pub fn with_elements(self, elements: Elements) -> Self {
        Self { elements, ..self }
    }

    /// What its elements are called.
    #[must_use]
    pub fn elements(&self) -> &Elements {
        &self.elements
    }

    /// The same with labels for its rows.
    #[must_use]
    pub fn with_labels(self, labels: Labels, wording: Wording) -> Self {
        Self { labels: Some(labels), wording, ..self }
    }

    /// The same with pictures and sounds for some of its rows.
    #[must_use]
    pub fn with_media(self, mut media: Vec<(u32, Media)>) -> Self {
        media.sort_by_key(|(row, _)| *row);
        Self { media, ..self }
    }

    /// Adds a row; cells that are missing are empty, and what is too much is left out. Columns must be sorted anew.
    pub fn push<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) {
        let mut cells = cells.into_iter();
        (0..self.columns.len()).for_each(|_| self.cells.push(cells.next().unwrap_or("")));
        self.rows += 1;
        self.orders.fill(None);
    }

    /// Names of its columns, without the labels.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.rows
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The column that a path calls so.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<Column> {
        let place = self.columns.iter().position(|column| column == name).and_then(|place| u32::try_from(place).ok());
        place.or(match (&self.labels, self.wording, name) {
            (Some(_), Wording::Words, "label") => Some(LABEL),
            (Some(_), Wording::Translated, "itextId") => Some(ITEXT_ID),
            _ => None,
        })
    }

    /// What a path calls a column.
    #[must_use]
    pub fn column_name(&self, column: Column) -> &str {
        match column {
            LABEL => "label",
            ITEXT_ID => "itextId",
            _ => self.columns.get(column as usize).map_or("", String::as_str),
        }
    }

    /// One cell; empty when there is none.
    #[must_use]
    pub fn cell(&self, row: u32, column: Column) -> Cow<'_, str> {
        match column {
            LABEL => self.label(row, LABEL).plain(0, 0),
            ITEXT_ID if row < self.rows => Cow::Owned(format!("{}-{row}", self.name)),
            ITEXT_ID => Cow::Borrowed(""),
            _ => Cow::Borrowed(self.text(row, column)),
        }
    }

    /// One cell of a column that is kept; empty when there is none.
    #[must_use]
    pub fn text(&self, row: u32, column: Column) -> &str {
        match self.kept(row, column) {
            WRITTEN_EMPTY => "",
            text => text,
        }
    }

    fn kept(&self, row: u32, column: Column) -> &str {
        if row >= self.rows || column as usize >= self.columns.len() {
            return "";
        }
        self.cells.get(row as usize * self.columns.len() + column as usize)
    }

    /// Whether a path to a cell finds one there. A line of a csv file has all columns; a choice, an element and a
    /// feature have those that were written.
    #[must_use]
    pub fn has_cell(&self, row: u32, column: Column) -> bool {
        match (&self.source, column) {
            (_, ITEXT_ID) => row < self.rows,
            (_, LABEL) => !self.cell(row, LABEL).is_empty(),
            (Source::File(file), _) if file.to_ascii_lowercase().ends_with(".csv") => row < self.rows,
            (Source::Choices | Source::File(_), _) => !self.kept(row, column).is_empty(),
            _ => row < self.rows,
        }
    }

    /// What is read aloud for a row: its label, or the words of the column that serves as one.
    #[must_use]
    pub fn label(&self, row: u32, column: Column) -> Label<'_> {
        match (&self.labels, column) {
            (Some(labels), LABEL | ITEXT_ID) => labels.get(row),
            _ => Label::cell(self.text(row, column)),
        }
    }

    /// The pictures and sounds of a row.
    pub fn media(&self, row: u32) -> impl Iterator<Item = &Media> {
        let start = self.media.partition_point(|(known, _)| *known < row);
        self.media.iter().skip(start).take_while(move |(known, _)| *known == row).map(|(_, media)| media)
    }

    /// The row of an `itextId`, as [`Table::cell`] gives it.
    #[must_use]
    pub fn row_of_itext_id(&self, itext_id: &str) -> Option<u32> {
        let row: u32 = itext_id.strip_prefix(self.name.as_str())?.strip_prefix('-')?.parse().ok()?;
        (row < self.rows).then_some(row)
    }

    /// Sorts a column, so that [`Table::rows_where`] and [`Table::first_where`] find rows by it. Without effect on the
    /// two columns that are not kept.
    pub fn sort(&mut self, column: Column) {
        if self.orders.get(column as usize).is_some_and(Option::is_none) {
            let order = Order::of(self.rows, |row| self.text(row, column));
            self.orders[column as usize] = Some(order);
        }
    }

    /// The rows with exactly this text in a sorted column, in the table's order; `None` when the column is not sorted.
    #[must_use]
    pub fn rows_where(&self, column: Column, text: &str) -> Option<&[u32]> {
        let order = self.orders.get(column as usize)?.as_ref()?;
        Some(order.find(text, |row| self.text(row, column)))
    }

    /// The first row with exactly this text in a column, sorted or not.
    #[must_use]
    pub fn first_where(&self, column: Column, text: &str) -> Option<u32> {
        match self.orders.get(column as usize).and_then(Option::as_ref) {
            Some(order) => order.first(text, |row| self.text(row, column)),
            None => (0..self.rows).find(|row| self.cell(*row, column) == text),
        }
    }

    /// Whether it has as many cells and labels as rows: a table that was read from bytes may not.
    pub(super) fn is_whole(&self) -> bool {
        let rows = self.rows as usize;
        rows.checked_mul(self.columns.len()) == Some(self.cells.len())
            && (rows == 0 || !self.columns.is_empty())
            && self.orders.len() == self.columns.len()
            && self.labels.as_ref().is_none_or(|labels| labels.is_whole(rows))
            && self.media.is_sorted_by_key(|(row, _)| *row)
            && self.media.last().is_none_or(|(row, _)| *row < self.rows)
            && (0..).zip(&self.orders).all(|(column, order)| {
                order.as_ref().is_none_or(|order| order.is_whole(self.rows, |row| self.text(row, column)))
            })
    }

    /// Texts that may have outputs: of labels and of the names of files.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let files = self.media.iter().map(|(_, media)| &media.file);
        self.labels.iter().flat_map(Labels::spoken).chain(files)
    }

    /// Bytes of its cells and labels.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.cells.size_bytes() + self.labels.as_ref().map_or(0, Labels::size_bytes)
    }

    /// Gives back memory that growing has left over.
    pub fn shrink(&mut self) {
        self.cells.shrink();
        if let Some(labels) = &mut self.labels {
            labels.shrink();
        }
    }
}
