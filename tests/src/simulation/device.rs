//! One device: the shipped session over the shipped vault, on a disk of its own.
//!
//! When its power fails, the session goes without a goodbye, and the device is unlocked again from what the disk kept.

use std::sync::Arc;

use fieldward_core::{
    ids::{DeviceId, InterviewId, StreamKind},
    moment::Moment,
    session::{AnswerLine, Session, SessionError},
    sync::engine::Local,
    vault::{Found, NoHardwareKey, Outgoing, Pin, Pins, StreamHead, StretchCost, Vault},
};
use rand_chacha::ChaCha20Rng;
use tempfile::TempDir;

use super::{
    canary::{DURESS_PIN, PIN},
    chance::Chance,
    disk::{Disk, Image},
    gone::Grave,
    planted::Planted,
    server::folder,
    time::{Clocks, Time},
};

/// Bytes that a device keeps for a full disk.
const ROOM_BYTES: u64 = 512 * 1024;
/// Devices in a thousand that have a duress PIN.
const DURESS_IS_SET: u64 = 250;

/// One device.
pub struct Device {
    /// What the history calls it.
    pub name: String,
    /// Its disk.
    pub disk: Arc<Disk>,
    /// Its clocks.
    pub clocks: Clocks,
    /// Its own randomness.
    pub chance: Chance,
    /// No link until then.
    pub cut_off_until_ms: i64,
    /// It has a duress PIN.
    pub has_duress: bool,
    /// It was destroyed.
    pub ended: Option<Grave>,
    session: Option<Session>,
    /// The randomness that it began with, when that is to come again with every start.
    repeats: Option<Chance>,
    _folder: TempDir,
}

impl Device {
    /// A new device, with a new vault.
    ///
    /// # Panics
    /// When no vault can be made on an empty disk.
    #[must_use]
    pub fn new(name: String, time: &Time, mut chance: Chance, planted: Planted) -> Self {
        let (disk, folder) = folder();
        let pin = |typed| Pin::new(typed).expect("long and rare enough");
        let (unlock, duress) = (pin(PIN), pin(DURESS_PIN));
        // Seldom: each PIN is stretched, and that is slow on purpose.
        let has_duress = chance.happens(DURESS_IS_SET);
        let pins = Pins { unlock: &unlock, duress: has_duress.then_some(&duress) };
        let vault = Vault::create(disk.folder(), pins, StretchCost::FLOOR, &NoHardwareKey, chance.rng());
        let (vault, clocks) = (vault.expect("an empty disk takes a vault"), Clocks::new(time));
        let session = Session::begin(vault, &clocks.now(), chance.rng()).expect("a new vault is readable");
        disk.set_syncing(planted.device_syncing());
        let repeats = (planted == Planted::RandomnessRepeats).then(|| chance.clone());
        let session = Some(session);
        let (cut_off_until_ms, ended) = (0, None);
        Self { name, disk, clocks, chance, cut_off_until_ms, has_duress, ended, session, repeats, _folder: folder }
    }

    /// A copy of a device: the same folder, another machine.
    ///
    /// # Errors
    /// As [`Device::start`].
    pub fn copy(&self, time: &Time, chance: Chance, image: &Image) -> Result<Self, String> {
        let (disk, folder) = folder();
        disk.restore(image);
        let clocks = Clocks::new(time);
        let name = format!("{} (copy)", self.name);
        let mut copy = Self {
            name,
            disk,
            clocks,
            chance,
            cut_off_until_ms: 0,
            has_duress: self.has_duress,
            ended: None,
            session: None,
            repeats: None,
            _folder: folder,
        };
        copy.start()?;
        Ok(copy)
    }

