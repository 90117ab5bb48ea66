//! What can go wrong, as something a screen can act on.
//!
//! One flat list of eight, because a shell has eight different things to do: ask for the PIN, show the enrolment
//! screen, show a sentence and stay, offer to try later, and so on. Causes are for the engineers and carry no answer,
//! name, place or key.

use fieldward_core::{
    session::{EnrolmentError, SessionError},
    sync::InviteError,
    vault::{PinFault, UnlockError, VaultError},
};
use thiserror::Error;

use crate::said;

/// Why a device did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error, uniffi::Error)]
pub enum DeviceError {
    /// The PIN is too weak, wrong, or must not be tried yet: ask again, after the wait.
    #[error("{reason}")]
    Pin {
        /// What to show.
        reason: String,
        /// Tries that are left before the key is destroyed.
        tries_left: u32,
        /// Seconds before the next try is looked at.
        wait_seconds: u32,
    },
    /// The device is locked: show the PIN screen.
    #[error("the device is locked")]
    Locked,
    /// The device belongs to no study yet: show the enrolment screen.
    #[error("the device is not enrolled in a study")]
    NotEnrolled,
    /// The action is not allowed or not complete: show the sentence and stay on the screen.
    #[error("{reason}")]
    Refused {
        /// Short stable name of the reason.
        code: String,
        /// What to show, in the interviewer's language.
        reason: String,
        /// The prompt it is about; empty when it is about the whole screen.
        prompt: String,
    },
    /// No such interview, instrument or return: go back to the list.
    #[error("{what} is not on this device")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// The server was not reached: nothing is lost, try later.
    #[error("no connection: {reason}")]
    NoLink {
        /// What happened.
        reason: String,
    },
    /// The server was reached and said no: show the sentence to the supervisor.
    #[error("the server refused: {reason}")]
    ServerRefused {
        /// What it said.
        reason: String,
    },
    /// The device's own storage failed: show the sentence; nothing that was acknowledged is lost.
    #[error("the device's storage failed: {reason}")]
    Storage {
        /// What happened.
        reason: String,
    },
}

impl DeviceError {
    /// A session's error in the interviewer's language.
    pub(crate) fn said(error: SessionError, language: &str) -> Self {
        match error {
            SessionError::Refused(refusal) => Self::Refused {
                code: format!("{:?}", refusal.code),
                reason: refusal.say(language),
                prompt: refusal.prompt,
            },
            SessionError::Enrolment(EnrolmentError::Refused { code, .. }) => {
                Self::ServerRefused { reason: said::refused(code, language) }
            }
            other => other.into(),
        }
    }
}

impl From<SessionError> for DeviceError {
    fn from(error: SessionError) -> Self {
        let not_found = |what: &str| Self::NotFound { what: what.to_owned() };
        match error {
            SessionError::NotEnrolled => Self::NotEnrolled,
            SessionError::Refused(_) | SessionError::Enrolment(EnrolmentError::Refused { .. }) => {
                Self::said(error, "en")
            }
            SessionError::NoSuchInterview => not_found("this interview"),
            SessionError::NoSuchInstrument => not_found("this instrument"),
            SessionError::NoSuchSite => not_found("this site"),
            SessionError::NoSuchReturn => not_found("this returned record"),
            SessionError::Reference(fault) => Self::refused("reference", fault.to_string()),
            SessionError::Enrolment(fault) => Self::ServerRefused { reason: fault.to_string() },
            other => Self::Storage { reason: other.to_string() },
        }
    }
}

impl DeviceError {
    /// A store stands there already, and another one must not take its place.
    pub(crate) fn exists(language: &str) -> Self {
        Self::refused("exists", said::exists(language).to_owned())
    }

    /// There is no store to be opened.
    pub(crate) fn absent(language: &str) -> Self {
        Self::refused("absent", said::absent(language).to_owned())
    }

    fn refused(code: &str, reason: String) -> Self {
        Self::Refused { code: code.to_owned(), reason, prompt: String::new() }
    }
}

impl From<PinFault> for DeviceError {
    fn from(fault: PinFault) -> Self {
        Self::Pin { reason: fault.to_string(), tries_left: 0, wait_seconds: 0 }
    }
}

impl From<UnlockError> for DeviceError {
    fn from(error: UnlockError) -> Self {
        let reason = error.to_string();
        match error {
            UnlockError::WrongPin { attempts_left } => {
                Self::Pin { reason, tries_left: u32::from(attempts_left), wait_seconds: 0 }
            }
            UnlockError::TooSoon { wait_ms } => {
                let seconds = u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX);
                Self::Pin {
                    reason: format!("wait {seconds} s before the next try"),
                    tries_left: 1,
                    wait_seconds: seconds,
                }
            }
            UnlockError::Destroyed => Self::Storage { reason },
            UnlockError::Vault(error) => error.into(),
        }
    }
}

impl From<VaultError> for DeviceError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::SamePin => Self::refused("duress", error.to_string()),
            other => Self::Storage { reason: other.to_string() },
        }
    }
}

impl From<InviteError> for DeviceError {
    fn from(error: InviteError) -> Self {
        Self::refused("invite", error.to_string())
    }
}
