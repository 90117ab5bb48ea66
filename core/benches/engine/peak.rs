//! How much memory a form takes at most, from its bytes to an interview that is ready.
//!
//! The peak is that of a whole program, so the benchmark starts itself again for each and asks the system at the end.

use std::{env, fs, path::Path, process::Command, sync::Arc};

use crate::{Outcome, ours};

/// What the form is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its workbook.
    Workbook,
    /// What was stored of it.
    Stored,
}

impl Stage {
    /// By its word on the command line.
    pub fn named(word: &str) -> Outcome<Self> {
        match word {
            "workbook" => Ok(Self::Workbook),
            "stored" => Ok(Self::Stored),
            other => Err(format!("a peak is of a workbook or of a stored form, not of {other}").into()),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Stored => "stored",
        }
    }
}

/// Makes one form and prints the peak, in KiB.
pub fn report(stage: Stage, file: &Path) -> Outcome<()> {
    let bytes = fs::read(file)?;
    let form = Arc::new(match stage {
        Stage::Workbook => ours::from_workbook(&bytes)?,
        Stage::Stored => ours::open(&bytes)?,
    });
    let instance = ours::begin(&form);
    println!("{}", peak_kib()?);
    drop(instance);
    Ok(())
}

/// The most that this program ever had in memory.
fn peak_kib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status").map_err(|_| "peaks are measured on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.and_then(|line| line.split_whitespace().next()).ok_or("the system does not say the peak")?.parse()?)
}

/// The peak of making a form, in MiB.
pub fn of(stage: Stage, file: &Path) -> Outcome<f64> {
    let output = Command::new(env::current_exe()?).arg("--peak").arg(stage.word()).arg(file).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let kib: u64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(kib as f64 / 1024.0)
}
