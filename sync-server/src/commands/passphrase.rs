//! Where a passphrase comes from: a file, or the person at the terminal.

use std::{fs, path::Path};

use zeroize::Zeroizing;

use super::Failure;

/// The first line of a file.
pub(super) fn from_file(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| format!("{}: {error}", file.display()))?;
    let first = text.lines().next().unwrap_or_default().trim();
    if first.is_empty() {
        return Err(format!("{}: the first line holds no passphrase", file.display()).into());
    }
    Ok(Zeroizing::new(first.to_owned()))
}

/// A program that runs by itself has no terminal.
fn unasked(prompt: &str, error: &std::io::Error) -> String {
    let asked = prompt.trim_end_matches([':', ' ']);
    format!(
        "there is no terminal to ask on ({asked}; {error}): run it in one, or give --passphrase-file where the command takes it"
    )
}

/// What the person types; not echoed.
pub(super) fn asked(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| unasked(prompt, &error))?;
    Ok(Zeroizing::new(typed.trim().to_owned()))
}
