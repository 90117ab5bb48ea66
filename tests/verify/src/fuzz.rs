//! Inputs that nobody would write, guided by which code they reach: a bounded run of every fuzz target.
//!
//! libFuzzer comes with the crate that the targets use, and the compiler's own passes count what is reached, so that
//! neither a nightly compiler nor another tool is needed. Only our own packages are compiled for it: what they depend
//! on is there from the other tests. An input that breaks something is kept in `target/fuzzing/found`; it belongs into
//! `tests/fuzz/seeds` together with what mends it.

use crate::{machine, step::Step};

/// Seconds for each target, unless `FIELDWARD_FUZZ_SECONDS` says otherwise. As many targets run at once as there are
/// processors.
const SECONDS: &str = "4";

/// Where chance begins, unless `FIELDWARD_FUZZ_SEED` says otherwise (0: somewhere new). A whole run tries what other
/// whole runs tried, so that it fails for a change and not for the day; new inputs are looked for on purpose.
const SEED: &str = "1";

/// Seconds after which one input counts as hanging.
const HANGS_AFTER_S: u32 = 10;

/// Memory that one input may take, all inputs before it included.
const MEMORY_MIB_MAX: u32 = 2_048;

const FOLDER: &str = "target/fuzzing";

/// Builds the program of all targets and runs each.
pub(crate) fn fuzz() -> Vec<Step> {
    let wrapper = machine::root().join("tests/fuzz/guided.sh");
    // As `built` names the packages, so that nothing else is compiled anew.
    let build = Step::cargo("the fuzz targets", &["build", "--quiet", "--example", "guided"])
        .with("RUSTC_WORKSPACE_WRAPPER", &wrapper.to_string_lossy());
    vec![machine::cpp(), build, run(&targets())]
}

/// Their names: each has a folder of seeds.
fn targets() -> Vec<String> {
    let seeds = machine::root().join("tests/fuzz/seeds");
    let listed = std::fs::read_dir(seeds).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = listed.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn run(targets: &[String]) -> Step {
    let seconds = std::env::var("FIELDWARD_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let seed = std::env::var("FIELDWARD_FUZZ_SEED").unwrap_or_else(|_| SEED.to_owned());
    let one = format!(
        "mkdir -p {FOLDER}/reached/$0\n\
         FIELDWARD_FUZZ=$0 {FOLDER}/guided -seed={seed} -max_total_time={seconds} -timeout={HANGS_AFTER_S} \
             -rss_limit_mb={MEMORY_MIB_MAX} -artifact_prefix={FOLDER}/found/$0- -print_final_stats=0 \
             {FOLDER}/reached/$0 tests/fuzz/seeds/$0 >{FOLDER}/$0.log 2>&1 \
             && tail -n 1 {FOLDER}/$0.log | sed \"s/^/   $0: /\" \
             || {{ grep -v '^#' {FOLDER}/$0.log | tail -n 40; echo \"   $0 FAILED\"; exit 1; }}"
    );
    let line = format!(
        "mkdir -p {FOLDER}/found; cp -f target/debug/examples/guided {FOLDER}/guided\n\
         printf '%s\\n' {} | xargs -P \"$(nproc)\" -n 1 sh -c '{}'",
        targets.join(" "),
        one.replace('\'', "'\\''"),
    );
    Step::shell(&format!("fuzzing {} targets, {seconds} s each", targets.len()), &line)
}
