//! Inputs that nobody would write, guided by which code they reach: a bounded run of every fuzz target.
//!
//! libFuzzer comes with the crate that the targets use, and the compiler's own passes count what is reached, so that
//! neither a nightly compiler nor another tool is needed. An input that breaks something is kept in
//! `target/fuzzing/found`; it belongs into `tests/fuzz/seeds` together with what mends it.

use std::{env::consts::ARCH, path::Path};

use crate::{machine, step::Step};

/// Seconds for each target, unless `FIELDWARD_FUZZ_SECONDS` says otherwise.
const SECONDS: &str = "10";

/// Seconds after which one input counts as hanging.
const HANGS_AFTER_S: u32 = 10;

/// Memory that one input may take, all inputs before it included.
const MEMORY_MIB_MAX: u32 = 2_048;

/// What the compiler adds, so that the fuzzer sees which code an input reaches.
const GUIDED: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

const FOLDER: &str = "target/fuzzing";

/// Builds all targets and runs each.
pub(crate) fn fuzz() -> Vec<Step> {
    let host = &format!("{ARCH}-unknown-linux-gnu");
    // A target of its own keeps the flags away from build scripts and from the macros of other crates.
    let build = ["build", "--quiet", "--package", "fieldward-fuzz", "--features", "guided"];
    let build: Vec<&str> =
        build.into_iter().chain(["--profile", "fuzz", "--target", host, "--target-dir", FOLDER]).collect();
    let mut steps = vec![Step::cargo("the fuzz targets", &build).with("RUSTFLAGS", GUIDED)];
    steps.extend(targets().iter().map(|target| run(target, host)));
    steps
}

/// Their names: one program each.
fn targets() -> Vec<String> {
    let programs = machine::root().join("tests/fuzz/fuzz_targets");
    let listed = std::fs::read_dir(programs).into_iter().flatten().filter_map(Result::ok);
    let name = |file: &Path| Some(file.file_stem()?.to_str()?.to_owned());
    let mut names: Vec<String> = listed.filter_map(|entry| name(&entry.path())).collect();
    names.sort();
    names
}

fn run(target: &str, host: &str) -> Step {
    let seconds = std::env::var("FIELDWARD_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let line = format!(
        "mkdir -p {FOLDER}/reached/{target} {FOLDER}/found\n\
         {FOLDER}/{host}/fuzz/{target} -max_total_time={seconds} -timeout={HANGS_AFTER_S} \
             -rss_limit_mb={MEMORY_MIB_MAX} -artifact_prefix={FOLDER}/found/{target}- -print_final_stats=0 -verbosity=0 \
             {FOLDER}/reached/{target} tests/fuzz/seeds/{target}"
    );
    Step::shell(&format!("fuzzing {target}"), &line)
}
