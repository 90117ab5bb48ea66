//! The `entities` sheet and the column `save_to`: what a form makes or changes in lists that outlive an interview.

mod places;
mod saves;

use std::collections::{HashMap, HashSet};

use crate::form::{DraftEntity, DraftRow, is_name};

use super::{
    issue::Issue,
    near::did_you_mean,
    sheet::{Row, Sheet},
};

const COLUMNS: [&str; 6] = ["list_name", "entity_id", "create_if", "update_if", "label", "repeat"];

/// Reads the sheet, gives every `save_to` its list, and finds the group or repeat that each entity belongs to.
pub fn read(sheet: Option<&Sheet>, survey: &Sheet, rows: &mut [DraftRow], issues: &mut Vec<Issue>) -> Vec<DraftEntity> {
    let mut entities = Vec::new();
    if let Some(sheet) = sheet {
        check_columns(sheet, issues);
        let mut known = HashSet::new();
        for row in sheet.rows() {
            entities.extend(declared(sheet, row, &mut known, issues));
        }
    }
    let is_declared = !entities.is_empty() || sheet.is_some_and(|sheet| !sheet.rows().is_empty());
    let by_list = by_list(&entities);
    saves::read(survey, rows, &saves::Lists::new(&by_list, is_declared), issues);
    if let Some(sheet) = sheet {
        let places = places::find(sheet, survey, rows, &entities, &by_list, issues);
        drop(by_list);
        entities.iter_mut().zip(places).for_each(|(entity, place)| entity.within_row = place);
    }
    entities
}

/// The place of each list's entity: there may be as many as rows, and each `save_to` asks.
fn by_list(entities: &[DraftEntity]) -> HashMap<&str, usize> {
    entities.iter().enumerate().map(|(place, entity)| (entity.list.as_str(), place)).collect()
}

fn check_columns(sheet: &Sheet, issues: &mut Vec<Issue>) {
    for column in sheet.columns().iter().filter(|column| !COLUMNS.contains(&column.name.as_str())) {
        if sheet.rows().iter().any(|row| !sheet.text_in(row, column).is_empty()) {
            let remedy = did_you_mean(&column.name, COLUMNS, "Remove it");
            let issue = Issue::error(sheet.name(), "entities have no such column", remedy);
            issues.push(issue.at(sheet.header_row(), column.place()));
        }
    }
}

/// One row, with what is wrong in it; `known` are the lists of the rows before.
fn declared<'s>(
    sheet: &'s Sheet,
    row: &Row,
    known: &mut HashSet<&'s str>,
    issues: &mut Vec<Issue>,
) -> Option<DraftEntity> {
    let cell = |column| sheet.text(row, column).to_owned();
    let mut error = |column: &str, message: &str, remedy: &str| issues.push(sheet.error(row, column, message, remedy));
    let entity = DraftEntity {
        row: row.number,
        list: cell("list_name"),
        id: cell("entity_id"),
        create_if: cell("create_if"),
        update_if: cell("update_if"),
        label: cell("label"),
        ..DraftEntity::default()
    };
    let list = sheet.text(row, "list_name");
    if list.is_empty() {
        error("list_name", "the entity has no list", "Write the name of the list that it belongs to");
        return None;
    }
    if !known.insert(list) {
        error("list_name", &format!("the list '{list}' stands in another row"), "Keep one row for each list");
        return None;
    }
    if list.starts_with("__") {
        error("list_name", "a list's name must not begin with two underscores", "Rename the list");
    } else if list.contains('.') || !is_name(list) {
        let message = format!("'{list}' cannot be the name of a list");
        error("list_name", &message, "Begin with a letter or _, and use letters, digits, _ and -");
    }
    if entity.id.is_empty() && !entity.update_if.is_empty() {
        error("entity_id", "an entity is changed, and nothing says which", "Write entity_id, or use create_if");
    } else if !entity.id.is_empty() && !entity.create_if.is_empty() && entity.update_if.is_empty() {
        let message = "an entity is made or changed, and nothing says when it is changed";
        error("update_if", message, "Write update_if, or clear entity_id");
    }
    if entity.id.is_empty() && entity.label.is_empty() {
        error("label", "an entity that is made has no label", "Write what it is called");
    }
    Some(entity)
}
