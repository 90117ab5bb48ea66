//! The fuzzer around one target, which FIELDWARD_FUZZ names. `cargo verify fuzz` builds and runs it.
//!
//! One program for all targets: it is compiled and linked once, and most of what it holds is the same for each.
#![no_main]

use std::sync::LazyLock;

use fieldward_fuzz::{TARGETS, Target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let wanted = std::env::var("FIELDWARD_FUZZ").unwrap_or_default();
    let known = TARGETS.iter().find(|(name, _)| *name == wanted);
    known.map(|(_, target)| *target).expect("FIELDWARD_FUZZ names a target")
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| TARGET(input));
