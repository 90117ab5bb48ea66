//! New walks, with other seeds at each run: JavaRosa walks the forms of this folder, then forms made up on the spot,
//! until the time is over.
//!
//! Takes Java and pyxform, which `cargo verify oracle` sets up: ORACLE_JAR (ODK_Validate.jar), ORACLE_CLASSES (our
//! `Walk`, compiled) and XLS2XFORM say where they are. ORACLE_SECONDS says how long, ORACLE_SEED which seeds again.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::{Outcome, compare, folder, generate, names};

/// Walks of each form.
const WALKS: u64 = 12;

/// How long new forms are made up when nobody says it.
const SECONDS: u64 = 60;

/// A folder to work in, and how much was compared there.
struct Bench {
    place: tempfile::TempDir,
    seed: u64,
    forms: usize,
    lines: usize,
    found: Vec<String>,
}

#[test]
fn new_walks_have_the_same_outcomes_and_values() -> Outcome {
    let begun = Instant::now();
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = number("ORACLE_SEED")?.unwrap_or(now.as_secs() % 1_000_000);
    let most = Duration::from_secs(number("ORACLE_SECONDS")?.unwrap_or(SECONDS));
    let mut bench = Bench { place: tempfile::tempdir()?, seed, forms: 0, lines: 0, found: Vec::new() };
    for name in names("forms", ".md")? {
        bench.form(&name, &fs::read_to_string(folder("forms").join(format!("{name}.md")))?)?;
    }
    for made_up in 0.. {
        if begun.elapsed() >= most {
            break;
        }
        bench.form(&format!("made-up-{made_up}"), &generate::form(seed.wrapping_add(made_up)))?;
    }
    let Bench { forms, lines, found, .. } = bench;
    assert!(found.is_empty(), "ORACLE_SEED={seed}, {forms} forms, {lines} lines:\n{}", found.join("\n"));
    assert!(lines > forms * 20, "JavaRosa made {lines} lines of {forms} forms with ORACLE_SEED={seed}");
    Ok(())
}

fn number(variable: &str) -> Result<Option<u64>, Box<dyn Error>> {
    env::var(variable).ok().map(|text| text.parse()).transpose().map_err(Into::into)
}

impl Bench {
    /// Walks one form and compares.
    fn form(&mut self, name: &str, table: &str) -> Outcome {
        let book = self.place.path().join(format!("{name}.xlsx"));
        let xform = book.with_extension("xml");
        let bytes = compare::workbook(table)?;
        fs::write(&book, &bytes)?;
        run(Command::new(env::var("XLS2XFORM")?).arg("--skip_validate").arg(&book).arg(&xform))?;
        let walks = self.walk(&xform)?;
        let form = compare::form(&bytes)?;
        let wall_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        self.forms += 1;
        for walk in fs::read_dir(&walks)? {
            let path = walk?.path();
            let text = fs::read_to_string(&path)?;
            self.lines += text.lines().count();
            let seed = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let found = compare::differences(name, &form, &text, wall_ms)?;
            self.found.extend(found.into_iter().map(|line| format!("walk {seed}: {line}")));
        }
        Ok(())
    }

    fn walk(&self, xform: &Path) -> Result<PathBuf, Box<dyn Error>> {
        let walks = xform.with_extension("walks");
        let classes = format!("{}:{}", env::var("ORACLE_JAR")?, env::var("ORACLE_CLASSES")?);
        let seeds = (self.seed..self.seed + WALKS).map(|seed| seed.to_string());
        run(Command::new("java").args(["-Xss16m", "-cp", &classes, "Walk"]).arg(xform).arg(&walks).args(seeds))?;
        Ok(walks)
    }
}

fn run(command: &mut Command) -> Outcome {
    let output = command.output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}
