//! `fieldward form check` and `fieldward form replay`: an XLSForm on its own, without a study.

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};
use fieldward_core::{
    instance::{Surroundings, replay::replay},
    xlsform::{self, Issue, Reading},
};
use serde_json::json;

use super::Failure;
use crate::{clock, say};

/// What to do with a form.
#[derive(Debug, Subcommand)]
pub enum Form {
    /// Say everything that is wrong with a workbook, by sheet, row and column, and what would mend it.
    Check(Check),
    /// Replay a transcript of another engine (JSON lines) and print what this one does at each line.
    Replay(Replay),
}

/// `form check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The workbook.
    form: PathBuf,
    /// Print one JSON object for each issue.
    #[arg(long)]
    json: bool,
}

/// `form replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The workbook.
    form: PathBuf,
    /// The transcripts, replayed one after the other, each into a new interview.
    #[arg(required = true)]
    transcripts: Vec<PathBuf>,
}

impl Form {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Check(check) => check.run(),
            Self::Replay(replay) => replay.run(),
        }
    }
}

impl Check {
    fn run(self) -> Result<ExitCode, Failure> {
        let issues = read(&self.form)?.issues;
        for issue in &issues {
            if self.json {
                say::result(as_json(issue));
            } else {
                say::result(issue);
            }
        }
        let errors = issues.iter().filter(|issue| issue.is_error()).count();
        say::aside(format_args!("{errors} errors, {} warnings", issues.len() - errors));
        Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Replay {
    fn run(self) -> Result<ExitCode, Failure> {
        let reading = read(&self.form)?;
        let Some(form) = reading.form else {
            reading.issues.iter().filter(|issue| issue.is_error()).for_each(say::aside);
            return Err("the form has errors and cannot be filled in".into());
        };
        let form = Arc::new(form);
        for transcript in &self.transcripts {
            let text = std::fs::read_to_string(transcript)?;
            let surroundings =
                Surroundings { now: clock::now(), device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
            replay(&form, &text, &surroundings)?.iter().for_each(say::result);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn read(form: &PathBuf) -> Result<Reading, Failure> {
    let bytes = std::fs::read(form).map_err(|error| format!("{}: {error}", form.display()))?;
    Ok(xlsform::read(&bytes))
}

fn as_json(issue: &Issue) -> serde_json::Value {
    json!({
        "severity": if issue.is_error() { "error" } else { "warning" },
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "message": issue.message,
        "remedy": issue.remedy,
    })
}