    /// Both clocks, as the device reads them.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clocks.now()
    }

    /// The session and what it needs.
    ///
    /// # Panics
    /// When the device is off: whoever uses it starts it first.
    pub fn session(&mut self) -> (&mut Session, Moment, &mut ChaCha20Rng) {
        let now = self.clocks.now();
        (self.session.as_mut().expect("the device is on"), now, self.chance.rng())
    }

    /// Whether the room that it keeps for a full disk is whole.
    #[must_use]
    pub fn keeps_room(&self) -> bool {
        let room = self.disk.folder().join("fieldward.room");
        room.metadata().is_ok_and(|file| file.len() == ROOM_BYTES)
    }

    /// Whether it is off, or was destroyed.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.session.is_none()
    }

    /// The session itself, for whoever ends it.
    ///
    /// # Panics
    /// As [`Device::session`].
    pub fn take_session(&mut self) -> Session {
        self.session.take().expect("the device is on")
    }

    /// Turns it off without a goodbye.
    pub fn stop(&mut self) {
        self.session = None;
    }

    /// Turns it on and unlocks it.
    ///
    /// # Errors
    /// In words, when the store is not there, not readable, or not unlocked by its PIN.
    pub fn start(&mut self) -> Result<(), String> {
        self.session = None;
        if let Some(first) = &self.repeats {
            self.chance = first.clone();
        }
        self.clocks.restart();
        let found = Vault::find(self.disk.folder()).map_err(|error| format!("{}: find: {error}", self.name))?;
        let Found::Locked(locked) = found else { return Err(format!("{}: the vault is gone", self.name)) };
        let now = self.clocks.now();
        let vault = locked.unlock(PIN, &NoHardwareKey, &now, self.chance.rng());
        let vault = vault.map_err(|refused| format!("{}: unlock: {}", self.name, refused.reason))?;
        self.begin(vault).map_err(|error| format!("{}: begin: {error}", self.name))
    }

    /// A session, and what its first sync would finish of interviews that were left half done: later a look at the
    /// device writes nothing, and so the power cannot fail in it.
    fn begin(&mut self, vault: Vault) -> Result<(), SessionError> {
        let (now, rng) = (self.clocks.now(), self.chance.rng());
        let mut session = Session::begin(vault, &now, rng)?;
        let _ = session.link(&now, rng);
        self.session = Some(session);
        Ok(())
    }

    /// After a power cut: what was not synced is as chance will have it, and the device is turned on.
    ///
    /// # Errors
    /// As [`Device::start`].
    pub fn recover(&mut self, chance: &mut Chance) -> Result<(), String> {
        self.session = None;
        self.disk.power_on(chance.rng());
        self.start()
    }

    /// Its id, once it is enrolled.
    #[must_use]
    pub fn id(&self) -> Option<DeviceId> {
        if let Some(grave) = self.ended {
            return grave.id;
        }
        self.session.as_ref()?.enrolment().ok().map(|enrolment| enrolment.device)
    }

    /// How many records it has sealed in all.
    ///
    /// # Errors
    /// In words, when the store does not say.
    pub fn sealed(&mut self) -> Result<u64, String> {
        let name = self.name.clone();
        self.session().0.sealed_count().map_err(|error| format!("{name}: {error}"))
    }

    /// Number of the last record of a stream.
    ///
    /// # Errors
    /// In words, when the store does not say.
    pub fn latest(&mut self, stream: StreamKind) -> Result<u64, String> {
        let name = self.name.clone();
        let (session, now, rng) = self.session();
        let link = session.link(&now, rng).map_err(|error| format!("{name}: {error}"))?;
        link.latest(stream).map_err(|error| format!("{name}: {error}"))
    }

    /// One record as it is stored; `None` when it was forgotten after its retention.
    ///
    /// # Errors
    /// In words, when the store does not say.
    pub fn record(&mut self, stream: StreamKind, sequence: u64) -> Result<Option<Vec<u8>>, String> {
        let name = self.name.clone();
        let (session, now, rng) = self.session();
        let link = session.link(&now, rng).map_err(|error| format!("{name}: {error}"))?;
        Ok(link.pending(stream, sequence - 1, 1).ok().and_then(|records| Some(records.first()?.bytes.clone())))
    }

    /// Puts a record that no interview made into the outbox.
    ///
    /// # Errors
    /// In words, when it cannot be made or is not taken.
    pub fn append(
        &mut self,
        stream: StreamKind,
        make: impl FnOnce(StreamHead, &mut ChaCha20Rng) -> Option<Outgoing>,
    ) -> Result<(), String> {
        let vault = self.session.take().ok_or("the device is off")?.end();
        let appended = vault.outbox().head(stream).map_err(|error| error.to_string()).and_then(|head| {
            let record = make(head, self.chance.rng()).ok_or("no such record can be made")?;
            vault.outbox().append(&[record], self.chance.rng()).map_err(|error| error.to_string())
        });
        self.begin(vault).map_err(|error| error.to_string())?;
        appended
    }

    /// What an open interview holds so far; `None` when there is no such interview.
    pub fn answers(&mut self, id: InterviewId) -> Option<Vec<AnswerLine>> {
        let (session, now, rng) = self.session();
        session.answers(id, &now, rng).ok()
    }
}
