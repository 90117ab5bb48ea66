//! Faults that are planted on purpose, to show that the simulation notices them.
//!
//! None is a switch in shipped code: each stands in a seam that is there anyway. The server's store is a trait, and so
//! is what sync sees of a device; the disk and the network are ours.

use std::sync::{Mutex, PoisonError};

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    sync::{
        engine::{Local, LocalError, Obeyed},
        wire::{FaultCode, MediaMark, PackageSeal, Request, Return, SignedOrder},
    },
    vault::{DeviceSigner, Pending, SealingPublic},
};
use fieldward_sync_server::store::{
    Appended, Arrival, Device, Document, Enrolment, Fork, HandedOver, Head, InviteRow, LogStep, MediaChunk, Pocket,
    PublishedPackage, PublishedStudy, Store, StoreResult, StoredRecord, Verified,
};

use super::{
    canary,
    disk::Syncing,
    faults::{Fault, Rates},
    server::BASE,
};

/// A fault, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planted {
    /// The shipped code as it is.
    #[default]
    Nothing,
    /// The server says that records are durable before they are committed.
    AcknowledgedBeforeCommit,
    /// The server's disk does not sync.
    ServerNeverSyncs,
    /// A device's disk does not sync.
    DeviceNeverSyncs,
    /// A device believes that everything it sent has arrived.
    AcknowledgedWithoutAnswer,
    /// The server's mark falls behind what it has.
    MarkForgotten,
    /// A device sends a record without its link to the one before.
    ParentLinkDropped,
    /// The server takes a record again that it has.
    DedupeSkipped,
    /// A device's randomness begins again with every start.
    RandomnessRepeats,
    /// A device notes no acknowledgement after its power failed.
    AcknowledgementForgotten,
    /// A device does not know of its records.
    StreamForgotten,
    /// A finalized interview leaves its draft's rows behind.
    DraftKept,
    /// A typed answer is written to a file of the device.
    AnswerInFile,
    /// The study's key is written to a file of the server.
    KeyInFile,
    /// A draft's row is not sealed.
    DraftInClear,
    /// The server logs an answer.
    AnswerLogged,
    /// A request carries an answer as it was typed.
    AnswerOnTheWire,
    /// A request has the nonce of an earlier one.
    NonceRepeated,
    /// The server acknowledges identities and keeps none.
    IdentityLost,
    /// The server acknowledges alerts and keeps none.
    AlertLost,
    /// The server counts a mark one too far.
    MarkTooFar,
    /// A device leaves a record out.
    GapSent,
    /// The server does not hand out the first returned record.
    ReturnSkipped,
    /// A device parks a record for no reason.
    ParkedWithoutReason,
    /// A device sends alerts after everything else.
    AlertsLast,
    /// A device runs the first package again after its power failed.
    PackageRolledBack,
    /// A device runs a package that nobody published.
    PackageOfNobody,
    /// An interview goes on after a stop.
    StopRuleSkipped,
    /// An interview goes on though the person is in distress.
    DistressIgnored,
    /// An interview goes on without consent.
    ConsentSkipped,
    /// A record is sealed for another header than the one it bears.
    WrongAssociatedData,
}

/// Every fault that is planted.
pub const PLANTED: [Planted; 30] = [
    Planted::AcknowledgedBeforeCommit,
    Planted::ServerNeverSyncs,
    Planted::DeviceNeverSyncs,
    Planted::AcknowledgedWithoutAnswer,
    Planted::MarkForgotten,
    Planted::ParentLinkDropped,
    Planted::DedupeSkipped,
    Planted::RandomnessRepeats,
    Planted::AcknowledgementForgotten,
    Planted::StreamForgotten,
    Planted::DraftKept,
    Planted::AnswerInFile,
    Planted::KeyInFile,
    Planted::DraftInClear,
    Planted::AnswerLogged,
    Planted::AnswerOnTheWire,
    Planted::NonceRepeated,
    Planted::IdentityLost,
    Planted::AlertLost,
    Planted::MarkTooFar,
    Planted::GapSent,
    Planted::ReturnSkipped,
    Planted::ParkedWithoutReason,
    Planted::AlertsLast,
    Planted::PackageRolledBack,
    Planted::PackageOfNobody,
    Planted::StopRuleSkipped,
    Planted::DistressIgnored,
    Planted::ConsentSkipped,
    Planted::WrongAssociatedData,
];

