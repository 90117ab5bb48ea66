//! A transcript of another engine, replayed.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::transcript(input));
