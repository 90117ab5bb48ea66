//! A form by somebody who knows nothing of our columns, in the place of an instrument of the training study: read,
//! filled in, sent, and exported with everything that was typed.

use std::{fs, path::Path};

use calamine::{Data, Range};
use fieldward_core::study;
use fieldward_tests::stage::Stage;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{export, run};

const SURVEY: &[[&str; 5]] = &[
    ["type", "name", "label", "constraint", "constraint_message"],
    ["select_one crop", "crop", "What did you bring in?", "", ""],
    ["integer", "baskets", "How many baskets?", ". < 10", "That is a lot for one day."],
    ["decimal", "weight", "How heavy was one?", "", ""],
    ["text", "owner", "Whose field is it?", "", ""],
    ["select_multiple tool", "tools", "With what?", "", ""],
    ["date", "day", "On which day?", "", ""],
    ["time", "hour", "When did you begin?", "", ""],
    ["begin_repeat", "helper", "Who helped", "", ""],
    ["text", "who", "Who helped?", "", ""],
    ["integer", "hours", "For how many hours?", "", ""],
    ["end_repeat", "", "", "", ""],
];
const CHOICES: &[[&str; 3]] = &[
    ["list_name", "name", "label"],
    ["crop", "rice", "Rice"],
    ["crop", "maize", "Maize"],
    ["tool", "hoe", "A hoe"],
    ["tool", "basket", "A basket"],
    ["tool", "cart", "A cart"],
];
const SETTINGS: &[[&str; 2]] = &[["form_title", "form_id"], ["Harvest", "harvest"]];

const OWNER: &str = "Grandmother's cousin, the “tall” one";
const INTERVIEW: &str = "gates pass
start key-informant language=en
answer crop rice
answer baskets 14
expect refused LooksWrong
answer baskets 14
answer weight 12.75
answer owner Grandmother's cousin, the “tall” one
answer tools hoe cart
answer day 2026-02-27
answer hour 06:30
answer who Kite
answer hours 3
add
answer who =Reed
answer hours 5
end
pass
finalize
";

#[test]
fn a_strangers_plain_form_is_read_filled_in_sent_and_exported() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let study = folder.path().join("study");
    copy_study(&study);
    plain_form(&study.join("instruments/key-informant.xlsx"), SURVEY);
    let issues: Vec<String> = study::read_folder(&study).issues.iter().map(|issue| issue.issue.to_string()).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::set(&study));
    let enrolment = format!("create river-bend-739164\nenrol {}\n", stage.invite());
    let script = format!("{enrolment}{INTERVIEW}expect waiting 1\nsync\nexpect waiting 0\n");
    let summary = run(&stage.device("device"), &script, &runtime);
    let summary = summary.unwrap_or_else(|error| panic!("{error}\n{issues:?}"));
    assert_eq!((summary.finalized, summary.acknowledged), (1, 1));

    let sheets = runtime.block_on(export::workbook(&stage, "key-informant")).expect("the console exports");
    let answers = &sheets["answers"];
    for (name, value) in [("baskets", "14"), ("weight", "12.75"), ("owner", OWNER), ("day", "2026-02-27")] {
        assert_eq!(column(answers, name), [value], "{name}");
    }
    // Choices and times have columns of the export's own making.
    let cells: Vec<String> = answers.rows().flatten().map(ToString::to_string).collect();
    assert!(cells.iter().any(|cell| cell == "rice" || cell == "Rice"), "{cells:?}");
    assert!(cells.iter().any(|cell| cell.starts_with("06:30")), "{cells:?}");
    let header = header(answers);
    assert!(header.iter().any(|name| name.starts_with("tools")), "{header:?}");
    let helpers = &sheets["helper"];
    assert_eq!(column(helpers, "who"), ["Kite", "'=Reed"], "text that looks like a formula is guarded");
    assert_eq!(column(helpers, "hours"), ["3", "5"]);
}

fn header(sheet: &Range<Data>) -> Vec<String> {
    sheet.rows().next().into_iter().flatten().map(ToString::to_string).collect()
}

pub fn column(sheet: &Range<Data>, name: &str) -> Vec<String> {
    let header = header(sheet);
    let place = header.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("no column {name}: {header:?}"));
    sheet.rows().skip(1).map(|row| row[place].to_string()).collect()
}

pub fn copy_study(to: &Path) {
    let from = fieldward_tests::stage::training_study();
    fs::create_dir_all(to.join("instruments")).expect("a temporary folder can be written");
    for name in [
        "study.xlsx",
        "instruments/child-interview.xlsx",
        "instruments/key-informant.xlsx",
        "instruments/bus-station.xlsx",
    ] {
        fs::copy(from.join(name), to.join(name)).expect("the study that ships can be copied");
    }
}

pub fn plain_form(file: &Path, survey: &[[&str; 5]]) {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet(), "survey", survey);
    write(workbook.add_worksheet(), "choices", CHOICES);
    write(workbook.add_worksheet(), "settings", SETTINGS);
    workbook.save(file).expect("a temporary folder can be written");
}

fn write<const COLUMNS: usize>(sheet: &mut Worksheet, name: &str, rows: &[[&str; COLUMNS]]) {
    sheet.set_name(name).expect("a sheet's name");
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write(row, column, *cell).expect("a cell can be written");
        }
    }
}
