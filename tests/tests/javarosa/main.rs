//! The engine against JavaRosa, the engine inside ODK Collect: walks that JavaRosa made are replayed through ours.
//!
//! `forms/NAME.md` is a form as a table, `walks/NAME-SEED.jsonl` a walk through it that was recorded once; those are
//! replayed by every test run. With the feature `oracle` new walks with new seeds are made first, through those forms
//! and through forms made up at random (`generate`). Where an interview differs from Collect on purpose is said in
//! core/src/instance/README.md, and shown here.

#[cfg(feature = "oracle")]
mod chance;
mod compare;
#[cfg(feature = "oracle")]
mod expressions;
#[cfg(feature = "oracle")]
mod folder;
#[cfg(feature = "oracle")]
mod generate;
#[cfg(feature = "oracle")]
mod oracle;
#[cfg(feature = "oracle")]
mod walker;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use fieldward_core::{
    collect::replay::replay,
    form::{Form, Value},
    instance::Instance,
};
use fieldward_tests::tables::workbook;

type Outcome = Result<(), Box<dyn Error>>;

/// When the recorded walks were made, at noon: a form may ask what day it is.
const RECORDED_MS: i64 = 1_795_262_400_000;

fn folder(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/javarosa")).join(name)
}

fn names(inside: &str, end: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder(inside))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(end).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn form(name: &str) -> Result<std::sync::Arc<Form>, Box<dyn Error>> {
    compare::form(&workbook(&fs::read_to_string(folder("forms").join(format!("{name}.md")))?)?)
}

