//! What devices ask a relay: to keep a parcel, and for receipts. Nobody proves who they are, and nobody learns
//! anything.
//!
//! A parcel is sealed to the server and a receipt to its device: a relay that is stolen tells how many there were and
//! when. Everything is bounded in bytes, because anybody in reach of the hotspot may ask.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header::CONTENT_TYPE as CONTENT_TYPE_HEADER},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use fieldward_core::sync::{
    parcel::{Carried, PARCEL_BYTES_MAX},
    wire::{CONTENT_TYPE, FaultCode, encode, limits::ANSWER_BYTES_MAX, path},
};

use super::Kept;

pub(super) fn router(kept: Arc<Kept>) -> Router {
    Router::new()
        .route(path::PARCELS, post(parcels))
        .route(path::RECEIPTS, get(receipts))
        .layer(DefaultBodyLimit::max(PARCEL_BYTES_MAX))
        .with_state(kept)
}

async fn parcels(State(kept): State<Arc<Kept>>, parcel: Bytes) -> Response {
    answer(tokio::task::spawn_blocking(move || kept.keep(&parcel).map(|()| Carried::Kept)).await)
}

async fn receipts(State(kept): State<Arc<Kept>>) -> Response {
    // Room is left for what stands around them.
    let read = move || kept.receipts(ANSWER_BYTES_MAX - 16 * 1024).map(Carried::Receipts);
    answer(tokio::task::spawn_blocking(read).await)
}

fn answer(done: Result<std::io::Result<Carried>, tokio::task::JoinError>) -> Response {
    let code = match done {
        Ok(Ok(carried)) => {
            return (StatusCode::OK, [(CONTENT_TYPE_HEADER, CONTENT_TYPE)], encode(&carried)).into_response();
        }
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::StorageFull => FaultCode::Full,
        Ok(Err(_)) | Err(_) => FaultCode::Internal,
    };
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE_HEADER, CONTENT_TYPE)], encode(&code.fault())).into_response()
}
