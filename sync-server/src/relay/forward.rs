//! Bringing parcels to the server, the oldest first. Without a line nothing is lost and nothing is said.
//!
//! A parcel leaves the relay's folder only when the server's answer to it is on the relay's disk. What the server can
//! never take is put aside, so that it does not stand before the others.

use std::{fs, io};

use fieldward::{Courier, Handed};

use super::Kept;

/// How often a relay looks whether it has a line.
pub const FORWARD_EVERY_MS: u64 = 30_000;

/// What one look at the line came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// Parcels that the server answered.
    pub brought: usize,
    /// Parcels that still wait.
    pub left: usize,
    /// Parcels that the server will never take.
    pub refused: usize,
}

pub(super) async fn once(kept: &Kept, courier: &Courier) -> io::Result<Forwarded> {
    forward_by(kept, async |parcel| courier.hand_over(parcel).await).await
}

/// Brings what waits by whatever hands a parcel over and says what came of it.
///
/// # Errors
/// As the relay's disk says.
pub async fn forward_by(kept: &Kept, mut hand_over: impl AsyncFnMut(Vec<u8>) -> Handed) -> io::Result<Forwarded> {
    let waiting = kept.waiting()?;
    let mut forwarded = Forwarded { left: waiting.len(), ..Forwarded::default() };
    for parcel in waiting {
        match hand_over(fs::read(&parcel)?).await {
            Handed::Receipts(receipts) => {
                for receipt in receipts.iter().take(1) {
                    kept.answered(&parcel, receipt)?;
                }
                forwarded.brought += 1;
            }
            Handed::Refused => {
                kept.refused(&parcel)?;
                forwarded.refused += 1;
            }
            // Another relay has it: that is no answer of the server's, so it stays here too.
            Handed::Kept => {}
            // One device that has had its share of a day, or a record that the server fails at, stops nobody else.
            Handed::NotNow => {}
            Handed::NoLine => break,
        }
        forwarded.left = kept.waiting()?.len();
    }
    Ok(forwarded)
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Bytes, http::StatusCode, response::IntoResponse, routing::post};
    use fieldward_core::sync::{
        parcel::Carried,
        wire::{CONTENT_TYPE, FaultCode, encode, path},
    };

    use super::*;

    /// A server that has no room for one device.
    async fn answer(parcel: Bytes) -> impl IntoResponse {
        let typed = [("content-type", CONTENT_TYPE)];
        match parcel.as_ref() {
            b"too much" => (StatusCode::TOO_MANY_REQUESTS, typed, encode(&FaultCode::Quota.fault())),
            parcel => (StatusCode::OK, typed, encode(&Carried::Receipts(vec![parcel.to_vec()]))),
        }
    }

    #[tokio::test]
    async fn one_parcel_that_is_not_taken_now_keeps_no_other_back() -> io::Result<()> {
        // The HTTP client asks for one even when it speaks plain HTTP; whoever comes second finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let server =
            tokio::spawn(axum::serve(listener, Router::new().route(path::PARCELS, post(answer))).into_future());
        let folder = tempfile::tempdir()?;
        let kept = Kept::open(folder.path())?;
        kept.keep(b"too much")?;
        kept.keep(b"one")?;
        let courier = Courier::new(&address, None).ok_or(io::ErrorKind::InvalidInput)?;
        for brought in [1, 0] {
            assert_eq!(once(&kept, &courier).await?, Forwarded { brought, left: 1, refused: 0 });
        }
        server.abort();
        Ok(())
    }
}
