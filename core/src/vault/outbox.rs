//! Sealed records on their way to the server: one append-only stream of each kind, numbered from 1 without gaps.
//!
//! The vault gives the head of a stream, the caller seals the next record for it, and the vault takes the record only
//! if it is still the next. Taking an interview's records destroys its draft in the same transaction.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Place, Vault, VaultError, drafts,
    rows::Rows,
    shelf::{self, ShelfChange},
    twice,
};
use crate::{
    ids::{Hash32, InterviewId, StreamKind},
    moment::{DAY_MS, Moment},
};

/// Most bytes of one sealed record.
pub const RECORD_BYTES_MAX: usize = 512 * 1024;

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamHead {
    /// Sequence that the next record gets.
    pub next_sequence: u64,
    /// Link of the last record; zeros before the first.
    pub link: Hash32,
    /// The last record that the server holds durably; 0 for none.
    pub acknowledged: u64,
}

/// A sealed record to be taken into its stream.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Which stream.
    pub stream: StreamKind,
    /// The sequence it was sealed for.
    pub sequence: u64,
    /// Its link in the chain.
    pub link: Hash32,
    /// The sealed record.
    pub bytes: Vec<u8>,
}

/// A sealed record that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its sequence.
    pub sequence: u64,
    /// Link of the record before it.
    pub previous: Hash32,
    /// Its own link.
    pub link: Hash32,
    /// The sealed record.
    pub bytes: Vec<u8>,
}

/// What is kept about a stream.
#[derive(Serialize, Deserialize)]
pub(super) struct Stream {
    pub next: u64,
    link: Hash32,
    acknowledged: u64,
    /// First record that is still here.
    pub first_kept: u64,
    /// Up to which record, and when by the wall clock, the server acknowledged.
    acknowledgements: Vec<(u64, i64)>,
}

impl Stream {
    /// A stream of which only records were found, from the first that is here to the last. What a server holds of them
    /// it says itself.
    pub fn found(first_kept: u64, last: &Pending) -> Self {
        let (next, link) = (last.sequence + 1, last.link);
        Self { next, link, acknowledged: first_kept - 1, first_kept, acknowledgements: Vec::new() }
    }
}

impl Default for Stream {
    fn default() -> Self {
        Self { next: 1, link: Hash32([0; 32]), acknowledged: 0, first_kept: 1, acknowledgements: Vec::new() }
    }
}

/// What goes along when somebody withdraws.
#[derive(Clone, Copy)]
pub struct Gone<'a> {
    /// Other drafts of theirs.
    pub drafts: &'a [InterviewId],
    /// Their records that are still here, without keys.
    pub records: &'a [(StreamKind, u64, Vec<u8>)],
    /// What changes on the shelf.
    pub documents: &'a [ShelfChange<'a>],
}

/// Puts other bytes in the place of a record, within a change.
fn put_over(
    rows: Rows<'_>,
    (kind, sequence): (StreamKind, u64),
    bytes: Vec<u8>,
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    let place = Place::Record(kind, sequence);
    let record: Pending = rows.get_value(place)?.ok_or(VaultError::NoSuchRecord { sequence })?;
    rows.put_value(place, &Pending { bytes, ..record }, rng)
}

