//! A running server: the command, the demo and the tests start it in the same way.
//!
//! On loopback it answers plain HTTP, anywhere else TLS with its own certificate. It stops gracefully: requests that
//! are being answered are finished.

use std::{
    fs::File,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    time::Duration,
};

use axum_server::Handle;
use fieldward_core::sync::wire::limits::HEADER_BYTES_MAX;
use thiserror::Error;
use tokio::task::JoinHandle;

use crate::{
    address::{self, Scheme},
    carrier,
    clock::Clock,
    folder, mount, routes,
    store::{self, StoreError, StoreHandle},
    tls::{self, TlsError},
};

/// How long requests that are being answered may take when the server stops.
const STOP_MS: u64 = 10_000;

/// What a server needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder; made when it is absent.
    pub data: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// What invites say, when it is not what the server listens on: `https://name:port`.
    pub address: Option<String>,
    /// What is spoken there.
    pub link: Link,
}

/// What a server speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// Plain HTTP on loopback, TLS anywhere else.
    #[default]
    ByAddress,
    /// TLS on loopback too: for a tunnel that ends on this machine, and to try a device's pinned keys.
    Tls,
}

impl Settings {
    /// On this machine only, on a port that the system chooses.
    #[must_use]
    pub fn loopback(data: PathBuf) -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Self { data, listen, address: None, link: Link::default() }
    }

    /// The same with TLS.
    #[must_use]
    pub fn with_tls(self) -> Self {
        Self { link: Link::Tls, ..self }
    }

    fn scheme(&self, listening: &SocketAddr) -> Scheme {
        match self.link {
            Link::ByAddress => address::scheme(listening),
            Link::Tls => Scheme::Https,
        }
    }
}

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The data folder cannot be made or written.
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    /// The port is taken, or not allowed.
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// Another program listens there.
    #[error("another program listens on {0}: stop it, or choose another port with --listen")]
    Taken(SocketAddr),
    /// Another server runs on the folder.
    #[error("a server runs on this data folder already: one folder has one server")]
    Running,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A server that runs until it is stopped, or its runtime ends.
pub struct RunningServer {
    /// What devices and browsers use: `http://127.0.0.1:PORT` or `https://...`.
    pub address: String,
    /// SHA-256 of its certificate, as browsers show it; `None` without TLS. Nobody else vouches for that certificate:
    /// who opens the console over a network compares it before they type.
    pub fingerprint: Option<String>,
    /// Where it listens.
    pub listening: SocketAddr,
    /// Its store.
    pub store: StoreHandle,
    handle: Handle<SocketAddr>,
    task: JoinHandle<io::Result<()>>,
    /// Held while it runs.
    _lock: File,
}

impl RunningServer {
    /// Stops it, after the requests that are being answered.
    pub async fn stop(self) {
        self.handle.graceful_shutdown(Some(Duration::from_millis(STOP_MS)));
        // A server that failed has stopped too.
        let _ = self.task.await;
    }
}

/// Starts a server on the current runtime. When this returns, it answers.
///
/// # Errors
/// When the data folder, the port, the database or the certificate cannot be used.
pub async fn serve(settings: Settings) -> Result<RunningServer, ServeError> {
    folder::make(&settings.data).map_err(ServeError::Folder)?;
    let lock = folder::lock(&settings.data).map_err(ServeError::Folder)?.ok_or(ServeError::Running)?;
    let store = store::open(&settings.data)?;
    store.blocking().look_whole()?;
    let unusable = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::Taken(settings.listen),
        _ => ServeError::Listen(settings.listen, error),
    };
    if !carrier::is_there(&settings.data) && store.blocking().study()?.is_some() {
        tracing::warn!(
            "carrier.key was gone and is made anew: files and parcels on their way were sealed to the old one. Put it \
             back from a backup, or let the devices write theirs again after their next sync"
        );
    }
    let carrier = carrier::key(&settings.data).map_err(ServeError::Folder)?;
    let listener = TcpListener::bind(settings.listen).map_err(unusable)?;
    listener.set_nonblocking(true).map_err(unusable)?;
    let listening = listener.local_addr().map_err(unusable)?;
    let scheme = settings.scheme(&listening);
    let address = settings.address.unwrap_or_else(|| address::of(&listening, scheme));
    address::remember(&settings.data, &address).map_err(ServeError::Folder)?;

    let app =
        routes::router(store.clone(), Clock::system(), carrier).merge(mount::pages(&store, scheme, &settings.data));
    let handle = Handle::new();
    let (task, fingerprint) = match scheme {
        Scheme::Http => {
            let mut server = axum_server::from_tcp(listener).map_err(unusable)?.handle(handle.clone());
            server.http_builder().http1().max_buf_size(HEADER_BYTES_MAX);
            (tokio::spawn(server.serve(app.into_make_service())), None)
        }
        Scheme::Https => {
            let (config, fingerprint) =
                tls::config(&settings.data, vec!["localhost".into(), listening.ip().to_string()])?;
            let mut server = axum_server::from_tcp_rustls(listener, config).map_err(unusable)?.handle(handle.clone());
            server.http_builder().http1().max_buf_size(HEADER_BYTES_MAX);
            (tokio::spawn(server.serve(app.into_make_service())), Some(fingerprint))
        }
    };
    handle.listening().await;
    tracing::info!(%address, "answering");
    Ok(RunningServer { address, fingerprint, listening, store, handle, task, _lock: lock })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    type Checked = Result<(), Box<dyn std::error::Error>>;

    #[tokio::test]
    async fn one_folder_has_one_server_and_one_port_too() -> Checked {
        let (folder, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let settings = Settings::loopback(folder.path().into());
        let running = serve(settings.clone()).await?;
        assert!(matches!(serve(settings.clone()).await.err(), Some(ServeError::Running)));
        let taken = Settings { listen: running.listening, ..Settings::loopback(other.path().into()) };
        let error = serve(taken).await.err().ok_or("two programs listen at one place")?;
        assert!(error.to_string().contains("--listen"), "{error}");
        running.stop().await;
        serve(settings).await?.stop().await;
        Ok(())
    }

    #[tokio::test]
    async fn a_damaged_database_is_not_served_and_the_remedy_is_said() -> Checked {
        let folder = tempfile::tempdir()?;
        let settings = Settings::loopback(folder.path().into());
        serve(settings.clone()).await?.stop().await;
        let file = folder.path().join(store::sqlite::FILE_NAME);
        let whole = fs::read(&file)?;
        for page in 1..whole.len() / 4096 {
            let mut torn = whole.clone();
            torn[page * 4096..(page + 1) * 4096].fill(0xff);
            fs::write(&file, torn)?;
            let error = serve(settings.clone()).await.err().ok_or_else(|| format!("page {page} was not missed"))?;
            assert!(error.to_string().contains("last backup"), "page {page}: {error}");
        }
        Ok(())
    }
}
