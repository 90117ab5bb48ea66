//! Records that travel without a line: in files on a card, or through a relay that cannot read them.
//!
//! Files are cut, spoilt, brought twice, put together with those of other devices, and brought late; receipts go back
//! the same ways and are given to everybody. The relay is the shipped one, on a folder of its own. The same record that
//! comes by a line too is one record.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::PathBuf,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use fieldward::Handed;
use fieldward_core::{
    ids::{RecordId, StreamKind},
    record::{Batch, SealedRecord},
    sync::{
        engine::Local,
        parcel::{FileKind, Parcel},
        wire::Push,
    },
    vault::Signature,
};
use fieldward_sync_server::{
    intake::{IntakeError, take_parcel},
    relay::{Kept, forward_by},
};
use tempfile::TempDir;

use super::{
    canary,
    faults::Fault,
    gone::Ended,
    planted::Planted,
    server::{BASE, carrier},
    witness::{Rule, Violation, hold},
    world::World,
};

/// Files and receipts that somebody still has, at most.
const KEPT_MAX: usize = 12;
/// Times in a thousand that somebody carries what no device made.
const FORGED: u64 = 150;
/// Bytes of a sealed record's content by which it would be known.
const TELLING_BYTES: usize = 32;

/// What is under way without a line.
pub struct Carriage {
    relay: Kept,
    folder: TempDir,
    /// Files of parcels that somebody carries; none is thrown away when it was taken in.
    outboxes: Vec<Vec<u8>>,
    /// Sealed receipts that came back.
    receipts: Vec<Vec<u8>>,
    /// Parcels that were packed.
    pub parcels: u64,
    /// Files that the relay has been given: their order, whatever the time of the day.
    order: u64,
}

impl Default for Carriage {
    /// A relay with nothing in it.
    ///
    /// # Panics
    /// When it has no folder.
    fn default() -> Self {
        let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
        let relay = Kept::open(folder.path()).expect("an empty folder takes a relay");
        Self { relay, folder, outboxes: Vec::new(), receipts: Vec::new(), parcels: 0, order: 0 }
    }
}

impl World {
    /// A device packs, and what is under way moves on.
    pub(super) fn carry(&mut self, machine: usize) -> Result<(), Violation> {
        self.pack(machine)?;
        if self.chance.happens(600) && !self.carriage.outboxes.is_empty() {
            let file = self.chance.pick(&self.carriage.outboxes).clone();
            let file = self.handled(file);
            self.take_in(&file)?;
        }
        if self.chance.happens(500) {
            self.forward()?;
        }
        if self.chance.happens(FORGED) {
            self.carry_forged(machine)?;
        }
        if self.chance.happens(600) {
            let all = self.chance.happens(300);
            for machine in if all { self.living() } else { vec![machine] } {
                self.read_receipts(machine)?;
            }
        }
        Ok(())
    }

    /// Somebody without a key makes a parcel in a device's name: the next record of its chain, well linked, signed by
    /// nobody.
    fn carry_forged(&mut self, machine: usize) -> Result<(), Violation> {
        let stream = *self.chance.pick(&StreamKind::ALL);
        let last = self.witness.known(machine, stream);
        let known = self.witness.record(machine, stream, last).and_then(|bytes| SealedRecord::from_bytes(bytes).ok());
        let (Some(mut record), Some(device)) = (known, self.devices[machine].id()) else { return Ok(()) };
        let Some(store) = self.server.store() else { return Ok(()) };
        let heads = store.heads(device).unwrap_or_default();
        let Some(head) = heads.iter().find(|head| head.chain.stream == stream) else { return Ok(()) };
        record.header.sequence = head.chain.sequence + 1;
        if let Ok(id) = format!("{:032x}", self.chance.below(u64::MAX)).parse() {
            record.header.record = RecordId(id);
        }
        let batch = Batch { previous: head.chain.link, records: vec![record], signature: Signature([3; 64]) };
        let parcel = Parcel { device, push: Push::new(Vec::new(), &batch), orders: 0 };
        let sealed = parcel.seal(&carrier().public(), self.chance.rng()).map_err(|error| strange(&error))?;
        self.hand_over(&sealed).map(drop)
    }

    fn pack(&mut self, machine: usize) -> Result<(), Violation> {
        let (session, now, rng) = self.devices[machine].session();
        // Until its first sync a device does not know whom to seal to.
        let Ok(mut parcels) = session.pack(&now, rng) else { return Ok(()) };
        if parcels.is_empty() {
            return Ok(());
        }
        let read = |parcel: &Vec<u8>| Parcel::open(parcel, &carrier()).ok()?.push.read().ok();
        let streams: BTreeSet<StreamKind> =
            parcels.iter().filter_map(|parcel| Some(read(parcel)?.records.first()?.header.stream)).collect();
        let apart = streams.len() < 2 || !streams.contains(&StreamKind::Identity);
        hold(Rule::IdentityApart, apart.into(), || "an identity was packed beside answers".to_owned())?;
        match self.planted {
            Planted::CarriedInClear => parcels = self.witness.sealed().map(<[u8]>::to_vec).collect(),
            Planted::CarriedBelieved => self.believe_carrier(machine)?,
            _ => {}
        }
        let packed = parcels.len();
        self.carriage.parcels += packed as u64;
        if self.chance.happens(500) {
            for parcel in parcels {
                let kept = self.carriage.relay.keep(&parcel);
                kept.map_err(|error| strange(&error))?;
                self.carriage.in_order("waiting");
            }
        } else {
            let file = FileKind::Outbox.write(&parcels).map_err(|error| strange(&error))?;
            self.carriage.outboxes.push(file);
            let spare = self.carriage.outboxes.len().saturating_sub(KEPT_MAX);
            self.carriage.outboxes.drain(..spare);
        }
        self.history.note(format!("{} packed {packed} parcels", self.devices[machine].name));
        Ok(())
    }

