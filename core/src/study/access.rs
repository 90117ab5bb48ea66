//! Who may see which class of data (R083, R084).
//!
//! Deny by default: a role that is not listed, or that lists nothing, sees nothing. The server enforces it; this room
//! only says what the protocol decided.

use serde::{Deserialize, Serialize};

/// The roles that a study gives out.
pub const ROLES: [&str; 6] = ["enumerator", "supervisor", "analyst", "custodian_1", "custodian_2", "administrator"];

/// The classes of data that a role may see.
pub const DATA_CLASSES: [&str; 5] = ["S0", "S1", "S2", "S3", "identity"];

/// What one role may see.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    /// `enumerator`, `supervisor`, `analyst`, `custodian_1`, `custodian_2`, `administrator`.
    pub role: String,
    /// Data classes: `S0` to `S3`, `identity`. Empty means nothing.
    pub sees: Vec<String>,
}
