//! `POST /v1/held`: of which of its own records the server has no keys.

use axum::extract::{Request, State};
use fieldward_core::{
    ids::{DeviceId, RecordId},
    record::SealedRecord,
    sync::wire::{self, FaultCode, Held, NotHeld, limits::HELD_MAX},
};

use super::{Answer, Answered, Shared, signed::Received};
use crate::{
    store::{Store, StoreResult},
    succession,
};

pub(super) async fn held(State(shared): State<Shared>, request: Request) -> Answered<NotHeld> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?.id;
    let asked: Held = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    if asked.records.len() > HELD_MAX {
        return Err(FaultCode::TooLarge.into());
    }
    let records = shared.store.run(move |store| not_held(store, device, asked.records)).await?;
    Ok(Answer(NotHeld { records }))
}

/// What another device sent is not held, for this one.
fn not_held(store: &dyn Store, device: DeviceId, asked: Vec<RecordId>) -> StoreResult<Vec<RecordId>> {
    let names = succession::proven_names(store, device)?;
    // A record whose number was taken already is kept as evidence, with its keys.
    let forks = store.forks()?.into_iter().filter(|fork| names.contains(&fork.device));
    let evidence: Vec<RecordId> = forks.filter_map(|fork| with_keys(&fork.bytes)).collect();
    let mut left = Vec::new();
    for record in asked {
        let row = store.record(record)?.filter(|row| names.contains(&row.device));
        let held = row.is_some_and(|row| with_keys(&row.bytes).is_some()) || evidence.contains(&record);
        left.extend((!held).then_some(record));
    }
    Ok(left)
}

/// The record's id, when its keys are here.
fn with_keys(bytes: &[u8]) -> Option<RecordId> {
    let sealed = SealedRecord::from_bytes(bytes).ok()?;
    (!sealed.is_withdrawn()).then_some(sealed.header.record)
}
