//! The one place where interview, vault, record and study meet.
//!
//! A [`Session`] is one unlocked device. It opens interviews over drafts, makes every event durable before anything
//! is shown, takes an interview up from its log after a kill, seals what is finalized, remembers by reference number
//! what was asked, and opens corrections of returned records. It is also what sync sees of the device ([`Link`]).
//!
//! It decides nothing about a person (that is the interview's) and knows no PIN, socket, clock or shell.

mod act;
mod budget;
mod carry;
mod documents;
mod enrolment;
mod error;
mod grant;
mod interviewer;
mod kept;
mod label;
mod link;
mod media;
mod open;
mod orders;
mod overview;
mod owed;
mod people;
mod returns;
mod room;
mod seal;
mod succession;
mod withdrawal;

use std::sync::Arc;

use rand_core::CryptoRng;
use uuid::Uuid;

pub use carry::{PACKED_MAX, ReceiptsRead};
pub use documents::{Enrolment, SealedNote};
pub use enrolment::EnrolmentError;
pub use error::SessionError;
pub use grant::{GRANT_DAYS, GRANT_MS};
pub use interviewer::{INTERVIEWER_BYTES_MAX, Interviewer};
pub use kept::{BROUGHT_BYTES_MAX, BROUGHT_ROWS_MAX, LEFT_INTERVIEWS_MAX};
pub use link::Link;
pub use media::MEDIA_WAITING_MAX;
pub use open::StartWish;
pub use orders::OrdersTaken;
pub use overview::{AnswerLine, DraftLine, ReturnLine, SealedLine, Sent};
pub use people::OwedLine;
pub use withdrawal::Withdrawal;

use crate::{
    ids::{DeviceId, Hash32, InterviewId},
    interview::Interview,
    moment::Moment,
    study::Study,
    vault::Vault,
};

use documents::Documents;
use label::DraftLabel;

/// One unlocked device.
#[derive(Debug)]
pub struct Session {
    vault: Vault,
    enrolment: Option<Enrolment>,
    study: Option<InForce>,
    /// The package that should be in force and cannot be read: nothing older comes in its place.
    unread: Option<(Hash32, u64)>,
    open: Option<Open>,
    /// Interviews that an earlier version left half done; done before anything is sent.
    half_done: Vec<InterviewId>,
}

/// The study package that new interviews run.
#[derive(Debug, Clone)]
struct InForce {
    hash: Hash32,
    /// Number of the publication that put it in force: a lower one is refused.
    serial: u64,
    study: Arc<Study>,
}

/// The interview in memory. One at a time: a device has one interviewer.
#[derive(Debug)]
struct Open {
    id: InterviewId,
    label: DraftLabel,
    interview: Interview,
}

impl Session {
    /// Begins with an unlocked vault: reads who the device is and which study it runs, and looks whether it was
    /// restarted. Where the study cannot be read the device has none until a sync has fetched it again: what waits to
    /// be sent needs no study.
    ///
    /// # Errors
    /// As the store says.
    pub fn begin(vault: Vault, now: &Moment, rng: &mut impl CryptoRng) -> Result<Self, SessionError> {
        let documents = Documents::new(&vault);
        let enrolment = documents.enrolment()?;
        let named = documents.package_in_force().unwrap_or_default();
        let read = |(hash, serial)| Some(InForce { hash, serial, study: documents.study(&hash).ok()? });
        let study = named.and_then(read);
        let unread = if study.is_some() { None } else { named };
        let half_done = seal::left_half_done(&vault).unwrap_or_default();
        let session = Self { vault, enrolment, study, unread, open: None, half_done };
        // A full disk opens all the same: then no interview begins either, as that is a write too.
        let _ = session.note_restart(now, rng);
        Ok(session)
    }

    /// Whether a session begins with this vault.
    #[must_use]
    pub fn begins(vault: &Vault) -> bool {
        Documents::new(vault).enrolment().is_ok()
    }

    /// Ends it and gives the vault back, to be locked.
    #[must_use]
    pub fn end(self) -> Vault {
        self.vault
    }

    /// The study that new interviews run.
    ///
    /// # Errors
    /// [`SessionError::NotEnrolled`] before the first enrolment.
    pub fn study(&self) -> Result<&Arc<Study>, SessionError> {
        self.study.as_ref().map(|in_force| &in_force.study).ok_or(SessionError::NotEnrolled)
    }

    /// Where the device is enrolled.
    ///
    /// # Errors
    /// [`SessionError::NotEnrolled`] before the first enrolment.
    pub fn enrolment(&self) -> Result<&Enrolment, SessionError> {
        self.enrolment.as_ref().ok_or(SessionError::NotEnrolled)
    }

    fn documents(&self) -> Documents<'_> {
        Documents::new(&self.vault)
    }
}

/// A random id: tells no time.
fn random_id(rng: &mut impl CryptoRng) -> Uuid {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The device's own id, made once and kept: an enrolment that is asked again must come from the same device.
fn device_id(vault: &Vault, rng: &mut impl CryptoRng) -> Result<DeviceId, SessionError> {
    let documents = Documents::new(vault);
    if let Some(id) = documents.device()? {
        return Ok(id);
    }
    let id = DeviceId(random_id(rng));
    documents.put_device(id, rng)?;
    Ok(id)
}

#[cfg(test)]
mod damage;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
