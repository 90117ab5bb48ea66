//! What is remembered of records that were sealed: what the list shows, how far a supervisor has signed for them, and
//! which of them the server did not take.
//!
//! A sealed interview is a line in a list and nothing more: no answer, and no number of a person.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Documents, PARKED, SEALED, Shelved, VOUCHED, number};
use crate::{ids::StreamKind, session::SessionError, sync::wire::FaultCode};

/// What the list of interviews still says about a sealed one. Holds no answer and no reference number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedNote {
    /// Which instrument.
    pub instrument: String,
    /// When the interview began, by the device's clock.
    pub started_ms: i64,
    /// The returned record that it corrects.
    pub corrects: Option<u64>,
}

/// What remains of an interview in the list.
pub fn sealed_note(sequence: u64, note: &SealedNote) -> Result<Shelved, SessionError> {
    Shelved::put(SEALED, &sequence.to_be_bytes(), note)
}

impl Documents<'_> {
    /// Notes of sealed interviews by sequence.
    pub fn sealed(self) -> Result<Vec<(u64, SealedNote)>, SessionError> {
        let mut notes = Vec::new();
        for key in self.vault.shelf().keys(SEALED)? {
            let sequence = number(&key)?;
            if let Some(note) = self.get(SEALED, &key)? {
                notes.push((sequence, note));
            }
        }
        notes.sort_by_key(|(sequence, _)| *sequence);
        Ok(notes)
    }

    /// Up to which number of a stream a supervisor has signed for this device's records.
    pub fn vouched(self, stream: StreamKind) -> Result<u64, SessionError> {
        Ok(self.get(VOUCHED, &[stream.code()])?.unwrap_or(0))
    }

    /// Keeps it.
    pub fn put_vouched(self, stream: StreamKind, to: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put(VOUCHED, &[stream.code()], &to, rng)
    }

    /// Numbers of the records of a stream that the server did not take, in whatever order.
    pub fn parked(self, stream: StreamKind) -> Result<Vec<u64>, SessionError> {
        let keys = self.vault.shelf().keys(PARKED)?;
        keys.iter().filter(|key| key.first() == Some(&stream.code())).map(|key| number(&key[1..])).collect()
    }

    /// The server did not take this record: why.
    pub fn park(
        self,
        stream: StreamKind,
        sequence: u64,
        reason: FaultCode,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        self.put(PARKED, &parked_key(stream, sequence), &reason, rng)
    }

    /// A supervisor has signed for it.
    pub fn unpark(self, stream: StreamKind, sequence: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        Ok(self.vault.shelf().delete(PARKED, &parked_key(stream, sequence), rng)?)
    }
}

fn parked_key(stream: StreamKind, sequence: u64) -> [u8; 9] {
    let mut key = [stream.code(); 9];
    key[1..].copy_from_slice(&sequence.to_be_bytes());
    key
}
