//! An invite, as it was typed.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::invite(input));
