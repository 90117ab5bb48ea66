//! How a shell watches a sync, and ends it.

use crate::view::{SyncChoice, SyncProgress};

/// A shell's view on a running sync; called between two requests, on whatever thread runs the sync.
#[uniffi::export(with_foreign)]
pub trait SyncWatch: Send + Sync {
    /// How far it is; the answer says whether to go on.
    fn progressed(&self, progress: SyncProgress) -> SyncChoice;
}