    /// A planted fault: what a carrier takes counts as arrived.
    fn believe_carrier(&mut self, machine: usize) -> Result<(), Violation> {
        let (session, now, rng) = self.devices[machine].session();
        let mut link = session.link(&now, rng).map_err(|error| strange(&error))?;
        let latest = link.latest(StreamKind::Answers).unwrap_or(0);
        let _ = link.acknowledge(StreamKind::Answers, latest);
        drop(link);
        self.told_by_carrier(machine)
    }

    /// What becomes of a file in somebody's pocket.
    fn handled(&mut self, mut file: Vec<u8>) -> Vec<u8> {
        let length = file.len() as u64;
        match self.chance.below(8) {
            2 if self.carriage.outboxes.is_empty() => {}
            0 => file.truncate(self.chance.below(length) as usize),
            1 => file[self.chance.below(length) as usize] ^= 1 << self.chance.below(8),
            2 => {
                // Two devices' files, put together by somebody who meant well.
                let other = self.chance.pick(&self.carriage.outboxes).clone();
                let both: Vec<Vec<u8>> =
                    [&other, &file].into_iter().flat_map(|file| parcels(FileKind::Outbox, file)).collect();
                file = FileKind::Outbox.write(&both).unwrap_or(file);
            }
            _ => {}
        }
        file
    }

    /// The server takes a file in, as `fieldward take-in` does.
    fn take_in(&mut self, file: &[u8]) -> Result<(), Violation> {
        let parcels = parcels(FileKind::Outbox, file);
        for parcel in &parcels {
            if let Handed::Receipts(receipts) = self.hand_over(parcel)? {
                self.carriage.receipts.extend(receipts);
            }
        }
        let spare = self.carriage.receipts.len().saturating_sub(KEPT_MAX);
        self.carriage.receipts.drain(..spare);
        self.history.note(format!("a file of {} parcels was taken in", parcels.len()));
        self.server.store().map_or(Ok(()), |store| self.witness.marks(store))
    }

    /// The relay has a line for a while: each parcel may be lost, or its receipt.
    fn forward(&mut self) -> Result<(), Violation> {
        let folder = self.carriage.folder.path().to_owned();
        let relay = Kept::open(&folder).map_err(|error| strange(&error))?;
        let mut broken = None;
        let hand_over = async |parcel: Vec<u8>| {
            if self.network.strikes(Fault::RequestLost) {
                return Handed::NoLine;
            }
            let handed = self.hand_over(&parcel).unwrap_or_else(|violation| {
                broken = Some(violation);
                Handed::NoLine
            });
            if self.network.strikes(Fault::ReplyLost) { Handed::NoLine } else { handed }
        };
        // Nothing in it waits: the line is this program.
        let done = match pin!(forward_by(&relay, hand_over)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done.map_err(|error| strange(&error))?,
            Poll::Pending => return Err(strange(&"the relay waits")),
        };
        if let Some(violation) = broken {
            return Err(violation);
        }
        let receipts = self.carriage.relay.receipts(usize::MAX).map_err(|error| strange(&error))?;
        for receipt in receipts {
            if !self.carriage.receipts.contains(&receipt) {
                self.carriage.receipts.push(receipt);
            }
        }
        self.carriage.receipts.sort();
        self.history.note(format!("the relay brought {}, {} wait", done.brought, done.left));
        Ok(())
    }

