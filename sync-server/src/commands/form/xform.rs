//! `fieldward form xform`: the form as ODK Collect reads it.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::xform;

use super::read;
use crate::{commands::Failure, say};

/// `form xform`.
#[derive(Debug, Args)]
pub struct Xform {
    /// The form: a workbook, or an XForm to be written anew.
    form: PathBuf,
}

impl Xform {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        say::result(xform::write(&form));
        Ok(ExitCode::SUCCESS)
    }
}