impl Planted {
    /// How the server's disk syncs.
    #[must_use]
    pub fn server_syncing(self) -> Syncing {
        if self == Self::ServerNeverSyncs { Syncing::Pretended } else { Syncing::Honest }
    }

    /// Whether a record is made that no sound device would seal.
    #[must_use]
    pub fn is_forged(self) -> bool {
        matches!(self, Self::StopRuleSkipped | Self::DistressIgnored | Self::ConsentSkipped | Self::WrongAssociatedData)
    }

    /// Rates under which it should be noticed.
    #[must_use]
    pub fn rates() -> Rates {
        Rates::none()
            .with(Fault::DeviceCut, 400)
            .with(Fault::ServerCut, 300)
            .with(Fault::ReplyLost, 250)
            .with(Fault::Duplicated, 250)
    }

    /// What it does to a request before it leaves the device.
    pub fn spoil(self, request: &mut Request, first_nonce: &mut Option<String>) {
        match self {
            Self::AnswerOnTheWire => request.body.extend(canary::text(4).into_bytes()),
            Self::NonceRepeated => {
                let nonce = request.headers.iter_mut().find(|(name, _)| *name == "fieldward-nonce");
                if let Some((_, nonce)) = nonce {
                    nonce.clone_from(first_nonce.get_or_insert_with(|| nonce.clone()));
                }
            }
            _ => {}
        }
    }

    fn loses(self, stream: StreamKind) -> Lost {
        let lost = (self == Self::IdentityLost && stream == StreamKind::Identity)
            || (self == Self::AlertLost && stream == StreamKind::Alert);
        if lost { Lost::Yes } else { Lost::No }
    }

    /// How a device's disk syncs.
    #[must_use]
    pub fn device_syncing(self) -> Syncing {
        if self == Self::DeviceNeverSyncs { Syncing::Pretended } else { Syncing::Honest }
    }
}

/// Whether a stream's records are lost.
#[derive(PartialEq)]
enum Lost {
    Yes,
    No,
}

/// The shipped store with a fault in front of it.
pub struct PlantedStore<S> {
    store: S,
    planted: Planted,
    again: Mutex<Vec<(DeviceId, StreamKind, u64)>>,
}

impl<S: Store> PlantedStore<S> {
    /// With this fault.
    pub fn new(store: S, planted: Planted) -> Self {
        Self { store, planted, again: Mutex::default() }
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

    fn enrol(&self, enrolment: &Enrolment) -> StoreResult<()> {
        self.store.enrol(enrolment)
    }

    fn devices(&self) -> StoreResult<Vec<Device>> {
        self.store.devices()
    }

    fn device(&self, device: DeviceId) -> StoreResult<Option<Device>> {
        self.store.device(device)
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

    fn mark_verified(&self, record: RecordId, verified: Verified) -> StoreResult<()> {
        self.store.mark_verified(record, verified)
    }

    fn forks(&self) -> StoreResult<Vec<Fork>> {
        self.store.forks()
    }

    fn add_return(&self, device: DeviceId, sealed: &[u8]) -> StoreResult<u64> {
        self.store.add_return(device, sealed)
    }

    fn returns(&self, device: DeviceId, after: u64) -> StoreResult<(Vec<Return>, u64)> {
        let (mut returns, last) = self.store.returns(device, after)?;
        if self.planted == Planted::ReturnSkipped {
            returns.retain(|returned| returned.number != 1);
        }
        Ok((returns, last))
    }

    fn returns_taken(&self, device: DeviceId, up_to: u64) -> StoreResult<u64> {
        self.store.returns_taken(device, up_to)
    }

    fn add_media(&self, chunk: &MediaChunk) -> StoreResult<MediaMark> {
        self.store.add_media(chunk)
    }

    fn media_mark(&self, hash: &Hash32) -> StoreResult<MediaMark> {
        self.store.media_mark(hash)
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
        self.store.extend_log(step)
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
}

/// Whether a device's power failed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasCut {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// What sync sees of a device, with a fault in front of it, and a note of every acknowledgement that it believed.
pub struct PlantedLocal<'a, L> {
    /// The device.
    pub local: L,
    /// The fault.
    pub planted: Planted,
    /// Whether the device's power failed before.
    pub was_cut: WasCut,
    /// Acknowledgements, in their order.
    pub acknowledged: &'a mut Vec<(StreamKind, u64)>,
    /// Numbers of the returns that came.
    pub arrived: &'a mut Vec<u64>,
}

impl<L: Local> PlantedLocal<'_, L> {
    /// Whether a planted fault keeps this stream back.
    fn keeps_back(&self, stream: StreamKind) -> Result<Lost, LocalError> {
        let kept = match (self.planted, stream) {
            (Planted::StreamForgotten, StreamKind::Answers) => true,
            (Planted::AlertsLast, StreamKind::Alert) => {
                self.local.latest(StreamKind::Answers)? > self.local.acknowledged(StreamKind::Answers)?
            }
            _ => false,
        };
        Ok(if kept { Lost::Yes } else { Lost::No })
    }
}

impl<L: Local> Local for PlantedLocal<'_, L> {
    fn device(&self) -> DeviceId {
        self.local.device()
    }

