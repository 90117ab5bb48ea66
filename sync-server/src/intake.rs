//! Taking records in, whichever way they came: over a line, in a file, or through a relay.
//!
//! A push is checked without the store first (whose, which study, links, signature), then appended, and only then
//! answered. A parcel is a push that travelled sealed; its receipt says where the device's streams stand and carries
//! the study's orders, so that they reach a device that never has a line.

use fieldward_core::{
    ids::{Hash32, StreamKind, StudyId},
    record::{Batch, ChainHead},
    sync::{
        parcel::{CarriedError, Parcel, Receipt},
        wire::{FaultCode, Mark, ParkedRecord, Push, Pushed, Refused, limits},
    },
    vault::SealingSecret,
};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::{
    store::{Appended, Arrival, ArrivedRecord, Device, Head, Store, StoreError},
    succession, vouch,
};

/// Why nothing was taken in.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// The push itself: what the device is told.
    #[error("{}", .0.fault().message)]
    Fault(FaultCode),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A parcel for another server, or no parcel.
    #[error(transparent)]
    Carried(#[from] CarriedError),
}

impl From<FaultCode> for IntakeError {
    fn from(code: FaultCode) -> Self {
        Self::Fault(code)
    }
}

/// Takes a push of this device in; when this returns, what is acknowledged is on disk.
///
/// # Errors
/// The fault that the device is told, or the store's own.
pub fn take_push(store: &dyn Store, device: &Device, pushed: &Push, at_ms: i64) -> Result<Pushed, IntakeError> {
    if pushed.parked.len() > limits::PARKED_MAX {
        return Err(FaultCode::TooLarge.into());
    }
    let batch = pushed.read().map_err(|_| FaultCode::Body)?;
    if batch.records.len() > 1 && pushed.batch.len() > limits::BATCH_BYTES_MAX {
        return Err(FaultCode::TooLarge.into());
    }
    let study = store.study()?.ok_or(StoreError::NoStudy)?.id;
    let made_by = batch.records.first().map_or(device.id, |first| first.header.device);
    if made_by != device.id && !succession::former_names(store, device.id)?.contains(&made_by) {
        return Err(FaultCode::Chain.into());
    }
    let arrival = match arrival(pushed, batch, (device, &study), at_ms)? {
        Looked::Sound(arrival) => arrival,
        Looked::Refused(answer) => return Ok(answer),
    };
    let stream = arrival.before.stream;
    match store.append(&arrival)? {
        Appended::Durable { sequence } => Ok(Pushed { stream, durable: sequence, refused: None }),
        Appended::IdTaken { durable } => {
            let refused = Refused { sequence: durable + 1, code: FaultCode::Body };
            Ok(Pushed { stream, durable, refused: Some(refused) })
        }
        Appended::Gap { durable } => Err(FaultCode::Gap { stream, durable }.into()),
        Appended::Fork { sequence } => {
            tracing::warn!(device = %device.id.0, stream = stream.code(), sequence, "two records claim one number");
            Err(FaultCode::Fork { stream, sequence }.into())
        }
    }
}

/// Takes a parcel in, and gives the receipt for it, sealed to its device. A device that was revoked has nothing taken,
/// and is told its orders.
///
/// # Errors
/// When it is no parcel for this server, or the store fails. A push that is not taken has a receipt too: it says where
/// the streams stand.
pub fn take_parcel(
    store: &dyn Store,
    carrier: &SealingSecret,
    sealed: &[u8],
    at_ms: i64,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, IntakeError> {
    let parcel = Parcel::open(sealed, carrier)?;
    let device = store.device(parcel.device)?.ok_or(CarriedError::NotOpened)?;
    let pushed = match device.revoked_ms {
        Some(_) => Err(FaultCode::Revoked.into()),
        None => take_push(store, &device, &parcel.push, at_ms),
    };
    let refused = match pushed {
        Ok(pushed) => pushed.refused.map(|refused| (pushed.stream, refused)),
        Err(IntakeError::Fault(code)) => {
            tracing::debug!(status = code.status(), "a parcel was not taken");
            None
        }
        Err(error) => return Err(error),
    };
    let heads = store.heads(device.id)?;
    let (orders, orders_last) = store.orders(parcel.orders, limits::ORDERS_MAX)?;
    let receipt = Receipt {
        parcel: Hash32::of(sealed),
        marks: StreamKind::ALL.iter().map(|stream| mark(*stream, &heads)).collect(),
        refused,
        orders,
        orders_last,
        server_ms: at_ms,
        vouched: vouch::stored(store, device.id)?,
    };
    Ok(receipt.seal((device.id, &device.sealing_key), carrier, rng)?)
}

/// Where a stream stands, for a device.
#[must_use]
pub fn mark(stream: StreamKind, heads: &[Head]) -> Mark {
    let empty = Mark { stream, durable: 0, link: Hash32([0; 32]) };
    heads.iter().find(|head| head.chain.stream == stream).map_or(empty, |head| Mark {
        stream,
        durable: head.chain.sequence,
        link: head.chain.link,
    })
}

#[cfg(test)]
pub(crate) mod tests;

enum Looked {
    Sound(Arrival),
    Refused(Pushed),
}

/// Checks everything that needs no store: which study, links, signature.
fn arrival(pushed: &Push, batch: Batch, (device, study): (&Device, &StudyId), at_ms: i64) -> Result<Looked, FaultCode> {
    let first = &batch.records.first().ok_or(FaultCode::Body)?.header;
    let name = first.device;
    let parked = pushed.parked.len() as u64;
    let sequence = first.sequence.checked_sub(parked + 1).ok_or(FaultCode::Chain)?;
    // Before anything else is said of it: a parcel names its device, and anybody can make one that names another's.
    batch.verify_alone_as(device.id, &device.signing_key).map_err(|_| FaultCode::Chain)?;
    if first.study != *study {
        // The device's other study has another server: this record will never be taken here.
        let refused = Some(Refused { sequence: first.sequence, code: FaultCode::Unknown });
        return Ok(Looked::Refused(Pushed { stream: first.stream, durable: sequence, refused }));
    }
    let stream = first.stream;
    let link = pushed.parked.first().map_or(batch.previous, |parked| parked.previous);
    let before = ChainHead { device: device.id, stream, sequence, link };
    let mut head = before;
    let mut records = Vec::new();
    for ParkedRecord { previous, hash } in &pushed.parked {
        if *previous != head.link {
            return Err(FaultCode::Chain);
        }
        head = head.after_hash(hash);
        records.push(ArrivedRecord { sequence: head.sequence, hash: *hash, link: head.link, sealed: None });
    }
    if head.link != batch.previous {
        return Err(FaultCode::Chain);
    }
    for sealed in batch.records {
        head = head.after_brought(&sealed, name).map_err(|_| FaultCode::Chain)?;
        let hash = sealed.hash();
        records.push(ArrivedRecord { sequence: head.sequence, hash, link: head.link, sealed: Some(sealed) });
    }
    Ok(Looked::Sound(Arrival { before, records, signature: batch.signature, at_ms }))
}
