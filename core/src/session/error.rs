//! Why a session did not do what was asked.
//!
//! Names the step that failed and what to do about it; never an answer, a name, a place or a key. A shell shows it in
//! its own words by the variant.

use thiserror::Error;

use super::EnrolmentError;
use crate::{
    ids::ReferenceNumberError,
    interview::{LogError, Refusal},
    record::{PayloadError, RecordError},
    study::package::PackageError,
    vault::{SignatureError, VaultError},
};

/// Why a session did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SessionError {
    /// The device belongs to no study.
    #[error("the device is not enrolled in a study")]
    NotEnrolled,
    /// The protocol or the form does not allow it; nothing happened.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such interview is open on the device.
    #[error("there is no such open interview")]
    NoSuchInterview,
    /// The study has no such instrument.
    #[error("the study has no such instrument")]
    NoSuchInstrument,
    /// The study's register has no such site.
    #[error("the study has no such site")]
    NoSuchSite,
    /// No such returned record, or its form is not on the device.
    #[error("there is no such returned record")]
    NoSuchReturn,
    /// The reference number was copied wrongly.
    #[error(transparent)]
    Reference(#[from] ReferenceNumberError),
    /// The enrolment failed.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentError),
    /// The store failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A stored log is not one that the engine made.
    #[error("the stored interview cannot be taken up: {0}")]
    Log(#[from] LogError),
    /// A record could not be sealed.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Content could not be written in the payload format.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// A study package cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The study package that an interview was begun with cannot be read.
    #[error("the study of this interview cannot be read: the interview stays, and a sync fetches the study again")]
    PackageLost,
    /// The device's key did not sign.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A stored document is not what was stored.
    #[error("a stored document cannot be read")]
    Document,
}
