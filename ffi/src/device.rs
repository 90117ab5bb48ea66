//! One device as a shell holds it: unlock, enrol, interview, sync.
//!
//! Each method is a line or two over [`fieldward_core::session`]; nothing is decided here. All methods but `enrol`
//! and `sync` answer at once and may be called from any thread; those two wait for the network and never hold the
//! device while they wait, so that an interview goes on during a sync.

use std::sync::Arc;

use fieldward_core::interview::{Action, Screen};

use crate::{
    error::DeviceError,
    hardware::HardwareKey,
    progress::SyncWatch,
    view::{InstrumentView, InterviewView, ReturnView, StartChoice, StudyView, SyncReport},
};

/// One device: a folder with an encrypted store, and what is open in memory while it is unlocked.
#[derive(uniffi::Object)]
pub struct Device {}

fn absent<T>() -> Result<T, DeviceError> {
    Err(DeviceError::Storage { reason: "not connected yet".into() })
}

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Opens the device whose store is in this folder, which is made when it is absent. Without a hardware key the
    /// PIN alone protects the store.
    ///
    /// # Errors
    /// `Storage`, when the folder cannot be used.
    #[uniffi::constructor]
    pub fn open(directory: String, hardware: Option<Arc<dyn HardwareKey>>) -> Result<Arc<Self>, DeviceError> {
        let _ = (directory, hardware);
        absent()
    }

    /// There is no store yet: `create` comes first.
    pub fn is_new(&self) -> bool {
        true
    }

    /// A PIN is needed before anything else.
    pub fn is_locked(&self) -> bool {
        true
    }

    /// Makes the store, and unlocks it.
    ///
    /// # Errors
    /// `Pin`, when the PIN is shorter than six characters or too common.
    pub fn create(&self, pin: String) -> Result<(), DeviceError> {
        let _ = pin;
        absent()
    }

    /// Unlocks the store.
    ///
    /// # Errors
    /// `Pin`, when it is wrong or must not be tried yet.
    pub fn unlock(&self, pin: String) -> Result<(), DeviceError> {
        let _ = pin;
        absent()
    }

    /// Forgets every key and every open interview; what was acknowledged is in the store.
    pub fn lock(&self) {}

    /// The language in which the interviewer reads titles, notices and refusals, BCP 47.
    pub fn set_language(&self, language: String) {
        let _ = language;
    }

    /// Enrols the device with the text of an invite (what its QR code says), and fetches the study.
    ///
    /// # Errors
    /// `Refused` for a text that is no invite, `NoLink`, or `ServerRefused` for a used or expired one.
    pub async fn enrol(&self, invite: String) -> Result<(), DeviceError> {
        let _ = invite;
        absent()
    }

    /// The study.
    ///
    /// # Errors
    /// `NotEnrolled`, when there is none yet.
    pub fn study(&self) -> Result<StudyView, DeviceError> {
        absent()
    }

    /// The study's instruments.
    ///
    /// # Errors
    /// `NotEnrolled`, when there is no study yet.
    pub fn instruments(&self) -> Result<Vec<InstrumentView>, DeviceError> {
        absent()
    }

    /// Interviews on this device: open ones, sealed ones that wait, sent ones whose sealed copy is still kept.
    ///
    /// # Errors
    /// `Locked`.
    pub fn interviews(&self) -> Result<Vec<InterviewView>, DeviceError> {
        absent()
    }

    /// Starts an interview and returns its id.
    ///
    /// # Errors
    /// `Refused`, when a rule does not let it begin; `NotFound` for an instrument or site that the study has not.
    pub fn start(&self, choice: StartChoice) -> Result<String, DeviceError> {
        let _ = choice;
        absent()
    }

    /// Takes an open interview up again, exactly where it was.
    ///
    /// # Errors
    /// `NotFound`, when it is not open on this device.
    pub fn resume(&self, interview: String) -> Result<Screen, DeviceError> {
        let _ = interview;
        absent()
    }

    /// What to draw now.
    ///
    /// # Errors
    /// `NotFound`, when the interview is not open on this device.
    pub fn screen(&self, interview: String) -> Result<Screen, DeviceError> {
        let _ = interview;
        absent()
    }

    /// Does one action. When it returns, what the action said is durable, and the next screen is here. `Finalize`
    /// seals the interview: this device can read it no more.
    ///
    /// # Errors
    /// `Refused`, when a rule does not allow it or an entry is not right; nothing has changed then.
    pub fn act(&self, interview: String, action: Action) -> Result<Screen, DeviceError> {
        let _ = (interview, action);
        absent()
    }

    /// The person's reference number, to be written on the card for a second visit.
    ///
    /// # Errors
    /// `NotFound`, when the interview is not open on this device.
    pub fn reference(&self, interview: String) -> Result<String, DeviceError> {
        let _ = interview;
        absent()
    }

    /// Records that a supervisor returned with questions.
    ///
    /// # Errors
    /// `Locked`.
    pub fn returns(&self) -> Result<Vec<ReturnView>, DeviceError> {
        absent()
    }

    /// Opens the correction of a returned record, or the one that is already open for it, and returns its id.
    ///
    /// # Errors
    /// `NotFound`, when there is no such return.
    pub fn start_correction(&self, returned: String) -> Result<String, DeviceError> {
        let _ = returned;
        absent()
    }

    /// Sends what waits and fetches what is new. Safe in the background and safe to repeat: what is acknowledged is
    /// never sent again, and an interview can go on meanwhile.
    ///
    /// # Errors
    /// `NoLink`, to be tried later; `ServerRefused`, when the device was revoked.
    pub async fn sync(&self, watch: Option<Arc<dyn SyncWatch>>) -> Result<SyncReport, DeviceError> {
        let _ = watch;
        absent()
    }
}
