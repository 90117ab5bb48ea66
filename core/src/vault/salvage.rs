//! What can still be read of a damaged store, saved into a fresh one that takes its place.
//!
//! Each row is looked up by itself, so that a page that is gone takes with it what stood on it and no more, and is
//! sealed again when it opens. An interview is kept up to its first event that does not open, because what was
//! answered after it hangs in the air. Everything that was listed and is not saved is counted.
//!
//! A stream whose row is gone is made again from the records that are found by their numbers. Where the last of them
//! are gone too it gives their numbers again; a server that holds those sees another chain, and the device goes on
//! under another name, as one that was put back from a copy.
//!
//! The old file goes only when the new one is whole, flushed and of use to the caller, by one renaming.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    Place, Vault, VaultError, drafts, found,
    lock::Lock,
    outbox::{Pending, Stream},
    rows::Rows,
    shelf,
    store::{self, Store},
    twice,
};
use crate::ids::{InterviewId, StreamKind};

/// How many numbers in a row may have no record until the search for a stream's records ends.
const SEARCHED_MAX: u64 = 2048;

/// What was saved, and what was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Open interviews that are whole.
    pub drafts: u64,
    /// Open interviews that now end earlier than they did.
    pub drafts_cut: u64,
    /// Open interviews of which nothing could be read.
    pub drafts_lost: u64,
    /// Events of open interviews that are gone, those after an unreadable one included.
    pub events_lost: u64,
    /// Sealed records.
    pub records: u64,
    /// Sealed records that are gone.
    pub records_lost: u64,
    /// Documents.
    pub documents: u64,
    /// Documents that are gone.
    pub documents_lost: u64,
    /// Lists of which neither copy could be read: what they listed is gone, and nobody knows how much that was.
    pub lists_lost: u64,
    /// The device's own keys that are gone and were made anew: it must be enrolled again.
    pub keys_lost: u64,
}

struct Copying<'a> {
    from: Rows<'a>,
    to: Rows<'a>,
    counts: Salvaged,
}

/// Puts what opens of a store into a fresh one, and that in its place.
pub(super) fn salvage(
    vault: Vault,
    is_of_use: impl FnOnce(&Vault) -> bool,
    rng: &mut impl CryptoRng,
) -> Result<(Vault, Salvaged), VaultError> {
    let Vault { store, keys } = vault;
    let lock = Lock::read(&store)?.ok_or(VaultError::Destroyed)?;
    let fresh = Store::beside(store.folder())?;
    let change = fresh.change()?;
    let (from, to) = (Rows::new(store.connection(), &keys), Rows::new(&change, &keys));
    let mut copying = Copying { from, to, counts: Salvaged::default() };
    copying.all(rng)?;
    let counts = copying.counts;
    lock.write(&change)?;
    store::commit(change)?;
    let saved = Vault { store: fresh, keys };
    if !is_of_use(&saved) {
        return Err(VaultError::Damaged);
    }
    let Vault { store: fresh, keys } = saved;
    let store = store.replace_by(fresh)?;
    Ok((Vault { store, keys }, counts))
}

