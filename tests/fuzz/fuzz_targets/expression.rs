//! An expression of an author, compiled in a small form and evaluated as answers change.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::expression(input));
