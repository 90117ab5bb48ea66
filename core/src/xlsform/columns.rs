//! Which columns the sheets of an XLSForm have, under which other names, and what becomes of those that are not read.
//!
//! A column that is not read is always said: as a warning where only its looks are lost, as an error where data or
//! meaning would be.

use super::{
    issue::{Issue, Severity},
    near::did_you_mean,
    sheet::{Column, Shape, Sheet},
};

/// The `survey` sheet.
pub const SURVEY: Shape<'static> = Shape {
    columns: &["type"],
    aliases: &[
        ("command", "type"),
        ("tag", "name"),
        ("value", "name"),
        ("caption", "label"),
        ("relevance", "relevant"),
        ("bind::relevant", "relevant"),
        ("bind::required", "required"),
        ("requiredmsg", "required_message"),
        ("bind::jr:requiredmsg", "required_message"),
        ("bind::constraint", "constraint"),
        ("constraining_message", "constraint_message"),
        ("bind::jr:constraintmsg", "constraint_message"),
        ("calculate", "calculation"),
        ("bind::calculate", "calculation"),
        ("readonly", "read_only"),
        ("bind::readonly", "read_only"),
        ("control::appearance", "appearance"),
        ("body::appearance", "appearance"),
        ("count", "repeat_count"),
        ("jr:count", "repeat_count"),
    ],
    wording: &["label", "hint", "guidance_hint", "required_message", "constraint_message", "need"],
};

/// The `choices` sheet.
pub const CHOICES: Shape<'static> = Shape {
    columns: &["list_name", "list"],
    aliases: &[("value", "name"), ("caption", "label"), ("list", "list_name")],
    wording: &["label"],
};

/// The `settings` sheet.
pub const SETTINGS: Shape<'static> = Shape {
    columns: &["form_id", "form_title", "id_string", "title", "default_language", "version"],
    aliases: &[
        ("set_form_id", "form_id"),
        ("id_string", "form_id"),
        ("set_form_title", "form_title"),
        ("title", "form_title"),
    ],
    wording: &["form_title"],
};

/// Columns of `survey` that hold words by language.
pub const SURVEY_TEXTS: [&str; 5] = ["label", "hint", "guidance_hint", "required_message", "constraint_message"];

/// The columns that a study adds.
pub const CARE_COLUMNS: [&str; 6] = ["sensitivity", "need", "question_id", "by", "identity", "map"];

/// The other columns of `survey` that are read.
const SURVEY_READ: [&str; 12] = [
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
];

/// Columns that authors keep for themselves.
pub const REMARKS: [&str; 6] = ["comment", "comments", "notes", "remark", "remarks", "translation_notes"];

/// Columns of `survey` without which the form would gather something else than its author means.
const SURVEY_LOST: [(&str, &str); 4] = [
    ("trigger", "Let the calculation use ${...} of the question that triggers it"),
    ("save_to", "Remove the column: records are not entities"),
    ("bind::type", "Use the column type"),
    ("bind::jr:preload", "Use the types start, end, today or deviceid"),
];

/// Beginnings of columns that XLSForm has, and of which only looks or sound are lost.
const LOOKS: [&str; 14] = [
    "media::",
    "body::",
    "control::",
    "instance::",
    "attribute::",
    "bind::",
    "image",
    "big_image",
    "audio",
    "video",
    "autoplay",
    "parameters",
    "rows",
    "sms_",
];

fn is_looks(column: &str) -> bool {
    column == "compact_tag" || LOOKS.iter().any(|start| column.starts_with(start))
}

/// An issue for each column of `survey` that is not read.
pub fn check_survey(sheet: &Sheet) -> Vec<Issue> {
    let known = || SURVEY_READ.iter().chain(&SURVEY_TEXTS).chain(&CARE_COLUMNS).copied();
    let mut issues = Vec::new();
    for column in sheet.columns() {
        let name = column.name.as_str();
        if SURVEY_TEXTS.contains(&name) || REMARKS.contains(&name) {
            continue;
        }
        if known().any(|known| known == name) {
            if !column.language.is_empty() {
                let message = "the column cannot have a language and is read only without one";
                issues.push(at_header(sheet, column, Severity::Error, message, "Remove what stands after ::"));
            }
        } else if let Some((_, remedy)) = SURVEY_LOST.iter().find(|(lost, _)| *lost == name) {
            issues.extend(used(sheet, column, Severity::Error, "the column is not supported yet", remedy));
        } else if is_looks(name) {
            let message = "the column is not supported yet and has no effect";
            issues.extend(used(sheet, column, Severity::Warning, message, "Remove it if the form can do without"));
        } else {
            let remedy = did_you_mean(name, known(), "Remove it, or move it to another sheet");
            issues.push(at_header(sheet, column, Severity::Warning, "the column is not known and is not read", remedy));
        }
    }
    issues
}

/// An issue for each column of `choices` that has no effect; any other column is there for filters.
pub fn check_choices(sheet: &Sheet) -> Vec<Issue> {
    let looks = sheet.columns().iter().filter(|column| is_looks(&column.name));
    let message = "the column is not supported yet and has no effect";
    let mut issues: Vec<Issue> = looks
        .filter_map(|column| used(sheet, column, Severity::Warning, message, "Remove it if the form can do without"))
        .collect();
    for column in sheet.columns() {
        let near = did_you_mean(&column.name, ["list_name", "label"], "");
        let spelled = ["list_name", "label"].contains(&column.name.as_str());
        if !near.is_empty() && !spelled {
            issues.push(at_header(sheet, column, Severity::Warning, "the column is read as one for filters", near));
        }
    }
    issues
}

/// Whether a column of `choices` is one that filters may use.
pub fn is_filter(column: &Column) -> bool {
    let name = column.name.as_str();
    let own = ["list_name", "name", "label"].contains(&name) || REMARKS.contains(&name);
    !own && !is_looks(name) && column.language.is_empty()
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
