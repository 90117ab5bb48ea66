//! What supervisors' sessions remember of devices from one to the next: their keys, and how far their chains were
//! signed.
//!
//! It stands in the log of holders, signed by the supervisor who saw it: whoever can write the database can leave it
//! out only by cutting the log, which shows against a head that somebody noted. An analyst's session reads it and
//! writes nothing.

use std::collections::{BTreeMap, HashSet};

use fieldward_core::{
    authority::{
        Act, ChainMark, DeviceSeen, Holder, Log, Role, SEEN_DEVICES_MAX, Seen, Signed, Unopened, VOUCH_UNOPENED_MAX,
        Vouch,
    },
    ids::{DeviceId, RecordId},
};

use super::chains::{Chains, Continuing, Judge, Reached};
use crate::{
    accounts::Account,
    audit::{self, AuditError},
    store::{LogStep, Store, StoreResult},
    vouch,
};

/// A session writes down no more often than this how far chains have grown; a device that nobody saw is written at
/// once.
pub(super) const NOTE_EVERY_MS: i64 = 10 * 60 * 1000;

/// Devices as sessions saw them.
pub(super) type Remembered = BTreeMap<DeviceId, DeviceSeen>;

/// What one session knows from the log.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) seen: Remembered,
    /// Records whose keys two holders had destroyed.
    pub(super) withdrawn: HashSet<RecordId>,
    pub(super) holders: Vec<Holder>,
    /// Devices that supervisors let go on under another name.
    pub(super) continuing: Continuing,
    noted_ms: Option<i64>,
    /// The log that was read: how long it was, and its last entry.
    read: Option<(usize, Option<Vec<u8>>)>,
}

impl Memory {
    /// Reads the log when it is another than the one that was read.
    pub(super) fn read(&mut self, store: &dyn Store, account: &Account) -> Result<(), AuditError> {
        let mut entries = store.log()?;
        let now = Some((entries.len(), entries.pop()));
        if self.read == now {
            return Ok(());
        }
        let log = audit::read_as(store, account)?;
        self.seen = remembered(&log);
        self.withdrawn = withdrawn(&log);
        self.continuing = continuing(&log);
        self.holders = log.holders().to_vec();
        self.read = now;
        Ok(())
    }

    /// Writes down what nobody wrote down yet.
    pub(super) fn note(
        &mut self,
        store: &dyn Store,
        account: &Account,
        chains: &Chains,
        now_ms: i64,
    ) -> Result<(), AuditError> {
        if account.holder.role != Role::Supervisor {
            return Ok(());
        }
        let waited = self.noted_ms.is_none_or(|noted| now_ms - noted >= NOTE_EVERY_MS);
        let mut news = Vec::new();
        for device in store.devices()? {
            let marks = chains.marks(device.id);
            let (signing, sealing) = (device.signing_key, device.sealing_key);
            match self.seen.get(&device.id) {
                None => news.push(DeviceSeen { device: device.id, signing, sealing, marks }),
                Some(known) if waited && further(&known.marks, &marks) => {
                    news.push(DeviceSeen { marks: longest(&known.marks, &marks), ..known.clone() });
                }
                Some(_) => {}
            }
        }
        for devices in news.chunks(SEEN_DEVICES_MAX) {
            audit::write::<AuditError>(store, account, now_ms, |log| {
                let (holder, head) = (account.holder.id.clone(), log.head());
                let statement = Seen { holder, devices: devices.to_vec(), head };
                let signatures = vec![account.sign(&statement)];
                Ok((Act::Seen(Signed { statement, signatures }), LogStep::default()))
            })?;
        }
        if !news.is_empty() {
            self.noted_ms = Some(now_ms);
        }
        self.seen.extend(news.into_iter().map(|seen| (seen.device, seen)));
        Ok(())
    }

    /// Signs for what this session opened and nobody signed for yet. What it passed by without opening it names, also
    /// what lies before an earlier mark: a device that holds the only copy of such a record must not take it for
    /// opened.
    pub(super) fn vouch(
        &self,
        store: &dyn Store,
        account: &Account,
        chains: &mut Chains,
        judge: &mut impl Judge,
    ) -> StoreResult<()> {
        if account.holder.role != Role::Supervisor {
            return Ok(());
        }
        for device in store.devices()? {
            let kept = vouch::stored(store, device.id)?;
            let said = kept.as_ref().and_then(|kept| kept.by_supervisor(&self.holders, &account.study).ok());
            let said = said.filter(|vouch| vouch.device == device.id);
            let before = said.map_or_else(Reached::default, |vouch| Reached {
                marks: vouch.marks.clone(),
                unopened: vouch.unopened.clone(),
            });
            let opened = chains.opened(device.id, &before.marks, judge)?;
            let unopened = named(&before, &opened);
            let news = further(&before.marks, &opened.marks) || unopened != before.unopened;
            // More than may be named is no ordinary field: the device keeps its copies until somebody has looked.
            if news && unopened.len() <= VOUCH_UNOPENED_MAX {
                let statement = Vouch { device: device.id, marks: longest(&before.marks, &opened.marks), unopened };
                let signatures = vec![account.sign(&statement)];
                vouch::keep(store, &Signed { statement, signatures })?;
            }
        }
        Ok(())
    }
}

/// What this session passed by, and beyond its end what an earlier one named.
fn named(before: &Reached, now: &Reached) -> Vec<Unopened> {
    let beyond = |named: &&Unopened| {
        now.marks.iter().find(|mark| mark.stream == named.stream).is_none_or(|mark| mark.sequence < named.sequence)
    };
    let mut named: Vec<Unopened> = now.unopened.iter().chain(before.unopened.iter().filter(beyond)).copied().collect();
    named.sort_by_key(|named| (named.stream, named.sequence));
    named
}

fn remembered(log: &Log) -> Remembered {
    let mut seen = Remembered::new();
    for entry in log.entries() {
        let Act::Seen(signed) = &entry.act else { continue };
        for device in &signed.statement.devices {
            // The keys that were seen first stay; marks only grow.
            let known = seen.entry(device.device).or_insert_with(|| device.clone());
            known.marks = longest(&known.marks, &device.marks);
        }
    }
    seen
}

fn withdrawn(log: &Log) -> HashSet<RecordId> {
    let of = log.entries().iter().filter_map(|entry| match &entry.act {
        Act::Withdrawn(signed) => Some(&signed.statement.records),
        _ => None,
    });
    of.flatten().copied().collect()
}

fn continuing(log: &Log) -> Continuing {
    let of = log.entries().iter().filter_map(|entry| match &entry.act {
        Act::Continued(signed) => Some(signed.statement.succession.clone()),
        _ => None,
    });
    of.map(|succession| (succession.successor, succession)).collect()
}

fn sequence(marks: &[ChainMark], of: &ChainMark) -> u64 {
    marks.iter().find(|mark| mark.stream == of.stream).map_or(0, |mark| mark.sequence)
}

fn further(known: &[ChainMark], new: &[ChainMark]) -> bool {
    new.iter().any(|mark| mark.sequence > sequence(known, mark))
}

/// Of each stream the mark that is further on.
fn longest(known: &[ChainMark], new: &[ChainMark]) -> Vec<ChainMark> {
    let mut marks: Vec<ChainMark> = known.iter().filter(|mark| mark.sequence >= sequence(new, mark)).copied().collect();
    marks.extend(new.iter().filter(|mark| mark.sequence > sequence(known, mark)));
    marks.sort_by_key(|mark| mark.stream);
    marks
}
