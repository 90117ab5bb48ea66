//! `fieldward holder card`, and how commands read and announce cards.

use std::path::{Path, PathBuf};

use clap::Args;
use fieldward_core::authority::Holder;

use super::Failure;
use crate::{
    accounts::{Passphrase, card},
    clock, say,
};

/// `holder card`.
#[derive(Debug, Args)]
pub struct Card {
    /// The account: its role and number, such as `custodian_1/2` or `custodian_2/recovery`.
    name: String,
    /// Where the card goes. It opens nothing: give it to whoever publishes the study.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Card {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (holder, code) = card::make(&self.name, &mut clock::rng())?;
        let mut file =
            std::fs::File::create_new(&self.out).map_err(|error| format!("{}: {error}", self.out.display()))?;
        std::io::Write::write_all(&mut file, format!("{}\n", card::write(&holder)).as_bytes())?;
        file.sync_all()?;
        say::result(format_args!("{}: {}", self.name, code.as_str()));
        say::aside(
            "Write this code down: it is typed where a passphrase is asked for, is kept nowhere, and is nobody's but yours.",
        );
        say::aside(format_args!(
            "Give {} to whoever publishes. When they have it, they must read this to you:",
            self.out.display()
        ));
        say::aside(format_args!("{}: {}", self.name, card::fingerprint(&holder)));
        Ok(())
    }
}

/// Reads a card's file.
pub(super) fn from_file(file: &Path) -> Result<Holder, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(card::read(&text).map_err(|error| format!("{}: {error}", file.display()))?)
}

/// What is compared with the holder of a card before anything is sealed to it.
pub(super) fn say_fingerprint(card: &Holder) {
    say::aside(format_args!("{} came by card; compare with them by voice: {}", card.id.0, card::fingerprint(card)));
}

/// The passphrase of somebody whose secret was made here.
pub(super) fn say_passphrase(passphrase: Option<&Passphrase>) {
    if let Some(passphrase) = passphrase {
        say::result(format_args!("{}: {}", passphrase.holder, passphrase.words.as_str()));
        say::aside("Write this down and give it to the new holder; it cannot be shown again.");
    }
}
