//! A recording or picture: sealed in chunks of 32 KiB, named by the hash of what is sealed.
//!
//! Each recording has a key of its own. Key and hash stand in a [`MediaReference`], which is the answer to the question
//! that asked for it, inside the sealed record: who can open the interview can open the recording, and nobody else;
//! deleting the record's keys makes the recording unreadable too. Every chunk is bound to the study, the use statement,
//! the purpose that the person agreed to, its place, and whether it is the last: chunks cannot be moved, left out at
//! the end, or opened for another purpose. What the server sees is a hash, a length rounded up to a chunk, and a
//! device.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    RecordError,
    wire::{put_bytes, put_number},
};
use crate::{
    ids::{Hash32, StudyId},
    seal::{Key, TAG_BYTES, open_once, seal_once},
};

/// Bytes of a sealed chunk.
pub const MEDIA_CHUNK_BYTES: usize = 32 * 1024;
/// Bytes of a sealed recording, at most: about half an hour of speech.
pub const MEDIA_BYTES_MAX: usize = 8 * 1024 * 1024;
const PLAIN_BYTES: usize = MEDIA_CHUNK_BYTES - TAG_BYTES;
const CHUNK_USE: &str = "fieldward media 1 chunk";
const REFERENCE: &str = "fwm1.";
const MARK: u8 = 0x80;

/// What a recording is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaContext {
    /// The study.
    pub study: StudyId,
    /// Hash of the use statement that was told.
    pub statement: Hash32,
    /// Code of the purpose that the person agreed to.
    pub purpose: String,
}

/// Where a recording is and how it opens: the answer to the question that asked for it.
#[derive(Clone)]
pub struct MediaReference {
    /// Hash of all sealed chunks.
    pub hash: Hash32,
    key: Key,
}

impl MediaContext {
    /// Seals a recording: whole chunks, one after the other, and the reference to them.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`] above [`MEDIA_BYTES_MAX`].
    pub fn seal(&self, bytes: &[u8], rng: &mut impl CryptoRng) -> Result<(Vec<u8>, MediaReference), RecordError> {
        let mut plain = Zeroizing::new(Vec::with_capacity((bytes.len() + 1).next_multiple_of(PLAIN_BYTES)));
        plain.extend_from_slice(bytes);
        plain.push(MARK);
        let padded = plain.len().next_multiple_of(PLAIN_BYTES);
        plain.resize(padded, 0);
        let chunks = plain.len() / PLAIN_BYTES;
        if chunks * MEDIA_CHUNK_BYTES > MEDIA_BYTES_MAX {
            return Err(RecordError::TooLarge { size: bytes.len() });
        }
        let key = Key::random(rng);
        let mut sealed = Vec::with_capacity(chunks * MEDIA_CHUNK_BYTES);
        for (place, chunk) in plain.chunks(PLAIN_BYTES).enumerate() {
            sealed.extend(seal_once(&chunk_key(&key, place), &self.associated(place, chunks), chunk));
        }
        let hash = Hash32::of(&sealed);
        Ok((sealed, MediaReference { hash, key }))
    }

    /// Opens a whole recording.
    ///
    /// # Errors
    /// When it is another recording, was changed or cut, or is bound to something else.
    pub fn open(&self, sealed: &[u8], reference: &MediaReference) -> Result<Zeroizing<Vec<u8>>, RecordError> {
        let malformed = RecordError::Malformed { what: "recording" };
        let whole = !sealed.is_empty() && sealed.len().is_multiple_of(MEDIA_CHUNK_BYTES);
        if !whole || sealed.len() > MEDIA_BYTES_MAX || Hash32::of(sealed) != reference.hash {
            return Err(malformed);
        }
        let chunks = sealed.len() / MEDIA_CHUNK_BYTES;
        let mut plain = Zeroizing::new(Vec::with_capacity(chunks * PLAIN_BYTES));
        for (place, chunk) in sealed.chunks(MEDIA_CHUNK_BYTES).enumerate() {
            plain.extend_from_slice(&open_once(
                &chunk_key(&reference.key, place),
                &self.associated(place, chunks),
                chunk,
            )?);
        }
        let end = plain.iter().rposition(|byte| *byte != 0).filter(|end| plain[*end] == MARK).ok_or(malformed)?;
        plain.truncate(end);
        Ok(plain)
    }