#[test]
fn recorded_walks_have_the_same_outcomes_and_values() -> Outcome {
    let walks = names("walks", ".jsonl")?;
    assert!(walks.len() >= 24, "walks are recorded for every form");
    let mut found = Vec::new();
    for walk in walks {
        let name = walk.split_once('-').map_or(walk.as_str(), |(name, _)| name);
        let text = fs::read_to_string(folder("walks").join(format!("{walk}.jsonl")))?;
        let differences = compare::differences(name, &form(name)?, &text, &compare::surroundings(RECORDED_MS))?;
        let found_here = differences.into_iter().filter(|line| !compare::is_on_purpose(name, &line.node));
        found.extend(found_here.map(|line| line.told));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// What an interview and Collect make of the same answers.
fn both(table: &str, answers: &[(&str, &str)], asked: &str) -> Result<(String, String), Box<dyn Error>> {
    let form = compare::form(&workbook(table)?)?;
    let mut interview = Instance::new(form.clone(), &compare::surroundings(RECORDED_MS));
    let mut walk = String::new();
    for (reference, text) in answers {
        let at = form.find(reference).ok_or("no such place")?;
        let value = Some(*text).filter(|text| !text.is_empty()).map(|text| form.parse_value(at.node, text));
        interview.answer(&at, value.transpose()?)?;
        walk += &serde_json::json!({"op": "answer", "ref": reference, "value": text}).to_string();
        walk += "\n";
    }
    let lines = replay(&form, &format!("{walk}{{\"op\":\"state\"}}"), &compare::surroundings(RECORDED_MS))?;
    let state: serde_json::Value = serde_json::from_str(lines.last().ok_or("no line")?)?;
    let collect = state["nodes"][asked].as_str().unwrap_or("nothing").to_owned();
    let at = form.find(asked);
    let value = at.and_then(|at| interview.value(&at).map(|value: &Value| form.lexical(&at, value)));
    Ok((value.unwrap_or_default(), collect))
}

#[test]
fn an_interview_drops_at_once_what_is_no_longer_offered() -> Outcome {
    let table = "| survey |\n| | type | name | label | choice_filter | calculation |\n| | select_one r | r | R | | |\n\
        | | select_one d | d | D | reg = ${r} | |\n| | calculate | c | | | concat(${r}, ${d}) |\n\
        | choices |\n| | list_name | name | label | reg |\n| | r | a | A | |\n| | r | b | B | |\n| | d | x | X | a |\n";
    let answers = [("/data/r", "a"), ("/data/d", "x"), ("/data/r", "b")];
    assert_eq!(both(table, &answers, "/data/c")?, ("b".to_owned(), "bx".to_owned()));
    Ok(())
}

#[test]
fn an_interview_asks_as_many_as_the_number_says() -> Outcome {
    let table = "| survey |\n| | type | name | label | repeat_count | calculation |\n| | integer | n | N | | |\n\
        | | begin_repeat | m | M | ${n} | |\n| | text | t | T | | |\n| | end_repeat | | | | |\n\
        | | calculate | c | | | count(${m}) |\n";
    let both_after = |answers: &[(&str, &str)]| both(table, answers, "/data/c");
    assert_eq!(both_after(&[])?, ("0".to_owned(), "1".to_owned()));
    assert_eq!(both_after(&[("/data/n", "2"), ("/data/m[2]/t", "x"), ("/data/n", "1")])?, ("1".into(), "2".into()));
    Ok(())
}

#[test]
fn an_interview_follows_a_total_into_every_repetition() -> Outcome {
    let table = "| survey |\n| | type | name | label | repeat_count | calculation |\n\
        | | begin_repeat | m | M | 2 | |\n| | integer | a | A | | |\n\
        | | calculate | share | | | ${a} div ${all} |\n| | end_repeat | | | | |\n\
        | | calculate | all | | | sum(${a}) |\n";
    let answers = [("/data/m/a", "1"), ("/data/m[2]/a", "3")];
    assert_eq!(both(table, &answers, "/data/m/share")?, ("0.25".to_owned(), "1".to_owned()));
    Ok(())
}

#[test]
fn an_interview_keeps_a_value_written_over_a_calculation_until_what_it_reads_changes() -> Outcome {
    let table = "| survey |\n| | type | name | label | calculation |\n| | integer | a | A | |\n\
        | | integer | b | B | ${a} * 2 |\n";
    let both_after = |answers: &[(&str, &str)]| both(table, answers, "/data/b");
    let over = [("/data/a", "1"), ("/data/b", "100"), ("/data/a", "1")];
    assert_eq!(both_after(&over[..2])?, ("100".to_owned(), "100".to_owned()));
    assert_eq!(both_after(&over)?, ("100".to_owned(), "2".to_owned()));
    let changed = [over[0], over[1], ("/data/a", "3")];
    assert_eq!(both_after(&changed)?, ("6".to_owned(), "6".to_owned()));
    Ok(())
}

#[test]
fn an_interview_begins_without_an_observation_sheets_blocks() -> Outcome {
    let table = "| survey |\n| | type | name | label | appearance | calculation |\n\
        | | begin_repeat | m | M | hour-block | |\n| | integer | t | T | | |\n| | end_repeat | | | | |\n\
        | | calculate | c | | | count(${m}) |\n";
    assert_eq!(both(table, &[], "/data/c")?, ("0".to_owned(), "1".to_owned()));
    Ok(())
}

#[test]
fn an_interview_gives_a_select_none_but_its_choices() -> Outcome {
    let table = "| survey |\n| | type | name | label | calculation |\n| | text | t | T | |\n\
        | | select_one d | d | D | ${t} |\n| | calculate | c | | concat('[', ${d}, ']') |\n\
        | choices |\n| | list_name | name | label |\n| | d | x | X |\n";
    assert_eq!(both(table, &[("/data/t", "zz")], "/data/c")?, ("[]".to_owned(), "[zz]".to_owned()));
    assert_eq!(both(table, &[("/data/t", "x")], "/data/c")?, ("[x]".to_owned(), "[x]".to_owned()));
    Ok(())
}

#[test]
fn a_walk_writes_any_text_into_a_select_from_an_external_list() -> Outcome {
    let table = "| survey |\n| | type | name | label | choice_filter | calculation |\n| | text | r | R | | |\n\
        | | select_one_external d | d | D | reg = ${r} | |\n| | calculate | c | | | concat(${r}, ${d}) |\n\
        | external_choices |\n| | list_name | name | label | reg |\n| | d | x | X | a |\n| | d | y | Y | b |\n";
    let form = compare::form(&workbook(table)?)?;
    let walk = "{\"op\":\"answer\",\"ref\":\"/data/d\",\"value\":\"two words\"}\n{\"op\":\"state\"}";
    let lines = replay(&form, walk, &compare::surroundings(RECORDED_MS))?;
    let state: serde_json::Value = serde_json::from_str(lines.last().ok_or("no line")?)?;
    assert_eq!(state["nodes"]["/data/c"], "two words");
    let at = form.find("/data/d").ok_or("no such place")?;
    assert!(form.parse_value(at.node, "two words").is_err(), "an interview offers the list");
    Ok(())
}

#[test]
fn a_walk_chooses_among_the_answers_of_a_repeat() -> Outcome {
    let table = "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | text | who | W |\n\
        | | end_repeat | | |\n| | select_one ${who} | head | H |\n";
    let form = compare::form(&workbook(table)?)?;
    let ended = |after: &str| -> Result<String, Box<dyn Error>> {
        let chosen = "{\"op\":\"answer\",\"ref\":\"/data/r/who\",\"value\":\"sok\"}\n\
            {\"op\":\"answer\",\"ref\":\"/data/head\",\"value\":\"sok\"}\n";
        let walk = format!("{chosen}{after}{{\"op\":\"validate\"}}\n{{\"op\":\"state\"}}");
        let lines = replay(&form, &walk, &compare::surroundings(RECORDED_MS))?;
        let state: serde_json::Value = serde_json::from_str(lines.last().ok_or("no line")?)?;
        Ok(state["nodes"]["/data/head"].as_str().unwrap_or("nothing").to_owned())
    };
    assert_eq!(ended("")?, "sok");
    assert_eq!(ended("{\"op\":\"answer\",\"ref\":\"/data/r/who\",\"value\":\"dara\"}\n")?, "");
    Ok(())
}
