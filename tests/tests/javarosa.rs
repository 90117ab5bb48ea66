//! The engine against JavaRosa, the engine inside ODK Collect: walks that JavaRosa made are replayed through ours.
//!
//! `javarosa/NAME.md` is a form as a table, `javarosa/NAME-SEED.jsonl` a walk through it that was recorded once; those
//! are replayed by every test run. With the feature `oracle` new walks with new seeds are made first, which takes Java
//! and pyxform: ORACLE_JAR (ODK_Validate.jar), ORACLE_CLASSES (the oracle, compiled) and XLS2XFORM say where they are.
//! What differs on purpose is listed in `ON_PURPOSE`, with its reason in core/src/instance/README.md.

use std::{collections::BTreeMap, error::Error, fs, path::Path, sync::Arc};

use fieldward_core::{
    form::Form,
    instance::{Surroundings, replay::replay},
    moment::Moment,
    xlsform,
};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// When the recorded walks were made, at noon: a form may ask what day it is.
const RECORDED_MS: i64 = 1_795_262_400_000;

/// Nodes that differ on purpose, by form.
const ON_PURPOSE: [(&str, &[&str]); 8] = [
    (
        "cascade",
        &[
            "/data/d",
            "/data/v",
            "/data/vs",
            "/data/cv",
            "/data/q",
            "/data/l",
            "/data/nl",
            "/data/s0",
            "/data/s1",
            "/data/sel",
        ],
    ),
    ("dates", &["/data/a8", "/data/b5", "/data/d1"]),
    ("funcs", &["/data/a5", "/data/b6", "/data/c9", "/data/d1"]),
    ("repcalc", &["/data/second", "/data/m/prev"]),
    ("reps", &["/data/sec/plot/crop", "/data/list", "/data/best", "/data/fin", "/data/xa"]),
    ("strings", &["/data/e8"]),
    // The moment of the start.
    ("survey2", &["/data/d1"]),
    ("types", &["/data/cti"]),
];

/// The tables of a form, as a workbook.
fn workbook(table: &str) -> Result<Vec<u8>, Box<dyn Error>> {
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

fn form(name: &str) -> Result<Arc<Form>, Box<dyn Error>> {
    let reading = xlsform::read(&workbook(&fs::read_to_string(folder().join(format!("{name}.md")))?)?);
    let errors: Vec<String> = reading.issues.iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect();
    Ok(Arc::new(reading.form.ok_or(errors.join("; "))?))
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/javarosa"))
}

/// What differs between a walk and our replay of it, one line each.
fn differences(name: &str, form: &Arc<Form>, walk: &str, wall_ms: i64) -> Result<Vec<String>, Box<dyn Error>> {
    let now = Moment { wall_ms, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    let ours = replay(form, walk, &surroundings)?;
    let mut found = Vec::new();
    for (theirs, ours) in walk.lines().zip(&ours) {
        let (theirs, ours): (Value, Value) = (serde_json::from_str(theirs)?, serde_json::from_str(ours)?);
        if theirs["op"] == "state" {
            found.extend(different_nodes(name, &theirs["nodes"], &ours["nodes"]));
        } else if theirs != ours && !is_on_purpose(name, theirs["ref"].as_str().unwrap_or_default()) {
            found.push(format!("{name}: {theirs} became {ours}"));
        }
    }
    Ok(found)
}

/// Whether a node, whatever the repetitions, is among those that differ on purpose.
fn is_on_purpose(name: &str, reference: &str) -> bool {
    let steps: Vec<&str> = reference.split('/').map(|step| step.split('[').next().unwrap_or(step)).collect();
    let node = steps.join("/");
    ON_PURPOSE.iter().any(|(form, nodes)| *form == name && nodes.contains(&node.as_str()))
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

fn names(end: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(end).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

#[test]
fn recorded_walks_have_the_same_outcomes_and_values() -> Outcome {
    let walks = names(".jsonl")?;
    assert!(walks.len() >= 24, "walks are recorded for every form");
    let mut found = Vec::new();
    for walk in walks {
        let name = walk.split_once('-').map_or(walk.as_str(), |(name, _)| name);
        let text = fs::read_to_string(folder().join(format!("{walk}.jsonl")))?;
        found.extend(differences(name, &form(name)?, &text, RECORDED_MS)?);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// The difference on purpose that a walk cannot show as a value: none are asked about when there are none.
#[test]
fn a_count_of_none_asks_about_none_and_a_lower_one_takes_away() -> Outcome {
    let form = form("counted")?;
    let walk = [r#"{"op":"answer","ref":"/data/n","value":"2"}"#, r#"{"op":"answer","ref":"/data/n","value":"0"}"#];
    let state = r#"{"op":"state"}"#;
    for (steps, expected) in [(&walk[..0], "0"), (&walk[..1], "2"), (&walk[..], "0")] {
        let now = Moment { wall_ms: RECORDED_MS, offset_min: 0, monotonic_ms: 0 };
        let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
        let lines = replay(&form, &format!("{}\n{state}", steps.join("\n")), &surroundings)?;
        let last: Value = serde_json::from_str(lines.last().ok_or("no line")?)?;
        assert_eq!(last["nodes"]["/data/c"], expected);
    }
    Ok(())
}

#[cfg(feature = "oracle")]
mod oracle {
    use std::{
        env,
        process::Command,
        time::{SystemTime, UNIX_EPOCH},
    };

    use super::*;

    /// Walks of each form.
    const WALKS: u64 = 50;

    #[test]
    fn new_walks_have_the_same_outcomes_and_values() -> Outcome {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let seed = now.as_secs() % 1_000_000;
        let place = tempfile::tempdir()?;
        let mut found = Vec::new();
        for name in names(".md")?.into_iter().filter(|name| name != "counted") {
            let (book, xform) = (place.path().join(format!("{name}.xlsx")), place.path().join(format!("{name}.xml")));
            fs::write(&book, workbook(&fs::read_to_string(folder().join(format!("{name}.md")))?)?)?;
            run(Command::new(env::var("XLS2XFORM")?).arg("--skip_validate").arg(&book).arg(&xform))?;
            let walks = place.path().join(&name);
            let classes = format!("{}:{}", env::var("ORACLE_JAR")?, env::var("ORACLE_CLASSES")?);
            let (from, to) = (seed.to_string(), (seed + WALKS - 1).to_string());
            run(Command::new("java").args(["-cp", &classes, "Oracle"]).arg(&xform).args([&from, &to]).arg(&walks))?;
            for walk in fs::read_dir(&walks)? {
                let text = fs::read_to_string(walk?.path())?;
                found.extend(differences(&name, &form(&name)?, &text, i64::try_from(now.as_millis())?)?);
            }
        }
        assert!(found.is_empty(), "from seed {seed}:\n{}", found.join("\n"));
        Ok(())
    }

    fn run(command: &mut Command) -> Outcome {
        let output = command.output()?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
    }
}
