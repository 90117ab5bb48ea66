//! Keys that are stretched quickly guard nothing: one place may ask for them, and no program that people use has them.

use super::source::Source;

/// Who stretches quickly: the simulation, before anything else.
const CALLER: &str = "tests/src/simulation/mod.rs";
/// Where it is written how.
const HOME: &str = "core/src/seal/rehearsal.rs";
/// Where it is called and declared.
const CALLED: [(&str, &str); 3] = [
    (CALLER, "seal::rehearsal::stretch_quickly"),
    ("core/src/seal/mod.rs", "pub mod rehearsal;"),
    ("core/src/seal/stretch.rs", "super::rehearsal::rehearsed"),
];

/// Whoever else names it, and whoever names it where assertions are not asked for.
pub(crate) fn faults(source: &Source) -> Vec<String> {
    if [HOME, "tests/tests/tidy/rehearsal.rs", "tests/tests/tidy/main.rs"].contains(&source.path.as_str()) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut before = "";
    for (line, code) in source.text.lines().enumerate() {
        let words = code.split("//").next().unwrap_or(code);
        if words.contains("rehearsal") || words.contains("stretch_quickly") {
            let known = CALLED.iter().any(|(path, call)| source.path == *path && words.contains(call));
            if !known {
                faults.push(format!("{}:{}: only {CALLER} stretches quickly", source.path, line + 1));
            } else if before.trim() != "#[cfg(debug_assertions)]" {
                faults.push(format!("{}:{}: a program that people use has no quick keys", source.path, line + 1));
            }
        }
        before = code;
    }
    faults
}

#[test]
fn a_second_caller_and_one_in_a_release_are_seen() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let call = "    fieldward_core::seal::rehearsal::stretch_quickly();\n";
    let guarded = format!("    #[cfg(debug_assertions)]\n{call}");
    let cases = [(CALLER, guarded.as_str(), 0), (CALLER, call, 1), ("sync-server/src/main.rs", guarded.as_str(), 1)];
    for (path, text, faulty) in cases {
        assert_eq!(faults(&source(path, text)).len(), faulty, "{path}: {text}");
    }
}
