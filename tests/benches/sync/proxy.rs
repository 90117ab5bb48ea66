//! Passes bytes between a device and its server, and counts them: everything above TCP, handshakes included.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use crate::Outcome;

/// What went through.
#[derive(Debug, Default)]
pub struct Counts {
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
}

/// A running proxy; it ends with its runtime.
pub struct Proxy {
    /// Where it listens.
    pub listening: SocketAddr,
    counts: Arc<Counts>,
}

impl Proxy {
    /// Listens on a port of its own, before this server.
    pub async fn before(server: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let listening = listener.local_addr()?;
        let counts = Arc::new(Counts::default());
        let counting = Arc::clone(&counts);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                counting.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(join(client, server, Arc::clone(&counting)));
            }
        });
        Ok(Self { listening, counts })
    }

    /// Bytes up, bytes down, connections.
    pub fn counted(&self) -> [u64; 3] {
        [&self.counts.up, &self.counts.down, &self.counts.connections].map(|count| count.load(Ordering::Relaxed))
    }
}

async fn join(client: TcpStream, server: SocketAddr, counts: Arc<Counts>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::join!(pass(from_client, to_server, &counts.up), pass(from_server, to_client, &counts.down));
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: &AtomicU64) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        count.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&bytes[..read]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}
