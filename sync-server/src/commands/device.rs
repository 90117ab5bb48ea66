//! `fieldward device`: one device in the terminal, led by a person or run from a script.

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::terminal::{self, DeviceOptions};

/// What `fieldward device` takes.
#[derive(Debug, Args)]
pub struct Device {
    #[command(flatten)]
    options: DeviceOptions,
}

impl Device {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        Ok(terminal::run(&self.options)?)
    }
}
