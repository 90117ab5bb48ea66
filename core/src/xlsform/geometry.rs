//! `reference-geometry`: the table or repeat whose places are drawn beneath a question's own.
//!
//! What it names may stand on any sheet, so it is checked when all of them are read. No map is drawn here.

use std::collections::HashSet;

use crate::form::only_reference;

use super::{issue::Issue, listed::Listed, sheet::Sheet, survey::Survey};

/// An issue for each that names nothing of the kind.
pub fn check(survey: &Survey, lists: &Listed<'_>, entities: Option<&Sheet>, sheet: &Sheet, issues: &mut Vec<Issue>) {
    if survey.names.geometries().is_empty() {
        return;
    }
    let files: HashSet<&str> = survey.attachments.iter().map(|attachment| attachment.id.as_str()).collect();
    let of_sheet = |sheet| move |row| Sheet::text(sheet, row, "list_name");
    let entity_lists: HashSet<&str> =
        entities.into_iter().flat_map(|sheet| sheet.rows().iter().map(of_sheet(sheet))).collect();
    for (row, name) in survey.names.geometries() {
        let name = name.as_str();
        let (is_list, is_file, is_entity) = (lists.has(name), files.contains(name), entity_lists.contains(name));
        let is_repeat = only_reference(name).is_some_and(|name| survey.names.is_repeat(name));
        if !(is_list || is_file || is_entity || is_repeat) {
            let message = format!("reference-geometry names no list, file, entity list or repeat: '{name}'");
            let issue = Issue::error(sheet.name(), message, "Name a list or an attached file, or write ${repeat}");
            issues.push(issue.at(*row, sheet.place("parameters")));
        }
    }
}
