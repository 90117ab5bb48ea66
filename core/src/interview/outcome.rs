//! What a finalized interview leaves behind: answers, identity and alert, each for other eyes.

use crate::{
    form::{Path, Value},
    ids::{ReferenceNumber, SiteId},
    interview::{Event, StopCode},
};

/// What a finalized interview leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The log without identity values and without dropped answers; sequence numbers keep their gaps. After a
    /// withdrawal only `Started` (without reference, site and time of day), `Withdrawn` and `Finalized`.
    pub answers: Vec<Event>,
    /// Name, contact, exact place: for the identity record only. Absent when the instrument asked for none.
    pub identity: Option<IdentityContent>,
    /// What must be sent before anything else.
    pub alert: Option<AlertContent>,
}

/// What the identity record holds.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityContent {
    /// The only link to the answers.
    pub reference: ReferenceNumber,
    /// The identity items, in the order of the form.
    pub items: Vec<(Path, Value)>,
}

/// What an alert says: that somebody must act, where and why; never what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertContent {
    /// The rule that asks for it.
    pub code: StopCode,
    /// The instrument.
    pub instrument: String,
    /// Where.
    pub site: Option<SiteId>,
    /// Whom it is about; absent for an observation.
    pub reference: Option<ReferenceNumber>,
    /// Milliseconds after the interview's start.
    pub at_ms: u64,
}
