//! What the engine aims at, and whether it is met.

use crate::sample::{Figures, time_text};

/// So many times faster than pyxform and JavaRosa, at the size that is compared.
const FASTER: [(&str, f64); 11] = [
    ("chain: workbook to runnable", 50.0),
    ("wide: workbook to runnable", 50.0),
    ("roster: workbook to runnable", 50.0),
    ("choices: workbook to runnable", 50.0),
    ("chain: answer at the top", 20.0),
    ("chain: answer at a leaf", 20.0),
    ("roster: add a member", 20.0),
    ("roster: answer an age", 20.0),
    ("wide: toggle", 100.0),
    ("choices: answer the district", 100.0),
    ("choices: list those that match", 100.0),
];

/// Longest time to open a stored form of 5,000 questions.
const OPEN_NS_MAX: u64 = 5_000_000;

/// Most memory that the form with 100,000 choices may take.
const PEAK_MIB_MAX: f64 = 64.0;

/// Prints each aim with its figures.
pub fn print(base: usize, ours: &Figures, theirs: &Figures) {
    println!("\n{:<34} {:>12} {:>12} {:>9} {:>7}", "aim", "theirs p50", "ours p50", "ratio", "aim");
    for (name, aim) in FASTER {
        let (Some(mine), Some(other)) = (ours.find(name, base), theirs.find(name, base)) else { continue };
        let ratio = other.p50_ns as f64 / mine.p50_ns.max(1) as f64;
        let (other, mine) = (time_text(other.p50_ns), time_text(mine.p50_ns));
        println!("{name:<34} {other:>12} {mine:>12} {ratio:>8.1}x {aim:>6}x  {}", verdict(ratio >= aim));
    }
    for name in ["chain: open the stored form", "wide: open the stored form"] {
        let Some(open) = ours.find(name, base) else { continue };
        let (limit, met) = (time_text(OPEN_NS_MAX), open.p50_ns < OPEN_NS_MAX);
        println!("{name:<34} {:>12} {:>12} {:>9} <{limit}  {}", "", time_text(open.p50_ns), "", verdict(met));
    }
    for name in ["choices: peak from the workbook, MiB", "choices: peak from the stored form, MiB"] {
        let Some(peak) = ours.find_amount(name, base) else { continue };
        println!(
            "{name:<34} {:>12} {peak:>8.1} MiB {:>9} <{PEAK_MIB_MAX} MiB  {}",
            "",
            "",
            verdict(peak < PEAK_MIB_MAX)
        );
    }
}

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}
