//! The sheet `instruments`, and each questionnaire that it names.
//!
//! A workbook that other XLSForm tools made is taken as it is: the columns that Fieldward adds are then missing, and
//! `care` decides what that means.

use std::{path::Path, sync::Arc};

use super::{
    book::{Book, words},
    care,
    folder::{Folder, is_workbook},
};
use crate::{
    study::{Instrument, Method, Respondent, Study, VisitRule, package},
    xlsform::{self, Issue, Row, Sheet, Standing},
};

/// Most instruments of one study.
pub(super) const INSTRUMENTS_MAX: usize = 50;

/// Longest name of an instrument, in bytes; it travels with every interview.
pub(super) const INSTRUMENT_NAME_BYTES_MAX: usize = 64;

/// How the workbook writes who answers.
pub(super) const RESPONDENTS: [(&str, Respondent); 5] = [
    ("child", Respondent::Child),
    ("caregiver", Respondent::Caregiver),
    ("key_informant", Respondent::KeyInformant),
    ("employer", Respondent::Employer),
    ("nobody", Respondent::Nobody),
];

/// Who answers, by the workbook's word.
pub(super) fn respondent(word: &str) -> Option<Respondent> {
    RESPONDENTS.iter().find(|(name, _)| *name == word).map(|(_, respondent)| *respondent)
}

/// A row of the sheet.
pub(super) struct Tool {
    /// File name in the folder `instruments`.
    pub file: String,
    /// Where an issue about its visits stands: row, and column with its letter.
    pub visit_place: (u32, String),
    method: Method,
    respondent: Respondent,
    training: String,
    visit_rule: VisitRule,
}

/// The rows of the sheet `instruments`.
pub(super) fn list(book: &mut Book<'_>) -> Vec<Tool> {
    let sheet = book.sheet("instruments", &["file", "method", "respondent", "training", "visit_rule"], &[]);
    let mut tools: Vec<Tool> = Vec::new();
    for row in sheet.rows() {
        let tool = Tool::from_row(book, &sheet, row);
        if tools.iter().any(|known| known.id().eq_ignore_ascii_case(&tool.id())) {
            book.error(
                &sheet,
                row,
                "file",
                "another row has an instrument of this name",
                "Rename one of the two files",
            );
        } else if tools.len() == INSTRUMENTS_MAX {
            let message = format!("a study has at most {INSTRUMENTS_MAX} instruments");
            book.error(&sheet, row, "file", message, "Make two studies of it");
        } else if is_workbook(&tool.file) {
            tools.push(tool);
        }
    }
    tools
}

impl Tool {
    fn from_row(book: &mut Book<'_>, sheet: &Sheet, row: &Row) -> Self {
        let file = book.required(sheet, row, "file");
        if !file.is_empty() && !is_workbook(&file) {
            book.error(
                sheet,
                row,
                "file",
                format!("'{file}' is no name of a workbook"),
                "Write it as child-interview.xlsx",
            );
        }
        let names = RESPONDENTS.map(|(name, _)| name);
        let method = match book.known_word(sheet, row, "method", &["interview", "observation"]).as_str() {
            "observation" => Method::Observation,
            _ => Method::Interview,
        };
        let respondent = respondent(&book.known_word(sheet, row, "respondent", &names)).unwrap_or(Respondent::Nobody);
        if (method == Method::Observation) != (respondent == Respondent::Nobody) {
            let message = "an observation asks nobody, and an interview asks somebody";
            book.error(sheet, row, "respondent", message, "Correct the method or the respondent");
        }
        let tool = Self {
            file,
            visit_place: (row.number, sheet.place("visit_rule")),
            method,
            respondent,
            training: sheet.text(row, "training").to_owned(),
            visit_rule: visit_rule(book, sheet, row),
        };
        if tool.id().len() > INSTRUMENT_NAME_BYTES_MAX {
            let message = format!("the name has more than {INSTRUMENT_NAME_BYTES_MAX} bytes");
            book.error(sheet, row, "file", message, "Give the file a shorter name");
        }
        tool
    }

    /// How people and scripts name the instrument.
    pub(super) fn id(&self) -> String {
        Path::new(&self.file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned()
    }

    /// Reads the questionnaire; the study is complete but for its instruments.
    pub(super) fn read(&self, folder: &Folder, study: &Study) -> (Option<Instrument>, Vec<Issue>) {
        let bytes = match folder.instrument_bytes(&self.file) {
            Ok(bytes) => bytes,
            Err(issue) => return (None, vec![issue]),
        };
        let standing = if study.approval.is_some() { Standing::Approved } else { Standing::Training };
        let reading = xlsform::read(&bytes);
        let mut issues = reading.issues_in(standing);
        let Some(mut form) = reading.form else { return (None, issues) };
        issues.extend(care::check(&mut form, &bytes, self.method, study));
        let instrument = Instrument {
            id: self.id(),
            form_hash: package::hash_of_form(&form),
            form: Arc::new(form),
            method: self.method,
            respondent: self.respondent,
            training: self.training.clone(),
            visit_rule: self.visit_rule.clone(),
        };
        (Some(instrument), issues)
    }
}

/// `one`, or `first: A1 A2` for the groups of the first of two visits.
fn visit_rule(book: &mut Book<'_>, sheet: &Sheet, row: &Row) -> VisitRule {
    let text = sheet.text(row, "visit_rule");
    let first = text.strip_prefix("first:").map(words).unwrap_or_default();
    if !first.is_empty() {
        return VisitRule::Two { first };
    }
    if !text.is_empty() && text != "one" {
        let remedy = "Write one, or first: and the groups of the first visit, such as first: A1 A2";
        book.error(sheet, row, "visit_rule", format!("'{text}' is no visit rule"), remedy);
    }
    VisitRule::One
}
