//! The one place that writes to the terminal on purpose: results on standard output, everything else on standard error.
//!
//! Passphrases and invites are shown here and nowhere else; nothing said here goes to the log.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what the terminal shows")]

use std::fmt::Display;

/// A line of the result.
pub fn result(line: impl Display) {
    println!("{line}");
}

/// A line for the person at the terminal, not part of the result.
pub fn aside(line: impl Display) {
    eprintln!("{line}");
}