impl Copying<'_> {
    fn all(&mut self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.own_keys(rng)?;
        self.drafts(rng)?;
        let kinds = shelf::kinds(self.from);
        for kind in self.listed(kinds) {
            self.documents(&kind, rng)?;
        }
        StreamKind::ALL.into_iter().try_for_each(|kind| self.stream(kind, rng))
    }

    /// What a list holds; nothing, and one list more that is lost, when neither copy can be read.
    fn listed<T>(&mut self, list: Result<Vec<T>, VaultError>) -> Vec<T> {
        self.counts.lists_lost += u64::from(list.is_err());
        list.unwrap_or_default()
    }

    fn own_keys(&mut self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        found(self.to, rng)?;
        for place in [Place::SigningKey, Place::ReturnKey] {
            self.counts.keys_lost += u64::from(self.copy(place, rng)?.is_none());
        }
        Ok(())
    }

    fn drafts(&mut self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let ids = drafts::list(self.from);
        let mut kept = Vec::new();
        for id in self.listed(ids) {
            if self.draft(id, rng)? == Draft::Kept {
                kept.push(id);
            } else {
                self.counts.drafts_lost += 1;
            }
        }
        twice::put(self.to, Place::DraftList, &kept, rng)
    }

    fn draft(&mut self, id: InterviewId, rng: &mut impl CryptoRng) -> Result<Draft, VaultError> {
        let Ok(key) = drafts::draft_key(self.from, id) else { return Ok(Draft::Lost) };
        let own = Copying { from: self.from.under(&key), to: self.to.under(&key), counts: Salvaged::default() };
        // Without its label nobody knows which form it fills in.
        if own.copy(Place::DraftLabel(id), rng)?.is_none() {
            return Ok(Draft::Lost);
        }
        let listed = drafts::count(own.from, id);
        let mut saved = 0;
        while listed.as_ref().is_ok_and(|count| saved < *count) || listed.is_err() {
            if own.copy(Place::DraftEvent(id, saved), rng)?.is_none() {
                break;
            }
            saved += 1;
        }
        own.to.put_value(Place::DraftCount(id), &saved, rng)?;
        self.to.put(Place::DraftKey(id), key.bytes(), rng)?;
        self.note(listed, saved);
        Ok(Draft::Kept)
    }

    fn note(&mut self, listed: Result<u32, VaultError>, saved: u32) {
        match listed {
            Ok(count) if count == saved => self.counts.drafts += 1,
            Ok(count) => {
                self.counts.drafts_cut += 1;
                self.counts.events_lost += u64::from(count - saved);
            }
            // Nobody knows how many there were.
            Err(_) => {
                self.counts.drafts_cut += 1;
                self.counts.lists_lost += 1;
            }
        }
    }

    fn documents(&mut self, kind: &str, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let keys = shelf::list(self.from, kind);
        let mut kept = Vec::new();
        for key in self.listed(keys) {
            if self.copy(Place::Document(kind, &key), rng)?.is_some() {
                self.counts.documents += 1;
                kept.push(key);
            } else {
                self.counts.documents_lost += 1;
            }
        }
        shelf::note_kind(self.to, kind, rng)?;
        twice::put(self.to, Place::ShelfList(kind), &kept, rng)
    }

    /// Streams keep their numbers and their gaps: a number that was given is never given again.
    fn stream(&mut self, kind: StreamKind, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let stream: Stream = match twice::get(self.from, Place::Stream(kind)) {
            Ok(Some(stream)) => stream,
            Ok(None) => return Ok(()),
            Err(_) => {
                self.counts.lists_lost += 1;
                match self.found(kind) {
                    Some(stream) => stream,
                    None => return Ok(()),
                }
            }
        };
        for sequence in stream.first_kept..stream.next {
            match self.copy(Place::Record(kind, sequence), rng)? {
                Some(_) => self.counts.records += 1,
                None => self.counts.records_lost += 1,
            }
        }
        twice::put(self.to, Place::Stream(kind), &stream, rng)
    }

    /// A stream as its records tell of it; `None` when there is none.
    fn found(&self, kind: StreamKind) -> Option<Stream> {
        let (mut first, mut last, mut sequence) = (None, None::<Pending>, 1);
        while sequence <= last.as_ref().map_or(0, |last| last.sequence) + SEARCHED_MAX {
            if let Ok(Some(record)) = self.from.get_value::<Pending>(Place::Record(kind, sequence)) {
                first.get_or_insert(sequence);
                last = Some(record);
            }
            sequence += 1;
        }
        Some(Stream::found(first?, &last?))
    }

    /// Copies a row, when it opens. Whatever keeps it from being read, it is not there; what keeps it from being
    /// written is an error.
    fn copy(&self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let Ok(Some(content)) = self.from.get(place) else { return Ok(None) };
        self.to.put(place, &content, rng)?;
        Ok(Some(content))
    }
}

#[derive(PartialEq, Eq)]
enum Draft {
    Kept,
    Lost,
}
