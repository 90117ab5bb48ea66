//! The `osm` sheet: what may be said about a thing on OpenStreetMap, in lists of keys; a key that is a list's name too
//! has that list's rows as its values.

use std::collections::HashMap;

use crate::form::OsmTag;

use super::sheet::Sheet;

/// The lists of the sheet.
pub fn read(sheet: Option<&Sheet>) -> HashMap<String, Vec<OsmTag>> {
    let mut lists: HashMap<String, Vec<OsmTag>> = HashMap::new();
    let Some(sheet) = sheet else { return lists };
    for row in sheet.rows() {
        let [list, key, label] = ["list_name", "name", "label"].map(|column| sheet.text(row, column).to_owned());
        if !list.is_empty() && !key.is_empty() {
            lists.entry(list).or_default().push(OsmTag { key, label, choices: Vec::new() });
        }
    }
    let values: HashMap<String, Vec<(String, String)>> = lists
        .iter()
        .map(|(list, tags)| (list.clone(), tags.iter().map(|tag| (tag.key.clone(), tag.label.clone())).collect()))
        .collect();
    for tag in lists.values_mut().flatten() {
        if let Some(choices) = values.get(&tag.key) {
            tag.choices.clone_from(choices);
        }
    }
    lists
}
