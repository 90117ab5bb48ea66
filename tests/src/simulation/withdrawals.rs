//! People who withdraw, by their number: at the office, where two holders sign, or on the phone where their records
//! are.
//!
//! What comes again afterwards, from a device that had no line, in a carried file or out of a backup, must come without
//! its keys. At the end nobody has a key of theirs: not the server's store or any of its files, no device that is still
//! in the study, no export.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::{RecordId, ReferenceNumber, StreamKind},
    record::{Content, RecordKeys, SealedRecord, identity::found_by},
    session::SessionError,
    sync::wire::{self, SignedOrder},
};
use fieldward_sync_server::{
    console::unlock,
    export::{ExportError, Format, Order, Sensitive, Which, export},
    withdrawal::{WithdrawalError, withdraw},
};

use super::{
    canary::PASSPHRASE,
    faults::Fault,
    holders, ledger,
    server::BASE,
    witness::{Rule, Violation, hold},
    world::World,
};

/// People of one simulation who withdraw.
const WITHDRAWN_MAX: usize = 4;
/// Bytes of a capsule that tell it from any other: its ephemeral key.
const TELLING_BYTES: usize = 32;

/// Who withdrew.
#[derive(Default)]
pub struct Withdrawn {
    /// Everybody.
    pub people: BTreeSet<ReferenceNumber>,
    /// Those of whom the office knows.
    at_office: BTreeSet<ReferenceNumber>,
}

/// A record of somebody who withdrew.
struct Remnant {
    machine: usize,
    stream: StreamKind,
    sequence: u64,
    record: RecordId,
    whose: ReferenceNumber,
    keys: RecordKeys,
}

impl World {
    /// Somebody withdraws.
    pub(super) fn withdrawal(&mut self) -> Result<(), Violation> {
        let people = self.ledger.people(&self.withdrawn.people);
        if people.is_empty() || self.withdrawn.people.len() >= WITHDRAWN_MAX {
            return Ok(());
        }
        let (machine, reference) = *self.chance.pick(&people);
        let here = self.devices[machine].ended.is_none() && !self.copied.contains(&machine);
        if here && self.chance.happens(500) {
            self.withdraw_on_device(machine, reference)
        } else {
            self.withdrawn.people.insert(reference);
            self.withdrawn.at_office.insert(reference);
            self.ledger.never_again(reference);
            self.history.note("somebody withdrew at the office");
            self.withdraw_at_office(reference)
        }
    }

    /// Somebody withdrew in an interview: what they left in an earlier one goes with it, and the office is told.
    pub(super) fn withdrew_in_an_interview(&mut self, reference: ReferenceNumber) {
        let people = self.ledger.people(&self.withdrawn.people);
        if people.iter().any(|(_, known)| *known == reference) {
            self.withdrawn.people.insert(reference);
            self.withdrawn.at_office.insert(reference);
            self.ledger.never_again(reference);
            self.history.note("somebody withdrew in another visit");
        }
    }

    /// The power may fail in the middle; the interviewer does it again then.
    fn withdraw_on_device(&mut self, machine: usize, reference: ReferenceNumber) -> Result<(), Violation> {
        self.full.remove(&machine);
        self.devices[machine].disk.make_room();
        let done = loop {
            let (session, now, rng) = self.devices[machine].session();
            let done = session.withdraw_person(reference, &now, rng);
            if !self.devices[machine].disk.is_off() {
                break done;
            }
            self.recover(machine)?;
        };
        let done = done.map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
        self.witness.look(machine, &mut self.devices[machine])?;
        self.no_draft_of(machine, reference)?;
        self.withdrawn.people.insert(reference);
        self.ledger.never_again(reference);
        // What is here of them has no key from now on, before anybody else hears of it.
        for remnant in self.remnants().iter().filter(|one| (one.machine, one.whose) == (machine, reference)) {
            self.not_on_device(remnant)?;
        }
        // The device says how much a server may have, and a device on which nothing is left says nothing of the rest.
        if done.sent > 0 || done.drafts == 0 {
            self.withdrawn.at_office.insert(reference);
        }
        self.history.note(format!("somebody withdrew on {}: {done:?}", self.devices[machine].name));
        Ok(())
    }

