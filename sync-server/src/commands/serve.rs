//! `fieldward serve`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;

use super::Failure;
use crate::{Link, Settings, say, store::StoreError};

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The data folder that a study was published to.
    #[arg(long)]
    data: PathBuf,
    /// Address and port. On loopback plain HTTP is spoken; anywhere else TLS with a certificate of the server's own.
    #[arg(long, default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// What invites say, when devices reach the server by another address: `https://name:port`.
    #[arg(long)]
    address: Option<String>,
}

impl Serve {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        // A folder that is made here by a slip of the pen would be served, and stay empty.
        if !self.data.is_dir() {
            return Err(StoreError::NoFolder.into());
        }
        crate::log::start();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let settings =
                Settings { data: self.data, listen: self.listen, address: self.address, link: Link::ByAddress };
            let server = crate::serve(settings).await?;
            say::result(format_args!("serving at {}", server.address));
            say::result(format_args!("console at {}/console", server.address));
            if let Some(fingerprint) = &server.fingerprint {
                say::result(format_args!("certificate SHA-256 {fingerprint}"));
                say::aside("No authority vouches for it: compare it in the browser before anybody types a passphrase.");
            }
            say::aside("Ctrl-C stops it; what was acknowledged is on disk.");
            stop_signal().await?;
            server.stop().await;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Ctrl-C, or the signal by which a service is stopped.
async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