    fn signer(&self) -> &dyn DeviceSigner {
        self.local.signer()
    }

    fn latest(&self, stream: StreamKind) -> Result<u64, LocalError> {
        if self.keeps_back(stream)? == Lost::Yes {
            return Ok(0);
        }
        self.local.latest(stream)
    }

    fn pending(&self, stream: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, LocalError> {
        if self.keeps_back(stream)? == Lost::Yes {
            return Ok(Vec::new());
        }
        let mut pending = self.local.pending(stream, after, bytes_max)?;
        if self.planted == Planted::GapSent && pending.len() > 1 {
            pending.remove(0);
        }
        if self.planted == Planted::ParentLinkDropped {
            pending.iter_mut().for_each(|record| record.previous = Hash32([0; 32]));
        }
        Ok(pending)
    }

    fn acknowledged(&self, stream: StreamKind) -> Result<u64, LocalError> {
        self.local.acknowledged(stream)
    }

    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, LocalError> {
        self.local.link(stream, sequence)
    }

    fn verified(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        let next = self.local.acknowledged(stream)? + 1;
        if self.planted == Planted::ParkedWithoutReason && self.local.latest(stream)? >= next {
            self.local.park(stream, next, FaultCode::Internal)?;
        }
        self.local.verified(stream, sequence)
    }

    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        let believed = match self.planted {
            Planted::AcknowledgedWithoutAnswer => self.local.latest(stream)?,
            _ => sequence,
        };
        if self.planted == Planted::AcknowledgementForgotten && self.was_cut == WasCut::Yes {
            return Ok(());
        }
        if believed > 0 {
            self.acknowledged.push((stream, believed));
        }
        self.local.acknowledge(stream, believed)
    }

    fn park(&mut self, stream: StreamKind, sequence: u64, reason: FaultCode) -> Result<(), LocalError> {
        self.local.park(stream, sequence, reason)
    }

    fn parked(&self, stream: StreamKind) -> Result<Vec<u64>, LocalError> {
        self.local.parked(stream)
    }

    fn package(&self) -> Result<Option<Hash32>, LocalError> {
        let package = self.local.package()?;
        Ok(match self.planted {
            Planted::PackageRolledBack if self.was_cut == WasCut::Yes => package.map(|_| BASE.package),
            Planted::PackageOfNobody if self.was_cut == WasCut::Yes => package.map(|_| Hash32([7; 32])),
            _ => package,
        })
    }

    fn wants_package(&self, hash: Hash32, seal: &PackageSeal) -> Result<bool, LocalError> {
        self.local.wants_package(hash, seal)
    }

    fn take_package(&mut self, hash: Hash32, bytes: &[u8], seal: &PackageSeal) -> Result<(), LocalError> {
        self.local.take_package(hash, bytes, seal)
    }

    fn orders_mark(&self) -> Result<u64, LocalError> {
        self.local.orders_mark()
    }

    fn obey(&mut self, order: &SignedOrder) -> Result<Obeyed, LocalError> {
        self.local.obey(order)
    }

    fn grant(&mut self, server_ms: i64, carrier: &SealingPublic) -> Result<(), LocalError> {
        self.local.grant(server_ms, carrier)
    }

    fn media(&self) -> Result<Option<(Hash32, u64)>, LocalError> {
        self.local.media()
    }

    fn media_chunk(&self, hash: &Hash32, from: u64) -> Result<Vec<u8>, LocalError> {
        self.local.media_chunk(hash, from)
    }

    fn media_done(&mut self, hash: &Hash32) -> Result<(), LocalError> {
        self.local.media_done(hash)
    }

    fn returns_mark(&self) -> Result<u64, LocalError> {
        self.local.returns_mark()
    }

    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError> {
        self.arrived.push(returned.number);
        self.local.take_return(returned)
    }
}
