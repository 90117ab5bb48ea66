//! Whether what lies in the database is what devices signed.
//!
//! Anybody can seal a record to the study's public key, and whoever can write the database can put it into a row of any
//! device. What nobody can make but the device is the signature over the head of its chain. So each stream is followed
//! back from a signed link: a row counts when its hash leads from the link before it to a link that is vouched for. It
//! knows no content and opens nothing; it reads only rows that are new since it last looked.

use std::collections::{BTreeMap, HashMap, HashSet};

use fieldward_core::{
    authority::{ChainMark, SUCCESSIONS_MAX, Succession, Unopened},
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    record::{ChainHead, SealedRecord},
    vault::SignerPublic,
};

use super::memory::Remembered;
use crate::{
    store::{Linked, SignedLink, Store, StoreResult, StoredRecord},
    succession,
};

/// What is wrong with a device or one of its streams as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// Records are missing between others.
    Gap {
        /// Of which stream.
        stream: StreamKind,
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// Of records in the middle or at the end only the hashes are here: their device set them aside, somebody brought
    /// the hashes without them, or they were taken out of the database.
    HashOnly {
        /// Of which stream.
        stream: StreamKind,
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// An earlier session saw more of a stream than is here.
    CutOff {
        /// Of which stream.
        stream: StreamKind,
        /// Number of the last record that was seen.
        seen: u64,
        /// Number of the last that is here.
        here: u64,
    },
    /// Another chain stands where an earlier session saw one.
    Replaced(StreamKind),
    /// The device has other keys than those an earlier session saw.
    Keys,
    /// A device that an earlier session saw is not here.
    Gone,
    /// A device says that it goes on for this one, which was copied, and no supervisor has said so.
    Unconfirmed(DeviceId),
    /// What earlier sessions saw cannot be read: the log of holders is broken, or another.
    Log,
    /// Of so many records something was decided that no supervisor signed; it counts as nothing.
    Decisions(usize),
}

/// A row of a stream and whether the device's signature covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    linked: Linked,
    proven: Proven,
    /// The record that another chain holds, where there is only the hash here.
    elsewhere: Option<RecordId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proven {
    Yes,
    No,
}

/// Devices that were copied and go on under another name, by that name, as supervisors confirmed it.
pub(super) type Continuing = BTreeMap<DeviceId, Succession>;

/// One stream as far as it was followed.
#[derive(Debug)]
struct Stream {
    /// Where it begins: not at its first record when its device brought it along under another name.
    began: ChainHead,
    /// The last link that a signature vouches for.
    head: ChainHead,
    rows: Vec<Row>,
    /// Rows that a supervisor can sign for, from the first on without a break: opened and found sound, or to be named.
    opened: usize,
}

/// How far a device's streams were opened, and what of that was not.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) marks: Vec<ChainMark>,
    pub(super) unopened: Vec<Unopened>,
}

/// Every stream that this session has followed.
#[derive(Default)]
pub(super) struct Chains {
    streams: BTreeMap<(DeviceId, StreamKind), Stream>,
    proven: HashMap<RecordId, Hash32>,
    /// The same the other way round: a chain that was brought names by its hash what another chain holds.
    held: HashMap<Hash32, (RecordId, DeviceId)>,
    known: HashSet<RecordId>,
    continuing: Continuing,
    /// By which key each device is believed.
    keys: BTreeMap<DeviceId, SignerPublic>,
    /// Devices that brought a chain along and wait for a supervisor's word, and whose it was.
    unconfirmed: BTreeMap<DeviceId, DeviceId>,
}

