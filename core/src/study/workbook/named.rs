//! A sheet of named values: `study`, `limits`, `legal`. One row a name, with a value or with words.
//!
//! Names that nobody reads are reported, so that a misspelt one is not taken for a missing one.

use std::ops::RangeInclusive;

use super::book::Book;
use crate::{
    study::Localized,
    xlsform::{Issue, Row, Sheet, did_you_mean},
};

/// The sheet and its rows by name.
pub(super) struct Named {
    pub sheet: Sheet,
}

impl Named {
    pub(super) fn read(book: &mut Book<'_>, sheet: &str, known: &[&str]) -> Self {
        let sheet = book.sheet(sheet, &["name", "value"], &[]);
        book.unique(&sheet, "name");
        for row in sheet.rows() {
            let name = sheet.text(row, "name");
            if !name.is_empty() && !known.contains(&name) {
                let remedy =
                    did_you_mean(name, known.iter().copied(), "Remove the row, or see the README for its names");
                book.issues.push(sheet.warning(row, "name", format!("nothing reads '{name}'"), remedy));
            }
        }
        Self { sheet }
    }

    pub(super) fn row(&self, name: &str) -> Option<&Row> {
        self.sheet.rows().iter().find(|row| self.sheet.text(row, "name") == name)
    }

    /// The value; empty when there is none.
    pub(super) fn value(&self, name: &str) -> String {
        self.row(name).map_or_else(String::new, |row| self.sheet.text(row, "value").to_owned())
    }

    /// The row, whose absence is an error. A sheet that is missing altogether was reported as such.
    fn expect<'s>(&'s self, book: &mut Book<'_>, name: &str) -> Option<&'s Row> {
        let row = self.row(name);
        if row.is_none() && !self.sheet.name().is_empty() {
            let message = format!("the row {name} is missing");
            book.issues.push(Issue::error(self.sheet.name(), message, "Add it and fill it in"));
        }
        row
    }

    pub(super) fn required(&self, book: &mut Book<'_>, name: &str) -> String {
        self.expect(book, name).map_or_else(String::new, |row| book.required(&self.sheet, row, "value"))
    }

    pub(super) fn number(&self, book: &mut Book<'_>, name: &str, bounds: RangeInclusive<u16>) -> u16 {
        let least = *bounds.start();
        self.expect(book, name).map_or(least, |row| book.number(&self.sheet, row, "value", bounds))
    }

    pub(super) fn localized(&self, book: &mut Book<'_>, name: &str) -> Localized {
        self.expect(book, name).map_or_else(Localized::default, |row| book.localized(&self.sheet, row, "text"))
    }

    /// An error at a row that is there.
    pub(super) fn error(&self, book: &mut Book<'_>, name: &str, message: impl Into<String>, remedy: impl Into<String>) {
        if let Some(row) = self.row(name) {
            book.error(&self.sheet, row, "value", message, remedy);
        }
    }
}
