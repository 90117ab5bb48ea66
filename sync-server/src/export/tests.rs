//! Exports over a small desk, made from two questionnaires that ship with nothing and read back cell by cell.

mod desk;

use std::{
    error::Error,
    io::{Cursor, Read},
};

use fieldward_core::{
    form::Value,
    ids::Hash32,
    log::{ConsentAnswer, Event, EventKind},
};
use zip::ZipArchive;

use super::{ExportError, Format, Order, Sensitive, Which, export};
use crate::console::Desk;
use desk::{INTERVIEW, Log, OBSERVATION, study};

type Outcome = Result<(), Box<dyn Error>>;

fn order(instrument: &str, language: &str) -> Order {
    Order {
        purpose: "research".into(),
        instrument: instrument.into(),
        language: language.into(),
        which: Which::All,
        format: Format::Csv,
        sensitive: Sensitive::LeftOut,
    }
}

/// A table as somebody reads it who has the file only.
struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn of(archive: &[u8], name: &str) -> Result<Self, Box<dyn Error>> {
        let mut zip = ZipArchive::new(Cursor::new(archive))?;
        let mut bytes = Vec::new();
        zip.by_name(&format!("{name}.csv"))?.read_to_end(&mut bytes)?;
        let text = String::from_utf8(bytes)?;
        let text = text.strip_prefix('\u{feff}').ok_or("spreadsheet programs need the byte order mark")?;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = cells(reader.headers()?);
        let rows = reader.records().map(|record| record.map(|record| cells(&record))).collect::<Result<_, _>>()?;
        Ok(Self { header, rows })
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let places: Vec<usize> = (0..self.header.len()).filter(|place| self.header[*place] == name).collect();
        assert_eq!(places.len(), 1, "one column is called {name}, of {:?}", self.header);
        self.rows.iter().map(|row| row[places[0]].as_str()).collect()
    }
}

fn csv_of(desk: &Desk, order: &Order) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(export(desk, order, &|_| None)?.bytes)
}

fn interview() -> Vec<Event> {
    let mut log = Log::start(INTERVIEW, 1);
    log.consent(ConsentAnswer::Given);
    log.answer("note", Value::Text("=1+1, \"said\"\nin two lines".into()));
    log.answer("site", Value::Text("behind the kiln".into()));
    log.answer("carries", Value::Choices(vec![0, 2]));
    log.answer("trip[1]/day", Value::Date(20_514));
    log.answer("trip[1]/left", Value::Time(52_200_000));
    log.answer("trip[1]/far", Value::Decimal(3.5));
    log.answer("trip[2]/far", Value::Decimal(-0.25));
    log.answer("answers[1]/word", Value::Text("+33 1".into()));
    log.end()
}

#[test]
fn text_files_hold_what_was_typed_and_run_nothing() -> Outcome {
    let desk = desk::desk(study(), vec![interview()]);
    let bytes = csv_of(&desk, &order(INTERVIEW, "fr"))?;
    let answers = Sheet::of(&bytes, "answers")?;
    assert_eq!(answers.column("note"), ["'=1+1, \"said\"\nin two lines"]);
    assert_eq!(answers.column("carries"), ["bag tools"]);
    assert_eq!(answers.column("carries_label"), ["un sac; des outils"]);
    let ticks = ["carries/bag", "carries/child", "carries/tools"].map(|name| answers.column(name)[0].to_owned());
    assert_eq!(ticks, ["1", "0", "1"]);
    let codebook = Sheet::of(&bytes, "codebook")?;
    assert!(codebook.column("question").contains(&"Que porte-t-on ?"), "questions are in French too");
    Ok(())
}

/// A record's id on the wire begins with the millisecond in which it was sealed; the table says minutes.
#[test]
fn the_id_of_a_row_tells_no_time_and_is_the_same_in_every_export() -> Outcome {
    let mut desk = desk::desk(study(), vec![interview()]);
    let id = uuid::Uuid::from_u128(0x0199_d1a2_b3c4_7000_8000_0000_0000_0001);
    desk.records[0].id = fieldward_core::ids::RecordId(id);
    let first = csv_of(&desk, &order(INTERVIEW, "en"))?;
    let shown = Sheet::of(&first, "answers")?.column("record").concat();
    assert_eq!(shown, "1d9197341a90315edd608c97597a047a", "programs that joined tables go on doing so");
    assert_eq!(Sheet::of(&first, "trip")?.column("record"), [shown.as_str(), shown.as_str()]);
    let wire = id.simple().to_string();
    assert!(!shown.contains(&wire[..8]) && !shown.contains(&wire[16..]));
    Ok(())
}

/// Programs whose decimal sign is a comma take a semicolon for the end of a cell, and ask no quotes about it.
#[test]
fn a_text_file_runs_nothing_where_semicolons_end_cells() -> Outcome {
    let mut log = Log::start(INTERVIEW, 1);
    log.consent(ConsentAnswer::Given);
    log.answer("note", Value::Text("ok;=HYPERLINK(\"http://x\")".into()));
    log.answer("site", Value::Text("a\n=1+1;\t@SUM(A1)".into()));
    let desk = desk::desk(study(), vec![log.end()]);
    let bytes = csv_of(&desk, &order(INTERVIEW, "en"))?;
    let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice()))?;
    for place in 0..zip.len() {
        let mut text = String::new();
        zip.by_index(place)?.read_to_string(&mut text)?;
        let runs = |cell: &str| cell.trim_start().trim_start_matches('"').starts_with(['=', '+', '@']);
        let found: Vec<&str> = text.split([';', '\t', '\r', '\n']).filter(|cell| runs(cell)).collect();
        assert_eq!(found, [""; 0]);
    }
    Ok(())
}

