//! How fast the vault is, beside the least that anything could be that keeps the same promise.
//!
//! `cargo bench-vault [FOLDER]` saves answers in turn with bare SQLite inserts of the same durability, unlocks by
//! either PIN, destroys, seals and opens, and prints times, ratios and whether each aim is met. FOLDER is where its
//! stores are made: times of a disk are times of that disk. A machine that does other work gives other times; the
//! ratios are of things done in turn within one run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that reports on the terminal")]

mod guard;
mod rates;
mod sample;
mod save;

use std::{error::Error, path::PathBuf, process::ExitCode};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // Cargo itself adds `--bench`.
    let folder = std::env::args_os().skip(1).find(|argument| argument != "--bench").map(PathBuf::from);
    match run(folder.unwrap_or_else(std::env::temp_dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: PathBuf) -> Outcome<()> {
    save::measure(&folder)?;
    guard::measure(&folder)?;
    rates::measure()
}
