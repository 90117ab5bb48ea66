//! `fieldward take-in`: records that came on a card or a cable.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::sync::parcel::FileKind;

use super::Failure;
use crate::{
    carrier, clock,
    intake::{self, IntakeError},
    say, store,
};

/// `take-in`.
#[derive(Debug, Args)]
pub struct TakeIn {
    /// The file that a device wrote.
    file: PathBuf,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    /// Where the receipts go, which the device reads; beside the file when it is not said.
    #[arg(long)]
    receipts: Option<PathBuf>,
}

impl TakeIn {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let bytes = fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let parcels = FileKind::Outbox.read(&bytes)?;
        let store = store::open(&self.data)?;
        let key = carrier::key(&self.data)?;
        let (mut receipts, mut foreign) = (Vec::new(), 0_usize);
        for parcel in &parcels {
            let now_ms = clock::now().wall_ms;
            match intake::take_parcel(store.blocking(), &key, parcel, now_ms, &mut clock::rng()) {
                Ok(receipt) => receipts.push(receipt),
                Err(IntakeError::Carried(_)) => foreign += 1,
                Err(error) => return Err(error.into()),
            }
        }
        let beside = self.file.with_extension("receipts");
        let to = self.receipts.unwrap_or(beside);
        fs::write(&to, FileKind::Receipts.write(&receipts)?)?;
        say::result(format_args!(
            "{} of {} parcels taken in; receipts in {}",
            receipts.len(),
            parcels.len(),
            to.display()
        ));
        if foreign > 0 {
            say::aside(format_args!("{foreign} are for another server, or of a device that is not enrolled here"));
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}
