//! `fieldward device`: one device in the terminal, led by a person or run from a script; and the two orders that two
//! people of the study give about a device.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use fieldward_core::{
    ids::DeviceId,
    sync::wire::{Decree, Order},
};

use super::{Failure, passphrase};
use crate::{
    accounts::{Account, unlock_account},
    clock, orders, say, store,
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
}

/// Which device, and in whose name.
#[derive(Debug, Args)]
struct About {
    /// The device's id, or the name on its invite.
    device: String,
    /// The server's data folder. A running server may stay up.
    #[arg(long)]
    data: PathBuf,
    /// Two holders, such as `supervisor/1` and `custodian_1/2`.
    #[arg(long = "as", value_name = "HOLDER", num_args = 1, required = true)]
    holders: Vec<String>,
    /// Read each one's passphrase from the first line of a file, in the same order, instead of asking for it.
    #[arg(long = "passphrase-file", value_name = "FILE", num_args = 1)]
    files: Vec<PathBuf>,
}

impl Device {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match (self.ordered, self.options) {
            (Some(Ordered::Revoke(about)), _) => about.order(|device| Decree::Revoke { device }),
            (Some(Ordered::Wipe(about)), _) => about.order(|device| Decree::Wipe { device }),
            (None, Some(options)) => Ok(terminal::run(&options)?),
            (None, None) => Err("say which device: --store DIR".into()),
        }
    }
}

impl About {
    fn order(&self, decree: impl Fn(DeviceId) -> Decree) -> Result<ExitCode, Failure> {
        let [first, second] = self.holders.as_slice() else {
            return Err("two holders are needed: --as A --as B".into());
        };
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let device = orders::meant(store, &self.device)?;
        let unlocked = |holder: &str, place: usize| -> Result<Account, Failure> {
            let words = words_of(holder, self.files.get(place).map(PathBuf::as_path))?;
            Ok(unlock_account(store, holder, &words)?)
        };
        let two = [unlocked(first, 0)?, unlocked(second, 1)?];
        let sign = |order: &Order| two.iter().map(|account| account.sign(order)).collect();
        let given = orders::give(store, decree(device), &clock::now(), sign)?;
        say::result(format_args!("order {} given about device {}", given.statement.number, device.0));
        say::aside("The device obeys at its next sync; the server takes nothing more from it from now on.");
        Ok(ExitCode::SUCCESS)
    }
}

fn words_of(holder: &str, file: Option<&Path>) -> Result<zeroize::Zeroizing<String>, Failure> {
    match file {
        Some(file) => passphrase::from_file(file),
        None => passphrase::asked(&format!("The passphrase of {holder}: ")),
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
        assert_eq!((about.device.as_str(), about.holders.len()), ("tablet", 2));
        assert!(read("device revoke tablet --data there").is_none(), "nobody gives an order alone");
    }
}
