//! A form as a table, a walk through it, and what our replay of the walk says otherwise.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use fieldward_core::{
    form::Form,
    instance::{Surroundings, replay::replay},
    moment::Moment,
    xlsform,
};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

/// The tables of a form, as a workbook: a line with a first cell begins a sheet of that name.
pub fn workbook(table: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = Workbook::new();
    let (mut rows, mut sheet) = (0, None);
    for line in table.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim().trim_start_matches('|').split('|').map(str::trim).collect();
        match cells.split_first() {
            Some((name, _)) if !name.is_empty() => {
                sheet = Some(book.add_worksheet().set_name(*name)?);
                rows = 0;
            }
            Some((_, cells)) => {
                let sheet = sheet.as_mut().ok_or("a row before the first sheet")?;
                for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    sheet.write_string(rows, u16::try_from(column)?, *cell)?;
                }
                rows += 1;
            }
            None => {}
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The form that a workbook has.
pub fn form(workbook: &[u8]) -> Result<Arc<Form>, Box<dyn Error>> {
    let reading = xlsform::read(workbook);
    let errors: Vec<String> = reading.issues.iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect();
    Ok(Arc::new(reading.form.ok_or(errors.join("; "))?))
}

/// A device of which nothing is known but the time.
pub fn surroundings(wall_ms: i64) -> Surroundings {
    let now = Moment { wall_ms, offset_min: 0, monotonic_ms: 0 };
    Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() }
}

/// What differs between a walk and our replay of it, one line each.
pub fn differences(name: &str, form: &Arc<Form>, walk: &str, wall_ms: i64) -> Result<Vec<String>, Box<dyn Error>> {
    let ours = replay(form, walk, &surroundings(wall_ms))?;
    let mut found = Vec::new();
    if ours.len() != walk.lines().count() {
        found.push(format!("{name}: {} lines became {}", walk.lines().count(), ours.len()));
    }
    for (theirs, ours) in walk.lines().zip(&ours) {
        let (theirs, ours): (Value, Value) = (serde_json::from_str(theirs)?, serde_json::from_str(ours)?);
        if theirs["op"] == "state" {
            found.extend(different_nodes(name, &theirs["nodes"], &ours["nodes"]));
        } else if theirs != ours {
            found.push(format!("{name}: {theirs} became {ours}"));
        }
    }
    Ok(found)
}

fn different_nodes(name: &str, theirs: &Value, ours: &Value) -> Vec<String> {
    let nodes = [theirs, ours].into_iter().filter_map(Value::as_object).flat_map(|nodes| nodes.keys());
    let mut found: Vec<String> = nodes
        .filter(|node| !node.ends_with("/meta/instanceID") && !is_on_purpose(name, node))
        .filter(|node| theirs.get(*node) != ours.get(*node))
        .map(|node| format!("{name}: {node} is {:?} there, {:?} here", theirs.get(node), ours.get(node)))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Nodes that differ on purpose, by form; the reasons stand in core/src/instance/README.md.
const ON_PURPOSE: [(&str, &[&str]); 5] = [
    // A time of day carries no day.
    ("dates", &["/data/a8", "/data/b5", "/data/d1"]),
    ("types", &["/data/cti"]),
    // %W of format-date; max() of negative numbers.
    ("funcs", &["/data/b6", "/data/d1"]),
    // A predicate that is a number.
    ("repcalc", &["/data/second"]),
    // The moment of the start.
    ("survey2", &["/data/d1"]),
];

/// Whether a node, whatever the repetitions, is among those that differ on purpose.
fn is_on_purpose(name: &str, reference: &str) -> bool {
    let steps: Vec<&str> = reference.split('/').map(|step| step.split('[').next().unwrap_or(step)).collect();
    let node = steps.join("/");
    ON_PURPOSE.iter().any(|(form, nodes)| *form == name && nodes.contains(&node.as_str()))
}
