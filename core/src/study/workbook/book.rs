//! `study.xlsx` while it is read: its sheets, the study's languages, and every issue found so far.
//!
//! Knows how a cell is asked for and what is said when it does not hold what it should; knows no sheet by name.

use std::ops::RangeInclusive;

use super::STUDY_FILE;
use crate::{
    study::{Localized, StudyIssue},
    xlsform::{Issue, Row, Shape, Sheet, Workbook, WorkbookError, did_you_mean},
};

/// The workbook, and what was found in it.
pub(super) struct Book<'a> {
    workbook: Workbook<'a>,
    /// BCP 47 tags, the first is the default; empty until the sheet `study` was read.
    pub languages: Vec<String>,
    /// Everything wrong so far.
    pub issues: Vec<Issue>,
    /// Where keys stand that later checks speak about: sheet, key, row, column.
    places: Vec<(&'static str, String, u32, String)>,
}

impl<'a> Book<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        Ok(Self { workbook: Workbook::open(bytes)?, languages: Vec::new(), issues: Vec::new(), places: Vec::new() })
    }

    pub(super) fn into_issues(self) -> impl Iterator<Item = StudyIssue> {
        self.issues.into_iter().map(|issue| StudyIssue { file: STUDY_FILE.to_owned(), issue })
    }

    /// The sheet, or an empty one and an issue. `wording` are columns in every language of the study.
    pub(super) fn sheet(&mut self, name: &str, columns: &[&str], wording: &[&str]) -> Sheet {
        let shape = Shape { columns, wording, ..Shape::default() };
        let sheet = match self.workbook.sheet(name, &shape) {
            Ok(Some(sheet)) => sheet,
            Ok(None) => {
                let message = format!("the sheet {name} is missing");
                self.issues.push(Issue::error(name, message, "Copy it from the training study and fill it in"));
                return Sheet::default();
            }
            Err(error) => {
                self.issues.push(error.into());
                return Sheet::default();
            }
        };
        self.issues.extend(sheet.issues().iter().cloned());
        for column in columns.iter().filter(|column| !sheet.has(column)) {
            let message = format!("the column {column} is missing");
            self.issues.push(Issue::error(name, message, "Add it to the header row").at(sheet.header_row(), ""));
        }
        for column in wording {
            self.find_languages(&sheet, column);
        }
        sheet
    }

    /// One issue for each language of the study that has no column.
    fn find_languages(&mut self, sheet: &Sheet, column: &str) {
        let missing = self.languages.iter().filter(|language| self.column_in(sheet, column, language).is_none());
        let issue = |language: &String| {
            let message = format!("the column {column} has no {language}");
            let remedy = format!("Add a column {column}::Name of the language ({language})");
            Issue::error(sheet.name(), message, remedy).at(sheet.header_row(), column)
        };
        let found: Vec<Issue> = missing.map(issue).collect();
        self.issues.extend(found);
    }

    fn column_in<'s>(&self, sheet: &'s Sheet, name: &str, language: &str) -> Option<&'s crate::xlsform::Column> {
        let default = self.languages.first().is_some_and(|first| first == language);
        sheet.columns().iter().filter(|column| column.name == name).find(|column| {
            tag(&column.language).eq_ignore_ascii_case(language) || (default && column.language.is_empty())
        })
    }

    /// The words in every language of the study; each that is missing is an error.
    pub(super) fn localized(&mut self, sheet: &Sheet, row: &Row, name: &str) -> Localized {
        let mut words = Localized::default();
        for language in self.languages.clone() {
            let Some(column) = self.column_in(sheet, name, &language) else { continue };
            let text = sheet.text_in(row, column);
            if text.is_empty() {
                let issue = Issue::error(sheet.name(), format!("there are no words in {language}"), "Write them");
                self.issues.push(issue.at(row.number, column.place()));
            } else {
                words.0.insert(language, text.to_owned());
            }
        }
        words
    }

    /// The cell's text; an empty cell is an error.
    pub(super) fn required(&mut self, sheet: &Sheet, row: &Row, column: &str) -> String {
        let text = sheet.text(row, column);
        if text.is_empty() && sheet.has(column) {
            self.error(sheet, row, column, format!("{column} is empty"), "Fill it in");
        }
        text.to_owned()
    }

    /// The cell's words, each of them known.
    pub(super) fn known_words(&mut self, sheet: &Sheet, row: &Row, column: &str, known: &[&str]) -> Vec<String> {
        let found = words(sheet.text(row, column));
        for word in found.iter().filter(|word| !known.contains(&word.as_str())) {
            let remedy = did_you_mean(word, known.iter().copied(), &format!("Use some of: {}", known.join(", ")));
            self.error(sheet, row, column, format!("'{word}' is not known here"), remedy);
        }
        found
    }

    /// The cell's one word, which must be known.
    pub(super) fn known_word(&mut self, sheet: &Sheet, row: &Row, column: &str, known: &[&str]) -> String {
        let word = self.required(sheet, row, column);
        if !word.is_empty() && !known.contains(&word.as_str()) {
            let remedy = did_you_mean(&word, known.iter().copied(), &format!("Use one of: {}", known.join(", ")));
            self.error(sheet, row, column, format!("'{word}' is not known here"), remedy);
        }
        word
    }

    /// A whole number within bounds; the lower bound when there is none.
    pub(super) fn number(&mut self, sheet: &Sheet, row: &Row, column: &str, bounds: RangeInclusive<u16>) -> u16 {
        let text = self.required(sheet, row, column);
        match text.parse() {
            Ok(number) if bounds.contains(&number) => return number,
            _ if text.is_empty() => {}
            _ => {
                let remedy = format!("Write a whole number from {} to {}", bounds.start(), bounds.end());
                self.error(sheet, row, column, format!("'{text}' cannot be used here"), remedy);
            }
        }
        *bounds.start()
    }

    /// An error for each row whose value in this column stood before.
    pub(super) fn unique(&mut self, sheet: &Sheet, column: &str) {
        let mut seen: Vec<(String, u32)> = Vec::new();
        for row in sheet.rows() {
            let text = sheet.text(row, column).to_lowercase();
            match seen.iter().find(|(known, _)| *known == text) {
                Some((_, first)) => {
                    let message = format!("'{text}' stands already in row {first}");
                    self.error(sheet, row, column, message, "Give each row its own");
                }
                None if !text.is_empty() => seen.push((text, row.number)),
                None => {}
            }
        }
    }

    /// Remembers where a key stands.
    pub(super) fn keep_place(&mut self, name: &'static str, sheet: &Sheet, row: &Row, column: &str) {
        let key = sheet.text(row, column).to_owned();
        self.places.push((name, key, row.number, sheet.place(column)));
    }

    /// Where a key stands; row 0 when nobody kept it.
    pub(super) fn place_of(&self, name: &str, key: &str) -> (u32, String) {
        let known = self.places.iter().find(|(sheet, kept, ..)| *sheet == name && kept == key);
        known.map_or((0, String::new()), |(_, _, row, column)| (*row, column.clone()))
    }

    pub(super) fn error(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        column: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.issues.push(sheet.error(row, column, message, remedy));
    }
}

/// The tag in `French (fr)`, or the whole when there are no brackets.
fn tag(language: &str) -> &str {
    let inner = language.rsplit_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
    inner.unwrap_or(language).trim()
}

/// Words between spaces, commas and semicolons.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{tag, words};

    #[test]
    fn a_header_holds_its_tag() {
        for (header, expected) in
            [("French (fr)", "fr"), ("fr", "fr"), ("Português (Brasil) (pt-BR)", "pt-BR"), ("", "")]
        {
            assert_eq!(tag(header), expected);
        }
    }

    #[test]
    fn words_are_split_as_people_split_them() {
        assert_eq!(words("S0, S1;S2  S3"), ["S0", "S1", "S2", "S3"]);
        assert!(words(" ,; ").is_empty());
    }
}
