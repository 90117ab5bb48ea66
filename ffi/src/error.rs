//! What can go wrong, as something a screen can act on.
//!
//! One flat list of eight, because a shell has eight different things to do: ask for the PIN, show the enrolment
//! screen, show a sentence and stay, offer to try later, and so on. Causes are for the engineers and carry no answer,
//! name, place or key.

use fieldward_core::{
    session::{EnrolmentError, SessionError},
    sync::InviteError,
    vault::{PinFault, UnlockError, VaultError},
    words::Tongue,
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
        let not_found = |what: &str| Self::NotFound { what: what.to_owned() };
        match error {
            SessionError::Refused(refusal) => Self::Refused {
                code: format!("{:?}", refusal.code),
                reason: refusal.say(language),
                prompt: refusal.prompt,
            },
            SessionError::Enrolment(EnrolmentError::Refused { code, .. }) => {
                Self::ServerRefused { reason: said::refused(code, language) }
            }
            SessionError::Enrolment(fault) => Self::ServerRefused { reason: said::enrolment(&fault, language) },
            SessionError::Reference(fault) => Self::refused("reference", said::reference(fault, language)),
            SessionError::Vault(fault) => Self::vault(&fault, language),
            SessionError::NotEnrolled => Self::NotEnrolled,
            SessionError::NoSuchInterview => not_found("this interview"),
            SessionError::NoSuchInstrument => not_found("this instrument"),
            SessionError::NoSuchSite => not_found("this site"),
            SessionError::NoSuchReturn => not_found("this returned record"),
            // What only a fault of the program can bring about; English says which, for its engineers.
            other if Tongue::of(language) == Tongue::English => Self::Storage { reason: other.to_string() },
            _ => Self::Storage { reason: said::unread(language) },
        }
    }

    /// The store's error in the interviewer's language.
    pub(crate) fn vault(error: &VaultError, language: &str) -> Self {
        let reason = said::vault(error, language);
        match error {
            VaultError::SamePin => Self::refused("duress", reason),
            _ => Self::Storage { reason },
        }
    }

    /// A PIN that may not be set.
    pub(crate) fn pin(fault: PinFault, language: &str) -> Self {
        Self::Pin { reason: said::pin(fault, language), tries_left: 0, wait_seconds: 0 }
    }

    /// Why the device stayed locked.
    pub(crate) fn locked(error: &UnlockError, language: &str) -> Self {
        let reason = said::unlock(error, language);
        match error {
            UnlockError::WrongPin { attempts_left } => {
                Self::Pin { reason, tries_left: u32::from(*attempts_left), wait_seconds: 0 }
            }
            UnlockError::TooSoon { wait_ms } => {
                let seconds = u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX);
                Self::Pin { reason, tries_left: 1, wait_seconds: seconds }
            }
            UnlockError::Destroyed => Self::Storage { reason },
            UnlockError::Vault(error) => Self::vault(error, language),
        }
    }

    /// A text that is no invite.
    pub(crate) fn invite(error: &InviteError, language: &str) -> Self {
        Self::refused("invite", said::invite(error, language))
    }

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
