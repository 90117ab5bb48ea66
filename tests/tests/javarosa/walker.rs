//! pyxform and JavaRosa at work: a folder of workbooks becomes XForms, and those become walks.
//!
//! Both are started once for all forms of a folder, for starting them takes longer than a form. `cargo verify oracle`
//! sets them up and says where they are: ORACLE_PYTHON (with pyxform in it), ORACLE_JAR (ODK_Validate.jar),
//! ORACLE_CLASSES (tests/oracle, compiled).

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Outcome;

/// Which walks are made through each form of a folder.
#[derive(Clone, Copy)]
pub struct Walks {
    /// The first seed.
    pub first: u64,
    /// How many seeds.
    pub many: u64,
    /// After so many seconds of one form no more are begun.
    pub seconds: u64,
    /// The device's offset from UTC.
    pub offset_min: i16,
}

/// A walk that was made.
pub struct Walked {
    /// Its seed.
    pub seed: String,
    /// Its lines.
    pub text: String,
    /// When it was made.
    pub wall_ms: i64,
}

/// Turns the workbooks of a folder into XForms: BOOK becomes BOOK.xform, or BOOK.refused.
pub fn convert(folder: &Path) -> Outcome {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/convert.py");
    run(Command::new(env::var("ORACLE_PYTHON")?).arg(script).arg(folder)).map(|_| ())
}

/// Walks all XForms of a folder, into `walks/FORM/SEED.jsonl`. Gives what JavaRosa could not do, by form.
pub fn walk(folder: &Path, walks: Walks) -> Result<BTreeMap<String, Vec<String>>, Box<dyn Error>> {
    let broken = java("Walk", walks.offset_min)?
        .args([folder, &folder.join("walks")])
        .args([walks.first, walks.many, walks.seconds].map(|number| number.to_string()))
        .output()?;
    if !broken.status.success() {
        return Err(String::from_utf8_lossy(&broken.stderr).into());
    }
    let mut by_form: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&broken.stderr).lines() {
        let (form, reason) = line.split_once(' ').unwrap_or((line, ""));
        by_form.entry(form.to_owned()).or_default().push(reason.to_owned());
    }
    Ok(by_form)
}

/// A program of tests/oracle, on a device with this offset.
pub fn java(program: &str, offset_min: i16) -> Result<Command, Box<dyn Error>> {
    let classes = format!("{}:{}", env::var("ORACLE_JAR")?, env::var("ORACLE_CLASSES")?);
    let (sign, minutes) = (if offset_min < 0 { '-' } else { '+' }, offset_min.unsigned_abs());
    let zone = format!("-Duser.timezone=GMT{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    let mut command = Command::new("java");
    command.args(["-Xss16m", "-XX:+UseSerialGC", &zone, "-cp", &classes, program]);
    Ok(command)
}

/// The walks that were made through a form, by seed.
pub fn walked(folder: &Path, form: &str) -> Result<Vec<Walked>, Box<dyn Error>> {
    let mut walks = Vec::new();
    let Ok(entries) = fs::read_dir(folder.join("walks").join(form)) else { return Ok(walks) };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let made = fs::metadata(&path)?.modified()?.duration_since(std::time::UNIX_EPOCH)?;
        let seed = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        walks.push(Walked { seed, text: fs::read_to_string(&path)?, wall_ms: i64::try_from(made.as_millis())? });
    }
    Ok(walks)
}

fn run(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(said.into()) }
}
