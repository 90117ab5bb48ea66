//! How an interview began: always its first event.

use serde::{Deserialize, Serialize};

use super::Correction;
use crate::{
    ids::{Hash32, ReferenceNumber, SiteId},
    moment::Moment,
};

/// How an interview began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The instrument's id in the study.
    pub instrument: String,
    /// Hash of the compiled form.
    pub form_hash: Hash32,
    /// Hash of the use statement that will be told.
    pub statement_hash: Hash32,
    /// The person's number; fresh on a first visit.
    pub reference: ReferenceNumber,
    /// 1 or 2.
    pub visit: u8,
    /// Where, by the study's register.
    pub site: Option<SiteId>,
    /// Both clocks.
    pub at: Moment,
    /// The study has no ethics approval.
    pub training: bool,
    /// Names of items that earlier visits asked (P6).
    pub asked_before: Vec<String>,
    /// For a correction: only these items may be changed, and the values they had.
    pub correction: Option<Correction>,
    /// What the device answers to the preload `deviceid`; empty when it is not enrolled, and in a tombstone.
    pub device_id: String,
}
