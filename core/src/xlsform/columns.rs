//! Which columns the sheets of an XLSForm have, and what becomes of those that are not read.
//!
//! A column that is not read is always said, where a cell of it holds anything.

use super::{
    grammar::Grammar,
    issue::{Issue, Severity},
    near::did_you_mean,
    sheet::{Column, Shape, Sheet},
};

/// Words that people read: their quotation marks and hard spaces stay as they were typed.
const WORDING: [&str; 6] = ["label", "hint", "guidance_hint", "required_message", "constraint_message", "need"];

/// The `survey` sheet.
pub const SURVEY: Shape<'static> = shape(Grammar::Survey, &WORDING);
/// The `choices` sheet, and those that look like it.
pub const CHOICES: Shape<'static> = shape(Grammar::Choices, &["label"]);
/// The `settings` sheet.
pub const SETTINGS: Shape<'static> = shape(Grammar::Settings, &["form_title"]);
/// The `entities` sheet.
pub const ENTITIES: Shape<'static> = shape(Grammar::Entities, &[]);

const fn shape(grammar: Grammar, wording: &'static [&'static str]) -> Shape<'static> {
    Shape { columns: &[], aliases: &[], wording, grammar: Some(grammar) }
}

/// Columns of `survey` that hold words by language.
pub const SURVEY_TEXTS: [&str; 9] = [
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "image",
    "big-image",
    "audio",
    "video",
];
/// Columns of `choices` that hold words by language.
pub const CHOICES_TEXTS: [&str; 5] = ["label", "image", "big-image", "audio", "video"];

/// The columns that a study adds.
pub const CARE_COLUMNS: [&str; 6] = ["sensitivity", "need", "question_id", "by", "identity", "map"];

/// The other columns of `survey` that are read.
const SURVEY_READ: [&str; 20] = [
    "type",
    "name",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "read_only",
    "appearance",
    "choice_filter",
    "repeat_count",
    "disabled",
    "parameters",
    "trigger",
    "autoplay",
    "rows",
    "save_to",
    "intent",
    "flat",
    "no_app_error_string",
];

/// Columns that authors keep for themselves.
pub const REMARKS: [&str; 7] = ["comment", "comments", "note", "notes", "remark", "remarks", "translation_notes"];

/// Beginnings of columns that go into an XForm as they stand, or are judged cell by cell.
const ATTRIBUTES: [&str; 4] = ["bind::", "control::", "instance::", "media::"];

fn is_remark(name: &str) -> bool {
    REMARKS.contains(&super::header::normal(name).as_str())
}

/// An issue for each column of `survey` that is not read.
pub fn check_survey(sheet: &Sheet) -> Vec<Issue> {
    let known = || SURVEY_READ.iter().chain(&SURVEY_TEXTS).chain(&CARE_COLUMNS).copied();
    let mut issues = Vec::new();
    for column in sheet.columns() {
        let name = column.name.as_str();
        if SURVEY_TEXTS.contains(&name) || is_remark(name) {
            continue;
        }
        if known().any(|known| known == name) {
            if !column.language.is_empty() && name == "no_app_error_string" {
                let message = "the words have a language and are not read: no other app is called here";
                issues.push(at_header(sheet, column, Severity::Warning, message, "None needed"));
            } else if !column.language.is_empty() {
                let message = "the column cannot have a language and is read only without one";
                issues.push(at_header(sheet, column, Severity::Error, message, "Remove what stands after ::"));
            }
        } else if name.starts_with("sms_") {
            let message = "the column has no effect: forms are not sent by SMS";
            issues.extend(used(sheet, column, Severity::Warning, message, "Remove it"));
        } else if !ATTRIBUTES.iter().any(|start| name.starts_with(start)) {
            let remedy = did_you_mean(name, known(), "Remove it, or move it to another sheet");
            let message = "the column is not known and is not read";
            issues.extend(used(sheet, column, Severity::Warning, message, &remedy));
        }
    }
    issues
}

/// An issue for each column of `choices` that cannot be what it looks like; any other column is there for filters.
pub fn check_choices(sheet: &Sheet) -> Vec<Issue> {
    let mut issues = Vec::new();
    for column in sheet.columns() {
        let name = column.name.as_str();
        if is_own(name) || is_remark(name) || name == "sms_option" {
            continue;
        }
        let near = did_you_mean(name, ["list_name", "label"], "");
        if name.contains(' ') {
            let message = "a column with a space in its name cannot be used by filters and is not read";
            issues.extend(used(sheet, column, Severity::Warning, message, "Write _ in place of the space"));
        } else if !column.language.is_empty() {
            let message = "a column for filters has no language and is not read";
            issues.extend(used(sheet, column, Severity::Warning, message, "Remove what stands after ::"));
        } else if !near.is_empty() {
            issues.push(at_header(sheet, column, Severity::Warning, "the column is read as one for filters", near));
        }
    }
    issues
}

fn is_own(name: &str) -> bool {
    ["list_name", "name"].contains(&name) || CHOICES_TEXTS.contains(&name)
}

/// Whether a column of `choices` is one that filters may use.
pub fn is_filter(column: &Column) -> bool {
    let name = column.name.as_str();
    !is_own(name) && !name.contains(' ') && !name.contains("::") && column.language.is_empty()
}

fn at_header(sheet: &Sheet, column: &Column, severity: Severity, message: &str, remedy: impl Into<String>) -> Issue {
    let issue = Issue::error(sheet.name(), message, remedy).at(sheet.header_row(), column.place());
    Issue { severity, ..issue }
}

/// The issue at the first cell of the column that holds anything.
fn used(sheet: &Sheet, column: &Column, severity: Severity, message: &str, remedy: &str) -> Option<Issue> {
    let row = sheet.rows().iter().find(|row| !sheet.text_in(row, column).is_empty())?;
    let issue = Issue::error(sheet.name(), message, remedy).at(row.number, column.place());
    Some(Issue { severity, ..issue })
}
