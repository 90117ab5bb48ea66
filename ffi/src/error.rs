//! What can go wrong, as something a screen can act on.
//!
//! One flat list of eight, because a shell has eight different things to do: ask for the PIN, show the enrolment
//! screen, show a sentence and stay, offer to try later, and so on. Causes are for the engineers and carry no answer,
//! name, place or key.

use thiserror::Error;

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
