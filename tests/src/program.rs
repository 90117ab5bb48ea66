//! The `fieldward` program itself, for tests that need a process of its own.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use crate::stage::repository;

/// The program, built from this checkout when it is not there or not up to date.
///
/// # Panics
/// When it does not build: no test can go on then.
#[must_use]
pub fn fieldward() -> Command {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    Command::new(PROGRAM.get_or_init(|| ready().unwrap_or_else(build)))
}

/// The program that a whole run has built already, and says where, from the repository's root.
fn ready() -> Option<PathBuf> {
    let path = std::env::var_os("FIELDWARD_PROGRAM")?;
    Some(repository().join(path))
}

fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "fieldward-sync-server", "--bin", "fieldward"]);
    let built = cargo.stdin(Stdio::null()).status().expect("cargo can be run");
    assert!(built.success(), "the program builds");
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test.ancestors().nth(2).expect("tests stand in target/debug/deps").to_owned();
    folder.join("fieldward")
}
