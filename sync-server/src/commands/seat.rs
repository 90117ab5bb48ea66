//! `fieldward holder card`, `fieldward holder add` and `fieldward holder remove`: how holders come, and how supervisors
//! and analysts leave.
//!
//! Each is a new list of holders, signed by two who stand in the old one; devices and desks believe no other.
//! Passphrases are asked for at the terminal or read from a file, never written on the command line, where other people
//! of the machine could read them. What a list may say is judged in `authority`, and keys are wrapped in `seats`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use fieldward_core::{authority::Role, vault::StretchCost};

use super::{
    Failure,
    card::{self, Card},
    holder::Two,
};
use crate::{clock, say, seats, store};

/// What to do about the study's supervisors and analysts.
#[derive(Debug, Subcommand)]
pub enum Seat {
    /// Make the secret of an account on your own machine, and the card that others need to seal to it.
    Card(Card),
    /// Give a newcomer an account. They read whatever the study has, from its first record on.
    Add(Add),
    /// Take somebody's account away. The study's key stays the same: who kept a copy of it keeps it.
    Remove(Remove),
}

/// `holder add`.
#[derive(Debug, Args)]
pub struct Add {
    /// As what.
    #[arg(value_enum)]
    role: SeatRole,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    two: Two,
    /// The newcomer's card (`fieldward holder card`). Without one their secret is made here.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
}

/// `holder remove`.
#[derive(Debug, Args)]
pub struct Remove {
    /// Who leaves, such as `supervisor/2`.
    leaves: String,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    two: Two,
}

/// As what somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SeatRole {
    /// Reads, publishes, asks for identities, gives orders with another.
    Supervisor,
    /// Reads within the access plan.
    Analyst,
}

impl Seat {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Card(command) => command.run().map(|()| ExitCode::SUCCESS),
            Self::Add(command) => command.run(),
            Self::Remove(command) => command.run(),
        }
    }
}

impl Add {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let [supervisor, other] = self.two.unlock(store)?;
        let role = match self.role {
            SeatRole::Supervisor => Role::Supervisor,
            SeatRole::Analyst => Role::Analyst,
        };
        let makings = (StretchCost::DEFAULT, &mut clock::rng());
        let card = self.card.as_deref().map(card::from_file).transpose()?;
        let comes = (role, card.as_ref());
        let (holder, passphrase, head) = seats::add(store, comes, (&supervisor, &other), &clock::now(), makings)?;
        card::say_passphrase(passphrase.as_ref());
        card.iter().for_each(card::say_fingerprint);
        say::result(format_args!("{} came; log {head}", holder.0));
        Ok(ExitCode::SUCCESS)
    }
}

impl Remove {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let [supervisor, other] = self.two.unlock(store)?;
        let head = seats::remove(store, &self.leaves, (&supervisor, &other), &clock::now())?;
        say::result(format_args!("{} left; log {head}", self.leaves));
        Ok(ExitCode::SUCCESS)
    }
}
