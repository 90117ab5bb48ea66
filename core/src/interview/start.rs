//! What a shell says when it opens an interview.

use crate::{
    ids::{ReferenceNumber, SiteId},
    log::{Brought, Correction},
};

/// What a shell says when it opens an interview.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StartRequest {
    /// The instrument's id in the study.
    pub instrument: String,
    /// The person's number, for a second visit; a fresh one is made when absent.
    pub reference: Option<ReferenceNumber>,
    /// 1 or 2; 0 is taken as 1.
    pub visit: u8,
    /// Where, by the study's register.
    pub site: Option<SiteId>,
    /// Names of items that earlier visits asked ([`super::Interview::asked_names`] of those).
    pub asked_before: Vec<String>,
    /// What the device answers to the preload `deviceid`; empty when it is not enrolled.
    pub device_id: String,
    /// For a correction: what was queried.
    pub correction: Option<Correction>,
    /// What the device brings along, in the order in which it stands in the log.
    pub brought: Vec<Brought>,
}
