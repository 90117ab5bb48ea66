//! A stranger's XForm, read, filled in and checked.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::xform(input));
