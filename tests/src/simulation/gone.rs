//! Devices that are destroyed: by order, in panic, by a duress PIN, at the tenth wrong PIN; with power cuts midway.
//!
//! Whatever was on the disk before, nothing that could open it may be there afterwards: the wrapped key is searched for
//! in every file, in what was deleted, and in what a cut would bring back. Somebody else's device takes its place.

use fieldward_core::{
    ids::{DeviceId, StreamKind},
    session::Session,
    vault::{ATTEMPTS_MAX, Found, LockedVault, NoHardwareKey, UnlockError, Vault, back_off_ms, destroy},
};
use rusqlite::Connection;

use super::{
    canary::{DURESS_PIN, PIN},
    chance::Chance,
    device::Device,
    faults::Fault,
    planted::Planted,
    server::folder,
    witness::{Rule, Violation, hold},
    world::World,
};

/// Where the wrapped key stands in the row of the lock: behind cost, salt and nonce, for as long as it surely goes.
const WRAPPED: std::ops::Range<usize> = 50..90;
/// Devices of one simulation that are destroyed without an order.
const ENDED_MAX: usize = 2;

/// Why a device was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Two holders ordered it.
    ByOrder,
    /// Its interviewer did.
    InPanic,
    /// Its interviewer was made to open it.
    UnderDuress,
    /// Somebody guessed.
    ByGuessing,
}

/// What is remembered of a device that is gone.
#[derive(Debug, Clone, Copy)]
pub struct Grave {
    /// Why.
    pub why: Ended,
    /// What it was called by the server.
    pub id: Option<DeviceId>,
}

impl World {
    /// A device that is still somebody's.
    pub(super) fn living(&self) -> Vec<usize> {
        (0..self.devices.len()).filter(|machine| self.devices[*machine].ended.is_none()).collect()
    }

    /// Somebody loses a device, or is made to open it.
    pub(super) fn mishap(&mut self, machine: usize) -> Result<(), Violation> {
        let ended = self.devices.iter().filter(|device| device.ended.is_some()).count();
        if ended >= ENDED_MAX || self.copied.contains(&machine) {
            return Ok(());
        }
        let why = match self.chance.below(12) {
            _ if self.planted == Planted::AttemptsForgotten => Ended::ByGuessing,
            0..=6 if self.devices[machine].has_duress => Ended::UnderDuress,
            // Seldom: that is ten PINs, each of them stretched.
            0 => Ended::ByGuessing,
            _ => Ended::InPanic,
        };
        self.end(machine, why)
    }

    /// Destroys a device, and looks at what is left.
    pub(super) fn end(&mut self, machine: usize, why: Ended) -> Result<(), Violation> {
        let id = self.devices[machine].id();
        let key = wrapped_key(&self.devices[machine])?;
        if self.planted == Planted::WipeLeavesKey {
            leave(&self.devices[machine], &key);
        }
        let cut = self.network.strikes(Fault::DeviceCut).then(|| self.chance.below(40));
        if let Some(writes) = cut {
            self.devices[machine].disk.cut_after(writes);
        }
        let planted = self.planted;
        let device = &mut self.devices[machine];
        let session = device.take_session();
        let first = match why {
            Ended::ByOrder | Ended::InPanic => session.end().destroy(&NoHardwareKey, device.chance.rng()).is_ok(),
            Ended::UnderDuress => under_duress(device, session)?,
            Ended::ByGuessing => guessed(device, session, planted)?,
        };
        let was_cut = device.disk.is_off();
        if was_cut {
            device.disk.power_on(self.chance.rng());
        } else {
            device.disk.no_cut();
            device.disk.note_deletions();
        }
        hold(Rule::WipedIsGone, (first || was_cut).into(), || format!("{why:?} did not destroy a device"))?;
        if was_cut {
            self.destroy_again(machine, why)?;
        }
        self.devices[machine].ended = Some(Grave { why, id });
        self.nothing_is_left(machine, &key)?;
        self.history.note(format!("{} is gone: {why:?}", self.devices[machine].name));
        self.replace()
    }

    /// After a cut: the store is there as it was, or can never be opened, or is gone. Whoever wanted it destroyed goes
    /// on.
    fn destroy_again(&mut self, machine: usize, why: Ended) -> Result<(), Violation> {
        let device = &mut self.devices[machine];
        let found = Vault::find(device.disk.folder());
        let strange = |what: String| Violation { rule: Rule::WipedIsGone, what };
        match found.map_err(|error| strange(format!("{why:?}, after a cut: {error}")))? {
            Found::Nothing => {}
            Found::Locked(locked) => {
                let done = locked.destroy(&NoHardwareKey, device.chance.rng());
                done.map_err(|error| strange(format!("{why:?}, again: {error}")))?;
            }
        }
        let again = destroy(device.disk.folder(), &NoHardwareKey, device.chance.rng());
        again.map_err(|error| strange(format!("{why:?}, a third time: {error}")))?;
        device.disk.note_deletions();
        Ok(())
    }

