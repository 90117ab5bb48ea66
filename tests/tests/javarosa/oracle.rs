//! New walks, with other seeds at each run: JavaRosa walks the forms of this folder, then forms made up on the spot,
//! until the time is over.
//!
//! ORACLE_SECONDS says how long, ORACLE_SEED which seeds again. The device stands in another offset from UTC at each
//! run, which the seed decides too.
#![allow(clippy::print_stdout, reason = "says on the terminal how much was compared")]

use std::{
    env,
    error::Error,
    fs,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fieldward_tests::tables::workbook;

use crate::{
    Outcome, compare, folder, generate, names,
    walker::{self, Walks},
};

/// Walks of each form.
const WALKS: u64 = 12;

/// Forms that are made up, converted and walked together.
const TOGETHER: u64 = 12;

/// Seconds that one form is walked.
const FORM_SECONDS: u64 = 10;

/// How long new forms are made up when nobody says it.
const SECONDS: u64 = 60;

/// Offsets from UTC, in minutes.
const OFFSETS: [i16; 6] = [0, 420, 345, -210, 840, -600];

/// Where the device stands with a seed.
pub fn offset(seed: u64) -> i16 {
    OFFSETS[usize::try_from(seed % 6).unwrap_or(0)]
}

/// How much was compared.
struct Bench {
    seed: u64,
    forms: usize,
    lines: usize,
    found: Vec<String>,
    /// The first form with a difference, as its table, and the walk.
    first: String,
}

#[test]
fn new_walks_have_the_same_outcomes_and_values() -> Outcome {
    let begun = Instant::now();
    let seed = seed()?;
    let most = Duration::from_secs(number("ORACLE_SECONDS")?.unwrap_or(SECONDS));
    let mut bench = Bench { seed, forms: 0, lines: 0, found: Vec::new(), first: String::new() };
    let mut kept = Vec::new();
    for name in names("forms", ".md")? {
        kept.push((name.clone(), fs::read_to_string(folder("forms").join(format!("{name}.md")))?));
    }
    bench.compare(&kept)?;
    let mut next = 0;
    while begun.elapsed() < most {
        let made_up = next..next + TOGETHER;
        let forms = made_up.map(|form| (format!("made-up-{form}"), generate::form(seed.wrapping_add(form))));
        bench.compare(&forms.collect::<Vec<_>>())?;
        next += TOGETHER;
    }
    let Bench { forms, lines, found, first, .. } = bench;
    println!("ORACLE_SEED={seed}: {forms} forms, {lines} lines, {} differences", found.len());
    assert!(found.is_empty(), "ORACLE_SEED={seed}, {forms} forms, {lines} lines:\n{}\n{first}", found.join("\n"));
    assert!(lines > forms * 20, "JavaRosa made {lines} lines of {forms} forms with ORACLE_SEED={seed}");
    Ok(())
}

/// The seed of a run: the one that is asked for, or one that the clock gives.
pub fn seed() -> Result<u64, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(number("ORACLE_SEED")?.unwrap_or(now.as_secs() % 1_000_000))
}

/// A number that the environment gives.
pub fn number(variable: &str) -> Result<Option<u64>, Box<dyn Error>> {
    env::var(variable).ok().map(|text| text.parse()).transpose().map_err(Into::into)
}

impl Bench {
    /// Walks forms, each a name and a table, and compares.
    fn compare(&mut self, forms: &[(String, String)]) -> Outcome {
        let place = tempfile::tempdir()?;
        for (name, table) in forms {
            fs::write(place.path().join(format!("{name}.xlsx")), workbook(table)?)?;
        }
        walker::convert(place.path())?;
        let offset_min = offset(self.seed);
        walker::walk(place.path(), Walks { first: self.seed, many: WALKS, seconds: FORM_SECONDS, offset_min })?;
        for (name, table) in forms {
            let form = compare::form(&workbook(table)?)?;
            self.forms += 1;
            for walk in walker::walked(place.path(), &format!("{name}.xlsx"))? {
                self.lines += walk.text.lines().count();
                let surroundings = compare::surroundings_at(walk.wall_ms, offset_min);
                let found = compare::differences(name, &form, &walk.text, &surroundings)?;
                let found = found.into_iter().filter(|line| !compare::is_on_purpose(name, &line.node));
                self.found.extend(found.map(|line| format!("walk {}: {}", walk.seed, line.told)));
                if !self.found.is_empty() && self.first.is_empty() {
                    self.first = format!("{table}\n{}", walk.text);
                }
            }
        }
        Ok(())
    }
}
