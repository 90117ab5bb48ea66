//! `GET /v1/returns/{after}` and `POST /v1/returns/taken`: what a supervisor sends back to one device.
//!
//! Each return is sealed to the device's X25519 key, numbered for that device from 1 without gaps. The device says
//! what it has stored durably; the server keeps the rest to be fetched again.

use serde::{Deserialize, Serialize};

/// One returned record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Its number for this device.
    pub number: u64,
    /// Sealed to the device.
    pub sealed: Vec<u8>,
}

/// The answer to `GET /v1/returns/{after}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returns {
    /// In order, beginning with `after` + 1.
    pub returns: Vec<Return>,
    /// Number of the last one that waits, so that a device knows whether to ask again.
    pub last: u64,
}

/// The body of `POST /v1/returns/taken`; the answer is the same body with the number that the server now holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Everything up to this number is stored on the device.
    pub up_to: u64,
}
