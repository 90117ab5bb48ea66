//! `fieldward invite`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use qrcode::{QrCode, render::unicode::Dense1x2};

use super::{Failure, holder::Who};
use crate::{clock, invites, say, store};

/// `invite`.
#[derive(Debug, Args)]
pub struct Invite {
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    /// What to call the device in the console. Never a person's name.
    #[arg(long, default_value = "device")]
    label: String,
    /// The address that the device will use, when it is another than the server listens on.
    #[arg(long)]
    address: Option<String>,
    #[command(flatten)]
    who: Who,
    /// Print the text only, for a script.
    #[arg(long)]
    text: bool,
}

impl Invite {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let store = store::open(&self.data)?;
        let (store, now) = (store.blocking(), clock::now());
        let invite = match self.who.given(store)? {
            Some(account) => invites::by(store, &account, &self.data, (self.address, &self.label), &now)?,
            None => invites::make(store, &self.data, self.address, &self.label, &now)?,
        };
        let text = invite.to_string();
        if !self.text {
            let code = QrCode::new(&text)?.render::<Dense1x2>().quiet_zone(true).build();
            say::aside(code);
            say::aside("Good for one device and ten minutes. Scan it, or give the device this text:");
        }
        say::result(text);
        Ok(ExitCode::SUCCESS)
    }
}