impl Chains {
    /// Follows what is new.
    pub(super) fn refresh(
        &mut self,
        store: &dyn Store,
        remembered: &Remembered,
        continuing: &Continuing,
    ) -> StoreResult<()> {
        self.continuing.clone_from(continuing);
        self.unconfirmed.clear();
        for device in store.devices()? {
            let confirmed = continuing.get(&device.id);
            if confirmed.is_none()
                && let Some(said) = succession::of(store, device.id)?
            {
                self.unconfirmed.insert(device.id, said.succession.predecessor);
            }
            // The key that a session saw first counts: one that was put in its place since vouches for nothing.
            let key = remembered.get(&device.id).map(|seen| seen.signing);
            let key = confirmed.map(|one| one.signing).or(key).unwrap_or(device.signing_key);
            self.keys.insert(device.id, key);
            for kind in StreamKind::ALL {
                let began = began(device.id, kind, confirmed);
                let stream = self.streams.entry((device.id, kind)).or_insert_with(|| Stream::new(began));
                if stream.began != began {
                    *stream = Stream::new(began);
                }
                let after = stream.head.sequence;
                let filled = stream.take_filled(store, device.id, kind)?;
                let rows = store.chain(device.id, kind, after)?;
                if rows.is_empty() && filled == 0 {
                    continue;
                }
                let signed = store.signatures(device.id, kind, after)?;
                stream.rows.retain(|row| row.linked.sequence <= after);
                stream.follow(rows, &signed, &key);
                for Row { linked, proven, .. } in &stream.rows {
                    let Some(record) = linked.record else { continue };
                    self.known.insert(record);
                    if *proven == Proven::Yes {
                        self.proven.insert(record, linked.hash);
                        self.held.insert(linked.hash, (record, device.id));
                    }
                }
            }
        }
        self.look_elsewhere();
        Ok(())
    }

    /// Finds for rows with nothing but a hash the record that another chain holds. What waits for a supervisor's word
    /// holds nothing for another.
    fn look_elsewhere(&mut self) {
        let Self { streams, held, unconfirmed, .. } = self;
        for row in streams.values_mut().flat_map(|stream| &mut stream.rows).filter(|row| row.linked.record.is_none()) {
            let found = held.get(&row.linked.hash).filter(|(_, of)| !unconfirmed.contains_key(of));
            row.elsewhere = found.map(|(record, _)| *record);
        }
    }

    /// Whether a record's row was looked at.
    pub(super) fn knows(&self, record: RecordId) -> bool {
        self.known.contains(&record)
    }

    /// Whether these bytes are the record that the device signed, and the row is where it belongs.
    pub(super) fn holds(&self, stored: &StoredRecord, sealed: &SealedRecord) -> bool {
        let header = &sealed.header;
        (header.stream, header.sequence, header.record) == (stored.stream, stored.sequence, stored.record)
            && self.is_name_of(stored.device, header.device)
            && self.proven.get(&stored.record).is_some_and(|hash| *hash == sealed.hash())
    }

    /// Whether a device has this name, or had it before it was copied and a supervisor let it go on under another.
    pub(super) fn is_name_of(&self, device: DeviceId, name: DeviceId) -> bool {
        self.names(device).any(|one| one == name)
    }

    fn names(&self, device: DeviceId) -> impl Iterator<Item = DeviceId> {
        let before = |of: &DeviceId| self.continuing.get(of).map(|one| one.predecessor);
        std::iter::successors(Some(device), before).take(SUCCESSIONS_MAX + 1)
    }

    /// Whether the device destroyed a record's keys itself, and signed for that, in this name or one before.
    pub(super) fn took_back(&self, device: DeviceId, sealed: &SealedRecord) -> bool {
        self.names(device).filter_map(|name| self.keys.get(&name)).any(|key| sealed.is_withdrawn_by(key))
    }

    /// Whether this record is in some chain by now that can be believed.
    pub(super) fn has(&self, hash: &Hash32) -> bool {
        self.held.get(hash).is_some_and(|(_, device)| !self.unconfirmed.contains_key(device))
    }

    /// How far a device's streams are signed.
    pub(super) fn marks(&self, device: DeviceId) -> Vec<ChainMark> {
        let of = |kind: &StreamKind| self.streams.get(&(device, *kind)).map(|stream| mark(&stream.head));
        StreamKind::ALL.iter().filter_map(of).filter(|mark| mark.sequence > 0).collect()
    }

