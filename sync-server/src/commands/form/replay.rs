//! `fieldward form replay`: another engine's walks, walked by this one.

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::instance::{Surroundings, replay::replay};

use super::read;
use crate::{clock, commands::Failure, say};

/// `form replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The workbook.
    form: PathBuf,
    /// The transcripts, replayed one after the other, each into a new interview.
    #[arg(required = true)]
    transcripts: Vec<PathBuf>,
}

impl Replay {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        for transcript in &self.transcripts {
            let text = std::fs::read_to_string(transcript)?;
            let surroundings =
                Surroundings { now: clock::now(), device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
            replay(&form, &text, &surroundings)?.iter().for_each(say::result);
        }
        Ok(ExitCode::SUCCESS)
    }
}
