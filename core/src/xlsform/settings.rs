//! The `settings` sheet: what the form is called, and what its author says to other clients.
//!
//! One row counts. What is meant for other clients is kept as it stands and goes out with the form.

use crate::form::{Audit, InstanceId, Settings, is_name};

use super::{
    choices::Duplicates,
    columns::REMARKS,
    header::normal,
    issue::Issue,
    near::{did_you_mean, nearest},
    sheet::{Row, Sheet},
};

/// Settings that are read, and for whom.
const READ: [&str; 13] = [
    "form_title",
    "form_id",
    "version",
    "default_language",
    "style",
    "flat",
    "instance_name",
    "namespaces",
    "name",
    "allow_choice_duplicates",
    "clean_text_values",
    "omit_instanceID",
    "instance_id",
];
/// Settings for other clients and servers, kept for them, and why they have no effect here.
const FOR_OTHERS: [(&str, &str); 15] = [
    ("public_key", "every record is sealed to the study's key"),
    ("submission_url", "a device sends to the server that it is enrolled with"),
    ("auto_send", "the study decides"),
    ("auto_delete", "the study decides how long a sealed copy stays"),
    ("client_editable", "an interview is corrected as the study says"),
    ("prefix", "forms are not sent by SMS"),
    ("delimiter", "forms are not sent by SMS"),
    ("sms_keyword", "forms are not sent by SMS"),
    ("sms_separator", "forms are not sent by SMS"),
    ("sms_allow_media", "forms are not sent by SMS"),
    ("sms_date_format", "forms are not sent by SMS"),
    ("sms_datetime_format", "forms are not sent by SMS"),
    ("sms_response", "forms are not sent by SMS"),
    ("add_none_option", "a list offers what stands in it"),
    ("instance_xmlns", "records are no XML"),
];

/// What the sheet says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// `form_id`.
    pub id: String,
    /// `version`, as text.
    pub version: String,
    /// A title that stands among the questions.
    pub title: String,
    /// `instance_name`.
    pub instance_name: String,
    /// The row of the sheet; 0 when there is none.
    pub row: u32,
    /// The rest.
    pub settings: Settings,
}

/// Whether spaces in a row are collapsed before they are read (`clean_text_values`).
#[must_use]
pub fn keeps_spaces(sheet: Option<&Sheet>) -> bool {
    let row = sheet.and_then(|sheet| Some((sheet, first(sheet)?)));
    row.is_some_and(|(sheet, row)| is_no(sheet.text(row, "clean_text_values")))
}

/// `allow_choice_duplicates`.
#[must_use]
pub fn duplicates(sheet: Option<&Sheet>) -> Duplicates {
    let row = sheet.and_then(|sheet| Some((sheet, first(sheet)?)));
    let allowed = row.is_some_and(|(sheet, row)| is_yes(sheet.text(row, "allow_choice_duplicates")));
    if allowed { Duplicates::Allowed } else { Duplicates::Refused }
}

/// The row that is read: the one under the header, even when it is empty.
pub fn first(sheet: &Sheet) -> Option<&Row> {
    sheet.rows().first().filter(|row| row.number == sheet.header_row() + 1)
}

/// Whether the form has no groups of its own, though its sheet has some.
pub fn is_flat(sheet: &Sheet) -> bool {
    first(sheet).is_some_and(|row| is_yes(sheet.text(row, "flat")))
}

fn is_yes(text: &str) -> bool {
    matches!(text, "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()")
}

fn is_no(text: &str) -> bool {
    matches!(text, "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()")
}

impl Said {
    /// Reads the first row of the sheet.
    pub fn read(sheet: Option<&Sheet>, issues: &mut Vec<Issue>) -> Self {
        let mut said = Self::default();
        if let Some((sheet, row)) = sheet.and_then(|sheet| Some((sheet, first(sheet)?))) {
            said.take(sheet, row, issues);
            check(sheet, row, issues);
        }
        if let Some(second) =
            sheet.and_then(|sheet| sheet.rows().iter().find(|row| row.number > sheet.header_row() + 1))
        {
            let name = sheet.map_or("settings", Sheet::name);
            let issue = Issue::warning(name, "only the first row of settings is read", "Remove this row");
            issues.push(issue.at(second.number, ""));
        }
        said
    }

