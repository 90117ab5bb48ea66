//! `GET /v1/media/{hash}` and `POST /v1/media/{hash}/{total}/{from}`.

use axum::extract::{Path, Request, State};
use fieldward_core::{
    ids::Hash32,
    record::{MEDIA_BYTES_MAX, MEDIA_CHUNK_BYTES},
    sync::wire::{FaultCode, MediaMark},
};

use super::{Answer, Answered, Refusal, Shared, signed::Received};
use crate::store::MediaChunk;

pub(super) async fn mark(
    State(shared): State<Shared>,
    Path(hash): Path<String>,
    request: Request,
) -> Answered<MediaMark> {
    let received = Received::read(&shared, request).await?;
    received.device(&shared).await?;
    let hash = named(&hash)?;
    Ok(Answer(shared.store.run(move |store| store.media_mark(&hash)).await?))
}

pub(super) async fn chunk(
    State(shared): State<Shared>,
    Path((hash, total, from)): Path<(String, String, String)>,
    request: Request,
) -> Answered<MediaMark> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?.id;
    let number = |text: &str| text.parse::<u64>().map_err(|_| Refusal(FaultCode::Unknown));
    let (hash, total, from) = (named(&hash)?, number(&total)?, number(&from)?);
    if received.body.len() > MEDIA_CHUNK_BYTES || total > MEDIA_BYTES_MAX as u64 {
        return Err(FaultCode::TooLarge.into());
    }
    let bytes = received.body.to_vec();
    let chunk = MediaChunk { hash, device, total, from, bytes, at_ms: shared.clock.now_ms() };
    Ok(Answer(shared.store.run(move |store| store.add_media(&chunk)).await?))
}

fn named(hash: &str) -> Result<Hash32, Refusal> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).map_err(|_| FaultCode::Unknown)?;
    bytes.try_into().map(Hash32).map_err(|_| Refusal(FaultCode::Unknown))
}
