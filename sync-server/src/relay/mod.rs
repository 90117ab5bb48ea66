//! A relay: a laptop with a hotspot that takes parcels from devices which it cannot read, keeps them on its disk, and
//! brings them to the server when it has a line.
//!
//! It knows no study and holds no key. A parcel shows it nothing but a size in steps; a receipt can be read by one
//! device alone, so the relay hands all that it has to whoever asks, and each device finds its own. What a relay says
//! is no acknowledgement: a device keeps its records until the server's receipt. A stolen relay gives away how many
//! parcels passed and when, no more. On its own network it speaks plain HTTP, which adds nothing to that.

mod forward;
mod kept;
mod routes;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use fieldward::Courier;
use tokio::{net::TcpListener, task::JoinHandle};

pub use forward::{FORWARD_EVERY_MS, Forwarded, forward_by};
pub use kept::{Kept, RECEIPTS_KEPT_MAX, REFUSED_KEPT_MAX, WAITING_BYTES_MAX};

/// What a relay needs to know.
#[derive(Debug, Clone)]
pub struct RelaySettings {
    /// Its folder; made when it is absent.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
}

/// A relay that runs until its runtime ends.
pub struct RunningRelay {
    /// What devices use: `http://ADDRESS`.
    pub address: String,
    kept: Arc<Kept>,
    task: JoinHandle<io::Result<()>>,
}

/// Starts a relay on the current runtime. When this returns, it answers.
///
/// # Errors
/// When its folder or its port cannot be used.
pub async fn relay(settings: &RelaySettings) -> io::Result<RunningRelay> {
    let kept = Arc::new(Kept::open(&settings.data)?);
    let listener = TcpListener::bind(settings.listen).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let app = routes::router(Arc::clone(&kept));
    let task = tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(RunningRelay { address, kept, task })
}

impl RunningRelay {
    /// Brings what waits to a server, once.
    ///
    /// # Errors
    /// As the relay's disk says; a server that does not answer is no error.
    pub async fn forward(&self, courier: &Courier) -> io::Result<Forwarded> {
        forward::once(&self.kept, courier).await
    }

    /// Brings what waits to a server, again and again.
    pub async fn forward_for_ever(&self, courier: &Courier) {
        loop {
            match self.forward(courier).await {
                Ok(forwarded) => {
                    tracing::info!(brought = forwarded.brought, left = forwarded.left, "a look at the line")
                }
                Err(error) => tracing::error!(kind = %error.kind(), "the relay's folder failed"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(FORWARD_EVERY_MS)).await;
        }
    }

    /// Stops answering.
    pub fn stop(self) {
        self.task.abort();
    }
}