#[test]
fn dates_times_and_decimals_of_a_repeat_are_there() -> Outcome {
    let desk = desk::desk(study(), vec![interview()]);
    let trips = Sheet::of(&csv_of(&desk, &order(INTERVIEW, "en"))?, "trip")?;
    assert_eq!(trips.column("repetition"), ["1", "2"]);
    assert_eq!(trips.column("day"), ["2026-03-02", "."]);
    assert_eq!(trips.column("left"), ["14:30:00.000", "."]);
    assert_eq!(trips.column("far"), ["3.5", "-0.25"]);
    Ok(())
}

#[test]
fn names_of_a_questionnaire_give_way_to_ours() -> Outcome {
    let desk = desk::desk(study(), vec![interview()]);
    let bytes = csv_of(&desk, &order(INTERVIEW, "en"))?;
    let answers = Sheet::of(&bytes, "answers")?;
    assert_eq!(answers.column("data/site"), ["behind the kiln"]);
    assert_eq!(answers.column("site").len(), 1, "and our own column keeps its name");
    assert_eq!(Sheet::of(&bytes, "answers_2")?.column("word"), ["'+33 1"]);
    Ok(())
}

#[test]
fn counted_rows_and_hour_blocks_are_there() -> Outcome {
    let desk = desk::desk(study(), vec![desk::shift()]);
    let bytes = csv_of(&desk, &order(OBSERVATION, "en"))?;
    let seen = Sheet::of(&bytes, "passing")?;
    assert_eq!(seen.column("on"), ["2026-03-02"]);
    assert_eq!(seen.column("at"), ["14:30:00.000"]);
    assert_eq!(seen.column("weight"), ["12.5"]);
    assert_eq!(seen.column("count"), ["2"]);
    let blocks = Sheet::of(&bytes, "block")?;
    assert_eq!(blocks.column("handed"), ["3", "0", ":"], "a true zero is no unobserved hour");
    assert_eq!(blocks.column("minutes"), ["50", "60", "0"]);
    assert_eq!(Sheet::of(&bytes, "hours")?.column("passings"), ["5", "0", ":"]);
    Ok(())
}

/// Vector T17: data serve the use statement that was told, and no other.
#[test]
fn a_record_that_was_told_something_else_stays_out() -> Outcome {
    let other = Log::start(INTERVIEW, 2).told(Hash32([7; 32])).agreed();
    let alone = desk::desk(study(), vec![other.clone()]);
    assert_eq!(export(&alone, &order(INTERVIEW, "en"), &|_| None).err(), Some(ExportError::Nothing));
    let both = desk::desk(study(), vec![interview(), other]);
    let bytes = csv_of(&both, &order(INTERVIEW, "en"))?;
    assert_eq!(Sheet::of(&bytes, "answers")?.rows.len(), 1);
    assert_eq!(left_out(&bytes, "left_out_other_statement")?, "1");
    Ok(())
}

#[test]
fn nobody_is_exported_without_a_yes() -> Outcome {
    let mut refused = Log::start(INTERVIEW, 3);
    refused.consent(ConsentAnswer::Refused);
    let silent = Log::start(INTERVIEW, 4);
    let desk = desk::desk(study(), vec![interview(), refused.end(), silent.end()]);
    let bytes = csv_of(&desk, &order(INTERVIEW, "en"))?;
    assert_eq!(Sheet::of(&bytes, "answers")?.rows.len(), 1);
    assert_eq!(left_out(&bytes, "left_out_no_consent")?, "2");
    Ok(())
}

#[test]
fn a_separate_purpose_needs_a_yes_of_its_own() -> Outcome {
    let mut quoted = Log::start(INTERVIEW, 5);
    quoted.add(EventKind::Consent { answer: ConsentAnswer::Given, purposes: vec!["quote".into()] });
    let desk = desk::desk(study(), vec![interview(), quoted.end()]);
    let bytes = csv_of(&desk, &Order { purpose: "quote".into(), ..order(INTERVIEW, "en") })?;
    assert_eq!(Sheet::of(&bytes, "answers")?.rows.len(), 1);
    assert_eq!(left_out(&bytes, "left_out_no_consent")?, "1");
    Ok(())
}

fn left_out(archive: &[u8], field: &str) -> Result<String, Box<dyn Error>> {
    let table = Sheet::of(archive, "use_statement")?;
    let place = table.column("field").iter().position(|name| *name == field).ok_or("the field is there")?;
    Ok(table.column("value")[place].to_owned())
}

#[test]
fn a_questionnaire_that_the_study_has_no_longer_is_exported() -> Outcome {
    let mut desk = desk::desk(study(), vec![Log::start(INTERVIEW, 1).agreed()]);
    let mut later = study();
    later.instruments.retain(|one| one.id != INTERVIEW);
    desk.study = std::sync::Arc::new(later);
    let ids: Vec<&str> = desk.instruments().iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, [OBSERVATION, INTERVIEW], "those in force first");
    assert_eq!(Sheet::of(&csv_of(&desk, &order(INTERVIEW, "en"))?, "answers")?.rows.len(), 1);
    Ok(())
}