    /// How far a device's streams were opened without a break, begun where a supervisor vouched before. What has
    /// nothing to open is passed by and named: whether its device keeps it back, or somebody took it away, only the
    /// device knows.
    pub(super) fn opened(
        &mut self,
        device: DeviceId,
        vouched: &[ChainMark],
        judge: &mut impl Judge,
    ) -> StoreResult<Reached> {
        let mut reached = Reached::default();
        for kind in StreamKind::ALL {
            let Some(stream) = self.streams.get_mut(&(device, kind)) else { continue };
            let before = vouched.iter().find(|mark| mark.stream == kind);
            let place = before.and_then(|mark| stream.rows.iter().position(|row| is_at(row, mark)));
            stream.opened = stream.opened.max(place.map_or(0, |place| place + 1));
            stream.go_on(judge)?;
            let last = stream.opened.checked_sub(1).and_then(|place| stream.rows.get(place));
            reached.marks.extend(last.map(|row| ChainMark {
                stream: kind,
                sequence: row.linked.sequence,
                link: row.linked.link,
            }));
            let named = stream.unopened(judge).map(|sequence| Unopened { stream: kind, sequence });
            reached.unopened.extend(named);
        }
        Ok(reached)
    }

    /// What is missing or exchanged, by device.
    pub(super) fn breaks(&self, store: &dyn Store, remembered: &Remembered) -> StoreResult<Vec<(DeviceId, Break)>> {
        let devices = store.devices()?;
        let mut breaks: Vec<(DeviceId, Break)> = Vec::new();
        breaks.extend(self.unconfirmed.iter().map(|(device, of)| (*device, Break::Unconfirmed(*of))));
        let whole = |device: &DeviceId| !self.unconfirmed.contains_key(device);
        for ((device, kind), stream) in self.streams.iter().filter(|((device, _), _)| whole(device)) {
            breaks.extend(stream.gaps(*kind).into_iter().map(|gap| (*device, gap)));
            breaks.extend(stream.hash_only(*kind).into_iter().map(|hashes| (*device, hashes)));
        }
        for (id, seen) in remembered {
            let Some(device) = devices.iter().find(|device| device.id == *id) else {
                breaks.push((*id, Break::Gone));
                continue;
            };
            if (device.signing_key, device.sealing_key) != (seen.signing, seen.sealing) {
                breaks.push((*id, Break::Keys));
            }
            for mark in &seen.marks {
                let stream = self.streams.get(&(*id, mark.stream));
                breaks.extend(stream.and_then(|stream| stream.missing(mark)).map(|what| (*id, what)));
            }
        }
        Ok(breaks)
    }
}

/// What came of opening a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    /// It opened, and nothing was wrong with it.
    Yes,
    /// Its keys are gone, and no order of two holders says so.
    Gone,
    /// It did not open, or something that belongs to it is not here.
    No,
}

/// What a session knows of records.
pub(super) trait Judge {
    /// Whether a record may be signed for, with everything that belongs to it.
    fn whole(&mut self, record: RecordId) -> StoreResult<Sound>;
    /// Whether this session opened it.
    fn is_open(&self, record: RecordId) -> bool;
}

fn mark(head: &ChainHead) -> ChainMark {
    ChainMark { stream: head.stream, sequence: head.sequence, link: head.link }
}

fn is_at(row: &Row, mark: &ChainMark) -> bool {
    (row.linked.sequence, row.linked.link) == (mark.sequence, mark.link)
}

/// Where a device's stream begins.
fn began(device: DeviceId, kind: StreamKind, continuing: Option<&Succession>) -> ChainHead {
    let start = ChainHead::start(device, kind);
    let begin = continuing.and_then(|succession| succession.begin(kind));
    begin.map_or(start, |mark| ChainHead { sequence: mark.sequence, link: mark.link, ..start })
}

impl Row {
    /// What there is to open: here, or where another chain holds it.
    fn record(&self) -> Option<RecordId> {
        self.linked.record.or(self.elsewhere)
    }
}

impl Stream {
    fn new(began: ChainHead) -> Self {
        Self { began, head: began, rows: Vec::new(), opened: 0 }
    }

    /// Takes rows after the head: judged from the last to the first, because a signature vouches for what is before it.
    fn follow(&mut self, rows: Vec<Linked>, signed: &[SignedLink], key: &SignerPublic) {
        let mut vouched = false;
        let mut judged = Vec::with_capacity(rows.len());
        let mut newest = None;
        for (place, row) in rows.iter().enumerate().rev() {
            let at = ChainHead { sequence: row.sequence, link: row.link, ..self.head };
            if !vouched && is_signed(&at, signed, key) {
                vouched = true;
                newest = newest.or(Some(at));
            }
            let before = match place.checked_sub(1) {
                Some(place) => ChainHead { sequence: rows[place].sequence, link: rows[place].link, ..self.head },
                None => self.head,
            };
            vouched = vouched && before.after_hash(&row.hash) == at;
            judged.push(if vouched { Proven::Yes } else { Proven::No });
        }
        self.head = newest.unwrap_or(self.head);
        self.rows.extend(rows.into_iter().zip(judged.into_iter().rev()).map(|(linked, proven)| Row {
            linked,
            proven,
            elsewhere: None,
        }));
    }

