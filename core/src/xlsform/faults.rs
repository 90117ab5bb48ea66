//! What the compiler of forms finds, turned into issues of the workbook.
//!
//! The compiler names columns as XLSForm does; an author looks for a header and a letter.

use crate::{
    expr::ExprFault,
    form::{FormDraft, FormFault, FormFaultKind, Sheet as SheetKind},
};

use super::{
    issue::{Issue, Severity},
    near::did_you_mean,
    sheet::{Column, Sheet},
};

/// The names that an author may have meant.
pub struct Known {
    /// Choice lists.
    pub lists: Vec<String>,
    /// Questions, groups and repeats.
    pub names: Vec<String>,
}

impl Known {
    /// All names of a draft.
    pub fn of(draft: &FormDraft) -> Self {
        let lists = draft.choice_lists.iter().map(|list| list.name.clone()).collect();
        let names = draft.rows.iter().map(|row| row.name.clone()).filter(|name| !name.is_empty()).collect();
        Self { lists, names }
    }
}

/// The sheets of the workbook, as far as it has them.
pub struct Sheets<'a> {
    /// `survey`.
    pub survey: &'a Sheet,
    /// `choices`.
    pub choices: Option<&'a Sheet>,
    /// `settings`.
    pub settings: Option<&'a Sheet>,
    /// `entities`.
    pub entities: Option<&'a Sheet>,
}

impl Sheets<'_> {
    /// The issue that a fault is, in the words of the workbook.
    pub fn issue(&self, fault: &FormFault, known: &Known) -> Issue {
        let (sheet, fallback) = match fault.sheet {
            SheetKind::Survey => (Some(self.survey), "survey"),
            SheetKind::Choices => (self.choices, "choices"),
            SheetKind::Settings => (self.settings, "settings"),
            SheetKind::Entities => (self.entities, "entities"),
        };
        let (name, language) = fault.column.split_once("::").unwrap_or((&fault.column, ""));
        let exact = |c: &&Column| c.name == name && c.language == language;
        let column = sheet.map_or_else(
            || fault.column.clone(),
            |sheet| match sheet.columns().iter().find(exact) {
                Some(column) => column.place(),
                None => sheet.place(name),
            },
        );
        let name = sheet.map_or(fallback, Sheet::name);
        let severity = if fault.is_fatal() { Severity::Error } else { Severity::Warning };
        let issue = Issue::error(name, fault.kind.to_string(), remedy(fault, known)).at(fault.row, column);
        Issue { severity, ..issue }
    }
}

/// What would mend it; the compiler's own remedy where it has one, and nothing that the message already says.
fn remedy(fault: &FormFault, known: &Known) -> String {
    let own = fault.remedy().trim_end_matches('.');
    match &fault.kind {
        FormFaultKind::UnknownList(name) => did_you_mean(name, known.lists.iter().map(String::as_str), own),
        FormFaultKind::Expression(error) => match &error.fault {
            ExprFault::UnknownName { name, candidates } if candidates.is_empty() => {
                let otherwise = "Use the name of one question of this form";
                did_you_mean(name, known.names.iter().map(String::as_str), otherwise)
            }
            ExprFault::UnknownName { .. } | ExprFault::AmbiguousName { .. } | ExprFault::UnknownStep { .. } => {
                "Use the name of one question of this form".to_owned()
            }
            ExprFault::UnknownFunction { .. } | ExprFault::Unsupported(_) => "Use another function".to_owned(),
            _ => "Correct the expression at that place".to_owned(),
        },
        FormFaultKind::Nowhere(_) => "Write ${name} of a question, or 'text' between quotation marks".to_owned(),
        FormFaultKind::NoQuestions => "Add rows to the survey sheet".to_owned(),
        FormFaultKind::BadName(_) => "Write a short name without spaces, such as age_of_child".to_owned(),
        FormFaultKind::Misplaced(message) if message.contains("needs") => {
            "Write the expression, or use hidden for a value that stays empty".to_owned()
        }
        FormFaultKind::OnlySelects(_) | FormFaultKind::Misplaced(_) => "Clear the cell".to_owned(),
        FormFaultKind::BadDefault(_) => "Correct the default, or clear the cell".to_owned(),
        FormFaultKind::TooMany { .. } => "Make it smaller, or divide the form".to_owned(),
        _ if own.is_empty() => "Correct this cell".to_owned(),
        _ => own.to_owned(),
    }
}
