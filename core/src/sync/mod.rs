//! How a device and its server talk, without a socket in sight.
//!
//! [`wire`] is the contract: requests, answers, limits, and what is signed. [`Invite`] is the code that a supervisor
//! shows and a device reads to enrol. [`engine`] is one device's sync as a state machine: requests out, responses in.
//! [`parcel`] is what travels where there is no line. Nothing here opens a record: what passes through is sealed, and
//! this room must not know what is inside. It must not know TLS or HTTP either, beyond paths, headers and the [`Pin`]
//! that a transport compares.

pub mod engine;
mod invite;
pub mod parcel;
mod pin;
pub mod wire;

pub use invite::{Invite, InviteError, SealingFingerprint, TOKEN_MINUTES, Token, is_loopback};
pub use pin::{Pin, Pins};
