//! The whole way through: a workbook, an interview, a sync, an export; over TLS; and without a server.

mod carry;
mod changed;
mod export;
mod link;
mod recording;
mod stranger;

use std::{path::Path, process::Stdio, sync::Arc};

use fieldward::{Device, Surroundings};
use fieldward_sync_server::terminal::script::{Runner, Script, ScriptClock, Summary};
use fieldward_tests::{program::fieldward, stage::repository};
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

/// A reader that leaves is no fault; a result that finds no room is one, and the command says so at its end.
#[cfg(target_os = "linux")]
#[test]
fn a_result_without_room_is_a_failure() {
    let form = repository().join("core/instruments/training-study/instruments/bus-station.xlsx");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has a full device");
    let mut check = fieldward();
    check.args(["form", "xform"]).arg(form).stdin(Stdio::null());
    assert!(check.stderr(Stdio::null()).stdout(Stdio::null()).status().expect("the program starts").success());
    let output = check.stdout(full).stderr(Stdio::piped()).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}

/// Runs a script on a device; the error says the line and everything that was printed.
fn run(store: &Path, script: &str, runtime: &tokio::runtime::Runtime) -> Result<Summary, String> {
    let script = Script::read(script, Path::new(".")).expect("the script is well formed");
    let clock = Arc::new(ScriptClock::default());
    let surroundings = Arc::clone(&clock) as Arc<dyn Surroundings>;
    let device = Device::open_in(store.to_owned(), None, surroundings).expect("a store can be opened");
    let mut out = Vec::new();
    let outcome = Runner::new(device, clock, runtime, &mut out).run(&script);
    outcome.map_err(|error| format!("{error}\n{}", String::from_utf8_lossy(&out)))
}
