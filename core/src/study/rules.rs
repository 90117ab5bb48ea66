//! Numbers and legal texts that rules of the study use.
//!
//! The rules themselves live in the room `safeguard`; here are only the values that a protocol may set.

use serde::{Deserialize, Serialize};

use crate::study::Localized;

/// Numbers that rules use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Youngest child interviewed, completed years.
    pub lowest_age: u8,
    /// What "recent" means for ST4, months.
    pub recent_months: u8,
    /// Longest interview with a child, minutes (ST10).
    pub child_minutes: u16,
    /// Longest interview with an adult, minutes (ST10).
    pub adult_minutes: u16,
    /// Visits to one person.
    pub visits: u8,
    /// Days that a sealed copy stays on the device after acknowledgement.
    pub retention_days: u16,
    /// Smallest cell that is shown to others (CTDC: 11).
    pub disclosure_threshold: u16,
    /// Counts are rounded down to a multiple of this in public tables.
    pub rounding: u16,
}

/// What the law asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Legal {
    /// What must be reported, told to the participant (I10).
    pub duty_to_report: Localized,
    /// The decision on law enforcement's role (R070).
    pub law_enforcement: Localized,
    /// Minimum ages by kind of work: (`general`, 15) and so on (R119).
    pub minimum_ages: Vec<(String, u8)>,
    /// Which hazardous list (R120).
    pub hazardous_list: String,
}
