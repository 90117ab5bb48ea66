//! A choice list as its author wrote it, before it is resolved: kept as compactly as the table that it becomes, since
//! a list of 100,000 choices is ordinary (the villages of a country).

use super::{
    DraftMedia, Language,
    table::{Elements, NAME, Source, Table, Texts},
};

/// One list of the `choices` sheet.
#[derive(Debug, Clone, Default)]
pub struct DraftChoiceList {
    /// `list_name`.
    pub name: String,
    /// Names of its extra columns.
    pub columns: Vec<String>,
    /// Names of extra columns that are there and that no choice fills.
    pub empty_columns: Vec<String>,
    /// Pictures and sounds of choices, with the choice's place in the list, in its order. Few lists have any.
    pub media: Vec<(u32, DraftMedia)>,
    /// Where its rows come from.
    pub source: Source,
    /// What its elements are called, in forms of other clients.
    pub elements: Elements,
    /// How many languages each label has.
    languages: usize,
    rows: Vec<u32>,
    cells: Texts,
    labels: Texts,
}

impl DraftChoiceList {
    /// A list without choices. A label has one text for each of the languages (`FormDraft::languages`, at least one).
    #[must_use]
    pub fn new(name: &str, columns: Vec<String>, languages: &[Language]) -> Self {
        Self { name: name.to_owned(), columns, languages: languages.len().max(1), ..Self::default() }
    }

    /// Adds a choice: the row of the sheet that it stands in, its name, its label by language (may be shorter), and
    /// its cells in the extra columns (may be shorter).
    pub fn push(&mut self, row: u32, name: &str, label: &[impl AsRef<str>], cells: &[impl AsRef<str>]) {
        self.rows.push(row);
        self.cells.push(name);
        for column in 0..self.columns.len() {
            self.cells.push(cells.get(column).map_or("", AsRef::as_ref));
        }
        for language in 0..self.languages {
            self.labels.push(label.get(language).map_or("", AsRef::as_ref));
        }
    }

    /// How many choices there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of the sheet that a choice stands in; 0 when there is no such choice.
    #[must_use]
    pub fn row(&self, choice: usize) -> u32 {
        self.rows.get(choice).copied().unwrap_or(0)
    }

    /// A choice's name.
    #[must_use]
    pub fn name_of(&self, choice: usize) -> &str {
        self.cells.get(choice * (self.columns.len() + 1))
    }

    /// A choice's label in a language.
    #[must_use]
    pub fn label_of(&self, choice: usize, language: usize) -> &str {
        if language < self.languages { self.labels.get(choice * self.languages + language) } else { "" }
    }

    /// A choice's cell in an extra column.
    #[must_use]
    pub fn cell_of(&self, choice: usize, column: usize) -> &str {
        if column < self.columns.len() { self.cells.get(choice * (self.columns.len() + 1) + 1 + column) } else { "" }
    }

    /// The names of all choices, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|choice| self.name_of(choice))
    }

    /// How many languages each label has.
    #[must_use]
    pub fn languages(&self) -> usize {
        self.languages
    }

    /// Whether any label has another answer inside it.
    #[must_use]
    pub fn has_outputs(&self) -> bool {
        self.labels.contains("${")
    }

    /// Keeps of the extra columns that no choice fills only the names.
    pub fn keep_filled_columns(&mut self) {
        let filled: Vec<bool> = (0..self.columns.len())
            .map(|column| (0..self.len()).any(|choice| !self.cell_of(choice, column).is_empty()))
            .collect();
        if filled.iter().all(|filled| *filled) {
            return;
        }
        let mut cells = Texts::default();
        for choice in 0..self.len() {
            cells.push(self.name_of(choice));
            let kept = filled.iter().enumerate().filter(|(_, filled)| **filled);
            kept.for_each(|(column, _)| cells.push(self.cell_of(choice, column)));
        }
        self.cells = cells;
        let columns = std::mem::take(&mut self.columns).into_iter().zip(filled);
        let (kept, empty): (Vec<_>, Vec<_>) = columns.partition(|(_, filled)| *filled);
        self.columns = kept.into_iter().map(|(name, _)| name).collect();
        self.empty_columns.extend(empty.into_iter().map(|(name, _)| name));
    }

    /// The table of its names and extra columns; and apart its labels, which may still hold `${...}`, with the number
    /// of their languages.
    pub(super) fn into_parts(self) -> (Table, usize, Texts) {
        let columns = std::iter::once("name".to_owned()).chain(self.columns).collect();
        let mut table =
            Table::new(&self.name, self.source, columns).with_cells(self.cells).with_elements(self.elements);
        table.sort(NAME);
        (table, self.languages, self.labels)
    }
}
