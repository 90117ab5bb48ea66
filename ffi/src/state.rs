//! What a device holds in memory: nothing yet, a vault that waits for its PIN, or a session, which locks by itself when
//! nobody uses it.

use std::path::PathBuf;

use fieldward_core::{
    moment::Moment,
    session::{Session, SessionError},
    vault::{self, Found, IdleLock, LockedVault, Pin, Pins, Salvaged, StretchCost, Vault, VaultError},
};

use crate::{
    error::DeviceError,
    hardware::Keystore,
    surroundings::{Random, Surroundings, timed_ms},
};

/// The interviewer's language, until the shell says another.
const LANGUAGE: &str = "en";

/// A device's memory.
pub(crate) struct State {
    directory: PathBuf,
    hold: Hold,
    /// How long nobody may use it; `None` for as long as they like.
    idle_ms: Option<u64>,
    /// The interviewer's language.
    pub language: String,
}

enum Hold {
    New,
    Locked(LockedVault),
    /// The store was closed by something that failed: the next PIN looks at the folder again.
    Closed,
    Unlocked(Box<Session>, Option<IdleLock>),
}

/// Who does something with the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// A person, who is there then.
    Person,
    /// A sync in the background, which goes on only as long as the device is unlocked.
    Background,
}

/// What a renewal renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// PINs and the keystore's key.
    Lock,
    /// These, the master key and the key of every open interview.
    Everything,
}

/// PINs as they were typed.
pub(crate) struct TypedPins<'a> {
    pub unlock: &'a str,
    /// Empty for none.
    pub duress: &'a str,
}

impl State {
    pub fn open(directory: PathBuf, idle_ms: Option<u64>) -> Result<Self, DeviceError> {
        let hold = match Vault::find(&directory).map_err(|error| DeviceError::vault(&error, LANGUAGE))? {
            Found::Nothing => Hold::New,
            Found::Locked(vault) => Hold::Locked(vault),
        };
        Ok(Self { directory, hold, idle_ms, language: LANGUAGE.to_owned() })
    }

    pub fn is_new(&self) -> bool {
        matches!(self.hold, Hold::New)
    }

    pub fn is_locked(&mut self, now: &Moment) -> bool {
        self.lock_if_idle(now);
        !matches!(self.hold, Hold::Unlocked(..))
    }

    pub fn create(
        &mut self,
        pin: &str,
        hardware: &Keystore,
        surroundings: &dyn Surroundings,
    ) -> Result<(), DeviceError> {
        if !self.is_new() {
            return Err(DeviceError::exists(&self.language));
        }
        let pin = self.pin(pin)?;
        let cost = StretchCost::calibrate(timed_ms);
        let vault = Vault::create(&self.directory, &pin, cost, hardware, &mut Random(surroundings));
        self.begin(vault.map_err(|error| self.said(&error))?, surroundings)
    }

    pub fn unlock(
        &mut self,
        pin: &str,
        hardware: &Keystore,
        surroundings: &dyn Surroundings,
    ) -> Result<(), DeviceError> {
        if !self.is_locked(&surroundings.now()) {
            return Ok(());
        }
        let vault = self.opened(pin, hardware, surroundings)?;
        self.begin(vault, surroundings)
    }

    /// Sets the PINs anew. Whoever does not know the old one is counted as trying to unlock, and finds the device
    /// locked.
    pub fn renew(
        &mut self,
        old: &str,
        new: &TypedPins<'_>,
        renewal: Renewal,
        (hardware, surroundings): (&Keystore, &dyn Surroundings),
    ) -> Result<(), DeviceError> {
        let unlock = self.pin(new.unlock)?;
        let duress = if new.duress.is_empty() { None } else { Some(self.pin(new.duress)?) };
        let pins = Pins { unlock: &unlock, duress: duress.as_ref() };
        self.lock();
        let mut vault = self.opened(old, hardware, surroundings)?;
        let (cost, mut rng) = (StretchCost::calibrate(timed_ms), Random(surroundings));
        let renewed = match renewal {
            Renewal::Lock => vault.change_pins(pins, cost, hardware, &mut rng),
            Renewal::Everything => vault.rekey(pins, cost, hardware, &mut rng),
        };
        // The old PIN still holds when that failed, and the device is open to whoever typed it.
        self.begin(vault, surroundings)?;
        renewed.map_err(|error| self.said(&error))
    }

    /// Saves what can be read of a damaged store.
    pub fn salvage(
        &mut self,
        pin: &str,
        hardware: &Keystore,
        surroundings: &dyn Surroundings,
    ) -> Result<Salvaged, DeviceError> {
        self.lock();
        let vault = self.opened(pin, hardware, surroundings)?;
        let (vault, salvaged) =
            vault.salvage(Session::begins, &mut Random(surroundings)).map_err(|error| self.said(&error))?;
        self.begin(vault, surroundings)?;
        Ok(salvaged)
    }

