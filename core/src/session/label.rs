//! What a draft's label says: enough for a list, and whose it is, without opening the draft.

use serde::{Deserialize, Serialize};

use super::{SealedNote, SessionError};
use crate::ids::{Hash32, ReferenceNumber};

/// What a draft's label says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DraftLabel {
    /// What the list shows, and what remains after sealing.
    pub note: SealedNote,
    /// The study package that it was started with.
    pub package: Hash32,
    /// Alerts of this interview that are in the outbox already.
    pub alerts_sealed: u32,
    /// Whose it is, so that a draft that does not open is found by its person all the same; not known of those that an
    /// earlier version began.
    pub reference: Option<ReferenceNumber>,
}

/// As a device kept it before a label said whose the draft is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FirstDraftLabel {
    pub note: SealedNote,
    pub package: Hash32,
    pub alerts_sealed: u32,
}

impl From<FirstDraftLabel> for DraftLabel {
    fn from(FirstDraftLabel { note, package, alerts_sealed }: FirstDraftLabel) -> Self {
        Self { note, package, alerts_sealed, reference: None }
    }
}

impl DraftLabel {
    /// Of either version.
    pub fn read(bytes: &[u8]) -> Result<Self, SessionError> {
        let first = |_| postcard::from_bytes::<FirstDraftLabel>(bytes).map(Self::from);
        postcard::from_bytes(bytes).or_else(first).map_err(|_| SessionError::Document)
    }
}
