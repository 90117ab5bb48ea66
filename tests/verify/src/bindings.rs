//! The same interview through Kotlin and through Swift: builds the library, writes the bindings, runs both packages.
//!
//! The tests themselves are in `android/` and `ios/`; `tests/tests/bindings.rs` gives each of them a server, an
//! invitation and a list of actions, and compares the records that arrive.

use crate::{built, machine, step::Step};

/// The Kotlin bindings on the JVM.
pub(crate) fn kotlin() -> Vec<Step> {
    vec![
        built(),
        library(),
        generate("Kotlin bindings", &["--language", "kotlin", "--out-dir", "target/bindings/kotlin"]),
        compare("kotlin"),
    ]
}

/// The Swift bindings on Linux.
pub(crate) fn swift() -> Vec<Step> {
    vec![
        machine::swift(),
        built(),
        library(),
        generate("Swift bindings", &["--language", "swift", "--out-dir", "target/bindings/swift"]),
        Step::shell(
            "Swift bindings in place",
            "mkdir -p ios/Generated/FieldwardFFI ios/Generated/Fieldward\n\
             cp target/bindings/swift/fieldwardFFI.h ios/Generated/FieldwardFFI/\n\
             cp target/bindings/swift/fieldward.swift ios/Generated/Fieldward/\n\
             printf 'module fieldwardFFI [system] {\\n  header \"fieldwardFFI.h\"\\n  link \"fieldward\"\\n  export *\\n}\\n' \
                 > ios/Generated/FieldwardFFI/module.modulemap",
        ),
        compare("swift"),
    ]
}

/// The library where a shell finds it. A build of the tests leaves it among what they depend on.
fn library() -> Step {
    Step::shell("the library", "cp -f target/debug/deps/libfieldward.so target/debug/libfieldward.so")
}

fn generate(name: &str, arguments: &[&str]) -> Step {
    let mut line = vec!["run", "--quiet", "--package", "fieldward-bindgen", "--", "generate", "--no-format"];
    line.extend_from_slice(arguments);
    line.push("target/debug/libfieldward.so");
    Step::cargo(name, &line)
}

fn compare(language: &str) -> Step {
    let test = format!("through_{language}");
    Step::cargo(
        &format!("the same interview through {language}"),
        &["test", "--features", "fieldward-tests/bindings", "--test", "bindings", "--", &test],
    )
    .linted()
    .with("FIELDWARD_PROGRAM", "target/debug/fieldward")
    .with("FIELDWARD_SWIFT", &machine::swift_folder().to_string_lossy())
}
