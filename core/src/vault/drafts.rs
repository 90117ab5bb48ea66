//! Interviews that are being made: each a list of sealed events under a key of its own.
//!
//! The number of events is kept in a row of its own, changed together with the events, so that events missing at the
//! end are noticed as well as those in the middle. Destroying the draft's key destroys the draft, and that key stands
//! in a slot (`slots.rs`), so that no copy of it is left anywhere in the file.

use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Place, Vault, VaultError, cipher::Key, rows::Rows, twice};
use crate::ids::InterviewId;

/// Most bytes of one event.
pub const EVENT_BYTES_MAX: usize = 64 * 1024;

/// Why a log cannot be given whole. Names the first event that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogError {
    /// The event's row is gone.
    #[error("event {sequence} is missing")]
    Missing {
        /// Its sequence.
        sequence: u32,
    },
    /// The event's row does not open: changed, or from another place.
    #[error("event {sequence} is damaged")]
    Damaged {
        /// Its sequence.
        sequence: u32,
    },
}

/// A draft and its label.
pub type LabelledDraft = (InterviewId, Zeroizing<Vec<u8>>);

/// The drafts of a vault.
#[derive(Clone, Copy)]
pub struct Drafts<'a> {
    vault: &'a Vault,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(vault: &'a Vault) -> Self {
        Self { vault }
    }

    /// Begins a draft with a new key of its own. Durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::DraftExists`]; else as the disk says.
    pub fn begin(&self, id: InterviewId, label: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.begin_with(id, label, &[], rng)
    }

    /// Begins a draft with its first events, all or nothing. Durable when this returns.
    ///
    /// # Errors
    /// As [`Drafts::begin`] and [`Drafts::append`].
    pub fn begin_with(
        &self,
        id: InterviewId,
        label: &[u8],
        events: &[(u32, &[u8])],
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| {
            let mut list = list(rows)?;
            if list.contains(&id) {
                return Err(VaultError::DraftExists);
            }
            list.push(id);
            twice::put(rows, Place::DraftList, &list, rng)?;
            let key = Key::random(rng);
            rows.put(Place::DraftKey(id), key.bytes(), rng)?;
            let own = rows.under(&key);
            own.put(Place::DraftLabel(id), label, rng)?;
            put_events(own, id, 0, events, rng)
        })
    }

    /// Appends events, all or none. Durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::EventOrder`] when a sequence is not the next; else as the disk says.
    pub fn append(&self, id: InterviewId, events: &[(u32, &[u8])], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.vault.changed(|rows| append(rows, id, events, rng))
    }

    /// All events, in order.
    ///
    /// # Errors
    /// [`VaultError::Log`] names the first event that is missing or damaged.
    pub fn log(&self, id: InterviewId) -> Result<Vec<Zeroizing<Vec<u8>>>, VaultError> {
        let rows = self.vault.rows(self.vault.store.connection());
        let key = draft_key(rows, id)?;
        let own = rows.under(&key);
        (0..count(own, id)?)
            .map(|sequence| match own.get(Place::DraftEvent(id, sequence)) {
                Ok(Some(event)) => Ok(event),
                Ok(None) => Err(LogError::Missing { sequence }.into()),
                Err(VaultError::Damaged) => Err(LogError::Damaged { sequence }.into()),
                Err(other) => Err(other),
            })
            .collect()
    }

    /// All drafts with their labels, oldest first.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the list or a label does not open.
    pub fn list(&self) -> Result<Vec<LabelledDraft>, VaultError> {
        let rows = self.vault.rows(self.vault.store.connection());
        list(rows)?
            .into_iter()
            .map(|id| {
                let key = draft_key(rows, id)?;
                let label = rows.under(&key).get(Place::DraftLabel(id))?.ok_or(VaultError::Damaged)?;
                Ok((id, label))
            })
            .collect()
    }

    /// Changes a draft's label. Durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::NoSuchDraft`]; else as the disk says.
    pub fn relabel(&self, id: InterviewId, label: &[u8], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.vault.changed(|rows| relabel(rows, id, label, rng))
    }

    /// Destroys a draft without making a record of it. Durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::NoSuchDraft`]; else as the disk says.
    pub fn discard(&self, id: InterviewId, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.vault.changed(|rows| remove(rows, id, rng))?;
        self.vault.store.forget_old_pages_if_room()
    }
}

