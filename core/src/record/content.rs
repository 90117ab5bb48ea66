//! What is inside a record.
//!
//! Each kind has a byte of its own in front, so that an opened record says what it is; the rest follows the payload
//! format. Reading and writing answers needs the form, which the record's header names by hash.

use zeroize::Zeroizing;

use super::{
    LikenessToken,
    payload::{self, PayloadContext, PayloadError},
};
use crate::{
    form::{Path, Value},
    ids::{ReferenceNumber, SiteId},
    log::{Event, EventKind, StopCode},
    moment::Moment,
};

/// The opened content of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An interview or observation, with its audit trail. Times are whole seconds.
    Answers(Vec<Event>),
    /// The person withdrew: that there was an interview, and nothing else.
    Tombstone,
    /// Somebody must know at once.
    Alert(AlertContent),
    /// Who a person is.
    Identity(IdentityContent),
}

/// What a supervisor learns at once (ST2, P9). Holds no answer. It goes before the answers, so it says by itself when.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertContent {
    /// The person, when there is one.
    pub reference: Option<ReferenceNumber>,
    /// Why.
    pub code: StopCode,
    /// When, in whole seconds.
    pub at: Moment,
    /// Where, by the study's register.
    pub site: Option<SiteId>,
}

/// Values of the items that the workbook marks as identity.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityContent {
    /// The only thing that links it to answers.
    pub reference: ReferenceNumber,
    /// What was entered.
    pub values: Vec<(Path, Value)>,
    /// What two identities of one child have in common, when both are open.
    pub tokens: Vec<LikenessToken>,
}

impl Content {
    /// The content as bytes, without padding.
    ///
    /// # Errors
    /// When a log breaks the format's rules: times that fall, more than a payload's limits.
    pub fn encode(&self, context: &PayloadContext<'_>) -> Result<Zeroizing<Vec<u8>>, PayloadError> {
        payload::encode(self, context)
    }

    /// Reads content; `context` must be made from the form that the header names.
    ///
    /// # Errors
    /// When the bytes are of another version or malformed. Never panics.
    pub fn decode(bytes: &[u8], context: &PayloadContext<'_>) -> Result<Self, PayloadError> {
        payload::decode(bytes, context)
    }

    /// The reference number inside, when the content has one.
    #[must_use]
    pub fn reference(&self) -> Option<ReferenceNumber> {
        match self {
            Self::Answers(log) => log.iter().find_map(|event| match &event.kind {
                EventKind::Started(start) => Some(start.reference),
                _ => None,
            }),
            Self::Tombstone => None,
            Self::Alert(alert) => alert.reference,
            Self::Identity(identity) => Some(identity.reference),
        }
    }
}
