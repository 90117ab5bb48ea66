//! A device that is killed at any moment has every answer that it acknowledged.
//!
//! The real program fills in an interview from a script and is killed after a random number of printed lines, and a
//! random time within the next command. What it had printed must be there afterwards. `FIELDWARD_KILLS` says how
//! often; few by default.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use fieldward_sync_server::clock;
use fieldward_tests::{program::fieldward, stage::Stage};
use serde_json::Value;

const KILLS_USUAL: u64 = 4;
const PIN: &str = "river-bend-739164";
/// Longest time into a command; one takes a few milliseconds.
const INTO_COMMAND_US_MAX: u64 = 20_000;
const INTERVIEW: &str = "gates pass
start child-interview site=reed-village language=en
answer A01 kite
answer A02 play music
answer A03 eng
answer A04 12
answer A05 3
answer A06 1
answer A07 ZZ01
answer A08 1 4
answer A09 5
answer A10 mother me
answer A12 0
";

#[test]
fn every_acknowledged_answer_is_there_after_a_kill() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let store = stage.device("device");
    run(&store, &format!("create {PIN}\nenrol {}\n", stage.invite())).expect("a device enrols");
    let kills = std::env::var("FIELDWARD_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS_USUAL);
    let mut survived = 0;
    for kill in 1..=kills {
        let acknowledged = killed(&store);
        survived += acknowledged.len();
        check(&store, &acknowledged, kill);
    }
    assert!(survived > 0, "no kill came late enough to have anything to lose");
}

/// Runs the interview, kills it somewhere, and returns the answers that were acknowledged: name and value.
fn killed(store: &Path) -> BTreeMap<String, String> {
    let script = format!("unlock {PIN}\n{INTERVIEW}");
    let mut device = device(store).stdout(Stdio::piped()).spawn().expect("the program starts");
    device.stdin.take().expect("piped").write_all(script.as_bytes()).expect("a script is read whole");
    let mut lines = BufReader::new(device.stdout.take().expect("piped"));
    let mut printed = String::new();
    for _ in 0..random_below(INTERVIEW.lines().count() as u64 + 1) {
        lines.read_line(&mut printed).expect("the program prints text");
    }
    into_the_next_command();
    device.kill().expect("a child can be killed");
    lines.read_to_string(&mut printed).expect("what was printed before the kill is still in the pipe");
    device.wait().expect("a killed child ends");
    let script: Vec<&str> = script.lines().collect();
    printed.lines().filter_map(|line| answered(line, &script)).collect()
}

/// The answer that a printed line acknowledges. A line that the kill cut in two acknowledges nothing.
fn answered(printed: &str, script: &[&str]) -> Option<(String, String)> {
    let done: Value = serde_json::from_str(printed).ok()?;
    let line = usize::try_from(done.get("line")?.as_u64()?).ok()?;
    let (name, value) = script.get(line - 1)?.strip_prefix("answer ")?.split_once(' ')?;
    Some((name.to_owned(), value.to_owned()))
}

/// Takes the interview up, finds every answer, and closes it, so that the next kill begins with none.
fn check(store: &Path, acknowledged: &BTreeMap<String, String>, kill: u64) {
    let begun = if acknowledged.is_empty() { String::new() } else { "open 1\n".to_owned() };
    let expected: String = acknowledged.iter().map(|(name, value)| format!("expect value {name} {value}\n")).collect();
    let outcome = run(store, &format!("unlock {PIN}\n{begun}{expected}"));
    if let Err(why) = outcome {
        panic!("kill {kill}, after {} answers: {why}", acknowledged.len());
    }
    // Whatever is open is stopped and sealed; there is nothing to stop when the kill came before the start.
    let closed = run(store, &format!("unlock {PIN}\nopen 1\nstop\npass\nfinalize\nexpect open 0\n"));
    if let (Err(why), false) = (closed, acknowledged.is_empty()) {
        panic!("kill {kill}: {why}");
    }
}

fn run(store: &Path, script: &str) -> Result<(), String> {
    let mut device = device(store).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    device.stdin.take().expect("piped").write_all(script.as_bytes()).expect("a script is read whole");
    let output = device.wait_with_output().expect("the program ends");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn device(store: &Path) -> std::process::Command {
    let mut device = fieldward();
    device.args(["device", "--script", "-", "--store"]).arg(store).stdin(Stdio::piped()).stderr(Stdio::null());
    device
}

fn into_the_next_command() {
    let begun = Instant::now();
    let wait = Duration::from_micros(random_below(INTO_COMMAND_US_MAX));
    while begun.elapsed() < wait {
        std::hint::spin_loop();
    }
}

fn random_below(limit: u64) -> u64 {
    use rand_core::Rng;
    clock::rng().next_u64() % limit
}
