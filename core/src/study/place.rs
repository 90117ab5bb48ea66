//! Where the study works, and where it sends people who need help.
//!
//! The site register gives every observation its place and its plan of hours; the referral directory works offline.
//! Neither holds a participant's place: those are answers, or identity.

use serde::{Deserialize, Serialize};

use crate::{ids::SiteId, study::Localized};

/// Kinds of sites (R023).
pub const SITE_KINDS: [&str; 8] = ["bus", "rail", "sports", "school_route", "market", "border", "camp", "other"];

/// What a place is in a movement; a place may be several (R153).
pub const PLACE_ROLES: [&str; 3] = ["source", "transit", "destination"];

/// Needs that a service may answer, in the order of the codelist HELP of the instruments.
pub const NEEDS: [&str; 8] = ["health", "safety", "talk", "school", "family", "shelter", "papers", "work"];

/// A place of the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// Short id.
    pub id: SiteId,
    /// Its name.
    pub name: Localized,
    /// Administrative code (P-code).
    pub admin_code: String,
    /// One of [`SITE_KINDS`].
    pub kind: String,
    /// `source`, `transit`, `destination`, in any combination (R153).
    pub place_roles: Vec<String>,
    /// Fixed points from which it is observed (R031).
    pub vantage_points: Vec<String>,
    /// Minutes that each hour of the week should be watched; 0 means not planned.
    pub minutes_wanted: u32,
    /// Who is called when a child is in danger here (P9); shown offline.
    pub safety_contact: String,
}

/// A service of the referral directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: Localized,
    /// The need it answers: one of [`NEEDS`].
    pub need: String,
    /// Where it works.
    pub area: String,
    /// When it can be reached.
    pub hours: String,
    /// How.
    pub reach: String,
}