/// The streams of a vault.
#[derive(Clone, Copy)]
pub struct Outbox<'a> {
    vault: &'a Vault,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(vault: &'a Vault) -> Self {
        Self { vault }
    }

    /// Where a stream stands: what the next record must be sealed for.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the row does not open.
    pub fn head(&self, kind: StreamKind) -> Result<StreamHead, VaultError> {
        let stream = stream(self.rows(), kind)?;
        Ok(StreamHead { next_sequence: stream.next, link: stream.link, acknowledged: stream.acknowledged })
    }

    /// Destroys a draft, takes its sealed records, and changes the shelf, all in one transaction. Durable when this
    /// returns; after a cut either the draft is whole and nothing else happened, or the other way round.
    ///
    /// # Errors
    /// [`VaultError::NoSuchDraft`] when it was finalized before, [`VaultError::RecordOrder`] when a record was sealed
    /// for another place; else as the disk says.
    pub fn finalize(
        &self,
        id: InterviewId,
        records: &[Outgoing],
        documents: &[ShelfChange<'_>],
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| {
            drafts::remove(rows, id, rng)?;
            take(rows, records, rng)?;
            shelf::apply(rows, documents, rng)
        })?;
        self.vault.store.forget_old_pages_if_room()
    }

    /// The same, when the person withdrew: earlier records of theirs that are still here lose their keys, and other
    /// drafts of theirs are destroyed, in the same transaction; the old bytes are gone from the file then.
    ///
    /// # Errors
    /// As [`Outbox::finalize`] and [`Outbox::replace`].
    pub fn finalize_withdrawn(
        &self,
        id: InterviewId,
        records: &[Outgoing],
        gone: Gone<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| {
            gone.drafts.iter().chain([&id]).try_for_each(|draft| drafts::remove(rows, *draft, rng))?;
            for (kind, sequence, bytes) in gone.records {
                put_over(rows, (*kind, *sequence), bytes.clone(), rng)?;
            }
            take(rows, records, rng)?;
            shelf::apply(rows, gone.documents, rng)
        })?;
        self.vault.store.forget_old_pages_if_room()
    }

    /// Takes sealed records that end no draft. Durable when this returns.
    ///
    /// # Errors
    /// As [`Outbox::finalize`].
    pub fn append(&self, records: &[Outgoing], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.vault.changed(|rows| take(rows, records, rng))
    }

    /// Appends events to an interview, takes the sealed records that they give rise to, notes in its draft's label that
    /// these are taken, and changes the shelf, in one transaction: a cut can neither lose an alert nor make it twice.
    /// Durable when this returns.
    ///
    /// # Errors
    /// As [`Outbox::finalize`] and [`super::Drafts::append`].
    pub fn append_from(
        &self,
        (id, label): (InterviewId, &[u8]),
        events: &[(u32, &[u8])],
        records: &[Outgoing],
        documents: &[ShelfChange<'_>],
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| {
            take(rows, records, rng)?;
            drafts::append(rows, id, events, rng)?;
            drafts::relabel(rows, id, label, rng)?;
            shelf::apply(rows, documents, rng)
        })
    }

    /// The same, when a stop drops some of what was said: these are all events of the interview, without it, and take
    /// the place of those that are there. What stood there opens no more when this returns.
    ///
    /// # Errors
    /// As [`Outbox::append_from`].
    pub fn rewrite_from(
        &self,
        draft: (InterviewId, &[u8]),
        events: &[(u32, &[u8])],
        records: &[Outgoing],
        documents: &[ShelfChange<'_>],
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| {
            take(rows, records, rng)?;
            drafts::write_anew(rows, draft, events, rng)?;
            shelf::apply(rows, documents, rng)
        })?;
        self.vault.store.forget_old_pages_if_room()
    }

    /// Records after a sequence, in order, up to so many bytes (but at least one), and up to one that does not open or
    /// that a salvage could not save.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] when they were forgotten, [`VaultError::Damaged`] when the first does not open.
    pub fn pending(&self, kind: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, VaultError> {
        let rows = self.rows();
        let stream = stream(rows, kind)?;
        let mut found = Vec::new();
        let mut size = 0_usize;
        for sequence in after.saturating_add(1)..stream.next {
            if sequence < stream.first_kept {
                return Err(VaultError::NoSuchRecord { sequence });
            }
            let record: Pending = match rows.get_value(Place::Record(kind, sequence)) {
                Ok(Some(record)) => record,
                Err(error) if found.is_empty() => return Err(error),
                Ok(None) | Err(_) => break,
            };
            size = size.saturating_add(record.bytes.len());
            if size > bytes_max && !found.is_empty() {
                break;
            }
            found.push(record);
        }
        Ok(found)
    }

    /// Numbers of the records that are still here.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the row does not open.
    pub fn kept(&self, kind: StreamKind) -> Result<std::ops::Range<u64>, VaultError> {
        let stream = stream(self.rows(), kind)?;
        Ok(stream.first_kept..stream.next)
    }

    /// Puts other bytes in the place of a record that is still here: the same record without its keys, because a
    /// person withdrew. Durable when this returns, and the old bytes are gone from the file.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] when it was forgotten; else as the disk says.
    pub fn replace(
        &self,
        kind: StreamKind,
        sequence: u64,
        bytes: Vec<u8>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.vault.changed(|rows| put_over(rows, (kind, sequence), bytes.clone(), rng))?;
        self.vault.store.forget_old_pages_in_room()
    }

    /// Notes that the server holds everything up to a sequence. Durable when this returns; never goes back.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] when the mark is beyond the stream's end.
    pub fn acknowledge(
        &self,
        kind: StreamKind,
        sequence: u64,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        if sequence <= stream(self.rows(), kind)?.acknowledged {
            return Ok(());
        }
        self.vault.changed(|rows| {
            let mut stream = stream(rows, kind)?;
            if sequence >= stream.next {
                return Err(VaultError::NoSuchRecord { sequence });
            }
            stream.acknowledged = sequence;
            stream.acknowledgements.push((sequence, now.wall_ms));
            twice::put(rows, Place::Stream(kind), &stream, rng)
        })
    }

    /// Deletes sealed copies that were acknowledged at least so many days ago; returns how many. Of each stream the
    /// caller names the first record that must stay, and all after it stays too: one that is parked, whose only copy is
    /// here though the server's mark has passed it, or one that nobody has opened yet.
    ///
    /// # Errors
    /// As the disk says.
    pub fn forget(
        &self,
        now: &Moment,
        retention_days: u16,
        first_kept: impl Fn(StreamKind) -> u64,
        rng: &mut impl CryptoRng,
    ) -> Result<u64, VaultError> {
        let before = now.wall_ms.saturating_sub(i64::from(retention_days) * DAY_MS);
        let forgotten = self.vault.changed(|rows| {
            let mut forgotten = 0;
            for kind in StreamKind::ALL {
                let mut stream = stream(rows, kind)?;
                let kept = first_kept(kind);
                let due =
                    stream.acknowledgements.iter().take_while(|(up_to, at)| *at <= before && *up_to < kept).count();
                let Some((last, _)) = stream.acknowledgements.drain(..due).next_back() else { continue };
                for sequence in stream.first_kept..=last {
                    rows.delete(Place::Record(kind, sequence), rng)?;
                    forgotten += 1;
                }
                stream.first_kept = last + 1;
                twice::put(rows, Place::Stream(kind), &stream, rng)?;
            }
            Ok(forgotten)
        })?;
        self.vault.store.forget_old_pages_if_room()?;
        Ok(forgotten)
    }

    fn rows(&self) -> Rows<'_> {
        self.vault.rows(self.vault.store.connection())
    }
}

