//! Whether a record may be signed for: it was opened, and every recording that it names is here.
//!
//! A device deletes its only copy on that word, so a recording counts by its bytes, not by what the store says of it.
//! It knows no chain and no key; what it asks is what one session saw.

use std::collections::{HashMap, HashSet};

use fieldward_core::{
    form::Value,
    ids::{Hash32, RecordId},
    log::{Event, EventKind},
    record::MediaReference,
};

use super::chains::{Judge, Sound};
use crate::store::{Store, StoreResult};

/// What this session saw of records.
pub(super) struct Seen<'a> {
    pub(super) store: &'a dyn Store,
    /// Opened, and nothing was wrong with them.
    pub(super) sound: &'a HashSet<RecordId>,
    /// What each of them names.
    pub(super) recordings: &'a HashMap<RecordId, Vec<Hash32>>,
    /// Their keys are gone without the word of two holders.
    pub(super) gone: &'a HashSet<RecordId>,
}

impl Judge for Seen<'_> {
    fn whole(&mut self, record: RecordId) -> StoreResult<Sound> {
        if self.gone.contains(&record) {
            return Ok(Sound::Gone);
        }
        if !self.is_open(record) {
            return Ok(Sound::No);
        }
        for hash in self.recordings.get(&record).into_iter().flatten() {
            if self.store.media(hash)?.is_none_or(|bytes| Hash32::of(&bytes) != *hash) {
                return Ok(Sound::No);
            }
        }
        Ok(Sound::Yes)
    }

    fn is_open(&self, record: RecordId) -> bool {
        self.sound.contains(&record)
    }
}

/// The recordings that a log names, whoever filled the item in, also those that a later one took the place of.
pub(crate) fn recordings(log: &[Event]) -> Vec<Hash32> {
    let value = |event: &Event| match &event.kind {
        EventKind::Answered { value, .. } => Some(value.clone()),
        EventKind::Noted { value, .. } | EventKind::Corrected { value, .. } => value.clone(),
        _ => None,
    };
    let named = log.iter().filter_map(value).filter_map(|value| match value {
        Value::Text(text) => text.parse::<MediaReference>().ok(),
        _ => None,
    });
    named.map(|reference| reference.hash).collect()
}
