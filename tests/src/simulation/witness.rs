//! What must hold, and what was seen so far that it must hold of.
//!
//! The witness keeps its own list of what devices sealed and what they were told. It takes it from the same calls that
//! a shell makes, and compares it with the server's store, never with a model of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    record::SealedRecord,
};
use fieldward_sync_server::store::{Store, StoredRecord};

use super::{device::Device, ledger::opened_with_study};

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A finalized record is on the server exactly once, byte for byte.
    ExactlyOnce,
    /// Nothing is acknowledged before it is durable.
    AcknowledgedIsDurable,
    /// What a device's call returned survives a power cut.
    ReturnedIsDurable,
    /// Everything drains within a bound once faults stop.
    Drains,
    /// No typed text and no key is in any file, message or log.
    NoCanary,
    /// Consent and stop rules held in every log.
    RulesHeld,
    /// A mark never goes back.
    MarksGrow,
    /// What a record says is what was said, and every record is of an interview.
    SaysWhatWasSaid,
    /// Who a person is stands in the identity record and nowhere else.
    IdentityApart,
    /// Nothing is asked of a person twice, over all visits.
    AskedOnce,
    /// Every alert of a log is a record of its own.
    AlertsAreSent,
    /// Alerts go before answers, answers before identities, and what comes down after all that goes up.
    OrderOfSending,
    /// A sync begins nothing beyond the day's share of bytes but for alerts.
    WithinTheDay,
    /// An invite lets one device in, and for ten minutes.
    InvitesOnce,
    /// A device runs only what the study published, and never goes back.
    PackagesGoForward,
    /// Every returned record comes to its device.
    ReturnsArrive,
    /// No nonce is used twice.
    NoncesDiffer,
    /// No draft is left of a finalized interview.
    DraftsGone,
    /// Shipped code says no only when there is a reason.
    NoStrangeErrors,
    /// One person alone decides nothing that two have to decide.
    TwoDecide,
    /// Of a destroyed device nothing can be read.
    WipedIsGone,
    /// Nothing is taken from a revoked device.
    RevokedIsRefused,
    /// Of a person who withdrew nobody has a key.
    WithdrawnIsGone,
    /// Whoever carries records can read none.
    CarriersReadNothing,
    /// A recording arrives whole, and none was made without a yes.
    RecordingsAreKept,
    /// A sealed copy stays on its device for the study's days, and until a supervisor has seen the record.
    KeptForDays,
    /// New interviews wait after seven days without the server, and not before.
    SevenDays,
    /// What is sealed is as long as its size class.
    SizesTellLittle,
    /// A stop or a withdrawal is taken at any moment, on a full disk too.
    StopsAlways,
    /// Identities are opened by those who were granted them, and say what was said.
    OpenedByThree,
}

/// A rule that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// What was seen.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

