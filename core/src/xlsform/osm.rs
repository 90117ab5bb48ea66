//! The `osm` sheet: what may be said about a thing on OpenStreetMap, in lists of keys; a key that is a list's name too
//! has that list's rows as its values.

use std::collections::HashMap;

use crate::form::OsmTag;

use super::{issue::Issue, limits::OSM_VALUES_MAX, sheet::Sheet};

/// The lists of the sheet. A row that says no list or no key is told.
pub fn read(sheet: Option<&Sheet>, issues: &mut Vec<Issue>) -> HashMap<String, Vec<OsmTag>> {
    let mut lists: HashMap<String, Vec<OsmTag>> = HashMap::new();
    let Some(sheet) = sheet else { return lists };
    for row in sheet.rows() {
        let [list, key, label] = ["list_name", "name", "label"].map(|column| sheet.text(row, column).to_owned());
        let missing = if list.is_empty() { "list_name" } else { "name" };
        if !list.is_empty() && !key.is_empty() {
            lists.entry(list).or_default().push(OsmTag { key, label, choices: Vec::new() });
        } else if !(list.is_empty() && key.is_empty() && label.is_empty()) {
            let message = format!("the row has no {missing} and is not read");
            issues.push(sheet.warning(row, missing, message, "Fill in the cell, or clear the row"));
        }
    }
    add_values(&mut lists, sheet, issues);
    lists
}

/// Gives each key that is a list's name that list's rows as values, as many as there may be.
fn add_values(lists: &mut HashMap<String, Vec<OsmTag>>, sheet: &Sheet, issues: &mut Vec<Issue>) {
    let values: HashMap<String, Vec<(String, String)>> = lists
        .iter()
        .map(|(list, tags)| (list.clone(), tags.iter().map(|tag| (tag.key.clone(), tag.label.clone())).collect()))
        .collect();
    let mut left = OSM_VALUES_MAX;
    for tag in lists.values_mut().flatten() {
        let Some(choices) = values.get(&tag.key) else { continue };
        let Some(fewer) = left.checked_sub(choices.len()) else {
            let message = format!("the keys of the sheet have more than {OSM_VALUES_MAX} values together");
            return issues.push(Issue::error(sheet.name(), message, "Give fewer keys lists of values"));
        };
        left = fewer;
        tag.choices.clone_from(choices);
    }
}
