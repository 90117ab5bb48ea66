//! What supervisors decided, kept beside the records: no word about a person, so it needs no seal.

use std::collections::BTreeMap;

use fieldward_core::ids::RecordId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::store::{Document, Store, StoreError, StoreResult};

const KIND: &str = "review";

/// What was decided about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Verdict {
    /// It stands.
    Accepted,
    /// It went back with questions.
    Returned,
}

/// A decision; the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Decision {
    /// What.
    pub verdict: Verdict,
    /// Whose key was unlocked.
    pub holder: String,
    /// When, by the server's clock.
    pub at_ms: i64,
}

/// Keeps a decision.
pub(super) fn decide(store: &dyn Store, record: RecordId, decision: &Decision) -> StoreResult<()> {
    let bytes = serde_json::to_vec(decision).map_err(|_| StoreError::Damaged("review"))?;
    store.keep(&Document { kind: KIND.into(), key: record.0.as_bytes().to_vec(), bytes })
}

/// Every decision by record.
pub(super) fn decisions(store: &dyn Store) -> StoreResult<BTreeMap<RecordId, Decision>> {
    let read = |document: Document| {
        let id = Uuid::from_slice(&document.key).map_err(|_| StoreError::Damaged("review"))?;
        let decision = serde_json::from_slice(&document.bytes).map_err(|_| StoreError::Damaged("review"))?;
        Ok((RecordId(id), decision))
    };
    store.kept(KIND)?.into_iter().map(read).collect()
}
