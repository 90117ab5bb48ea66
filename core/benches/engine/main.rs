//! How fast the form engine is, and how much faster than the engine that the field has now.
//!
//! `cargo bench-forms` writes four large questionnaires, times ours on each, counts what an answer allocates and how
//! much memory a form takes, and, where Java and pyxform are found, times pyxform and JavaRosa on the same forms in the
//! same run. It prints the figures, the ratios and whether each aim is met. See [`options`] for what it takes.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that reports on the terminal")]

mod aims;
mod allocations;
mod forms;
mod growth;
mod options;
mod ours;
mod peak;
mod sample;
mod theirs;

use std::{error::Error, process::ExitCode};

use options::{Options, Task};
use sample::Figures;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match options::read().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Outcome<()> {
    match task {
        // A child of the run below: a peak of memory is of a whole program.
        Task::Peak(stage, file) => peak::report(stage, &file),
        Task::Compare(options) => compare(&options),
    }
}

fn compare(options: &Options) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (mut ours, mut theirs) = (Figures::default(), Figures::default());
    for size in &options.sizes {
        println!("\nForms of {size} questions ({} choices, {} members)", forms::choices(*size), forms::members(*size));
        for form in forms::ALL {
            let file = form.write(folder.path(), *size)?;
            let found = ours::measure(form, *size, &file)?;
            found.print();
            ours.extend(found);
            if let Some(oracle) = options.oracle.as_ref().filter(|_| *size == options.base) {
                let found = theirs::measure(oracle, form, *size, &file)?;
                found.print();
                theirs.extend(found);
            }
        }
    }
    if options.oracle.is_none() {
        println!("\nJavaRosa and pyxform were not found, so nothing is compared: say where they are with --oracle.");
    }
    growth::print(&options.sizes, &ours);
    aims::print(options.base, &ours, &theirs);
    Ok(())
}