/// Appends events within a change.
pub(super) fn append(
    rows: Rows<'_>,
    id: InterviewId,
    events: &[(u32, &[u8])],
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    let key = draft_key(rows, id)?;
    let own = rows.under(&key);
    put_events(own, id, count(own, id)?, events, rng)
}

/// Puts the next events of a draft, and how many it has then.
fn put_events(
    own: Rows<'_>,
    id: InterviewId,
    mut expected: u32,
    events: &[(u32, &[u8])],
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    for (sequence, bytes) in events {
        if *sequence != expected {
            return Err(VaultError::EventOrder { expected, found: *sequence });
        }
        if bytes.len() > EVENT_BYTES_MAX {
            return Err(VaultError::TooLarge { size: bytes.len() });
        }
        own.put(Place::DraftEvent(id, *sequence), bytes, rng)?;
        expected = expected.checked_add(1).ok_or(VaultError::TooLarge { size: events.len() })?;
    }
    own.put_value(Place::DraftCount(id), &expected, rng)
}

/// Writes a draft anew within a change, under another key: what is left of its former events in the file opens no more.
pub(super) fn write_anew(
    rows: Rows<'_>,
    (id, label): (InterviewId, &[u8]),
    events: &[(u32, &[u8])],
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    let former = draft_key(rows, id)?;
    let former = rows.under(&former);
    for sequence in 0..count(former, id)? {
        former.delete(Place::DraftEvent(id, sequence), rng)?;
    }
    let key = Key::random(rng);
    rows.put(Place::DraftKey(id), key.bytes(), rng)?;
    let own = rows.under(&key);
    own.put(Place::DraftLabel(id), label, rng)?;
    put_events(own, id, 0, events, rng)
}

/// Changes a draft's label within a change.
pub(super) fn relabel(
    rows: Rows<'_>,
    id: InterviewId,
    label: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    let key = draft_key(rows, id)?;
    rows.under(&key).put(Place::DraftLabel(id), label, rng)
}

/// Removes a draft within a change: its key first, though all of it holds at once.
pub(super) fn remove(rows: Rows<'_>, id: InterviewId, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    let key = draft_key(rows, id)?;
    let own = rows.under(&key);
    let count = count(own, id)?;
    rows.delete(Place::DraftKey(id), rng)?;
    own.delete(Place::DraftLabel(id), rng)?;
    own.delete(Place::DraftCount(id), rng)?;
    for sequence in 0..count {
        own.delete(Place::DraftEvent(id, sequence), rng)?;
    }
    let mut list = list(rows)?;
    list.retain(|known| *known != id);
    twice::put(rows, Place::DraftList, &list, rng)
}

/// Ids of all drafts.
pub(super) fn list(rows: Rows<'_>) -> Result<Vec<InterviewId>, VaultError> {
    Ok(twice::get(rows, Place::DraftList)?.unwrap_or_default())
}

/// A draft's own key.
pub(super) fn draft_key(rows: Rows<'_>, id: InterviewId) -> Result<Key, VaultError> {
    let plain = rows.get(Place::DraftKey(id))?.ok_or(VaultError::NoSuchDraft)?;
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().map_err(|_| VaultError::Damaged)?);
    Ok(Key::from_bytes(*bytes))
}

/// How many events a draft has.
pub(super) fn count(own: Rows<'_>, id: InterviewId) -> Result<u32, VaultError> {
    own.get_value(Place::DraftCount(id))?.ok_or(VaultError::Damaged)
}
