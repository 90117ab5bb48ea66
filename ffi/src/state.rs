//! What a device holds in memory: nothing yet, a vault that waits for its PIN, or a session.

use std::path::PathBuf;

use fieldward_core::{
    session::{Session, SessionError},
    vault::{Found, LockedVault, Pin, StretchCost, Vault},
};

use crate::{
    error::DeviceError,
    hardware::Keystore,
    surroundings::{Random, Surroundings, timed_ms},
};

/// A device's memory.
pub(crate) struct State {
    directory: PathBuf,
    hold: Hold,
    /// The interviewer's language.
    pub language: String,
}

enum Hold {
    New,
    Locked(LockedVault),
    Unlocked(Box<Session>),
}

impl State {
    pub fn open(directory: PathBuf) -> Result<Self, DeviceError> {
        let hold = match Vault::find(&directory)? {
            Found::Nothing => Hold::New,
            Found::Locked(vault) => Hold::Locked(vault),
        };
        Ok(Self { directory, hold, language: "en".to_owned() })
    }

    pub fn is_new(&self) -> bool {
        matches!(self.hold, Hold::New)
    }

    pub fn is_locked(&self) -> bool {
        !matches!(self.hold, Hold::Unlocked(_))
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
        let pin = Pin::new(pin)?;
        let cost = StretchCost::calibrate(timed_ms);
        let vault = Vault::create(&self.directory, &pin, cost, hardware, &mut Random(surroundings))?;
        self.hold = Hold::Unlocked(Box::new(Session::begin(vault)?));
        Ok(())
    }

    pub fn unlock(
        &mut self,
        pin: &str,
        hardware: &Keystore,
        surroundings: &dyn Surroundings,
    ) -> Result<(), DeviceError> {
        let locked = match std::mem::replace(&mut self.hold, Hold::New) {
            Hold::Locked(locked) => locked,
            other => {
                self.hold = other;
                return if self.is_new() { Err(DeviceError::Locked) } else { Ok(()) };
            }
        };
        match locked.unlock(pin, hardware, &surroundings.now(), &mut Random(surroundings)) {
            Ok(vault) => {
                self.hold = Hold::Unlocked(Box::new(Session::begin(vault)?));
                Ok(())
            }
            Err(refused) => {
                self.hold = refused.locked.map_or(Hold::New, Hold::Locked);
                Err(refused.reason.into())
            }
        }
    }

    /// Forgets the session. When the lock cannot be read back, the next use looks at the folder again.
    pub fn lock(&mut self) {
        if let Hold::Unlocked(session) = std::mem::replace(&mut self.hold, Hold::New) {
            self.hold = session.end().lock().map_or(Hold::New, Hold::Locked);
        }
    }

    /// Destroys the store; the device is as new afterwards.
    pub fn destroy(&mut self, surroundings: &dyn Surroundings) -> Result<(), DeviceError> {
        if let Hold::Unlocked(session) = std::mem::replace(&mut self.hold, Hold::New) {
            session.end().destroy(&mut Random(surroundings))?;
        }
        Ok(())
    }

    /// Does something with the session.
    pub fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Session, &str) -> Result<T, SessionError>,
    ) -> Result<T, DeviceError> {
        let Hold::Unlocked(session) = &mut self.hold else { return Err(DeviceError::Locked) };
        work(session, &self.language).map_err(|error| DeviceError::said(error, &self.language))
    }
}
