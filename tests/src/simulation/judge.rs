//! At the end, when everything has come to rest: each rule is held against all that there is.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::StreamKind,
    record::{Content, PayloadContext, RecordError, RecordKeys, SealedRecord, open},
    safeguard::audit,
};
use fieldward_sync_server::store::{Store, StoredRecord};
use rusqlite::{Connection, OpenFlags};

use super::{
    canary,
    device::Device,
    disk::Disk,
    interviewer,
    planted::Planted,
    server::{BASE, folder},
    witness::{Rule, Violation, hold},
    world::World,
};

/// Bytes of the nonce that a sealed row begins with.
const NONCE_BYTES: usize = 24;
/// How the name of SQLite's log ends.
const LOG_ENDING: &str = "-wal";
/// Bytes of a sealed row by which it is found again.
const TELLING_BYTES: usize = 32;
/// Bytes that a cipher adds.
const TAG_BYTES: usize = 16;
/// The version of an id in which all is random.
const RANDOM_ID: usize = 4;
/// Bytes of a capsule's ephemeral key.
const EPHEMERAL_BYTES: usize = 32;

impl World {
    /// Holds every rule against the end of the world.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn judge(&mut self) -> Result<(), Violation> {
        let machines: Vec<_> = (0..self.devices.len()).map(|machine| self.enrolled_names(machine)).collect();
        let strange = || Violation { rule: Rule::NoStrangeErrors, what: "the server is down".into() };
        let store = self.server.store().ok_or_else(strange)?;
        self.witness.marks(store)?;
        let withdrawn = self.withdrawn_records();
        let kept: BTreeSet<_> = self.kept_copies();
        let store = self.server.store().ok_or_else(strange)?;
        self.witness.exactly_once(
            store,
            &machines,
            &withdrawn,
            |machine, stream, sequence| self.is_excused(machine, stream, sequence),
            |machine, stream, sequence| kept.contains(&(machine, stream, sequence)).into(),
        )?;
        rules_held(store)?;
        self.orders_held()?;
        self.withdrawals_held()?;
        self.carriers_read_nothing()?;
        self.recordings_held()?;
        self.ledger.compare(&self.witness, &self.recordings, |machine| !self.copied.contains(&machine))?;
        self.alerts_held()?;
        self.copies_held()?;
        self.tell_little()?;
        self.nonces_differ()?;
        self.no_canary()
    }

    /// What stands outside of the seals: a length of a few, and for identities an id that tells no time.
    fn tell_little(&self) -> Result<(), Violation> {
        for bytes in self.witness.sealed() {
            let Ok(sealed) = SealedRecord::from_bytes(bytes) else { continue };
            let plain = sealed.body.len().saturating_sub(TAG_BYTES);
            let class = matches!(plain, 256 | 512) || (plain > 0 && plain.is_multiple_of(1024));
            hold(Rule::SizesTellLittle, class.into(), || format!("a body of {plain} bytes"))?;
            let random = sealed.header.record.0.get_version_num() == RANDOM_ID;
            let hidden = sealed.header.stream != StreamKind::Identity || random;
            hold(Rule::IdentityApart, hidden.into(), || "an identity's id tells when it was made".to_owned())?;
        }
        Ok(())
    }

    /// What the machines of a copied device still have themselves.
    fn kept_copies(&mut self) -> BTreeSet<(usize, StreamKind, u64)> {
        let places: Vec<_> = self.witness.places().filter(|(machine, ..)| self.copied.contains(machine)).collect();
        let mut kept = |(machine, stream, sequence): &(usize, StreamKind, u64)| {
            let device = &mut self.devices[*machine];
            device.ended.is_none() && device.record(*stream, *sequence).ok().flatten().is_some()
        };
        places.into_iter().filter(|place| kept(place)).collect()
    }

    /// Nobody's words and no key are in any file, as it is or as it was before the last sync.
    fn no_canary(&mut self) -> Result<(), Violation> {
        self.plant_leaks();
        let keys = vec![BASE.secret.0.bytes().to_vec()];
        let disks = self.devices.iter().map(|device| (&device.name, &device.disk));
        let server = "the server".to_owned();
        for (name, disk) in disks.chain([(&server, &self.server.disk)]) {
            for (file, bytes) in disk.contents() {
                let clean = !canary::is_in(&bytes, &keys);
                let file = file.rsplit('/').next().unwrap_or_default().to_owned();
                hold(Rule::NoCanary, clean.into(), || format!("in {file} of {name}"))?;
            }
        }
        let log = self.log.text();
        hold(Rule::NoCanary, (!canary::is_in(&log, &keys)).into(), || "in the server's log".to_owned())
    }

    fn plant_leaks(&self) {
        let write = |disk: &Disk, file: &str, statement: &str, value: &[u8]| {
            let connection = Connection::open(disk.folder().join(file));
            let _ = connection.and_then(|c| c.execute(statement, [value]));
        };
        let kept = "CREATE TABLE n AS SELECT ?1 AS n";
        match self.planted {
            Planted::AnswerInFile => write(&self.devices[0].disk, "notes.sqlite", kept, canary::text(1).as_bytes()),
            Planted::KeyInFile => write(&self.server.disk, "keys.sqlite", kept, BASE.secret.0.bytes()),
            Planted::DraftInClear => {
                let row = "INSERT INTO sealed (name, body) VALUES (x'00', ?1)";
                write(&self.devices[0].disk, "fieldward.vault", row, canary::text(2).as_bytes());
            }
            Planted::AnswerLogged => tracing::info!("taken: {}", canary::text(3)),
            _ => {}
        }
    }

    /// No nonce of a request, a row or a record's key was used for two contents.
    fn nonces_differ(&mut self) -> Result<(), Violation> {
        let again = self.network.nonce_again.clone();
        hold(Rule::NoncesDiffer, again.is_none().into(), || format!("of a request to {again:?}"))?;
        let (mut seen, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for bytes in self.witness.sealed() {
            if let Ok(SealedRecord { keys: RecordKeys::Study(capsule), body, .. }) = SealedRecord::from_bytes(bytes) {
                // A copied device has the same record twice; that is one use.
                let fresh = seen.insert((capsule.bytes()[..EPHEMERAL_BYTES].to_vec(), body.clone()));
                let fresh = !fresh || keys.insert(capsule.bytes()[..EPHEMERAL_BYTES].to_vec());
                hold(Rule::NoncesDiffer, fresh.into(), || "two records have one ephemeral key".to_owned())?;
            }
        }
        for device in self.devices.iter_mut().filter(|device| device.ended.is_none()) {
            device.stop();
            let mut seen = BTreeSet::new();
            for (_, body) in rows(&device.disk)? {
                let fresh = seen.insert(body.get(..NONCE_BYTES).unwrap_or_default().to_vec());
                hold(Rule::NoncesDiffer, fresh.into(), || format!("two rows of {}", device.name))?;
            }
        }
        Ok(())
    }

    /// One more interview on the first device: of all rows that came with its draft, none is there after its end.
    ///
    /// # Errors
    /// When one is there.
    pub fn drafts_gone(&mut self) -> Result<(), Violation> {
        if self.devices[0].is_off() || self.devices[0].session().0.study().is_err() {
            return Ok(());
        }
        // The first draft of all makes the list of drafts, which stays.
        if self.witness.known(0, StreamKind::Answers) == 0 {
            return Ok(());
        }
        let before = self.names()?;
        let Some(id) = self.plain_interview()? else { return Ok(()) };
        let (during, keys) = (self.stored()?, self.slots()?);
        let alerts = self.witness.known(0, StreamKind::Alert);
        self.finish_interviews(0)?;
        if self.planted == Planted::DraftKept {
            self.put_back(&during)?;
        }
        let after = self.names()?;
        let calm = self.witness.known(0, StreamKind::Alert) == alerts;
        let left = during.iter().filter(|(name, _)| !before.contains(name) && after.contains(name)).count();
        hold(Rule::DraftsGone, (left == 0 || !calm).into(), || format!("{left} rows of the draft {} are left", id.0))?;
        let gone = during.iter().filter(|(name, _)| !before.contains(name) && !after.contains(name));
        self.in_no_file(gone.map(|(_, body)| body), LOG_ENDING, "a row of a draft is still in the store's log")?;
        let now = self.slots()?;
        let written_over = keys.difference(&now);
        if self.planted == Planted::SlotsKept {
            self.leave(written_over.clone())?;
        }
        self.in_no_file(written_over, "", "a key that was written over is still in a file")
    }

    /// Once the system has written back what nobody synced. Copies of rows may stay in free parts of the main file,
    /// where SQLite moved them between pages: what makes them worthless is that the slots with their keys are in no
    /// file at all.
    fn in_no_file<'a>(
        &self,
        gone: impl Iterator<Item = &'a Vec<u8>>,
        ending: &str,
        what: &str,
    ) -> Result<(), Violation> {
        let disk = &self.devices[0].disk;
        disk.write_back();
        let files = disk.contents();
        let files: Vec<_> = files.iter().filter(|(file, _)| file.contains(ending)).collect();
        for body in gone {
            let telling = &body[..body.len().min(TELLING_BYTES)];
            let found = files.iter().any(|(_, bytes)| memchr::memmem::find(bytes, telling).is_some());
            hold(Rule::DraftsGone, (!found).into(), || what.to_owned())?;
        }
        Ok(())
    }

    /// What stands in the slots of the first device, each with the key of a row.
    fn slots(&self) -> Result<BTreeSet<Vec<u8>>, Violation> {
        let (copy, _folder) = folder();
        copy.restore(&self.devices[0].disk.image());
        slots(&copy)
    }

    fn plain_interview(&mut self) -> Result<Option<fieldward_core::ids::InterviewId>, Violation> {
        let (session, now, rng) = self.devices[0].session();
        let Ok(study) = session.study().cloned() else { return Ok(None) };
        let wish = fieldward_core::session::StartWish {
            instrument: study.instruments[0].id.clone(),
            site: study.sites.first().map(|site| site.id.clone()),
            reference: None,
        };
        let started = session.start(wish, &now, rng);
        let Some(id) = self.settle(0, started.map(Some))? else { return Ok(None) };
        let (session, now, rng) = self.devices[0].session();
        let screen = session.screen(id, "en", &now, rng);
        let Some(screen) = self.settle(0, screen.map(Some))? else { return Ok(None) };
        if let Some(action) = interviewer::ordinary_again(&screen) {
            let (session, now, rng) = self.devices[0].session();
            let done = session.act(id, &action, "en", &now, rng);
            self.settle(0, done.map(Some))?;
        }
        Ok(Some(id))
    }

    fn names(&self) -> Result<BTreeSet<Vec<u8>>, Violation> {
        Ok(self.stored()?.into_iter().map(|(name, _)| name).collect())
    }

    /// Rows of the first device, read from a copy of its disk.
    fn stored(&self) -> Result<Vec<Row>, Violation> {
        let (copy, _folder) = folder();
        copy.restore(&self.devices[0].disk.image());
        rows(&copy)
    }

    fn put_back(&mut self, stored: &[(Vec<u8>, Vec<u8>)]) -> Result<(), Violation> {
        self.devices[0].stop();
        let connection = connect(&self.devices[0])?;
        for (name, body) in stored {
            let put = connection.execute("INSERT OR IGNORE INTO sealed (name, body) VALUES (?1, ?2)", (name, body));
            put.map_err(|error| unreadable(&error))?;
        }
        drop(connection);
        self.devices[0].start().map_err(|what| Violation { rule: Rule::NoStrangeErrors, what })
    }

    /// As if they stood in a part of a page that nothing uses.
    fn leave<'a>(&mut self, slots: impl Iterator<Item = &'a Vec<u8>>) -> Result<(), Violation> {
        self.devices[0].stop();
        let connection = connect(&self.devices[0])?;
        let made = connection.execute_batch("CREATE TABLE left_behind (body BLOB)");
        made.map_err(|error| unreadable(&error))?;
        for body in slots {
            let put = connection.execute("INSERT INTO left_behind (body) VALUES (?1)", [body]);
            put.map_err(|error| unreadable(&error))?;
        }
        drop(connection);
        self.devices[0].start().map_err(|what| Violation { rule: Rule::NoStrangeErrors, what })
    }
}

