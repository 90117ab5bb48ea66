//! The shipped study reads without a word; each fault of a copy is found where it stands.

mod copy;
mod faults;
mod instruments;
mod plain;

use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use super::{StudyReading, protocol::LIMIT_ROWS, read_folder, tools};
use crate::study::{Method, Respondent, VisitRule};

/// The example study that ships.
pub(in crate::study) fn training_study() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study")
}

/// What a person reads, line by line.
fn said(reading: &StudyReading) -> Vec<String> {
    reading.issues.iter().map(ToString::to_string).collect()
}

#[test]
fn the_training_study_has_neither_errors_nor_warnings() {
    let reading = read_folder(&training_study());
    assert!(reading.issues.is_empty(), "{:#?}", said(&reading));
    let study = reading.study.expect("a folder without errors gives a study");
    assert_eq!(study.id.0, "river-crossing");
    assert_eq!(study.languages, ["en", "fr"]);
    assert_eq!(study.told_to(Respondent::Child).len(), 12);
    assert_eq!(study.told_to(Respondent::KeyInformant).len(), 12);
    assert!(study.told_to(Respondent::Employer).is_empty());
    assert!(study.use_statement.is_consistent());
    assert!(study.title.get("en").starts_with("DRAFT") && study.title.get("fr").starts_with("PROJET"));
    let ids: Vec<&str> = study.instruments.iter().map(|instrument| instrument.id.as_str()).collect();
    assert_eq!(ids, ["child-interview", "key-informant", "bus-station"]);
    let child = &study.instruments[0];
    assert_eq!((child.method, child.respondent), (Method::Interview, Respondent::Child));
    assert_eq!(child.visit_rule, VisitRule::Two { first: vec!["A1".into(), "A2".into()] });
}

#[test]
fn who_may_see_what_is_denied_unless_listed() {
    let study = read_folder(&training_study()).study.expect("the training study reads");
    for (role, class, expected) in [
        ("supervisor", "S3", true),
        ("analyst", "S3", false),
        ("supervisor", "identity", false),
        ("custodian_1", "identity", true),
        ("administrator", "S0", false),
        ("visitor", "S0", false),
    ] {
        assert_eq!(study.sees(role, class), expected, "{role} {class}");
    }
}

#[test]
fn a_folder_without_a_workbook_says_so() {
    let empty = tempfile::tempdir().expect("a temporary folder can be made");
    let reading = read_folder(empty.path());
    assert!(reading.study.is_none());
    assert_eq!(
        said(&reading),
        ["study.xlsx: error: the file is not there or cannot be opened. Put it there under exactly this name"]
    );
}

#[test]
fn garbage_in_place_of_the_workbook_is_an_issue() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join("study.xlsx"), b"not a workbook").expect("the folder can be written");
    let reading = read_folder(folder.path());
    assert!(reading.study.is_none());
    assert_eq!(reading.issues.len(), 1);
}

#[test]
fn limits_are_checked_at_both_ends() {
    // Two visits are planned in the training study, so a single one would be another fault.
    let low = |name: &str, bounds: &RangeInclusive<u16>| if name == "visits" { 2 } else { *bounds.start() };
    let said_with = |value: &dyn Fn(&str, &RangeInclusive<u16>) -> u32| {
        let mut study = copy::StudyCopy::new();
        for (name, bounds) in &LIMIT_ROWS {
            study.set("study.xlsx", "limits", name, "value", &value(name, bounds).to_string());
        }
        said(&study.read())
    };
    assert!(said_with(&|name, bounds| u32::from(low(name, bounds))).is_empty());
    assert!(said_with(&|_, bounds| u32::from(*bounds.end())).is_empty());
    let beyond = said_with(&|_, bounds| u32::from(*bounds.end()) + 1);
    assert_eq!(beyond.iter().filter(|line| line.contains("cannot be used here")).count(), LIMIT_ROWS.len());
}

#[test]
fn one_instrument_too_many_is_refused() {
    let mut study = copy::StudyCopy::new();
    for number in 0..=tools::INSTRUMENTS_MAX {
        study.add("study.xlsx", "instruments", &[&format!("more-{number}.xlsx"), "observation", "nobody", "", "one"]);
    }
    let said = said(&study.read());
    assert!(said.iter().any(|line| line.contains("at most 50 instruments")), "{said:#?}");
    let mut study = copy::StudyCopy::new();
    let name = format!("{}.xlsx", "n".repeat(tools::INSTRUMENT_NAME_BYTES_MAX + 1));
    study.add("study.xlsx", "instruments", &[&name, "observation", "nobody", "", "one"]);
    let said = self::said(&study.read());
    assert!(said.iter().any(|line| line.contains("more than 64 bytes")), "{said:#?}");
}
