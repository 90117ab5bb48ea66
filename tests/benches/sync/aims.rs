//! What the figures should be, and whether they are.

use crate::{load::Load, slow::Slow, wire::Sent};

const UP_BYTES: f64 = 400.0;
const FASTER: f64 = 20.0;
const SENDERS: f64 = 2.0 * crate::odk::RECORDS_A_SECOND;
const BATCHED: f64 = 5_000.0;
const DISK_BYTES: f64 = 900.0;
const MEMORY_MB: f64 = 64.0;

/// Says which aims are met.
pub fn print(sent: &Sent, slow: &Slow, load: &Load) {
    println!("\nAims");
    at_most("bytes up an interview", sent.up, UP_BYTES);
    at_least("times faster over 2G", slow.odk_ms / slow.ours_ms, FASTER);
    at_least("durable records a second one by one, many devices", load.many_one_by_one, SENDERS);
    at_least("durable records a second in batches", load.batched, BATCHED);
    at_most("bytes of server disk a record", load.disk_bytes, DISK_BYTES);
    at_most("MB of server memory", load.memory_mb, MEMORY_MB);
}

fn at_most(what: &str, found: f64, aim: f64) {
    say(what, found, if found <= aim { "met" } else { "MISSED" }, &format!("at most {aim}"));
}

fn at_least(what: &str, found: f64, aim: f64) {
    say(what, found, if found >= aim { "met" } else { "MISSED" }, &format!("at least {aim}"));
}

fn say(what: &str, found: f64, verdict: &str, aim: &str) {
    println!("  {verdict:6}  {found:9.1} {what} ({aim})");
}
