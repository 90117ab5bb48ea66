//! Sealed records and batches.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::record(input));
