//! `fieldward custodian rotate`, `fieldward custodian reseal` and `fieldward custodian again`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use super::{
    Failure, card,
    holder::{Who, unlock},
};
use crate::{clock, relist, rotation, say, store};

/// What to do about custodians.
#[derive(Debug, Subcommand)]
pub enum Custodian {
    /// Put somebody in the place of a custodian who leaves. No record changes.
    Rotate(Rotate),
    /// Hand halves that arrived since to a custodian who came later.
    Reseal(Reseal),
    /// Bring back changes of the holders that a backup from before has forgotten.
    Again(Again),
}

/// `custodian rotate`.
#[derive(Debug, Args)]
pub struct Rotate {
    /// Who leaves.
    leaves: String,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
    /// The supervisor who publishes the changed list.
    #[arg(long, value_name = "HOLDER", default_value = "supervisor")]
    supervisor: String,
    /// Read the supervisor's passphrase from the first line of this file.
    #[arg(long, value_name = "FILE")]
    supervisor_passphrase_file: Option<PathBuf>,
    /// The newcomer's card (`fieldward holder card`). Without one their secret is made here, and who runs this could
    /// keep it.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
}

/// `custodian reseal`.
#[derive(Debug, Args)]
pub struct Reseal {
    /// Who came later.
    to: String,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
}

/// `custodian again`.
#[derive(Debug, Args)]
pub struct Again {
    /// `orders/holders.list` of the data folder as it was.
    file: PathBuf,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
}

impl Again {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let changes = relist::again_by(handle.blocking(), &self.file)?;
        relist::keep(handle.blocking(), &self.data)?;
        say::result(format_args!("{changes} changes of the holders are in force again"));
        say::aside("Publish the study again, so that devices which took a package since then take the list too.");
        Ok(ExitCode::SUCCESS)
    }
}

impl Custodian {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Rotate(command) => command.run(),
            Self::Reseal(command) => command.run(),
            Self::Again(command) => command.run(),
        }
    }
}

impl Rotate {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let stays = self.who.unlock(store, "custodian_1/2")?;
        let supervisor = unlock(store, &self.supervisor, self.supervisor_passphrase_file.as_deref())?;
        let now = clock::now();
        let card = self.card.as_deref().map(card::from_file).transpose()?;
        let done = rotation::rotate(
            store,
            (&self.leaves, card.as_ref()),
            (&stays, &supervisor),
            &now,
            (fieldward_core::vault::StretchCost::DEFAULT, &mut clock::rng()),
        )?;
        // The passphrase first: it is shown once, whatever the disk says then.
        card::say_passphrase(done.passphrase.as_ref());
        card.iter().for_each(card::say_fingerprint);
        relist::keep(store, &self.data)?;
        say::aside(format_args!("{} came; {} halves handed over; log {}", done.holder.0, done.halves, done.head));
        Ok(ExitCode::SUCCESS)
    }
}

impl Reseal {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let account = self.who.unlock(handle.blocking(), "custodian_1/2")?;
        let halves = rotation::reseal(handle.blocking(), &self.to, &account, &clock::now(), &mut clock::rng())?;
        relist::keep(handle.blocking(), &self.data)?;
        say::result(format_args!("{halves} halves handed over"));
        Ok(ExitCode::SUCCESS)
    }
}
