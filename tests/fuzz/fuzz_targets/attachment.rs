//! A file beside a form: csv, xml or geojson.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::attachment(input));