    /// No interview of somebody who withdrew is open on a device.
    fn no_draft_of(&mut self, machine: usize, reference: ReferenceNumber) -> Result<(), Violation> {
        let strange = |error: SessionError| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() };
        let drafts = self.devices[machine].session().0.drafts().map_err(strange)?;
        for draft in drafts {
            let (session, now, rng) = self.devices[machine].session();
            let theirs = session.reference(draft.id, &now, rng) == Ok(reference);
            hold(Rule::WithdrawnIsGone, (!theirs).into(), || {
                "an interview of somebody who withdrew is open".to_owned()
            })?;
        }
        Ok(())
    }

    /// A device has done what an order of withdrawal says: whatever else it has of these people is gone too.
    pub(super) fn obeyed_withdrawal(&mut self, machine: usize, records: &[RecordId]) -> Result<(), Violation> {
        let remnants = self.remnants();
        let people: BTreeSet<_> =
            remnants.iter().filter(|one| records.contains(&one.record)).map(|one| one.whose).collect();
        for remnant in remnants.iter().filter(|one| one.machine == machine && people.contains(&one.whose)) {
            self.not_on_device(remnant)?;
        }
        // An order names records, and of those that its copy sealed a machine does not know whose they are.
        let people = if self.copied.contains(&machine) { BTreeSet::new() } else { people };
        people.into_iter().try_for_each(|reference| self.no_draft_of(machine, reference))
    }

    fn withdraw_at_office(&mut self, reference: ReferenceNumber) -> Result<(), Violation> {
        self.revive_server()?;
        let opens = *self.chance.pick(&["supervisor", "supervisor/2"]);
        let (first, mut second) = (holders::account(opens), holders::two(&mut self.chance, &self.custody.left).0);
        if second.holder.id == first.holder.id {
            second = holders::account("administrator");
        }
        let folder = self.server.disk.folder().to_owned();
        let now = self.server.clocks.now();
        let cut = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(15));
        let Some(store) = self.server.store() else { return Ok(()) };
        let alone = withdraw(store, &folder, reference, (first, first), &now);
        hold(Rule::TwoDecide, alone.is_err().into(), || "one holder alone withdrew somebody".to_owned())?;
        if let Some(writes) = cut {
            self.server.disk.cut_after(writes);
        }
        let done = withdraw(store, &folder, reference, (first, second), &now);
        self.after_writing();
        self.note_orders();
        match done {
            Ok(_) | Err(WithdrawalError::Nothing) => Ok(()),
            Err(WithdrawalError::Store(_) | WithdrawalError::Audit(_)) if self.troubled => Ok(()),
            Err(error) => Err(Violation { rule: Rule::NoStrangeErrors, what: error.to_string() }),
        }
    }

    /// Orders that stand in the data folder were signed by two, whatever became of them in the store.
    fn note_orders(&mut self) {
        let files = std::fs::read_dir(self.server.disk.folder().join("orders"));
        for file in files.into_iter().flatten().flatten() {
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            if let Ok(order) = wire::decode::<SignedOrder>(&bytes) {
                self.ordered.note(order);
            }
        }
    }

    /// When everything has arrived: the office withdraws what came since.
    pub(super) fn withdraw_again(&mut self) -> Result<bool, Violation> {
        for reference in self.withdrawn.at_office.clone() {
            self.withdraw_at_office(reference)?;
        }
        Ok(!self.withdrawn.at_office.is_empty())
    }

    /// Every record of somebody who withdrew.
    pub(super) fn withdrawn_records(&self) -> BTreeSet<RecordId> {
        self.remnants().into_iter().map(|remnant| remnant.record).collect()
    }

    fn remnants(&self) -> Vec<Remnant> {
        if self.withdrawn.people.is_empty() {
            return Vec::new();
        }
        let of = |(machine, stream, sequence)| {
            let bytes = self.witness.record(machine, stream, sequence)?;
            let sealed = SealedRecord::from_bytes(bytes).ok()?;
            let whose = whose(stream, bytes, &sealed)?;
            let SealedRecord { header, keys, .. } = sealed;
            self.withdrawn.people.contains(&whose).then_some(Remnant {
                machine,
                stream,
                sequence,
                record: header.record,
                whose,
                keys,
            })
        };
        self.witness.places().filter_map(of).collect()
    }

    /// Nobody has a key of theirs.
    pub(super) fn withdrawals_held(&mut self) -> Result<(), Violation> {
        let remnants = self.remnants();
        // SQLite does not sync a log that it has emptied; the system does within a minute.
        self.server.disk.write_back();
        let strange = |what: &str| Violation { rule: Rule::NoStrangeErrors, what: what.to_owned() };
        let files = if remnants.is_empty() { Vec::new() } else { self.server.disk.contents() };
        for remnant in &remnants {
            let store = self.server.store().ok_or_else(|| strange("the server is down"))?;
            let kept = store.record(remnant.record).ok().flatten();
            // A copied device may have kept it from the office; then nobody has ordered anything about it.
            let known = !self.copied.contains(&remnant.machine) || kept.is_some();
            if let Some(stored) = kept {
                let bare = stored.sealed().is_ok_and(|sealed| sealed.is_withdrawn());
                hold(Rule::WithdrawnIsGone, bare.into(), || remnant.at("the server"))?;
            }
            if known {
                remnant.not_in(&files)?;
            }
            self.not_on_device(remnant)?;
        }
        if remnants.is_empty() { Ok(()) } else { self.not_exported() }
    }

    fn not_on_device(&mut self, remnant: &Remnant) -> Result<(), Violation> {
        let machine = remnant.machine;
        let reached = self.devices[machine].ended.is_none() && !self.ordered.is_revoked(machine);
        if !reached || self.copied.contains(&machine) {
            return Ok(());
        }
        let kept = self.devices[machine].record(remnant.stream, remnant.sequence).ok().flatten();
        let kept = kept.and_then(|bytes| SealedRecord::from_bytes(&bytes).ok());
        let bare = kept.is_none_or(|sealed| sealed.is_withdrawn());
        hold(Rule::WithdrawnIsGone, bare.into(), || remnant.at("its device"))
    }

    /// An export that is made now is made without them.
    fn not_exported(&self) -> Result<(), Violation> {
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let store = self.server.store().ok_or_else(|| strange("the server is down".into()))?;
        let unlocked = unlock(store, PASSPHRASE, "en").map_err(|error| strange(error.to_string()))?;
        let there = unlocked.desk.records.iter().any(|record| self.withdrawn.people.contains(&record.view.reference));
        hold(Rule::WithdrawnIsGone, (!there).into(), || "somebody who withdrew can be exported".to_owned())?;
        for instrument in &BASE.study.instruments {
            let order = Order {
                purpose: BASE
                    .study
                    .use_statement
                    .purposes
                    .first()
                    .map(|purpose| purpose.code.clone())
                    .unwrap_or_default(),
                instrument: instrument.id.clone(),
                language: "en".to_owned(),
                which: Which::All,
                format: Format::Csv,
                sensitive: Sensitive::LeftOut,
            };
            match export(&unlocked.desk, &order, &|hash| store.media(hash).ok().flatten()) {
                Ok(_) | Err(ExportError::Nothing | ExportError::Empty) => {}
                Err(error) => return Err(strange(error.to_string())),
            }
        }
        Ok(())
    }
}

