//! The whole way through: a workbook, an interview, a sync, a record that opens.

use std::{fs, path::Path, process::Stdio, sync::Arc};

use fieldward::{Device, Surroundings};
use fieldward_core::study;
use fieldward_sync_server::terminal::script::{Runner, Script, ScriptClock, Summary};
use fieldward_tests::{program::fieldward, stage::Stage};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

#[test]
fn the_demo_ends_with_its_own_checks_passed() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("demo");
    let output = fieldward()
        .args(["demo", "--exit", "--json", "--data"])
        .arg(&data)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let said = String::from_utf8(output.stdout).expect("the program prints text");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts: Value = serde_json::from_str(said.lines().last().expect("a last line")).expect("the last line is JSON");
    let count = |name: &str| counts[name].as_u64().unwrap_or_else(|| panic!("{name} is counted"));
    assert_eq!(count("started"), 6);
    assert_eq!(count("stopped"), 1);
    assert_eq!(count("finalized"), 7, "the correction included");
    assert_eq!(count("sealed"), 9, "two identities besides");
    assert_eq!(count("acknowledged"), count("sealed"));
    assert_eq!(count("on_the_server"), count("sealed"));
    assert_eq!((count("returned"), count("corrected")), (1, 1));
    assert!(count("bytes_sent") > 0);
}

/// A form without any of our columns, in the place of an instrument of the training study.
#[test]
fn a_strangers_plain_form_is_read_filled_in_and_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let study = folder.path().join("study");
    copy_study(&study);
    plain_form(&study.join("instruments/key-informant.xlsx"));
    let issues: Vec<String> = study::read_folder(&study).issues.iter().map(|issue| issue.issue.to_string()).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::set(&study));
    let script = format!(
        "create river-bend-739164\nenrol {}\ngates pass\nstart key-informant language=en\n\
         answer crop rice\nanswer baskets 14\nexpect refused LooksWrong\nanswer baskets 14\nanswer owner Grandmother's cousin\n\
         pass\nfinalize\nsync\nexpect waiting 0\n",
        stage.invite()
    );
    let summary = run(&stage.device("device"), &script, &runtime);
    assert_eq!((summary.finalized, summary.acknowledged), (1, 1), "{issues:?}");
}

fn run(store: &Path, script: &str, runtime: &tokio::runtime::Runtime) -> Summary {
    let script = Script::read(script, Path::new(".")).expect("the script is well formed");
    let clock = Arc::new(ScriptClock::default());
    let surroundings = Arc::clone(&clock) as Arc<dyn Surroundings>;
    let device = Device::open_in(store.to_owned(), None, surroundings).expect("a new folder is a new device");
    let mut out = Vec::new();
    let outcome = Runner::new(device, clock, runtime, &mut out).run(&script);
    outcome.unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&out)))
}

fn copy_study(to: &Path) {
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

fn plain_form(file: &Path) {
    let survey: [&[&str]; 4] = [
        &["type", "name", "label", "constraint", "constraint_message"],
        &["select_one crop", "crop", "What did you bring in?", "", ""],
        &["integer", "baskets", "How many baskets?", ". < 10", "That is a lot for one day."],
        &["text", "owner", "Whose field is it?", "", ""],
    ];
    let choices: [&[&str]; 3] =
        [&["list_name", "name", "label"], &["crop", "rice", "Rice"], &["crop", "maize", "Maize"]];
    let settings: [&[&str]; 2] = [&["form_title", "form_id"], &["Harvest", "harvest"]];
    let mut workbook = Workbook::new();
    for (name, rows) in [("survey", &survey[..]), ("choices", &choices[..]), ("settings", &settings[..])] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a sheet's name");
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(*cells) {
                sheet.write(row, column, *cell).expect("a cell can be written");
            }
        }
    }
    workbook.save(file).expect("a temporary folder can be written");
}
