//! The sheets `use_statement`, `told` and `teach_back`: the words that come before a yes.

use super::{book::Book, tools};
use crate::{
    study::{CONSENT_LINES, Localized, Purpose, TEACH_BACK_QUESTIONS, ToldLine, UseStatement},
    xlsform::Issue,
};

/// How the sheet `told` writes a line for every kind of respondent.
const EVERYBODY: &str = "everybody";

pub(super) fn use_statement(book: &mut Book<'_>) -> UseStatement {
    const SHEET: &str = "use_statement";
    let sheet = book.sheet(SHEET, &["type", "code", "choice"], &["text"]);
    let (mut statements, mut purposes) = (Vec::new(), Vec::new());
    for row in sheet.rows() {
        match book.known_word(&sheet, row, "type", &["statement", "purpose"]).as_str() {
            "statement" => statements.push(book.localized(&sheet, row, "text")),
            "purpose" => purposes.push(Purpose {
                code: book.required(&sheet, row, "code"),
                text: book.localized(&sheet, row, "text"),
                separate: book.known_word(&sheet, row, "choice", &["part", "separate"]) == "separate",
            }),
            _ => {}
        }
    }
    book.unique(&sheet, "code");
    if statements.len() != 1 && !sheet.name().is_empty() {
        let message = format!("there are {} rows of the type statement", statements.len());
        book.issues.push(Issue::error(SHEET, message, "Write exactly one use statement"));
    }
    if !purposes.iter().any(|purpose| !purpose.separate) && !sheet.name().is_empty() {
        let message = "no purpose is part of taking part";
        book.issues.push(Issue::error(SHEET, message, "Name at least one purpose, with the choice part"));
    }
    UseStatement::new(statements.pop().unwrap_or_default(), purposes)
}

pub(super) fn told(book: &mut Book<'_>) -> Vec<ToldLine> {
    let sheet = book.sheet("told", &["line", "respondent"], &["text"]);
    let mut kinds = vec![EVERYBODY];
    kinds.extend(tools::RESPONDENTS.iter().map(|(name, _)| *name).filter(|name| *name != "nobody"));
    let mut told: Vec<ToldLine> = Vec::new();
    for row in sheet.rows() {
        let line = book.known_word(&sheet, row, "line", &CONSENT_LINES);
        let respondent = tools::respondent(&book.known_word(&sheet, row, "respondent", &kinds));
        if told.iter().any(|known| known.line == line && known.respondent == respondent) {
            book.error(&sheet, row, "line", format!("{line} stands twice for this respondent"), "Keep one of the two");
        }
        told.push(ToldLine { line, respondent, text: book.localized(&sheet, row, "text") });
    }
    let place = |line: &ToldLine| CONSENT_LINES.iter().position(|known| *known == line.line);
    told.sort_by_key(|line| (line.respondent.map(|respondent| respondent as u8), place(line)));
    told
}

pub(super) fn teach_back(book: &mut Book<'_>) -> Vec<Localized> {
    const SHEET: &str = "teach_back";
    let sheet = book.sheet(SHEET, &["number"], &["text"]);
    let questions: Vec<Localized> = sheet.rows().iter().map(|row| book.localized(&sheet, row, "text")).collect();
    if questions.len() != TEACH_BACK_QUESTIONS && !sheet.name().is_empty() {
        let message = format!("there are {} teach-back questions", questions.len());
        book.issues.push(Issue::error(SHEET, message, format!("Write exactly {TEACH_BACK_QUESTIONS}")));
    }
    questions
}
