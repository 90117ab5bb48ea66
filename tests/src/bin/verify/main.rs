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

const PARTS: [Part; 6] = [
    ("rust", rust),
    ("fuzz", fuzz::fuzz),
    ("demo", demo),
    ("oracle", oracle::oracle),
    ("kotlin", bindings::kotlin),
    ("swift", bindings::swift),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|w| !PARTS.iter().any(|(name, _)| name == w)) {
        eprintln!(
            "There is no part `{unknown}`. Parts: rust, fuzz, demo, oracle, kotlin, swift; none named means all."
        );
        return ExitCode::from(2);
    }
    let chosen = PARTS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name));
    for step in chosen.flat_map(|(_, steps)| steps()) {
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
        Step::cargo("tests", &["test", "--quiet"]),
    ]
}

/// The main job, with its own checks.
fn demo() -> Vec<Step> {
    vec![Step::cargo("the main job", &["demo", "--exit", "--json"])]
}
