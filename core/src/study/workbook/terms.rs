//! The sheets `questions` and `glossary`: what the study wants to know, and what it means by its words.

use super::book::Book;
use crate::{
    study::{ResearchQuestion, Term, locked_terms},
    xlsform::Issue,
};

pub(super) fn questions(book: &mut Book<'_>) -> Vec<ResearchQuestion> {
    let sheet = book.sheet("questions", &["id"], &["question"]);
    book.unique(&sheet, "id");
    if sheet.rows().is_empty() && !sheet.name().is_empty() {
        let remedy = "Write at least one research question";
        book.issues.push(Issue::error("questions", "there is no research question", remedy));
    }
    let mut questions = Vec::new();
    for row in sheet.rows() {
        book.keep_place("questions", &sheet, row, "id");
        let (id, text) = (book.required(&sheet, row, "id"), book.localized(&sheet, row, "question"));
        questions.push(ResearchQuestion { id, text });
    }
    questions
}

/// The study's own terms. Those that ship with Fieldward cannot be defined anew.
pub(super) fn glossary(book: &mut Book<'_>) -> Vec<Term> {
    let sheet = book.sheet("glossary", &["term", "source"], &["definition"]);
    book.unique(&sheet, "term");
    let locked = locked_terms();
    let mut terms = Vec::new();
    for row in sheet.rows() {
        let term = book.required(&sheet, row, "term");
        if let Some(known) = locked.iter().find(|known| known.term.eq_ignore_ascii_case(&term)) {
            let message = format!("'{term}' is locked: it means what {} says", known.source);
            book.error(&sheet, row, "term", message, "Use another word for what this study means");
        }
        terms.push(Term {
            term,
            definition: book.localized(&sheet, row, "definition"),
            source: book.required(&sheet, row, "source"),
            locked: false,
        });
    }
    terms
}
