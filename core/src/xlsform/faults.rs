//! What the compiler of forms finds, turned into issues of the workbook.
//!
//! The compiler names columns as XLSForm does; an author looks for a header and a letter.

use std::cell::Cell;

use crate::form::{FormDraft, FormFault, FormFaultKind, Sheet as SheetKind};

use super::{
    issue::{Issue, Severity},
    mend,
    near::did_you_mean,
    sheet::{Column, Sheet},
};

/// How many names of one workbook are compared with all others: each costs as much as the form is long, and a template
/// with thousands of them is broken in one place.
pub const NAMES_COMPARED_MAX: usize = 200;

/// The names that an author may have meant.
pub struct Known {
    /// Choice lists.
    lists: Vec<String>,
    /// Questions, groups and repeats.
    names: Vec<String>,
    /// How many were compared so far.
    compared: Cell<usize>,
}

impl Known {
    /// All names of a draft.
    pub fn of(draft: &FormDraft) -> Self {
        let lists = draft.choice_lists.iter().map(|list| list.name.clone()).collect();
        let names = draft.rows.iter().map(|row| row.name.clone()).filter(|name| !name.is_empty()).collect();
        Self { lists, names, compared: Cell::new(0) }
    }

    /// Whether a question, group or repeat has this name.
    pub fn has_name(&self, name: &str) -> bool {
        self.may_compare() && self.names.iter().any(|known| known == name)
    }

    /// The question that was meant.
    pub fn near_name(&self, name: &str) -> String {
        self.near(name, &self.names, "Use the name of one question of this form")
    }

    fn near(&self, name: &str, known: &[String], otherwise: &str) -> String {
        let known = if self.may_compare() { known } else { &[] };
        did_you_mean(name, known.iter().map(String::as_str), otherwise)
    }

    fn may_compare(&self) -> bool {
        self.compared.set(self.compared.get() + 1);
        self.compared.get() <= NAMES_COMPARED_MAX
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
        let severity = Severity::of(fault);
        let issue = Issue::error(name, fault.kind.to_string(), remedy(fault, known)).at(fault.row, column);
        Issue { severity, ..issue }
    }
}

/// What would mend it; the compiler's own remedy where it has one, and nothing that the message already says.
fn remedy(fault: &FormFault, known: &Known) -> String {
    let own = fault.remedy().trim_end_matches('.');
    match &fault.kind {
        FormFaultKind::UnknownList(name) => known.near(name, &known.lists, own),
        FormFaultKind::Expression(error) | FormFaultKind::Nowhere(error) => {
            mend::expression(error, known, &fault.column)
        }
        FormFaultKind::UnknownChoice { candidates, .. } if !candidates.is_empty() => {
            format!("Did you mean '{}'?", candidates.join("' or '"))
        }
        FormFaultKind::UnknownChoice { .. } => {
            "Write the name of one of its choices, as the column name has it".to_owned()
        }
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
