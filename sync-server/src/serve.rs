//! A running server: the command, the demo and the tests start it in the same way.
//!
//! On loopback it answers plain HTTP, anywhere else TLS with its own certificate. It stops gracefully: requests that
//! are being answered are finished.

use std::{
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
    let store = store::open(&settings.data)?;
    let unusable = |error| ServeError::Listen(settings.listen, error);
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
    Ok(RunningServer { address, fingerprint, listening, store, handle, task })
}
