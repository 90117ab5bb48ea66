//! Bodies of requests and answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::wire(input));