    fn take(&mut self, sheet: &Sheet, row: &Row, issues: &mut Vec<Issue>) {
        let cell = |column| sheet.text(row, column).to_owned();
        self.row = row.number;
        self.id = cell("form_id");
        self.version = cell("version");
        self.instance_name = cell("instance_name");
        let settings = &mut self.settings;
        settings.root_name = cell("name");
        settings.style = cell("style");
        settings.instance_namespace = cell("instance_xmlns");
        settings.namespaces = namespaces(sheet.text(row, "namespaces"));
        settings.instance_id = match (is_yes(sheet.text(row, "omit_instanceID")), sheet.text(row, "instance_id")) {
            (true, _) => InstanceId::Omitted,
            (false, "") => InstanceId::Made,
            (false, preload) => InstanceId::Preloaded(preload.to_owned()),
        };
        for (column, _) in FOR_OTHERS {
            let content = cell(column);
            if !content.is_empty() {
                settings.client.push((column.to_owned(), content));
            }
        }
        for column in sheet.columns() {
            if let Some(name) = column.name.strip_prefix("attribute::") {
                settings.attributes.push((name.to_owned(), sheet.text_in(row, column).to_owned()));
            }
        }
        if !settings.root_name.is_empty() && !is_name(&settings.root_name) {
            let message = format!("'{}' cannot be a name", settings.root_name);
            let remedy = "Begin with a letter or _, and use letters, digits, _, - and .";
            issues.push(sheet.error(row, "name", message, remedy));
        }
        if settings.instance_id == InstanceId::Omitted && !settings.client("public_key").is_empty() {
            let message = "a form with a public_key needs an instanceID";
            issues.push(sheet.error(row, "omit_instanceID", message, "Clear the cell"));
        }
    }

    /// Settings that stand among the questions come last and count most; then the id, which a form always has.
    pub fn complete(
        &mut self,
        (among, file_name): (Vec<(&'static str, String)>, &str),
        audit: Option<Audit>,
        sheet: Option<&Sheet>,
        issues: &mut Vec<Issue>,
    ) {
        for (column, content) in among {
            match column {
                "form_id" => self.id = content,
                "form_title" => self.title = content,
                _ => self.settings.client.push((column.to_owned(), content)),
            }
        }
        self.settings.audit = audit;
        if self.id.is_empty() {
            let title = sheet.and_then(|sheet| Some(sheet.text(first(sheet)?, "form_title"))).unwrap_or("");
            self.id = match (file_name, title) {
                ("", "") => "form".to_owned(),
                ("", title) => normal(title),
                (name, _) => name.to_owned(),
            };
            let message = format!("the form has no form_id and is called '{}'", self.id);
            let name = sheet.map_or("settings", Sheet::name);
            issues.push(Issue::warning(name, message, "Add a sheet settings with a column form_id"));
        } else if self.id == "None" {
            let name = sheet.map_or("settings", Sheet::name);
            issues.push(
                Issue::error(name, "a form cannot be called None", "Write another form_id").at(self.row, "form_id"),
            );
        }
    }

    /// The name of the root element.
    #[must_use]
    pub fn root_name(&self) -> &str {
        if self.settings.root_name.is_empty() { "data" } else { &self.settings.root_name }
    }
}

/// `a=http://x b="http://y"` as pairs.
fn namespaces(text: &str) -> Vec<(String, String)> {
    let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(prefix, address)| !prefix.is_empty() && !address.contains('='))
        .map(|(prefix, address)| (prefix.to_owned(), address.replace(['"', '\''], "")))
        .collect()
}

/// Words of the setting `style` that clients know.
const STYLES: [&str; 6] = ["pages", "theme-grid", "theme-kobo", "theme-formhub", "theme-default", "no-text-transform"];

/// Settings that say whether.
const YES_OR_NO: [&str; 4] = ["allow_choice_duplicates", "clean_text_values", "flat", "omit_instanceID"];

fn check(sheet: &Sheet, row: &Row, issues: &mut Vec<Issue>) {
    let unknown = sheet.text(row, "style").split_whitespace().filter(|word| !STYLES.contains(word));
    for (word, near) in unknown.filter_map(|word| Some((word, nearest(word, STYLES)?))) {
        let message = format!("no client knows the style '{word}'");
        issues.push(sheet.warning(row, "style", message, format!("Did you mean {near}?")));
    }
    if !sheet.text(row, "style").is_empty() {
        let message = "the style changes nothing here: one question stands on a page, in the device's own colours";
        issues.push(sheet.warning(row, "style", message, "None needed if that will do; other clients follow it"));
    }
    for column in sheet.columns() {
        let name = column.name.as_str();
        let written = sheet.text_in(row, column);
        if YES_OR_NO.contains(&name) && !written.is_empty() && !is_yes(written) && !is_no(written) {
            let issue = Issue::warning(sheet.name(), "neither yes nor no, and taken for no", "Write yes or no");
            issues.push(issue.at(row.number, column.place()));
        }
        let is_read =
            READ.contains(&name) || name.starts_with("attribute::") || REMARKS.contains(&normal(name).as_str());
        if is_read || sheet.text_in(row, column).is_empty() {
            continue;
        }
        let issue = match FOR_OTHERS.iter().find(|(other, _)| *other == name) {
            Some((_, why)) => {
                Issue::warning(sheet.name(), format!("the setting has no effect here: {why}"), "None needed")
            }
            None => {
                let remedy = did_you_mean(name, READ, "Remove it");
                Issue::warning(sheet.name(), "the setting is not known and is not read", remedy)
            }
        };
        issues.push(issue.at(row.number, column.place()));
    }
}