/// Every answers record opens with the study's key, and its log keeps the rules.
fn rules_held(store: &dyn Store) -> Result<(), Violation> {
    for stored in store.records(0, u32::MAX).unwrap_or_default() {
        if stored.stream == StreamKind::Answers {
            let kept = opened(&stored).map(|broken| broken.is_empty());
            hold(Rule::RulesHeld, (kept == Some(true)).into(), || format!("record {} of a device", stored.sequence))?;
        }
    }
    Ok(())
}

/// What is wrong with a record's log; `None` when it does not open.
fn opened(stored: &StoredRecord) -> Option<Vec<fieldward_core::safeguard::Breach>> {
    let sealed = stored.sealed().ok()?;
    let plain = match open(&sealed, &BASE.secret.0) {
        Ok(plain) => plain,
        Err(RecordError::Withdrawn) => return Some(Vec::new()),
        Err(_) => return None,
    };
    let instrument = BASE.study.instruments.iter().find(|instrument| instrument.form_hash == sealed.header.form)?;
    match Content::decode(&plain, &PayloadContext::new(&instrument.form, &sealed.header)).ok()? {
        Content::Answers(log) => Some(audit(&BASE.study, &log)),
        _ => Some(Vec::new()),
    }
}

fn connect(device: &Device) -> Result<Connection, Violation> {
    let file = device.disk.folder().join("fieldward.vault");
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| unreadable(&error))
}

/// A row of a device's store: its name and what is sealed in it.
type Row = (Vec<u8>, Vec<u8>);

/// Every row of a device's disk that nobody else has open, as a thief would read it.
fn rows(disk: &Disk) -> Result<Vec<Row>, Violation> {
    let read = || {
        let connection =
            Connection::open_with_flags(disk.folder().join("fieldward.vault"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut sealed = connection.prepare("SELECT name, body FROM sealed")?;
        sealed.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(|error| unreadable(&error))
}

/// Every slot of a device's disk that nobody else has open, of both tables.
fn slots(disk: &Disk) -> Result<BTreeSet<Vec<u8>>, Violation> {
    let read = || {
        let connection =
            Connection::open_with_flags(disk.folder().join("fieldward.vault"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut slots = connection.prepare("SELECT body FROM slots UNION SELECT body FROM slots_second")?;
        slots.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<BTreeSet<_>>>()
    };
    read().map_err(|error| unreadable(&error))
}

fn unreadable(error: &rusqlite::Error) -> Violation {
    Violation { rule: Rule::NoStrangeErrors, what: format!("a thief's look: {error}") }
}
