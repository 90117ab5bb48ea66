//! A file that was carried by hand.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::carried(input));
