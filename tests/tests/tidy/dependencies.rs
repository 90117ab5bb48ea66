//! What others wrote and we build: from the one public registry, under licences that a field team can live with.
//!
//! Reads what Cargo itself says of the locked versions, without a network. Known advisories are not looked up here:
//! their list lives on the network, which a build must not need.

use std::process::Command;

use serde_json::Value;

use crate::source::root;

/// Where every dependency comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Licences that let the whole be given away under its own.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// Other licences, and the crates for which each was decided: of files that stay as they are, for bindings and a test's
/// browser; and LLVM's former one, which asks for no more than BSD's, for the fuzzer that the tests link.
const BY_DECISION: &[(&str, &[&str])] = &[("MPL-2.0", &["uniffi", "webdriver"]), ("NCSA", &["libfuzzer-sys"])];

/// What is wrong with any dependency.
pub(crate) fn faults() -> Vec<String> {
    let packages = packages();
    assert!(packages.len() > 100, "only {} packages were found: the reading is broken", packages.len());
    packages.iter().filter_map(fault).collect()
}

fn packages() -> Vec<Value> {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    let cargo = cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]).current_dir(root());
    let output = cargo.output().expect("cargo runs this test, so it is there");
    let read: Value = serde_json::from_slice(&output.stdout).expect("cargo prints one JSON object");
    read["packages"].as_array().cloned().unwrap_or_default()
}

fn fault(package: &Value) -> Option<String> {
    let text = |field: &str| package[field].as_str().unwrap_or_default();
    let (name, source, licence) = (text("name"), &package["source"], text("license"));
    if source.is_null() {
        return None;
    }
    if source.as_str() != Some(REGISTRY) {
        return Some(format!("{name} comes from {source}; only the public registry is taken"));
    }
    (!is_taken(name, licence)).then(|| format!("{name} is under `{licence}`, which nobody decided to take"))
}

/// A choice is taken when one side is, a sum when all parts are.
fn is_taken(name: &str, licence: &str) -> bool {
    let licence = licence.replace(['(', ')'], "").replace(" / ", " OR ").replace('/', " OR ");
    licence.split(" AND ").all(|part| part.split(" OR ").any(|one| is_one_taken(name, one.trim())))
}

fn is_one_taken(name: &str, licence: &str) -> bool {
    let decided =
        |(of, crates): &&(&str, &[&str])| *of == licence && crates.iter().any(|known| name.starts_with(known));
    LICENCES.contains(&licence) || BY_DECISION.iter().any(|decision| decided(&decision))
}

#[test]
fn licences_are_read_as_written() {
    for (name, licence, expected) in [
        ("a", "MIT OR Apache-2.0", true),
        ("a", "MIT/Apache-2.0", true),
        ("a", "GPL-3.0-only", false),
        ("a", "MIT OR GPL-3.0-only", true),
        ("a", "MIT AND GPL-3.0-only", false),
        ("a", "(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("a", "MPL-2.0", false),
        ("uniffi_core", "MPL-2.0", true),
        ("a", "", false),
    ] {
        assert_eq!(is_taken(name, licence), expected, "{licence}");
    }
}
