//! `fieldward relay`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward::Courier;
use fieldward_core::sync::Invite;

use super::Failure;
use crate::{
    relay::{RelaySettings, relay},
    say,
};

/// `relay`.
#[derive(Debug, Args)]
pub struct Relay {
    /// The relay's own folder.
    #[arg(long)]
    data: PathBuf,
    /// Address and port on the hotspot.
    #[arg(long)]
    listen: SocketAddr,
    /// The server's address. Without it parcels are kept until the relay is started with it.
    #[arg(long)]
    to: Option<String>,
    /// Any invite of that server, used or not: its pinned keys are what the relay believes the server by. Without one
    /// a server is reached over plain HTTP only.
    #[arg(long, requires = "to")]
    invite: Option<String>,
}

impl Relay {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        crate::log::start();
        let pins = self.invite.as_deref().map(str::parse::<Invite>).transpose()?.and_then(|invite| invite.pins);
        let courier = match &self.to {
            Some(address) => {
                Some(Courier::new(address, pins).ok_or("the server's address is not one that a relay can speak to")?)
            }
            None => None,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let running = relay(&RelaySettings { data: self.data, listen: self.listen }).await?;
            say::result(format_args!("relay at {}", running.address));
            say::aside("Ctrl-C stops it; what it keeps is on disk.");
            let forwarding = async {
                match &courier {
                    Some(courier) => running.forward_for_ever(courier).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = forwarding => {}
                stopped = tokio::signal::ctrl_c() => stopped?,
            }
            running.stop();
            Ok(ExitCode::SUCCESS)
        })
    }
}
