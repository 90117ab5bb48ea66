//! `POST /v1/push`: the records are checked, committed, and then acknowledged, in this order.

use axum::extract::{Request, State};
use fieldward_core::{
    ids::StudyId,
    record::{Batch, ChainHead},
    sync::wire::{self, FaultCode, ParkedRecord, Push, Pushed, Refused, limits},
};

use super::{Answer, Answered, Refusal, Shared, signed::Received};
use crate::store::{Appended, Arrival, ArrivedRecord, Device, StoreError};

pub(super) async fn push(State(shared): State<Shared>, request: Request) -> Answered<Pushed> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?;
    let pushed: Push = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    if pushed.parked.len() > limits::PARKED_MAX {
        return Err(FaultCode::TooLarge.into());
    }
    let batch = pushed.read().map_err(|_| FaultCode::Body)?;
    if batch.records.len() > 1 && pushed.batch.len() > limits::BATCH_BYTES_MAX {
        return Err(FaultCode::TooLarge.into());
    }
    let study = shared.store.run(|store| store.study()?.ok_or(StoreError::NoStudy)).await?.id;
    let arrival = match arrival(&pushed, batch, (&device, &study), shared.clock.now_ms())? {
        Looked::Sound(arrival) => arrival,
        Looked::Refused(answer) => return Ok(Answer(answer)),
    };
    let stream = arrival.before.stream;
    let appended = shared.store.run(move |store| store.append(&arrival)).await?;
    match appended {
        Appended::Durable { sequence } => Ok(Answer(Pushed { stream, durable: sequence, refused: None })),
        Appended::IdTaken { durable } => {
            let refused = Refused { sequence: durable + 1, code: FaultCode::Body };
            Ok(Answer(Pushed { stream, durable, refused: Some(refused) }))
        }
        Appended::Gap { durable } => Err(FaultCode::Gap { stream, durable }.into()),
        Appended::Fork { sequence } => {
            tracing::warn!(device = %device.id.0, stream = stream.code(), sequence, "two records claim one number");
            Err(FaultCode::Fork { stream, sequence }.into())
        }
    }
}

enum Looked {
    Sound(Arrival),
    Refused(Pushed),
}

/// Checks everything that needs no store: who, which study, links, signature.
fn arrival(pushed: &Push, batch: Batch, (device, study): (&Device, &StudyId), at_ms: i64) -> Result<Looked, Refusal> {
    let first = &batch.records.first().ok_or(FaultCode::Body)?.header;
    if first.device != device.id {
        return Err(FaultCode::Chain.into());
    }
    let parked = pushed.parked.len() as u64;
    let sequence = first.sequence.checked_sub(parked + 1).ok_or(FaultCode::Chain)?;
    if first.study != *study {
        // The device's other study has another server: this record will never be taken here.
        let refused = Some(Refused { sequence: first.sequence, code: FaultCode::Unknown });
        return Ok(Looked::Refused(Pushed { stream: first.stream, durable: sequence, refused }));
    }
    batch.verify_alone(&device.signing_key).map_err(|_| FaultCode::Chain)?;
    let stream = first.stream;
    let link = pushed.parked.first().map_or(batch.previous, |parked| parked.previous);
    let before = ChainHead { device: device.id, stream, sequence, link };
    let mut head = before;
    let mut records = Vec::new();
    for ParkedRecord { previous, hash } in &pushed.parked {
        if *previous != head.link {
            return Err(FaultCode::Chain.into());
        }
        head = head.after_parked(hash);
        records.push(ArrivedRecord { sequence: head.sequence, hash: *hash, link: head.link, sealed: None });
    }
    if head.link != batch.previous {
        return Err(FaultCode::Chain.into());
    }
    for sealed in batch.records {
        head = head.after(&sealed).map_err(|_| FaultCode::Chain)?;
        let hash = sealed.hash();
        records.push(ArrivedRecord { sequence: head.sequence, hash, link: head.link, sealed: Some(sealed) });
    }
    Ok(Looked::Sound(Arrival { before, records, signature: batch.signature, at_ms }))
}
