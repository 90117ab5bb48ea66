//! `cargo verify`: sets up what a fresh machine lacks and passes every test.
//!
//! One step after the other, each said before it runs and timed after it; the first that fails ends the run with the
//! command that repeats it alone. `cargo verify rust` (or `fuzz`, `demo`, `oracle`, `kotlin`, `swift`) runs one part.
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

/// Two of them, fuzz and oracle, are bounded in time, and so may find today what nobody changed today: that is what
/// they are for. A failure names what repeats it.
const PARTS: [Part; 6] = [
    ("rust", rust),
    ("demo", demo),
    ("kotlin", bindings::kotlin),
    ("swift", bindings::swift),
    ("fuzz", fuzz::fuzz),
    ("oracle", oracle::oracle),
];
/// The part that runs when it is named: with new expressions at each run it still finds differences that are nobody's
/// change of today.
const BY_NAME: &str = "oracle";

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|wanted| !PARTS.iter().any(|(name, _)| name == wanted)) {
        let names = PARTS.map(|(name, _)| name).join(", ");
        eprintln!("There is no part `{unknown}`. Parts: {names}; none named means all but {BY_NAME}.");
        return ExitCode::from(2);
    }
    let is_wanted = |name: &str| (wanted.is_empty() && name != BY_NAME) || wanted.iter().any(|wanted| wanted == name);
    let chosen = PARTS.iter().filter(|(name, _)| is_wanted(name));
    // All of them before the first runs: some begin early.
    let steps: Vec<Step> = chosen.flat_map(|(_, steps)| steps()).collect();
    for step in steps {
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
        machine::cpp(),
        Step::cargo("formatting", &["fmt", "--all", "--check"]),
        built(),
        Step::cargo("tests", &["test", "--quiet"]).linted().with("FIELDWARD_PROGRAM", "target/debug/fieldward"),
    ]
}

/// The main job, with its own checks.
fn demo() -> Vec<Step> {
    vec![built(), Step::new("the main job", "target/debug/fieldward", &["demo", "--exit", "--json"])]
}

/// Everything as the tests need it, and all else that we wrote, linted. Cargo chooses the features of what we depend on
/// by the packages that a command names, and builds everything anew where they differ: so all parts name the same.
fn built() -> Step {
    Step::cargo("lints and building", &["test", "--quiet", "--no-run", "--all-targets"]).linted()
}