/// Takes sealed records within a change, each as the next of its stream.
fn take(rows: Rows<'_>, records: &[Outgoing], rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    for record in records {
        let mut stream = stream(rows, record.stream)?;
        if record.sequence != stream.next {
            return Err(VaultError::RecordOrder { expected: stream.next, found: record.sequence });
        }
        if record.bytes.len() > RECORD_BYTES_MAX {
            return Err(VaultError::TooLarge { size: record.bytes.len() });
        }
        let row = Pending {
            sequence: record.sequence,
            previous: stream.link,
            link: record.link,
            bytes: record.bytes.clone(),
        };
        rows.put_value(Place::Record(record.stream, record.sequence), &row, rng)?;
        stream.next += 1;
        stream.link = record.link;
        twice::put(rows, Place::Stream(record.stream), &stream, rng)?;
    }
    Ok(())
}

/// Nothing that is still here counts as sent any more: who sends has another name.
pub(super) fn forget_acknowledgements(rows: Rows<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    for kind in StreamKind::ALL {
        let mut stream = stream(rows, kind)?;
        stream.acknowledged = stream.first_kept - 1;
        stream.acknowledgements.clear();
        twice::put(rows, Place::Stream(kind), &stream, rng)?;
    }
    Ok(())
}

/// Where a stream stands.
pub(super) fn stream(rows: Rows<'_>, kind: StreamKind) -> Result<Stream, VaultError> {
    Ok(twice::get(rows, Place::Stream(kind))?.unwrap_or_default())
}
