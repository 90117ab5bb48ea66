//! `fieldward backup`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::Failure;
use crate::{backup::backup, say};

/// `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The server's data folder. A running server may stay up.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The folder to make. It must not exist yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Backup {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        backup(&self.data, &self.out)?;
        say::result(format_args!("{}: a copy of {}", self.out.display(), self.data.display()));
        say::aside(
            "To put it back: stop the server, and copy the files into the data folder, but leave those in `orders` that \
             are there already: they know who withdrew since. Devices send again what the copy lacks.",
        );
        Ok(ExitCode::SUCCESS)
    }
}
