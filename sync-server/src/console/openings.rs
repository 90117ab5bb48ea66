//! Who opened highly sensitive answers, when and why: a chain of entries, each holding the hash of the one before.
//!
//! Taking an entry out or changing it breaks every hash after it. Nothing in it says what was read.

use std::sync::Mutex;

use fieldward_core::ids::{Hash32, RecordId};
use serde::{Deserialize, Serialize};

use crate::{
    console::session::lock,
    store::{Document, Store, StoreError, StoreResult},
};

const KIND: &str = "opening";

/// Why sensitive answers were opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Occasion {
    /// To review the record.
    Review,
    /// For an export.
    Export,
}

/// One opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Hash of the entry before; zeros before the first.
    pub before: Hash32,
    /// When, by the server's clock.
    pub at_ms: i64,
    /// Whose key was unlocked.
    pub holder: String,
    /// Which record.
    pub record: RecordId,
    /// What for.
    pub occasion: Occasion,
}

/// The log of openings. One writer at a time: the chain has one end.
#[derive(Default)]
pub struct Openings(Mutex<()>);

impl Openings {
    /// Writes openings down, before anything is shown.
    pub fn write(
        &self,
        store: &dyn Store,
        holder: &str,
        records: &[RecordId],
        occasion: Occasion,
        at_ms: i64,
    ) -> StoreResult<()> {
        let _alone = lock(&self.0);
        let entries = store.kept(KIND)?;
        let mut before = entries.last().map_or(Hash32([0; 32]), |last| Hash32::of(&last.bytes));
        for (number, record) in (entries.len() as u64..).zip(records) {
            let opening = Opening { before, at_ms, holder: holder.to_owned(), record: *record, occasion };
            let bytes = serde_json::to_vec(&opening).map_err(|_| StoreError::Damaged("opening"))?;
            before = Hash32::of(&bytes);
            store.keep(&Document { kind: KIND.into(), key: number.to_be_bytes().to_vec(), bytes })?;
        }
        Ok(())
    }
}

/// Every opening, in order, when the chain is whole.
///
/// # Errors
/// [`StoreError::Damaged`] when an entry was changed, taken out or put in.
pub fn openings(store: &dyn Store) -> StoreResult<Vec<Opening>> {
    let mut before = Hash32([0; 32]);
    let mut read = Vec::new();
    for (number, document) in (0_u64..).zip(store.kept(KIND)?) {
        let opening: Opening = serde_json::from_slice(&document.bytes).map_err(|_| StoreError::Damaged("opening"))?;
        if opening.before != before || document.key != number.to_be_bytes() {
            return Err(StoreError::Damaged("opening"));
        }
        before = Hash32::of(&document.bytes);
        read.push(opening);
    }
    Ok(read)
}