    /// No file has the key any more, and what a thief could still open is empty.
    fn nothing_is_left(&mut self, machine: usize, key: &[u8]) -> Result<(), Violation> {
        let was_full = self.full.remove(&machine);
        let device = &mut self.devices[machine];
        // A full disk takes no noise in the key's place; then the file is deleted, and its front overwritten by the
        // system's own calls, which the simulated disk does not see.
        let contents = if was_full { device.disk.image().into_files() } else { device.disk.contents() };
        for (file, bytes) in contents {
            let clean = memchr::memmem::find(&bytes, key).is_none();
            let file = file.rsplit('/').next().unwrap_or_default().to_owned();
            hold(Rule::WipedIsGone, clean.into(), || {
                format!("the key of {} is still in {file}: {:?}", device.name, device.ended)
            })?;
        }
        let left = Vault::find(device.disk.folder());
        let left = left.map_err(|error| Violation { rule: Rule::WipedIsGone, what: error.to_string() })?;
        if let Found::Locked(locked) = left {
            let opened = locked.unlock(PIN, &NoHardwareKey, &device.clocks.now(), device.chance.rng());
            hold(Rule::WipedIsGone, opened.is_err().into(), || format!("the PIN still opens {}", device.name))?;
        }
        Ok(())
    }

    /// Whoever lost a device is given another.
    fn replace(&mut self) -> Result<(), Violation> {
        let number = self.devices.len() + 1;
        let chance = Chance::new(self.chance.below(u64::MAX), 9);
        self.devices.push(Device::new(format!("device {number}"), &self.time, chance, self.planted));
        self.enrol(number - 1)
    }

    /// Whether a record of a machine may be missing on the server: it went with its device, or was never taken.
    pub(super) fn is_excused(&self, machine: usize, stream: StreamKind, sequence: u64) -> bool {
        let restored = self.network.happened.0.contains_key(&Fault::Restored);
        let ended = self.devices[machine].ended;
        if restored && (ended.is_some() || self.ordered.is_revoked(machine)) {
            return true;
        }
        if self.ordered.stood(machine, stream).is_some_and(|stood| sequence > stood) {
            return true;
        }
        let told = ended.and_then(|grave| grave.id).map(|id| self.witness.told(id, stream));
        told.is_some_and(|told| sequence > told)
    }
}

/// Typed while somebody looks on: an empty app that works, and nothing of the old one.
fn under_duress(device: &mut Device, session: Session) -> Result<bool, Violation> {
    drop(session);
    let strange = |what: String| Violation { rule: Rule::WipedIsGone, what };
    let Some(locked) = found(device)? else { return Ok(false) };
    let now = device.now();
    let Ok(vault) = locked.unlock(DURESS_PIN, &NoHardwareKey, &now, device.chance.rng()) else { return Ok(false) };
    let begun = Session::begin(vault, &now, device.chance.rng());
    if device.disk.is_off() {
        return Ok(false);
    }
    let session = begun.map_err(|error| strange(format!("the empty app: {error}")))?;
    let drafts = session.drafts().map_err(|error| strange(format!("the empty app: {error}")))?;
    let empty = session.enrolment().is_err() && drafts.is_empty() && session.waiting_count() == Ok(0);
    hold(Rule::WipedIsGone, empty.into(), || format!("{} is not empty under duress", device.name))?;
    Ok(true)
}

/// Ten wrong PINs, with the waits that the device asks for.
fn guessed(device: &mut Device, session: Session, planted: Planted) -> Result<bool, Violation> {
    drop(session);
    let before = device.disk.image();
    for guess in 0..ATTEMPTS_MAX {
        let Some(locked) = found(device)? else { return Ok(false) };
        device.clocks.pass(back_off_ms(guess) as i64 + 1);
        let now = device.now();
        let refused = locked.unlock(&format!("zqcanary guess {guess}"), &NoHardwareKey, &now, device.chance.rng());
        let Err(refused) = refused else {
            return Err(Violation { rule: Rule::WipedIsGone, what: "a wrong PIN opened a device".into() });
        };
        if device.disk.is_off() {
            return Ok(false);
        }
        let last = guess + 1 == ATTEMPTS_MAX;
        let destroyed = refused.reason == UnlockError::Destroyed;
        drop(refused);
        hold(Rule::WipedIsGone, (destroyed == last).into(), || format!("after {} wrong PINs", guess + 1))?;
        if planted == Planted::AttemptsForgotten {
            device.disk.restore(&before);
        }
    }
    Ok(true)
}

fn found(device: &Device) -> Result<Option<LockedVault>, Violation> {
    match Vault::find(device.disk.folder()) {
        Ok(Found::Locked(locked)) => Ok(Some(locked)),
        Ok(Found::Nothing) => Ok(None),
        Err(_) if device.disk.is_off() => Ok(None),
        Err(error) => Err(Violation { rule: Rule::NoStrangeErrors, what: error.to_string() }),
    }
}

/// The wrapped key, as a copy of the disk shows it.
fn wrapped_key(device: &Device) -> Result<Vec<u8>, Violation> {
    let (copy, _folder) = folder();
    copy.restore(&device.disk.image());
    let row = Connection::open(copy.folder().join("fieldward.vault"))
        .and_then(|c| c.query_row("SELECT body FROM lock", [], |row| row.get::<_, Vec<u8>>(0)));
    let row =
        row.map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: format!("a thief's look: {error}") })?;
    Ok(row[WRAPPED].to_vec())
}

/// What a destruction that forgot a file would leave.
fn leave(device: &Device, key: &[u8]) {
    let connection = Connection::open(device.disk.folder().join("notes.sqlite"));
    let _ = connection.and_then(|c| c.execute("CREATE TABLE IF NOT EXISTS n AS SELECT ?1 AS n", [key]));
}
