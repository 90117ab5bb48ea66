//! The server's store with a planted fault in front of it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use fieldward_core::{
    authority::SignedSuccession,
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    record::MEDIA_CHUNK_BYTES,
    sync::wire::{Decree, MediaMark, Return, SignedOrder},
};
use fieldward_sync_server::store::{
    Appended, Arrival, Device, Document, Enrolment, Fork, HandedOver, Head, InviteRow, Linked, LogStep, MediaChunk,
    Pocket, PublishedPackage, PublishedStudy, SignedLink, Store, StoreResult, StoredRecord, Verified,
};

use super::{Lost, Planted};
use crate::simulation::time::DAY_MS;

/// The shipped store with a fault in front of it.
pub struct PlantedStore<S> {
    store: S,
    planted: Planted,
    again: Mutex<Vec<(DeviceId, StreamKind, u64)>>,
    thrown: Mutex<Vec<(DeviceId, u64)>>,
    said_whole: Mutex<BTreeSet<(DeviceId, Hash32)>>,
}

impl<S: Store> PlantedStore<S> {
    /// With this fault.
    pub fn new(store: S, planted: Planted) -> Self {
        Self { store, planted, again: Mutex::default(), thrown: Mutex::default(), said_whole: Mutex::default() }
    }

    fn taken_again(&self, arrival: &Arrival) -> StoreResult<()> {
        let before = arrival.before;
        let heads = self.store.heads(before.device)?;
        let mark = heads.iter().find(|head| head.chain.stream == before.stream).map_or(0, |head| head.chain.sequence);
        let known = arrival.records.iter().filter(|record| record.sequence <= mark);
        let mut again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        again.extend(known.map(|record| (before.device, before.stream, record.sequence)));
        Ok(())
    }
}

impl<S: Store> Store for PlantedStore<S> {
    fn look_whole(&self) -> StoreResult<()> {
        self.store.look_whole()
    }

    fn copy_into(&self, folder: &std::path::Path) -> StoreResult<()> {
        self.store.copy_into(folder)
    }

    fn publish(&self, study: &PublishedStudy, package: &PublishedPackage) -> StoreResult<()> {
        self.store.publish(study, package)
    }

    fn study(&self) -> StoreResult<Option<PublishedStudy>> {
        self.store.study()
    }

    fn package(&self, hash: &Hash32) -> StoreResult<Option<PublishedPackage>> {
        self.store.package(hash)
    }

    fn packages(&self) -> StoreResult<Vec<Hash32>> {
        self.store.packages()
    }

    fn invite(&self, invite: &InviteRow) -> StoreResult<()> {
        self.store.invite(invite)
    }

    fn enrol(&self, enrolment: &Enrolment) -> StoreResult<Option<SignedOrder>> {
        if self.planted == Planted::InviteNeverOver {
            return self.store.enrol(&Enrolment { at_ms: enrolment.at_ms - DAY_MS, ..enrolment.clone() });
        }
        self.store.enrol(enrolment)
    }

    fn succeed(&self, enrolment: &Enrolment, signed: &SignedSuccession) -> StoreResult<Option<SignedOrder>> {
        self.store.succeed(enrolment, signed)
    }

    fn devices(&self) -> StoreResult<Vec<Device>> {
        self.store.devices()
    }

    fn device(&self, device: DeviceId) -> StoreResult<Option<Device>> {
        let device = self.store.device(device)?;
        let forgets = |device: Device| Device { revoked_ms: None, ..device };
        Ok(if self.planted == Planted::RevokedStillTaken { device.map(forgets) } else { device })
    }

    fn revoke(&self, device: DeviceId, at_ms: i64) -> StoreResult<()> {
        self.store.revoke(device, at_ms)
    }

    fn heads(&self, device: DeviceId) -> StoreResult<Vec<Head>> {
        let mut heads = self.store.heads(device)?;
        if self.planted == Planted::MarkForgotten {
            heads.retain(|head| head.chain.stream != StreamKind::Answers);
        }
        if self.planted == Planted::MarkTooFar {
            heads.iter_mut().for_each(|head| head.chain.sequence += 1);
        }
        Ok(heads)
    }

    fn append(&self, arrival: &Arrival) -> StoreResult<Appended> {
        let early = self.planted == Planted::AcknowledgedBeforeCommit && arrival.at_ms % 4 == 0;
        let early = early || self.planted.loses(arrival.before.stream) == Lost::Yes;
        if self.planted == Planted::DedupeSkipped {
            self.taken_again(arrival)?;
        }
        match arrival.records.last() {
            Some(last) if early => Ok(Appended::Durable { sequence: last.sequence }),
            _ => self.store.append(arrival),
        }
    }

    fn records(&self, after: u64, limit: u32) -> StoreResult<Vec<StoredRecord>> {
        let mut records = self.store.records(after, limit)?;
        let again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        let twice = |record: &&StoredRecord| again.contains(&(record.device, record.stream, record.sequence));
        let copies: Vec<StoredRecord> = records.iter().filter(twice).cloned().collect();
        records.extend(copies);
        Ok(records)
    }

