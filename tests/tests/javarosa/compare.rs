//! A form as a table, a walk through it, and what our replay of the walk says otherwise.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    sync::Arc,
};

use fieldward_core::{
    collect::replay::replay,
    form::{Form, attached::Attachments},
    instance::Surroundings,
    moment::Moment,
    xform, xlsform,
};
use serde_json::Value;

/// The form that a workbook has.
pub fn form(workbook: &[u8]) -> Result<Arc<Form>, Box<dyn Error>> {
    form_of(workbook, &Attachments::default())
}

/// The form that a workbook or an XForm has, with the files beside it.
pub fn form_of(bytes: &[u8], files: &Attachments) -> Result<Arc<Form>, Box<dyn Error>> {
    let (form, errors): (_, Vec<String>) = if xform::is_xform(bytes) {
        let reading = xform::read_with(bytes, files);
        (reading.form, reading.issues.iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect())
    } else {
        let reading = xlsform::read_with(bytes, files);
        (reading.form, reading.issues.iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect())
    };
    Ok(Arc::new(form.ok_or(errors.join("; "))?))
}

/// A device at Greenwich of which nothing is known but the time.
pub fn surroundings(wall_ms: i64) -> Surroundings {
    surroundings_at(wall_ms, 0)
}

/// The same, at an offset from UTC.
pub fn surroundings_at(wall_ms: i64, offset_min: i16) -> Surroundings {
    let now = Moment { wall_ms, offset_min, monotonic_ms: 0 };
    Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() }
}

/// Something that a walk and our replay of it do not agree on.
pub struct Difference {
    /// The node, without positions; empty when it is about the walk as a whole.
    pub node: String,
    /// What differs.
    pub told: String,
}

/// What differs between a walk and our replay of it.
pub fn differences(
    name: &str,
    form: &Arc<Form>,
    walk: &str,
    surroundings: &Surroundings,
) -> Result<Vec<Difference>, Box<dyn Error>> {
    let ours = replay(form, walk, surroundings)?;
    let mut found = Vec::new();
    if ours.len() != walk.lines().count() {
        let told = format!("{name}: {} lines became {}", walk.lines().count(), ours.len());
        found.push(Difference { node: String::new(), told });
    }
    for (theirs, ours) in walk.lines().zip(&ours) {
        let (theirs, ours): (Value, Value) = (serde_json::from_str(theirs)?, serde_json::from_str(ours)?);
        if theirs["op"] == "state" {
            found.extend(different_nodes(name, &theirs["nodes"], &ours["nodes"]));
        } else if theirs != ours {
            let node = without_positions(theirs["ref"].as_str().unwrap_or_default());
            found.push(Difference { node, told: format!("{name}: {theirs} became {ours}") });
        }
    }
    Ok(found)
}

fn different_nodes(name: &str, theirs: &Value, ours: &Value) -> Vec<Difference> {
    let nodes: BTreeSet<&String> =
        [theirs, ours].into_iter().filter_map(Value::as_object).flat_map(|nodes| nodes.keys()).collect();
    let unlike = nodes
        .into_iter()
        .filter(|node| !node.ends_with("/meta/instanceID") && theirs.get(node.as_str()) != ours.get(node.as_str()));
    let told = |node: &String| {
        format!("{name}: {node} is {:?} there, {:?} here", theirs.get(node.as_str()), ours.get(node.as_str()))
    };
    unlike.map(|node| Difference { node: without_positions(node), told: told(node) }).collect()
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

/// Whether a node is among those that differ on purpose.
pub fn is_on_purpose(name: &str, node: &str) -> bool {
    ON_PURPOSE.iter().any(|(form, nodes)| *form == name && nodes.contains(&node))
}

/// A reference, whatever the repetitions.
pub fn without_positions(reference: &str) -> String {
    let steps: Vec<&str> = reference.split('/').map(|step| step.split('[').next().unwrap_or(step)).collect();
    steps.join("/")
}
