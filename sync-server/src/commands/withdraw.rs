//! `fieldward withdraw`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{
    Failure,
    holder::{Who, unlock},
    identity::references,
};
use crate::{clock, say, store, withdrawal};

/// `withdraw`.
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The person's reference number; `-` reads it from the standard input.
    #[arg(required_unless_present = "again")]
    reference: Option<String>,
    /// The server's data folder. A running server may stay up.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
    /// The second holder who decides: another supervisor, a custodian or an administrator.
    #[arg(long, value_name = "HOLDER", default_value = "supervisor/2")]
    with: String,
    /// Read the second holder's passphrase from the first line of this file instead of asking for it.
    #[arg(long, value_name = "FILE")]
    second_passphrase_file: Option<PathBuf>,
    /// Do again what an order's file says, after a backup was put back.
    #[arg(long, value_name = "FILE", conflicts_with = "reference")]
    again: Option<PathBuf>,
}

impl Withdraw {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        if let Some(file) = &self.again {
            let records = withdrawal::again_by(store, file)?;
            say::result(format_args!("{records} records withdrawn again"));
            return Ok(ExitCode::SUCCESS);
        }
        let typed = self.reference.clone().unwrap_or_default();
        let [reference] = references(&[typed])?[..] else { return Err("one reference number at a time".into()) };
        let first = self.who.unlock(store, "supervisor")?;
        let second = unlock(store, &self.with, self.second_passphrase_file.as_deref())?;
        let done = withdrawal::withdraw(store, &self.data, reference, (&first, &second), &clock::now())?;
        say::result(format_args!("{} records withdrawn; log {}", done.records, done.head));
        if done.unread > 0 {
            let unread = done.unread;
            say::aside(format_args!(
                "{unread} records here cannot be read, so nobody can say whether they are theirs too"
            ));
        }
        say::aside("The orders go down to devices. Keep these files apart from backups:");
        done.files.iter().for_each(|file| say::aside(file.display()));
        Ok(ExitCode::SUCCESS)
    }
}
