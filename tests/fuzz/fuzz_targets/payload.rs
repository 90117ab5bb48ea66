//! What a sealed record holds.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::payload(input));
