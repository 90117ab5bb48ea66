//! What the `fieldward` command can do: one file a command, each a few lines over the library.
//!
//! Exit codes: 0 done, 1 it could not be done or what was checked has faults, 2 the command line was not understood.

mod audit;
mod backup;
mod card;
mod custodian;
mod demo;
mod device;
mod export;
mod form;
mod holder;
mod identity;
mod invite;
mod passphrase;
mod relay;
mod seat;
mod serve;
mod study;
mod take_in;
mod withdraw;

use std::process::ExitCode;

use clap::Subcommand;

use crate::say;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a study folder, or publish it to a server's data folder.
    #[command(subcommand)]
    Study(study::Study),
    /// Check an XLSForm, or replay another engine's walk through it.
    #[command(subcommand)]
    Form(form::Form),
    /// Serve devices and the supervisor's console.
    Serve(serve::Serve),
    /// Make an invite for one device: a QR code and its text, good once and for ten minutes.
    Invite(invite::Invite),
    /// Be a device: enrol, interview and sync in the terminal, or run a file of actions.
    Device(device::Device),
    /// Take in a file of records that a device wrote where it has no line.
    TakeIn(take_in::TakeIn),
    /// Keep and bring on sealed records of devices that have no line to the server.
    Relay(relay::Relay),
    /// Write the records of one questionnaire into a file, for one purpose of the use statement.
    Export(export::Export),
    /// Ask for identities, grant a request, open what was granted.
    #[command(subcommand)]
    Identity(identity::Identity),
    /// Put a custodian in another's place.
    #[command(subcommand)]
    Custodian(custodian::Custodian),
    /// Make a card for an account of your own; give a supervisor or an analyst an account, or take it away.
    #[command(subcommand)]
    Holder(seat::Seat),
    /// Destroy the keys of a person's records, here and on devices.
    Withdraw(withdraw::Withdraw),
    /// Copy a data folder, while its server runs, so that it can be put back.
    Backup(backup::Backup),
    /// Check or show the log of what holders did.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The main job once through, with a real server and three devices, and its own checks.
    Demo(demo::Demo),
}

/// Why a command failed, said to the person who gave it.
pub(crate) type Failure = Box<dyn std::error::Error>;

impl Command {
    /// Runs the command.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let outcome = match self {
            Self::Study(command) => command.run(),
            Self::Form(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Invite(command) => command.run(),
            Self::Device(command) => command.run(),
            Self::TakeIn(command) => command.run(),
            Self::Relay(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Identity(command) => command.run(),
            Self::Custodian(command) => command.run(),
            Self::Holder(command) => command.run(),
            Self::Withdraw(command) => command.run(),
            Self::Backup(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Demo(command) => command.run(),
        };
        outcome.unwrap_or_else(|failure| {
            say::aside(format_args!("fieldward: {}", with_causes(failure.as_ref())));
            ExitCode::FAILURE
        })
    }
}

/// What failed, and why, in one line.
fn with_causes(failure: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(failure.source(), |cause| cause.source());
    causes.fold(failure.to_string(), |line, cause| format!("{line}: {cause}"))
}
