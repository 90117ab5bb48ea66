//! How what an answer costs grows with the form: with what it touches, and with nothing else.

use crate::{
    forms::{groups, members},
    sample::{Figures, time_text},
};

/// An operation, and how many rules it evaluates in a form of this size.
type Touched = (&'static str, fn(usize) -> usize);

const OPERATIONS: [Touched; 7] = [
    // Nothing reads the answer but its own constraint.
    ("chain: answer at a leaf", |_| 1),
    // The total of each group, and the relevance of the next.
    ("chain: answer at the top", |size| 2 * groups(size)),
    ("wide: toggle", |size| size / 5),
    // The rules of one member, and the totals, each over half of the members on the average.
    ("roster: add a member", |size| members(size) / 2),
    ("roster: answer an age", |size| members(size) / 2),
    ("choices: answer the district", |_| 1),
    // The villages of one district, however many there are in all.
    ("choices: list those that match", |_| 100),
];

/// Prints each operation at each size: its time, and its time for each rule, repetition or choice that it touches.
pub fn print(sizes: &[usize], ours: &Figures) {
    if sizes.len() < 2 {
        return;
    }
    let heads: String = sizes.iter().map(|size| format!("{size:>27}")).collect();
    println!("\n{:<34}{heads}", "grows with what it touches (p50)");
    for (name, touched) in OPERATIONS {
        let cells = sizes.iter().map(|size| {
            let Some(figure) = ours.find(name, *size) else { return format!("{:>27}", "") };
            let each = figure.p50_ns / touched(*size).max(1) as u64;
            format!("{:>15} {:>8} each", time_text(figure.p50_ns), format!("{each} ns"))
        });
        println!("{name:<34}{}", cells.collect::<String>());
    }
}
