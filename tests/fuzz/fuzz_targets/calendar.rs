//! Days and times as text, and patterns that print them.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::calendar(input));