impl Remnant {
    fn at(&self, place: &str) -> String {
        format!("machine {}: {:?} {} still has its keys, on {place}", self.machine, self.stream, self.sequence)
    }

    /// No file of the server's has its keys.
    fn not_in(&self, files: &[(String, Vec<u8>)]) -> Result<(), Violation> {
        for (file, bytes) in files {
            let found = self.telling().find_map(|key| memchr::memmem::find(bytes, key));
            let file = file.rsplit('/').next().unwrap_or_default();
            hold(Rule::WithdrawnIsGone, found.is_none().into(), || {
                self.at(&format!("the server, in {file} ({} bytes) at {found:?}", bytes.len()))
            })?;
        }
        Ok(())
    }

    /// Bytes by which its keys are found in a file.
    fn telling(&self) -> impl Iterator<Item = &[u8]> {
        let capsules = match &self.keys {
            RecordKeys::Study(capsule) => vec![capsule],
            RecordKeys::Split { first, second, .. } => first.iter().chain(second).collect(),
            RecordKeys::Withdrawn(_) | RecordKeys::WithdrawnBy(..) => Vec::new(),
        };
        capsules.into_iter().map(|capsule| &capsule.bytes()[..TELLING_BYTES])
    }
}

/// Whose a record is, as the study's key says it.
fn whose(stream: StreamKind, bytes: &[u8], sealed: &SealedRecord) -> Option<ReferenceNumber> {
    match stream {
        StreamKind::Identity => found_by(sealed, &BASE.secret.0).ok(),
        _ => ledger::opened_with_study(bytes).ok().as_ref().and_then(Content::reference),
    }
}