/// Fails with a violation unless something holds.
///
/// # Errors
/// The violation.
pub fn hold(rule: Rule, holds: Holds, what: impl FnOnce() -> String) -> Result<(), Violation> {
    match holds {
        Holds::Yes => Ok(()),
        Holds::No => Err(Violation { rule, what: what() }),
    }
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl From<bool> for Holds {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// One record's place: which machine made it (copies of a device differ), stream and number.
type Place = (usize, StreamKind, u64);

/// What was seen.
#[derive(Default)]
pub struct Witness {
    sealed: BTreeMap<Place, Vec<u8>>,
    acknowledged: BTreeMap<(DeviceId, StreamKind), u64>,
    verified: BTreeMap<(DeviceId, StreamKind), u64>,
}

impl Witness {
    /// A machine was copied: the copy has what it had.
    pub fn copied(&mut self, from: usize, to: usize) {
        let of = self.sealed.iter().filter(|((machine, ..), _)| *machine == from);
        let copies: Vec<_> =
            of.map(|((_, stream, sequence), bytes)| ((to, *stream, *sequence), bytes.clone())).collect();
        self.sealed.extend(copies);
    }

    /// Every record seen, as it was sealed.
    pub fn sealed(&self) -> impl Iterator<Item = &[u8]> {
        self.sealed.values().map(Vec::as_slice)
    }

    /// One record, as it was sealed.
    #[must_use]
    pub fn record(&self, machine: usize, stream: StreamKind, sequence: u64) -> Option<&[u8]> {
        self.sealed.get(&(machine, stream, sequence)).map(Vec::as_slice)
    }

    /// Where each record that was seen belongs: its machine, its stream, its number.
    pub fn places(&self) -> impl Iterator<Item = (usize, StreamKind, u64)> + '_ {
        self.sealed.keys().copied()
    }

    /// Records seen.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.sealed.len() as u64
    }

    /// Records of one kind that were seen.
    #[must_use]
    pub fn of(&self, stream: StreamKind) -> u64 {
        self.sealed.keys().filter(|(_, of, _)| *of == stream).count() as u64
    }

    /// Number of the last record of a machine's stream that was seen.
    #[must_use]
    pub fn known(&self, machine: usize, stream: StreamKind) -> u64 {
        let range = (machine, stream, 0)..=(machine, stream, u64::MAX);
        self.sealed.range(range).next_back().map_or(0, |((_, _, last), _)| *last)
    }

    /// Looks at what a device has sealed. Call it whenever one of its calls has returned.
    ///
    /// # Errors
    /// When a record that was there is gone or changed.
    pub fn look(&mut self, machine: usize, device: &mut Device) -> Result<(), Violation> {
        if device.id().is_none() {
            return Ok(());
        }
        let strange = |what| Violation { rule: Rule::NoStrangeErrors, what };
        let seen: u64 = StreamKind::ALL.iter().map(|stream| self.known(machine, *stream)).sum();
        if device.sealed().map_err(strange)? == seen {
            return Ok(());
        }
        for stream in StreamKind::ALL {
            let latest = device.latest(stream).map_err(strange)?;
            let known = self.known(machine, stream);
            hold(Rule::ReturnedIsDurable, (latest >= known).into(), || {
                format!("{}: {stream:?} had {known} records and has {latest}", device.name)
            })?;
            for sequence in known + 1..=latest {
                let bytes = device.record(stream, sequence).map_err(strange)?;
                let bytes =
                    bytes.ok_or_else(|| strange(format!("{}: {stream:?} {sequence} is not readable", device.name)))?;
                self.sealed.insert((machine, stream, sequence), bytes);
            }
        }
        Ok(())
    }

    /// A device believed that the server has everything up to a record.
    ///
    /// # Errors
    /// When the server has not.
    pub fn acknowledged(
        &mut self,
        (device, stream, sequence): (DeviceId, StreamKind, u64),
        store: Option<&dyn Store>,
    ) -> Result<(), Violation> {
        let mark = self.acknowledged.entry((device, stream)).or_default();
        *mark = sequence.max(*mark);
        store.map_or(Ok(()), |store| self.marks(store))
    }

    /// Compares the server's marks with what devices were told.
    ///
    /// # Errors
    /// When a mark is below what a device was told, or went back.
    pub fn marks(&mut self, store: &dyn Store) -> Result<(), Violation> {
        for ((device, stream), told) in &self.acknowledged {
            let heads = store.heads(*device).unwrap_or_default();
            let head = heads.iter().find(|head| head.chain.stream == *stream);
            let has = head.map_or(0, |head| head.chain.sequence);
            hold(Rule::AcknowledgedIsDurable, (has >= *told).into(), || {
                format!("a device was told {stream:?} {told}, the server has {has}")
            })?;
            let verified = head.map_or(0, |head| head.verified);
            let before = self.verified.entry((*device, *stream)).or_default();
            hold(Rule::MarksGrow, (verified >= *before).into(), || {
                format!("{stream:?} was verified to {before} and is to {verified}")
            })?;
            *before = verified;
        }
        Ok(())
    }

    /// The last record that a device was told is durable.
    #[must_use]
    pub fn told(&self, device: DeviceId, stream: StreamKind) -> u64 {
        self.acknowledged.get(&(device, stream)).copied().unwrap_or(0)
    }

    /// The server was put back: what devices were told is void, the records must come again.
    pub fn restored(&mut self) {
        self.acknowledged.clear();
        self.verified.clear();
    }

    /// At the end: every sealed record of these machines is on the server, once and byte for byte, and nothing else is.
    ///
    /// # Errors
    /// The first record that is not.
    ///
    /// A device that somebody in the server's place told that it was copied goes on under another name with the next
    /// invite; its records stand under the one that they were sent by. Of a device that was copied, one machine's
    /// records hold the numbers and the other's are evidence; those that the server has not seen are still on their
    /// machine, which `kept` says. Of some devices a record may be missing with reason, which `excused` says; and of
    /// records of people who withdrew, the keys.
    pub fn exactly_once(
        &self,
        store: &dyn Store,
        machines: &[BTreeSet<DeviceId>],
        withdrawn: &BTreeSet<RecordId>,
        excused: impl Fn(usize, StreamKind, u64) -> bool,
        mut kept: impl FnMut(usize, StreamKind, u64) -> Holds,
    ) -> Result<(), Violation> {
        let forks = store.forks().unwrap_or_default();
        let stored = store.records(0, u32::MAX).unwrap_or_default();
        let mut found: BTreeMap<(DeviceId, StreamKind, u64), Vec<&StoredRecord>> = BTreeMap::new();
        for record in &stored {
            found.entry((record.device, record.stream, record.sequence)).or_default().push(record);
        }
        for ((machine, stream, sequence), bytes) in &self.sealed {
            let Some(names) = machines.get(*machine).filter(|names| !names.is_empty()) else { continue };
            let one = machines.iter().filter(|others| !others.is_disjoint(names)).count() == 1;
            let mut held = Vec::new();
            for name in names {
                let Some(there) = found.get_mut(&(*name, *stream, *sequence)) else { continue };
                held.extend_from_slice(there);
                if one {
                    there.clear();
                }
            }
            if !one
                && (forks.iter().any(|fork| fork.bytes == *bytes) || kept(*machine, *stream, *sequence) == Holds::Yes)
            {
                continue;
            }
            if held.is_empty() && excused(*machine, *stream, *sequence) {
                continue;
            }
            let same = held.len() == 1 && held[0].hash == hash(bytes);
            let same = same
                && (held[0].bytes == *bytes || (lost_its_keys(bytes, withdrawn) && is_bare(&held[0].bytes, bytes)));
            hold(Rule::ExactlyOnce, same.into(), || {
                format!("machine {machine}: {stream:?} {sequence} is on the server {} times", held.len())
            })?;
        }
        // What is left belongs to a copied device, whose machines share each place, or to nobody.
        found.retain(|(device, ..), held| {
            machines.iter().filter(|names| names.contains(device)).count() < 2 && !held.is_empty()
        });
        hold(Rule::ExactlyOnce, found.is_empty().into(), || format!("{} records that nobody sealed", found.len()))
    }
}

/// Whether what is left of a record is all but its keys: it has the same hash, and opens no more.
fn is_bare(left: &[u8], bytes: &[u8]) -> bool {
    hash(left) == hash(bytes) && SealedRecord::from_bytes(left).is_ok_and(|sealed| sealed.is_withdrawn())
}

/// Whether a record is somebody's who withdrew, by an order or on the device. An observation's alert names nobody,
/// but its device knows the number that it was sealed under: who withdraws that number on it takes the alert's key too.
fn lost_its_keys(bytes: &[u8], withdrawn: &BTreeSet<RecordId>) -> bool {
    let Ok(sealed) = SealedRecord::from_bytes(bytes) else { return false };
    let names_nobody = || opened_with_study(bytes).is_ok_and(|content| content.reference().is_none());
    withdrawn.contains(&sealed.header.record) || (sealed.header.stream == StreamKind::Alert && names_nobody())
}

fn hash(bytes: &[u8]) -> Hash32 {
    SealedRecord::from_bytes(bytes).map_or(Hash32([0; 32]), |record| record.hash())
}