    /// One parcel at the server, whose power may fail while it takes it.
    fn hand_over(&mut self, parcel: &[u8]) -> Result<Handed, Violation> {
        self.revive_server()?;
        if let Some(writes) = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(30)) {
            self.server.disk.cut_after(writes);
        }
        let Some(store) = self.server.store() else { return Ok(Handed::NoLine) };
        let at_ms = self.server.clocks.now().wall_ms;
        let taken = take_parcel(store, &carrier(), parcel, at_ms, self.chance.rng());
        let cut = self.server.disk.is_off();
        self.after_writing();
        Ok(match taken {
            _ if cut => Handed::NoLine,
            Ok(receipt) => Handed::Receipts(vec![receipt]),
            Err(IntakeError::Carried(_)) => Handed::Refused,
            Err(IntakeError::Fault(_) | IntakeError::Store(_)) => Handed::NoLine,
        })
    }

    /// Receipts come to a device: its own, other people's, cut and spoilt ones.
    fn read_receipts(&mut self, machine: usize) -> Result<(), Violation> {
        let file = FileKind::Receipts.write(&self.carriage.receipts).map_err(|error| strange(&error))?;
        let file = if self.troubled && self.chance.happens(150) { self.handled(file) } else { file };
        let receipts = parcels(FileKind::Receipts, &file);
        let shown: Vec<&[u8]> = receipts.iter().map(Vec::as_slice).collect();
        let (session, now, rng) = self.devices[machine].session();
        let read = session.read_receipts(&shown, &now, rng);
        if self.devices[machine].disk.is_off() {
            self.recover(machine)?;
            self.believes_receipts(machine);
            return Ok(());
        }
        self.believes_receipts(machine);
        let Ok(read) = read else { return Ok(()) };
        self.told_by_carrier(machine)?;
        if read.wipe.is_some() {
            let meant = self.ordered.is_wiped(machine) || self.copied.contains(&machine);
            hold(Rule::TwoDecide, meant.into(), || "a receipt wiped a device".to_owned())?;
            return self.end(machine, Ended::ByOrder);
        }
        if read.own > 0 {
            self.history.note(format!("{} read receipts: {}", self.devices[machine].name, read.acknowledged));
        }
        Ok(())
    }

    /// What a device believes after receipts is on the server's disk.
    pub(super) fn told_by_carrier(&mut self, machine: usize) -> Result<(), Violation> {
        let Some(id) = self.devices[machine].id() else { return Ok(()) };
        // A receipt that was made before the server was put back speaks of records that it has lost since.
        if self.deceived.contains(&machine) || self.era() > 0 {
            return Ok(());
        }
        let (session, now, rng) = self.devices[machine].session();
        let link = session.link(&now, rng).map_err(|error| strange(&error))?;
        let marks: Vec<(StreamKind, u64)> =
            StreamKind::ALL.into_iter().filter_map(|stream| Some((stream, link.acknowledged(stream).ok()?))).collect();
        drop(link);
        for (stream, mark) in marks.into_iter().filter(|(_, mark)| *mark > 0) {
            self.witness.acknowledged((id, stream, mark), self.server.store())?;
        }
        Ok(())
    }

    /// How often the server was put back.
    fn era(&self) -> u64 {
        self.network.happened.0.get(&Fault::Restored).copied().unwrap_or(0)
    }

    /// At the end everything that somebody still carries arrives, late and for the second time.
    pub(super) fn carry_all(&mut self) -> Result<(), Violation> {
        for file in self.carriage.outboxes.clone() {
            self.take_in(&file)?;
        }
        self.forward()?;
        for machine in self.living() {
            self.read_receipts(machine)?;
        }
        Ok(())
    }

    /// Nobody who carries anything can read a word of it, or tell whose it is.
    pub(super) fn carriers_read_nothing(&self) -> Result<(), Violation> {
        let keys = [BASE.secret.0.bytes().to_vec(), BASE.study.id.0.clone().into_bytes()];
        let ids = self.devices.iter().filter_map(|device| Some(device.id()?.0.as_bytes().to_vec()));
        let secret: Vec<Vec<u8>> = keys.into_iter().chain(ids).collect();
        let bodies: Vec<Vec<u8>> = self
            .witness
            .sealed()
            .filter_map(|bytes| Some(SealedRecord::from_bytes(bytes).ok()?.body.get(..TELLING_BYTES)?.to_vec()))
            .collect();
        let relayed = self.carriage.files().into_iter().filter_map(|file| fs::read(file).ok());
        for file in relayed.chain(self.carriage.outboxes.iter().cloned()) {
            let read = canary::is_in(&file, &secret) || canary::is_in(&file, &bodies);
            hold(Rule::CarriersReadNothing, (!read).into(), || "what is carried can be read".to_owned())?;
        }
        Ok(())
    }
}

impl Carriage {
    fn files(&self) -> Vec<PathBuf> {
        let folders = ["waiting", "receipts", "refused"].map(|name| self.folder.path().join(name));
        let files = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        files.map(|file| file.path()).collect()
    }

    /// The relay goes by the age of its files; here that must not depend on the time of the day.
    fn in_order(&mut self, folder: &str) {
        for file in self.files().into_iter().filter(|file| file.parent().is_some_and(|of| of.ends_with(folder))) {
            let known = fs::metadata(&file).and_then(|found| found.modified()).is_ok_and(is_ours);
            if !known {
                self.order += 1;
                let at = SystemTime::UNIX_EPOCH + Duration::from_secs(self.order);
                let _ = File::options().append(true).open(&file).and_then(|file| file.set_modified(at));
            }
        }
    }
}

/// Whether a file's time was set here.
fn is_ours(at: SystemTime) -> bool {
    at < SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000)
}

/// What is in a file; nothing when it is spoilt.
fn parcels(kind: FileKind, file: &[u8]) -> Vec<Vec<u8>> {
    kind.read(file).map(|found| found.into_iter().map(<[u8]>::to_vec).collect()).unwrap_or_default()
}

fn strange(error: &impl std::fmt::Display) -> Violation {
    Violation { rule: Rule::NoStrangeErrors, what: error.to_string() }
}
