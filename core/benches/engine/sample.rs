//! Figures: one operation timed many times, and the middle and the worst of it.

use std::{hint::black_box, time::Instant};

use crate::allocations::{Allocated, allocated};

/// One operation while it is being timed.
#[derive(Default)]
pub struct Sample {
    ns: Vec<u64>,
    allocated: Vec<Allocated>,
}

impl Sample {
    /// Times one run of the operation.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = allocated();
        let begun = Instant::now();
        let result = black_box(work());
        let ns = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let allocated = allocated().since(before);
        self.ns.push(ns);
        self.allocated.push(allocated);
        result
    }

    /// The figure of all runs so far.
    pub fn figure(mut self, name: &str, size: usize) -> Figure {
        self.ns.sort_unstable();
        self.allocated.sort_unstable();
        let middle = self.allocated.get(self.allocated.len() / 2).copied();
        Figure {
            name: name.to_owned(),
            size,
            engine: "ours",
            p50_ns: at(&self.ns, 50),
            p99_ns: at(&self.ns, 99),
            count: self.ns.len(),
            allocated: middle,
        }
    }
}

/// The value below which so many of a hundred are.
fn at(sorted: &[u64], percent: usize) -> u64 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
}

/// What one operation costs.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The operation: `chain: answer at a leaf`.
    pub name: String,
    /// Questions of the form.
    pub size: usize,
    /// Whose figure it is.
    pub engine: &'static str,
    /// Half of the runs took less.
    pub p50_ns: u64,
    /// One run in a hundred took more.
    pub p99_ns: u64,
    /// How many runs.
    pub count: usize,
    /// What the middle run allocated, where it was counted.
    pub allocated: Option<Allocated>,
}

/// Figures of one engine.
#[derive(Debug, Default)]
pub struct Figures {
    times: Vec<Figure>,
    /// What is no time: name, questions, how much.
    amounts: Vec<(String, usize, f64)>,
}

impl Figures {
    /// Adds one.
    pub fn push(&mut self, figure: Figure) {
        self.times.push(figure);
    }

    /// Adds others.
    pub fn extend(&mut self, others: Self) {
        self.times.extend(others.times);
        self.amounts.extend(others.amounts);
    }

    /// The figure of an operation on a form of this size.
    pub fn find(&self, name: &str, size: usize) -> Option<&Figure> {
        self.times.iter().find(|figure| figure.name == name && figure.size == size)
    }

    /// Adds what is no time; its name says the unit.
    pub fn amount(&mut self, name: &str, size: usize, amount: f64) {
        self.amounts.push((name.to_owned(), size, amount));
    }

    /// An amount of a form of this size.
    pub fn find_amount(&self, name: &str, size: usize) -> Option<f64> {
        self.amounts.iter().find(|(known, of, _)| known == name && *of == size).map(|(.., amount)| *amount)
    }

    /// One line a figure.
    pub fn print(&self) {
        for figure in &self.times {
            let allocated = figure.allocated.map_or_else(String::new, |allocated| {
                format!("  {:>8} allocations {:>12} bytes", allocated.times, allocated.bytes)
            });
            println!(
                "{:<8} {:<34} p50 {:>11}  p99 {:>11}  n={:<5}{allocated}",
                figure.engine,
                figure.name,
                time_text(figure.p50_ns),
                time_text(figure.p99_ns),
                figure.count
            );
        }
        for (name, _, amount) in &self.amounts {
            println!("{:<8} {name:<40} {amount:.1}", "ours");
        }
    }
}

/// A time as people compare it: always in milliseconds, with as many digits as it needs.
pub fn time_text(ns: u64) -> String {
    let ms = ns as f64 / 1e6;
    if ms >= 10.0 { format!("{ms:.1} ms") } else { format!("{ms:.4} ms") }
}
