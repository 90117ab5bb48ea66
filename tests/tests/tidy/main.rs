//! The house rules that a program can check: which way arrows point, sizes, names, and what the top level holds.

mod arrows;
mod dependencies;
mod formats;
mod rehearsal;
mod sizes;
mod source;
mod words;

use std::{collections::BTreeSet, process::Command};

use source::{Source, root};

#[test]
fn the_top_level_holds_the_fixed_names_only() {
    let fixed =
        ["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "core", "ffi", "sync-server", "android", "ios", "tests"];
    let listed = Command::new("git").arg("ls-files").current_dir(root()).output().expect("git is installed");
    let names: BTreeSet<String> = String::from_utf8_lossy(&listed.stdout)
        .lines()
        .filter_map(|line| line.split('/').next().map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    let strange: Vec<_> = names.iter().filter(|name| !fixed.contains(&name.as_str())).collect();
    assert!(strange.is_empty(), "the top level holds {strange:?}; the house names {fixed:?} only");
}

#[test]
fn layers_use_only_what_lies_below() {
    check(arrows::faults);
}

#[test]
fn files_and_functions_can_be_read() {
    check(sizes::faults);
}

#[test]
fn no_key_is_quick_but_the_simulations() {
    check(rehearsal::faults);
}

#[test]
fn names_are_the_fields_own() {
    check(words::faults);
}

#[test]
fn every_format_has_a_golden_vector() {
    let faults = formats::faults();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn dependencies_are_ones_that_may_be_given_away() {
    let faults = dependencies::faults();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Runs one rule over every source file and shows all faults at once.
fn check(rule: fn(&Source) -> Vec<String>) {
    let sources = source::all();
    assert!(sources.len() > 20, "only {} source files were found: the walk is broken", sources.len());
    let faults: Vec<String> = sources.iter().flat_map(rule).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
