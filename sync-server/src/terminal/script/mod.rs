//! Runs a device from a file of actions: for training, for trying a form, for tests.
//!
//! `sync-server/SCRIPT.md` documents the language. A script is read whole before anything is done, so that a slip in
//! its last line does not leave half an interview behind. Each command prints one JSON object when what it said is
//! durable; the first expectation that fails ends the script with its line number.

mod clock;
pub mod command;
mod deeds;
mod expect;
mod forms;
mod gates;
mod keeping;
mod report;
mod run;
mod search;
mod words;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use clock::ScriptClock;
pub use report::Summary;
pub use run::Runner;

use command::{Command, Deed};

/// A script that was read.
#[derive(Debug)]
pub struct Script {
    /// Paths in it are relative to this folder.
    folder: PathBuf,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    number: usize,
    text: String,
    command: Command,
}

/// Why a script ended before its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct ScriptError {
    /// Where, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// Every line that is no command, in order.
    pub fn read(text: &str, folder: &Path) -> Result<Self, Vec<ScriptError>> {
        let (mut lines, mut errors) = (Vec::new(), Vec::new());
        for (number, text) in (1..).zip(text.lines()) {
            match command::parse(text) {
                Ok(None) => {}
                Ok(Some(command)) => lines.push(Line { number, text: text.trim().to_owned(), command }),
                Err(error) => errors.push(ScriptError { line: number, message: error.to_string() }),
            }
        }
        if errors.is_empty() { Ok(Self { folder: folder.to_owned(), lines }) } else { Err(errors) }
    }
}

/// Every value that a script types into an interview: what must stand in no file afterwards.
#[must_use]
pub fn typed_texts(script: &str) -> Vec<String> {
    let commands = script.lines().filter_map(|line| command::parse(line).ok().flatten());
    commands
        .filter_map(|command| match command {
            Command::Act(Deed::Answer { value, .. } | Deed::Correct { value, .. }) => Some(value),
            _ => None,
        })
        .collect()
}