    /// Looks again at rows that had nothing to open: their bytes may have come since. Gives how many have.
    fn take_filled(&mut self, store: &dyn Store, device: DeviceId, kind: StreamKind) -> StoreResult<usize> {
        let Some(empty) = self.rows.iter().position(|row| row.linked.record.is_none()) else { return Ok(0) };
        let now: HashMap<u64, Linked> = store
            .chain(device, kind, self.rows[empty].linked.sequence - 1)?
            .into_iter()
            .map(|row| (row.sequence, row))
            .collect();
        let mut filled = 0;
        for row in self.rows[empty..].iter_mut().filter(|row| row.linked.record.is_none()) {
            let found = now.get(&row.linked.sequence).filter(|found| found.hash == row.linked.hash);
            if let Some(record) = found.and_then(|found| found.record) {
                row.linked.record = Some(record);
                filled += 1;
            }
        }
        Ok(filled)
    }

    /// Follows rows as long as they can be signed for.
    fn go_on(&mut self, judge: &mut impl Judge) -> StoreResult<()> {
        while let Some(row) = self.rows.get(self.opened) {
            if row.linked.sequence != self.began.sequence + self.opened as u64 + 1 || row.proven == Proven::No {
                break;
            }
            let sound = row.record().map_or(Ok(Sound::Gone), |record| judge.whole(record))?;
            if sound == Sound::No {
                break;
            }
            self.opened += 1;
        }
        Ok(())
    }

    /// Numbers up to there that this session did not open, also those that an earlier session may have signed for.
    fn unopened<'a>(&'a self, judge: &'a impl Judge) -> impl Iterator<Item = u64> + 'a {
        let is_open = move |row: &&Row| row.record().is_some_and(|record| judge.is_open(record));
        self.rows[..self.opened].iter().filter(move |row| !is_open(row)).map(|row| row.linked.sequence)
    }

    /// Rows with nothing to open, those that follow one another together.
    fn hash_only(&self, stream: StreamKind) -> Vec<Break> {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for Row { linked, .. } in self.rows.iter().filter(|row| row.record().is_none()) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == linked.sequence => *last = linked.sequence,
                _ => runs.push((linked.sequence, linked.sequence)),
            }
        }
        runs.into_iter().map(|(first, last)| Break::HashOnly { stream, first, last }).collect()
    }

    fn gaps(&self, stream: StreamKind) -> Vec<Break> {
        let mut next = self.began.sequence + 1;
        let mut gaps = Vec::new();
        for Row { linked, .. } in &self.rows {
            if linked.sequence > next {
                gaps.push(Break::Gap { stream, first: next, last: linked.sequence - 1 });
            }
            next = linked.sequence + 1;
        }
        gaps
    }

    /// What became of a place that an earlier session saw.
    fn missing(&self, mark: &ChainMark) -> Option<Break> {
        let here = self.rows.last().map_or(0, |row| row.linked.sequence);
        if here < mark.sequence {
            return Some(Break::CutOff { stream: mark.stream, seen: mark.sequence, here });
        }
        let row = self.rows.iter().find(|row| row.linked.sequence == mark.sequence)?;
        if row.linked.link == mark.link { None } else { Some(Break::Replaced(mark.stream)) }
    }
}

fn is_signed(at: &ChainHead, signed: &[SignedLink], key: &SignerPublic) -> bool {
    let first = signed.partition_point(|one| one.sequence < at.sequence);
    let here = signed[first..].iter().take_while(|one| one.sequence == at.sequence);
    let bytes = at.signed_bytes();
    here.filter(|one| one.link == at.link).any(|one| key.verify(&bytes, &one.signature).is_ok())
}

#[cfg(test)]
mod tests;
