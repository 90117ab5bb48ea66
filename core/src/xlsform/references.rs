//! Every `${name}` of the workbook, in whichever cell: it is written well, and one row of the form has that name.
//!
//! Cells that nobody evaluates are judged too, remarks and unknown columns among them, as the reference reader does: a
//! reference in them shows that the author meant something by it.

use std::cell::Cell;

use crate::form::{Reference, references};

use super::{
    columns::CHOICES_TEXTS,
    faults::{NAMES_COMPARED_MAX, Sheets},
    issue::Issue,
    near::did_you_mean,
    settings::Said,
    sheet::{Column, Sheet},
    survey::Names,
};

/// Whom references may name.
pub struct Known<'a> {
    names: &'a Names,
    has_instance_id: bool,
    /// What the form itself is called in a path.
    root_name: &'a str,
    /// How many unknown names were compared with all others.
    compared: Cell<usize>,
}

impl<'a> Known<'a> {
    /// The rows of the form, and the id of an interview where the settings leave it.
    pub fn new(names: &'a Names, said: &'a Said) -> Self {
        Self {
            names,
            has_instance_id: said.settings.instance_id != crate::form::InstanceId::Omitted,
            root_name: said.root_name(),
            compared: Cell::new(0),
        }
    }

    fn how_many(&self, name: &str) -> u32 {
        self.names.how_many(name) + u32::from(self.has_instance_id && name == "instanceID")
    }
}

/// An issue for each cell with a reference that cannot stand.
pub fn check(sheets: &Sheets<'_>, known: &Known<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let survey = |column: &Column| !["type", "name", "trigger"].contains(&column.name.as_str());
    check_sheet(sheets.survey, survey, known, &mut issues);
    if let Some(sheet) = sheets.choices {
        let is_said = |column: &Column| CHOICES_TEXTS.contains(&column.name.as_str());
        check_sheet(sheet, is_said, known, &mut issues);
    }
    if let Some(sheet) = sheets.settings {
        check_sheet(sheet, |_| true, known, &mut issues);
    }
    if let Some(sheet) = sheets.entities {
        check_sheet(sheet, |column| !["list_name", "repeat"].contains(&column.name.as_str()), known, &mut issues);
    }
    issues
}

fn check_sheet(sheet: &Sheet, is_read: impl Fn(&Column) -> bool, known: &Known<'_>, issues: &mut Vec<Issue>) {
    let columns: Vec<&Column> = sheet.columns().iter().filter(|column| is_read(column)).collect();
    for row in sheet.rows() {
        for column in &columns {
            let text = sheet.text_in(row, column);
            if text.len() < 3 || !text.contains("${") {
                continue;
            }
            if let Some((message, remedy)) = references(text).find_map(|reference| fault(reference, known)) {
                issues.push(Issue::error(sheet.name(), message, remedy).at(row.number, column.place()));
            }
        }
    }
}

fn fault(reference: Reference<'_>, known: &Known<'_>) -> Option<(String, String)> {
    let name = match reference {
        Reference::Broken(text) => {
            let short: String = text.chars().take(40).collect();
            let message = format!("'{short}' is not a reference to a question");
            return Some((message, "Write ${name}, without spaces between the brackets".to_owned()));
        }
        Reference::Name(name) | Reference::LastSaved(name) => name,
    };
    match known.how_many(name) {
        1 if name == known.root_name => {
            let message = format!("'{name}' is what the form itself is called too, and ODK's tools refuse to guess");
            Some((
                message,
                "Rename the question, or give the form another name in the column name of settings".to_owned(),
            ))
        }
        1 => None,
        0 => {
            known.compared.set(known.compared.get() + 1);
            let names = known.names.all().take(if known.compared.get() > NAMES_COMPARED_MAX { 0 } else { usize::MAX });
            let remedy = did_you_mean(name, names, "Use the name of one question of this form");
            Some((format!("there is no question or group named '{name}'"), remedy))
        }
        many => {
            let message = format!("'{name}' is the name of {many} rows, so that it is not clear which is meant");
            Some((message, "Rename all but one of them".to_owned()))
        }
    }
}
