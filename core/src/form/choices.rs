//! The choices of a select, seen through its question.
//!
//! Two questions may use one table with other columns (`parameters: value=code label=town`), so what a choice is
//! called and how it reads belongs to the question and the table together.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Form, Media, NodeIndex, Question,
    table::{Column, LABEL, Label, NAME, Table},
};

/// The columns of a table that a select uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceColumns {
    /// What is stored.
    pub value: Column,
    /// What is read aloud.
    pub label: Column,
}

impl Default for ChoiceColumns {
    fn default() -> Self {
        Self { value: NAME, label: LABEL }
    }
}

/// All choices of one select.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceList<'f> {
    /// Where they stand.
    pub table: &'f Table,
    columns: ChoiceColumns,
}

impl<'f> ChoiceList<'f> {
    /// The rows of a table as choices.
    #[must_use]
    pub fn new(table: &'f Table, columns: ChoiceColumns) -> Self {
        Self { table, columns }
    }

    /// How many choices there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.table.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// One choice.
    #[must_use]
    pub fn get(&self, choice: u32) -> Option<Choice<'f>> {
        (choice < self.len()).then_some(Choice { list: *self, row: choice })
    }

    /// All choices, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = Choice<'f>> + use<'f> {
        let list = *self;
        (0..list.len()).map(move |row| Choice { list, row })
    }

    /// All choices of this name: more than one where names may repeat.
    #[must_use]
    pub fn all_named(&self, name: &str) -> &'f [u32] {
        self.table.rows_where(self.columns.value, name).unwrap_or(&[])
    }

    /// The first choice of this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<u32> {
        self.table.first_where(self.columns.value, name)
    }
}

/// One choice of one select.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'f> {
    list: ChoiceList<'f>,
    row: u32,
}

impl<'f> Choice<'f> {
    /// Its place in the list.
    #[must_use]
    pub fn index(&self) -> u32 {
        self.row
    }

    /// What is stored.
    #[must_use]
    pub fn name(&self) -> &'f str {
        self.list.table.text(self.row, self.list.columns.value)
    }

    /// What is read aloud.
    #[must_use]
    pub fn label(&self) -> Label<'f> {
        self.list.table.label(self.row, self.list.columns.label)
    }

    /// Its pictures and sounds.
    pub fn media(&self) -> impl Iterator<Item = &'f Media> + use<'f> {
        self.list.table.media(self.row)
    }

    /// One of its other columns; empty when there is none.
    #[must_use]
    pub fn column(&self, name: &str) -> Cow<'f, str> {
        self.list.table.column(name).map_or(Cow::Borrowed(""), |column| self.list.table.cell(self.row, column))
    }
}

impl Form {
    /// The whole choice list of a select.
    #[must_use]
    pub fn choice_list(&self, index: NodeIndex) -> Option<ChoiceList<'_>> {
        self.choices_of(self.question(index)?)
    }

    /// The same, by question.
    #[must_use]
    pub fn choices_of(&self, question: &Question) -> Option<ChoiceList<'_>> {
        let table = self.tables.get(question.choice_list? as usize)?;
        Some(ChoiceList::new(table, question.choice_columns))
    }

    /// One choice of a select.
    #[must_use]
    pub fn choice(&self, index: NodeIndex, choice: u32) -> Option<Choice<'_>> {
        self.choice_list(index)?.get(choice)
    }

    /// The table that `instance('...')` calls so.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}
