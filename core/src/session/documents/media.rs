//! Recordings and the notes of them: a sealed recording under its hash, and beside it what is remembered of it.
//!
//! The two come and go in one transaction, else a cut would leave up to eight megabytes that nothing leads to.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DEVICE, Documents, MEDIA, MEDIA_NOTE, Shelved};
use crate::{
    ids::{Hash32, InterviewId},
    session::SessionError,
    vault::ShelfChange,
};

/// What a device remembers of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaNote {
    /// Bytes of it, sealed.
    pub total: u64,
    /// When the server had all of it, and how many answers the device had sealed by then, its own interview's included
    /// once that is sealed.
    pub done: Option<(i64, u64)>,
    /// The interview that it was made in; not known of those that an earlier version made.
    pub of: Option<InterviewId>,
}

/// As a device kept it before it was said which interview a recording belongs to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct FirstMediaNote {
    pub total: u64,
    pub done: Option<(i64, u64)>,
}

impl From<FirstMediaNote> for MediaNote {
    fn from(FirstMediaNote { total, done }: FirstMediaNote) -> Self {
        Self { total, done, of: None }
    }
}

impl MediaNote {
    /// Whether it may belong to this interview.
    pub fn may_be_of(&self, id: InterviewId) -> bool {
        self.of.is_none_or(|of| of == id)
    }
}

/// What is remembered of a recording.
pub fn media_note(hash: &Hash32, note: &MediaNote) -> Result<Shelved, SessionError> {
    Shelved::put(MEDIA_NOTE, &hash.0, note)
}

/// How many recordings the server holds.
pub fn media_known(count: u64) -> Result<Shelved, SessionError> {
    Shelved::put(DEVICE, b"recordings", &count)
}

impl Documents<'_> {
    /// Recordings that are here, the oldest first.
    pub fn media(self) -> Result<Vec<(Hash32, MediaNote)>, SessionError> {
        let mut found = Vec::new();
        for key in self.vault.shelf().keys(MEDIA_NOTE)? {
            let hash = Hash32(key.as_slice().try_into().map_err(|_| SessionError::Document)?);
            found.extend(self.media_note(&hash)?.map(|note| (hash, note)));
        }
        Ok(found)
    }

    fn media_note(self, hash: &Hash32) -> Result<Option<MediaNote>, SessionError> {
        let Some(bytes) = self.vault.shelf().get(MEDIA_NOTE, &hash.0)? else { return Ok(None) };
        let first = |_| postcard::from_bytes::<FirstMediaNote>(&bytes).map(MediaNote::from);
        postcard::from_bytes(&bytes).or_else(first).map(Some).map_err(|_| SessionError::Document)
    }

    /// Stores a sealed recording and the note of it, in one transaction.
    pub fn put_media(
        self,
        hash: &Hash32,
        note: &MediaNote,
        sealed: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let media = ShelfChange::Put { kind: MEDIA, key: &hash.0, bytes: sealed };
        Ok(self.vault.shelf().change(&[media, media_note(hash, note)?.change()], rng)?)
    }

    /// How many recordings the server was last known to hold.
    pub fn media_known(self) -> Result<u64, SessionError> {
        Ok(self.get(DEVICE, b"recordings")?.unwrap_or(0))
    }

    /// A sealed recording.
    pub fn sealed_media(self, hash: &Hash32) -> Result<Zeroizing<Vec<u8>>, SessionError> {
        self.vault.shelf().get(MEDIA, &hash.0)?.ok_or(SessionError::Document)
    }

    /// A recording goes, and the note of it.
    pub fn drop_media(self, hash: &Hash32, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let gone = [MEDIA_NOTE, MEDIA].map(|kind| ShelfChange::Delete { kind, key: &hash.0 });
        Ok(self.vault.shelf().change(&gone, rng)?)
    }

    /// Deletes recordings that have no note: earlier versions stored the two one after the other, and a cut could come
    /// between.
    pub fn drop_nobodys_media(self, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let shelf = self.vault.shelf();
        let (media, noted) = (shelf.keys(MEDIA)?, shelf.keys(MEDIA_NOTE)?);
        let alone = media.iter().filter(|key| !noted.contains(key));
        let gone: Vec<Shelved> = alone.map(|key| Shelved::delete(MEDIA, key)).collect();
        if gone.is_empty() { Ok(()) } else { self.change(&gone, rng) }
    }
}
