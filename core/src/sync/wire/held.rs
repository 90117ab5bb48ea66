//! `POST /v1/held`: of which of a device's records the server has no keys.
//!
//! When somebody withdraws on a device, the device remembers which records the office must withdraw. Some of those
//! never came with their keys, so nobody at the office will ever find them, and only the server knows which. A record
//! of another device is answered like one that never was: who asks learns nothing but about their own.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// At most [`super::limits::HELD_MAX`].
    pub records: Vec<RecordId>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotHeld {
    /// Those of which the server has no keys under any name of this device, in the order in which they were asked.
    pub records: Vec<RecordId>,
}