    /// Forgets the session. When the lock cannot be read back, the next PIN looks at the folder again.
    pub fn lock(&mut self) {
        if let Hold::Unlocked(..) = &self.hold
            && let Hold::Unlocked(session, _) = std::mem::replace(&mut self.hold, Hold::Closed)
        {
            self.hold = session.end().lock().map_or(Hold::Closed, Hold::Locked);
        }
    }

    /// Destroys the store, whatever state it is in; the device is as new afterwards.
    pub fn destroy(&mut self, hardware: &Keystore, surroundings: &dyn Surroundings) -> Result<(), DeviceError> {
        let mut rng = Random(surroundings);
        let destroyed = match std::mem::replace(&mut self.hold, Hold::Closed) {
            Hold::Unlocked(session, _) => session.end().destroy(hardware, &mut rng),
            Hold::Locked(locked) => locked.destroy(hardware, &mut rng),
            Hold::New | Hold::Closed => vault::destroy(&self.directory, hardware, &mut rng),
        };
        destroyed.map_err(|error| self.said(&error))?;
        self.hold = Hold::New;
        Ok(())
    }

    /// Seconds until the device locks by itself; 0 when it is locked.
    pub fn seconds_to_lock(&mut self, now: &Moment) -> u32 {
        self.lock_if_idle(now);
        match &self.hold {
            Hold::Unlocked(_, Some(idle)) => u32::try_from(idle.left_ms(now).div_ceil(1000)).unwrap_or(u32::MAX),
            Hold::Unlocked(_, None) => u32::MAX,
            Hold::New | Hold::Locked(_) | Hold::Closed => 0,
        }
    }

    /// Sets how long nobody may use the device until it locks.
    pub fn set_idle_limit(&mut self, idle_ms: u64, now: &Moment) {
        self.lock_if_idle(now);
        self.idle_ms = Some(idle_ms);
        if let Hold::Unlocked(_, idle) = &mut self.hold {
            *idle = Some(IdleLock::new(idle_ms, now));
        }
    }

    /// Does something with the session.
    pub fn with<T>(
        &mut self,
        by: By,
        now: &Moment,
        work: impl FnOnce(&mut Session, &str) -> Result<T, SessionError>,
    ) -> Result<T, DeviceError> {
        self.lock_if_idle(now);
        let Hold::Unlocked(session, idle) = &mut self.hold else { return Err(DeviceError::Locked) };
        if let (By::Person, Some(idle)) = (by, idle) {
            idle.touch(now);
        }
        work(session, &self.language).map_err(|error| DeviceError::said(error, &self.language))
    }

    fn lock_if_idle(&mut self, now: &Moment) {
        if let Hold::Unlocked(_, Some(idle)) = &self.hold
            && idle.is_due(now)
        {
            self.lock();
        }
    }

    /// The vault that a PIN opens.
    fn opened(
        &mut self,
        pin: &str,
        hardware: &Keystore,
        surroundings: &dyn Surroundings,
    ) -> Result<Vault, DeviceError> {
        let locked = match std::mem::replace(&mut self.hold, Hold::Closed) {
            Hold::Locked(locked) => locked,
            Hold::New => {
                self.hold = Hold::New;
                return Err(DeviceError::absent(&self.language));
            }
            Hold::Closed | Hold::Unlocked(..) => {
                match Vault::find(&self.directory).map_err(|error| self.said(&error))? {
                    Found::Locked(locked) => locked,
                    Found::Nothing => {
                        self.hold = Hold::New;
                        return Err(DeviceError::absent(&self.language));
                    }
                }
            }
        };
        locked.unlock(pin, hardware, &surroundings.now(), &mut Random(surroundings)).map_err(|refused| {
            self.hold = refused.locked.map_or(Hold::New, Hold::Locked);
            DeviceError::locked(&refused.reason, &self.language)
        })
    }

    fn pin(&self, typed: &str) -> Result<Pin, DeviceError> {
        Pin::new(typed).map_err(|fault| DeviceError::pin(fault, &self.language))
    }

    fn said(&self, error: &VaultError) -> DeviceError {
        DeviceError::vault(error, &self.language)
    }

    fn begin(&mut self, vault: Vault, surroundings: &dyn Surroundings) -> Result<(), DeviceError> {
        self.hold = Hold::Closed;
        let begun = Session::begin(vault, &surroundings.now(), &mut Random(surroundings));
        let session = begun.map_err(|error| DeviceError::said(error, &self.language))?;
        let idle = self.idle_ms.map(|limit_ms| IdleLock::new(limit_ms, &surroundings.now()));
        self.hold = Hold::Unlocked(Box::new(session), idle);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
