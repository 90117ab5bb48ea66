//! `fieldward form check`: every issue of a form at once.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::read;
use crate::{commands::Failure, say};

/// `form check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The workbook or XForm.
    form: PathBuf,
    /// Print one JSON object for each issue.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let issues = read::reading(&self.form)?.issues;
        for issue in &issues {
            if self.json {
                say::result(issue.as_json());
            } else {
                say::result(issue);
            }
        }
        let errors = issues.iter().filter(|issue| issue.is_error()).count();
        say::aside(format_args!("errors: {errors}, warnings: {}", issues.len() - errors));
        Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
