//! `reference-geometry`: the table or repeat whose places are drawn beneath a question's own.

use crate::form::{DraftChoiceList, only_reference};

use super::{issue::Issue, sheet::Sheet, survey::Survey};

/// An issue for each that names nothing of the kind.
pub fn check(
    survey: &Survey,
    lists: &[DraftChoiceList],
    entities: Option<&Sheet>,
    sheet: &Sheet,
    issues: &mut Vec<Issue>,
) {
    for (row, name) in survey.names.geometries() {
        let is_list = lists.iter().any(|list| list.name == *name);
        let is_file = survey.attachments.iter().any(|attachment| attachment.id == *name);
        let is_entity =
            entities.is_some_and(|sheet| sheet.rows().iter().any(|row| sheet.text(row, "list_name") == name));
        let is_repeat = only_reference(name).is_some_and(|name| survey.names.is_repeat(name));
        if !(is_list || is_file || is_entity || is_repeat) {
            let message = format!("reference-geometry names no list, file, entity list or repeat: '{name}'");
            let issue = Issue::error(sheet.name(), message, "Name a list or an attached file, or write ${repeat}");
            issues.push(issue.at(*row, sheet.place("parameters")));
        }
    }
}
