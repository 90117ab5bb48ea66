//! The `settings` sheet: what the form is called.

use super::{
    columns::REMARKS,
    header::normal,
    issue::Issue,
    near::did_you_mean,
    sheet::{Row, Sheet},
};

const READ: [&str; 4] = ["form_title", "form_id", "version", "default_language"];

/// Settings of XLSForm that have no effect here, and why that is no loss.
const WITHOUT_EFFECT: [(&str, &str); 13] = [
    ("style", "Remove it: every shell has its own pages"),
    ("public_key", "Remove it: every record is sealed to the study's key"),
    ("submission_url", "Remove it: a device sends to the server that it is enrolled with"),
    ("instance_name", "Remove it: interviews are named by reference number, never by an answer"),
    ("auto_send", "Remove it: the study decides"),
    ("auto_delete", "Remove it: the study decides how long a sealed copy stays"),
    ("client_editable", "Remove it"),
    ("allow_choice_duplicates", "Remove it: the choices of one list have different names"),
    ("namespaces", "Remove it"),
    ("name", "Remove it"),
    ("prefix", "Remove it"),
    ("delimiter", "Remove it"),
    ("clean_text_values", "Remove it"),
];

/// What is read of the settings, apart from the title, which has languages.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `form_id`.
    pub id: String,
    /// `version`, as text.
    pub version: String,
}

impl Settings {
    /// Reads the first row of the sheet.
    pub fn read(sheet: Option<&Sheet>, issues: &mut Vec<Issue>) -> Self {
        let row = sheet.and_then(|sheet| Some((sheet, sheet.rows().first()?)));
        let mut settings = Self::default();
        if let Some((sheet, row)) = row {
            settings.id = sheet.text(row, "form_id").to_owned();
            settings.version = sheet.text(row, "version").to_owned();
            check(sheet, row, issues);
        }
        if settings.id.is_empty() {
            let title = row.map_or("", |(sheet, row)| sheet.text(row, "form_title"));
            settings.id = if title.is_empty() { "form".to_owned() } else { normal(title) };
            let message = format!("the form has no form_id and is called '{}'", settings.id);
            let sheet = sheet.map_or("settings", Sheet::name);
            issues.push(Issue::warning(sheet, message, "Add a sheet settings with a column form_id"));
        }
        settings
    }
}

fn check(sheet: &Sheet, row: &Row, issues: &mut Vec<Issue>) {
    let silent = |name: &str| READ.contains(&name) || REMARKS.contains(&name);
    for column in sheet.columns().iter().filter(|column| !silent(&column.name)) {
        if sheet.text_in(row, column).is_empty() {
            continue;
        }
        let without_effect = WITHOUT_EFFECT.iter().find(|(name, _)| *name == column.name);
        let issue = match without_effect {
            Some((_, remedy)) => Issue::warning(sheet.name(), "the setting has no effect here", *remedy),
            None => {
                let remedy = did_you_mean(&column.name, READ, "Remove it");
                Issue::warning(sheet.name(), "the setting is not known and is not read", remedy)
            }
        };
        issues.push(issue.at(row.number, column.place()));
    }
    if let Some(second) = sheet.rows().get(1) {
        let issue = Issue::warning(sheet.name(), "only the first row of settings is read", "Remove this row");
        issues.push(issue.at(second.number, ""));
    }
}
