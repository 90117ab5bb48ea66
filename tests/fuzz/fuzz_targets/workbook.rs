//! A stranger's workbook: any bytes, and any sheet inside a sound archive.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fieldward_fuzz::workbook(input));