    fn associated(&self, place: usize, chunks: usize) -> Vec<u8> {
        let mut out = Vec::new();
        put_bytes(&mut out, self.study.0.as_bytes());
        out.extend_from_slice(&self.statement.0);
        put_bytes(&mut out, self.purpose.as_bytes());
        put_number(&mut out, place as u64);
        out.push(u8::from(place + 1 == chunks));
        out
    }
}

/// One key seals one chunk, so that a nonce is never needed twice.
fn chunk_key(key: &Key, place: usize) -> Key {
    key.derive(&format!("{CHUNK_USE} {place}"))
}

/// As the answer to a question.
impl fmt::Display for MediaReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = Zeroizing::new([self.hash.0, *self.key.bytes()].concat());
        write!(f, "{REFERENCE}{}", BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for MediaReference {
    type Err = RecordError;

    fn from_str(text: &str) -> Result<Self, RecordError> {
        let malformed = || RecordError::Malformed { what: "reference to a recording" };
        let letters = text.strip_prefix(REFERENCE).ok_or_else(malformed)?;
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(letters.as_bytes()).map_err(|_| malformed())?);
        let (hash, key) = bytes.split_at_checked(32).ok_or_else(malformed)?;
        let array = |part: &[u8]| <[u8; 32]>::try_from(part).map_err(|_| malformed());
        Ok(Self { hash: Hash32(array(hash)?), key: Key::from_bytes(array(key)?) })
    }
}

/// Shows no key.
impl fmt::Debug for MediaReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MediaReference(..)")
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    fn context() -> MediaContext {
        MediaContext { study: StudyId("river".into()), statement: Hash32([2; 32]), purpose: "audio".into() }
    }

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(4)
    }

    #[test]
    fn what_was_sealed_opens_and_shows_whole_chunks() -> Result<(), RecordError> {
        for (length, chunks) in [(0, 1), (1, 1), (PLAIN_BYTES - 1, 1), (PLAIN_BYTES, 2), (100_000, 4)] {
            let bytes: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
            let (sealed, reference) = context().seal(&bytes, &mut rng())?;
            assert_eq!(sealed.len(), chunks * MEDIA_CHUNK_BYTES, "{length} bytes");
            let read: MediaReference = reference.to_string().parse()?;
            assert_eq!(*context().open(&sealed, &read)?, bytes);
        }
        let most = MEDIA_BYTES_MAX / MEDIA_CHUNK_BYTES * PLAIN_BYTES;
        assert!(context().seal(&vec![7; most - 1], &mut rng()).is_ok());
        assert_eq!(context().seal(&vec![7; most], &mut rng()).map(|_| ()), Err(RecordError::TooLarge { size: most }));
        Ok(())
    }

    #[test]
    fn it_opens_for_its_purpose_whole_and_in_its_order_only() -> Result<(), RecordError> {
        let (sealed, reference) = context().seal(&[9; 100_000], &mut rng())?;
        let other = [
            MediaContext { purpose: "training".into(), ..context() },
            MediaContext { statement: Hash32([3; 32]), ..context() },
            MediaContext { study: StudyId("other".into()), ..context() },
        ];
        for other in other {
            assert!(other.open(&sealed, &reference).is_err(), "{other:?}");
        }
        let again = |changed: &[u8]| {
            // Whoever changes the chunks can change the hash too; the chunks still know their places.
            let reference = MediaReference { hash: Hash32::of(changed), ..reference.clone() };
            assert!(context().open(changed, &reference).is_err());
        };
        again(&sealed[..sealed.len() - MEDIA_CHUNK_BYTES]);
        let mut swapped = sealed.clone();
        swapped[..2 * MEDIA_CHUNK_BYTES].rotate_left(MEDIA_CHUNK_BYTES);
        again(&swapped);
        again(&[]);
        assert!(context().open(&sealed[1..], &reference).is_err());
        Ok(())
    }

    #[test]
    fn the_bytes_of_a_recording_stay_the_same() -> Result<(), RecordError> {
        let (sealed, reference) = context().seal(b"as ever", &mut rng())?;
        assert_eq!(Hash32::of(&sealed), reference.hash);
        assert_eq!(reference.to_string(), GOLDEN);
        Ok(())
    }

    const GOLDEN: &str = "fwm1.96unuEeP3UTPPX8cBuSxIkIpcW9OlrQc7zR-M5ZbOq0HRi-NV9zGjvVRd6rsk2WThHtPjhji1mK0B4mi8NHPhg";
}
