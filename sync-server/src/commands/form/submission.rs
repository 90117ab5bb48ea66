//! `fieldward form submission`: an interview as ODK's clients send it.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::{
    collect::replay::walked,
    xform::{self, Marks},
};
use uuid::Uuid;

use super::read;
use crate::{clock, commands::Failure, say};

/// `form submission`.
#[derive(Debug, Args)]
pub struct Submission {
    /// The workbook or XForm.
    form: PathBuf,
    /// The transcript that is replayed.
    transcript: PathBuf,
    #[command(flatten)]
    device: super::device::Device,
}

impl Submission {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        let text = std::fs::read_to_string(&self.transcript)?;
        let surroundings = self.device.surroundings(clock::now(), [0; 32]);
        let (_, walked) = walked(&form, &text, &surroundings)?;
        let instance = walked.instance();
        // No interview makes more entities than it has places for them.
        let entities = if form.entities.is_empty() { 0 } else { instance.relevant_nodes().len() + 1 };
        let marks = Marks {
            instance_id: format!("uuid:{}", Uuid::new_v4()),
            offset_min: surroundings.now.offset_min,
            entity_ids: (0..entities).map(|_| Uuid::new_v4().to_string()).collect(),
        };
        say::result(xform::submission(instance, &marks));
        Ok(ExitCode::SUCCESS)
    }
}
