//! `cargo verify`: sets up what a fresh machine lacks and passes every test.
//!
//! One step after the other, each said before it runs and timed after it; the first that fails ends the run with the
//! command that repeats it alone. `cargo verify rust` (or `demo`, `kotlin`, `swift`, `oracle`, `fuzz`) runs one part.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that reports on the terminal")]

mod bindings;
mod fuzz;
mod machine;
mod oracle;
mod step;

use std::process::ExitCode;

use step::Step;

/// A part of the run, by its name on the command line.
type Part = (&'static str, fn() -> Vec<Step>);

const PARTS: [Part; 4] = [("rust", rust), ("demo", demo), ("kotlin", bindings::kotlin), ("swift", bindings::swift)];

/// Parts that draw new seeds at each run, and so may find today what nobody changed today: run by name only.
const BY_NAME: [Part; 2] = [("oracle", oracle::oracle), ("fuzz", fuzz::fuzz)];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known = || PARTS.iter().chain(&BY_NAME);
    if let Some(unknown) = wanted.iter().find(|w| !known().any(|(name, _)| name == w)) {
        eprintln!(
            "There is no part `{unknown}`. Parts: rust, demo, kotlin, swift; none named means these. By name: oracle, fuzz."
        );
        return ExitCode::from(2);
    }
    let chosen: Vec<&Part> = match wanted.is_empty() {
        true => PARTS.iter().collect(),
        false => known().filter(|(name, _)| wanted.iter().any(|w| w == name)).collect(),
    };
    for step in chosen.into_iter().flat_map(|(_, steps)| steps()) {
        if !step.run() {
            return ExitCode::FAILURE;
        }
    }
    println!("\nEverything passed.");
    ExitCode::SUCCESS
}

/// Formatting, lints, and every test that Rust can run by itself, the browser's included.
fn rust() -> Vec<Step> {
    vec![
        machine::browser(),
        Step::cargo("formatting", &["fmt", "--all", "--check"]),
        Step::cargo("lints", &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]),
        built(),
        Step::cargo("tests", &["test", "--quiet"]).with("FIELDWARD_PROGRAM", "target/debug/fieldward"),
    ]
}

/// The main job, with its own checks.
fn demo() -> Vec<Step> {
    vec![built(), Step::new("the main job", "target/debug/fieldward", &["demo", "--exit", "--json"])]
}

/// Everything as the tests need it. Cargo chooses the features of what we depend on by the packages that a command
/// names, and builds everything anew where they differ: so all parts name the same.
fn built() -> Step {
    Step::cargo("building", &["test", "--quiet", "--no-run"])
}
