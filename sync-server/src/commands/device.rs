//! `fieldward device`: one device in the terminal, led by a person or run from a script; and the two orders that two
//! people of the study give about a device.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use fieldward_core::authority::Ordering;

use super::{
    Failure,
    holder::{Two, Who},
};
use crate::{
    clock, orders, say, store, succession,
    terminal::{self, DeviceOptions},
};

/// What `fieldward device` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Device {
    #[command(subcommand)]
    ordered: Option<Ordered>,
    #[command(flatten)]
    options: Option<DeviceOptions>,
}

/// What two people of the study can order about a device.
#[derive(Debug, Subcommand)]
enum Ordered {
    /// The device takes no new interviews and nothing of it is taken, until an invite enrols it again.
    Revoke(About),
    /// The device destroys its store at its next sync, whatever is in it.
    Wipe(About),
    /// A device that was copied goes on under another name: what it brings in the old one counts from now on.
    Continue(Continue),
}

/// Which device, and which supervisor says so.
#[derive(Debug, Args)]
struct Continue {
    /// The device's new id, as the console names it, or the name on its new invite.
    device: String,
    /// The server's data folder. A running server may stay up.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
}

/// Which device, and in whose name.
#[derive(Debug, Args)]
struct About {
    /// The device's id, or the name on its invite.
    device: String,
    /// The server's data folder. A running server may stay up.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    two: Two,
    /// Write the order into a file too, to be carried to a device that has no line.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Device {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match (self.ordered, self.options) {
            (Some(Ordered::Revoke(about)), _) => about.order(Ordering::Revoke),
            (Some(Ordered::Wipe(about)), _) => about.order(Ordering::Wipe),
            (Some(Ordered::Continue(one)), _) => one.confirm(),
            (None, Some(options)) => Ok(terminal::run(&options)?),
            (None, None) => Err("say which device: --store DIR".into()),
        }
    }
}

impl Continue {
    fn confirm(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let device = orders::meant(store, &self.device)?;
        let account = self.who.unlock(store, "supervisor")?;
        succession::confirm(store, device, &account, &clock::now())?;
        say::result(format_args!("device {} goes on", device.0));
        say::aside("What it brings in its old name is in the tables and exports from now on.");
        Ok(ExitCode::SUCCESS)
    }
}

impl About {
    fn order(&self, what: Ordering) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let device = orders::meant(store, &self.device)?;
        let [first, second] = self.two.unlock(store)?;
        let given = orders::give(store, (what, device), (&first, &second), &clock::now())?;
        say::result(format_args!("order {} given about device {}", given.statement.number, device.0));
        if let Some(out) = &self.out {
            fs::write(out, orders::as_file(&given)?)?;
            say::aside(format_args!("The device obeys {} as soon as it reads it.", out.display()));
        }
        say::aside("The device obeys at its next sync; the server takes nothing more from it from now on.");
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        device: Device,
    }

    fn read(words: &str) -> Option<Device> {
        Line::try_parse_from(words.split(' ')).ok().map(|line| line.device)
    }

    #[test]
    fn a_device_is_run_by_its_store_and_ordered_about_by_two_names() {
        let run = read("device --store here --language fr").expect("as ever");
        assert!(run.ordered.is_none());
        assert_eq!(run.options.map(|options| options.language), Some("fr".into()));
        let wipe = read("device wipe tablet --data there --as supervisor/1 --as custodian_1/2").expect("two names");
        let Some(Ordered::Wipe(about)) = wipe.ordered else { panic!("it is an order") };
        assert_eq!((about.device.as_str(), about.two.holders.len()), ("tablet", 2));
        assert!(read("device revoke tablet --data there").is_none(), "nobody gives an order alone");
    }
}
