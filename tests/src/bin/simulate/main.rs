//! `cargo simulate --seeds N --from M`: a campaign of the simulation.
//!
//! Lives through that many seeds on all cores and prints what they were worth. A seed that breaks a rule is printed
//! with the end of its history; `--seeds 1 --from SEED` repeats it and prints all of it, and one that does not end is
//! named while it runs.
//! `--out FILE` keeps the report as text. `--planted FAULT` plants one of the faults of `simulation::planted`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that reports on the terminal")]

mod report;
mod watchdog;

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Instant,
};

use fieldward_tests::simulation::{Plan, Totals, planted::Planted, simulate};
use report::Report;
use watchdog::Said;

/// Failing seeds after which a campaign ends: more say nothing new.
const FAILURES_MAX: usize = 20;

fn main() -> ExitCode {
    let mut wanted = Wanted { seeds: 100, from: 0, out: None, planted: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next();
        if let Err(fault) = wanted.take(&name, value) {
            eprintln!("{fault}\nUsage: cargo simulate [--seeds N] [--from M] [--out FILE] [--planted FAULT]");
            return ExitCode::from(2);
        }
    }
    let report = campaign(&wanted);
    println!("{report}");
    if let Some(out) = &wanted.out
        && let Err(error) = std::fs::write(out, report.to_string())
    {
        eprintln!("{out}: {error}");
        return ExitCode::FAILURE;
    }
    if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Wanted {
    seeds: u64,
    from: u64,
    out: Option<String>,
    planted: Option<Planted>,
}

impl Wanted {
    fn take(&mut self, name: &str, value: Option<String>) -> Result<(), String> {
        let value = value.ok_or_else(|| format!("`{name}` needs a value"))?;
        let number = || value.parse().map_err(|_| format!("`{value}` is not a number"));
        match name {
            "--seeds" => self.seeds = number()?,
            "--from" => self.from = number()?,
            "--planted" => {
                self.planted =
                    Some(Planted::named(&value).ok_or_else(|| format!("no planted fault is called `{value}`"))?);
            }
            "--out" => self.out = Some(value),
            _ => return Err(format!("there is no option `{name}`")),
        }
        Ok(())
    }
}

fn campaign(wanted: &Wanted) -> Report {
    let begun = Instant::now();
    let (next, totals, failures) = (AtomicU64::new(0), Mutex::new(Totals::default()), Mutex::new(Vec::new()));
    let late = std::thread::scope(|scope| {
        let (say, heard) = mpsc::channel();
        let late = scope.spawn(move || watchdog::watch(&heard));
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let say = say.clone();
            let (next, totals, failures) = (&next, &totals, &failures);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let failed = failures.lock().unwrap_or_else(PoisonError::into_inner).len();
                    if number >= wanted.seeds || failed >= FAILURES_MAX {
                        return;
                    }
                    let seed = wanted.from + number;
                    let _ = say.send(Said::Begun(seed));
                    let outcome =
                        simulate(&wanted.planted.map_or_else(|| Plan::of(seed), |planted| Plan::with(planted, seed)));
                    let _ = say.send(Said::Ended(seed));
                    totals.lock().unwrap_or_else(PoisonError::into_inner).add(&outcome.totals);
                    if let Some(violation) = &outcome.violation {
                        let history = if wanted.seeds == 1 { &outcome.whole } else { &outcome.end };
                        eprintln!("seed {seed}: {violation}\n{history}\n");
                        failures.lock().unwrap_or_else(PoisonError::into_inner).push((seed, violation.to_string()));
                    }
                }
            });
        }
        drop(say);
        late.join().unwrap_or_default()
    });
    let totals = totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    Report { from: wanted.from, totals, failures, late, seconds: begun.elapsed().as_secs() }
}