    fn record(&self, record: RecordId) -> StoreResult<Option<StoredRecord>> {
        self.store.record(record)
    }

    fn chain(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<Linked>> {
        self.store.chain(device, stream, after)
    }

    fn signatures(&self, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<SignedLink>> {
        self.store.signatures(device, stream, after)
    }

    fn mark_verified(&self, record: RecordId, verified: Verified) -> StoreResult<()> {
        self.store.mark_verified(record, verified)
    }

    fn forks(&self) -> StoreResult<Vec<Fork>> {
        self.store.forks()
    }

    fn add_return(&self, device: DeviceId, about: RecordId, sealed: &[u8]) -> StoreResult<u64> {
        self.store.add_return(device, about, sealed)
    }

    fn returns(&self, device: DeviceId, after: u64) -> StoreResult<(Vec<Return>, u64)> {
        let (mut returns, last) = self.store.returns(device, after)?;
        if self.planted == Planted::ReturnSkipped {
            returns.retain(|returned| returned.number != 1);
        }
        if self.planted == Planted::ReturnNumberReused {
            let newest = returns.pop().filter(|_| after == 0);
            return Ok((newest.map(|newest| Return { number: 1, ..newest }).into_iter().collect(), last.min(1)));
        }
        let thrown = self.thrown.lock().unwrap_or_else(PoisonError::into_inner);
        for returned in returns.iter_mut().filter(|returned| thrown.contains(&(device, returned.number))) {
            returned.sealed.clear();
        }
        Ok((returns, last))
    }

    fn returns_taken(&self, device: DeviceId, up_to: u64) -> StoreResult<u64> {
        if self.planted == Planted::ReturnEmptiedEarly && self.store.returns(device, up_to)?.1 > up_to {
            self.thrown.lock().unwrap_or_else(PoisonError::into_inner).push((device, up_to + 1));
        }
        self.store.returns_taken(device, up_to)
    }

    fn add_media(&self, chunk: &MediaChunk) -> StoreResult<MediaMark> {
        let mark = self.store.add_media(chunk)?;
        let early = self.planted == Planted::RecordingCutShort && mark.have + MEDIA_CHUNK_BYTES as u64 >= chunk.total;
        if !early {
            return Ok(mark);
        }
        self.said_whole.lock().unwrap_or_else(PoisonError::into_inner).insert((chunk.device, chunk.hash));
        Ok(MediaMark { whole: true, ..mark })
    }

    fn media_mark(&self, hash: &Hash32) -> StoreResult<MediaMark> {
        self.store.media_mark(hash)
    }

    fn recordings(&self, device: DeviceId) -> StoreResult<u64> {
        // Who counts fewer than it was told of sends again: the lie is kept up.
        let said = self.said_whole.lock().unwrap_or_else(PoisonError::into_inner);
        let of = said.iter().filter(|(by, _)| *by == device).count() as u64;
        Ok(self.store.recordings(device)?.max(of))
    }

    fn media(&self, hash: &Hash32) -> StoreResult<Option<Vec<u8>>> {
        self.store.media(hash)
    }

    fn add_order(&self, order: &SignedOrder, at_ms: i64) -> StoreResult<()> {
        self.store.add_order(order, at_ms)
    }

    fn orders(&self, after: u64, limit: usize) -> StoreResult<(Vec<SignedOrder>, u64)> {
        self.store.orders(after, limit)
    }

    fn log(&self) -> StoreResult<Vec<Vec<u8>>> {
        self.store.log()
    }

    fn extend_log(&self, step: &LogStep) -> StoreResult<()> {
        let withdraws = |order: &SignedOrder| matches!(order.statement.decree, Decree::Withdraw { .. });
        if self.planted == Planted::KeysKeptOnServer && step.order.as_ref().is_some_and(withdraws) {
            return self.store.extend_log(&LogStep { order: None, ..step.clone() });
        }
        let mut kept = step.clone();
        match self.planted {
            Planted::HalvesLost => kept.handed_over.clear(),
            Planted::LeaverKeepsKey => kept.left.clear(),
            Planted::PocketsKept => kept.closed.clear(),
            _ => return self.store.extend_log(step),
        }
        self.store.extend_log(&kept)
    }

    fn pockets(&self, request: &Hash32) -> StoreResult<Vec<Pocket>> {
        self.store.pockets(request)
    }

    fn handed_over(&self, record: RecordId) -> StoreResult<Vec<HandedOver>> {
        self.store.handed_over(record)
    }

    fn withdraw_again(&self, records: &[RecordId]) -> StoreResult<()> {
        self.store.withdraw_again(records)
    }

    fn withdrawn(&self) -> StoreResult<Vec<RecordId>> {
        self.store.withdrawn()
    }

    fn keep(&self, document: &Document) -> StoreResult<()> {
        self.store.keep(document)
    }

    fn kept(&self, kind: &str) -> StoreResult<Vec<Document>> {
        self.store.kept(kind)
    }

    fn document(&self, kind: &str, key: &[u8]) -> StoreResult<Option<Document>> {
        self.store.document(kind, key)
    }
}
