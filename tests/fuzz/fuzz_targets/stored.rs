//! A compiled form as it is stored, damaged.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::stored(input));
