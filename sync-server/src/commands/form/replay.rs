//! `fieldward form replay`: another engine's walks, walked by this one.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::collect::replay::replay;

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
    #[command(flatten)]
    device: super::device::Device,
}

impl Replay {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        for transcript in &self.transcripts {
            let text = std::fs::read_to_string(transcript)?;
            let surroundings = self.device.surroundings(clock::now(), [0; 32]);
            replay(&form, &text, &surroundings)?.iter().for_each(say::result);
        }
        Ok(ExitCode::SUCCESS)
    }
}
