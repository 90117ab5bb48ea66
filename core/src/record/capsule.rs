//! A record's key, sealed to one reader.
//!
//! It is kept beside the record and not inside: withdrawal deletes it everywhere, which makes every copy of the record
//! unreadable, and the chain still holds because it commits to the capsule's hash.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RecordError;
use crate::seal::{Key, SEALING_OVERHEAD_BYTES, SealingPublic, SealingSecret};

/// Bytes of a capsule: 32 encapsulated, 32 of key, 16 of tag.
pub const CAPSULE_BYTES: usize = 32 + SEALING_OVERHEAD_BYTES;

/// 32 secret bytes sealed to one public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capsule(Vec<u8>);

impl Capsule {
    pub(super) fn seal(
        to: &SealingPublic,
        info: &[u8],
        header: &[u8],
        key: &Key,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, RecordError> {
        Ok(Self(to.seal(info, header, key.bytes(), rng)?))
    }

    pub(super) fn open(&self, secret: &SealingSecret, info: &[u8], header: &[u8]) -> Result<Key, RecordError> {
        let plain = secret.open(info, header, &self.0)?;
        let bytes: Zeroizing<[u8; 32]> =
            Zeroizing::new(plain.as_slice().try_into().map_err(|_| RecordError::Malformed { what: "capsule" })?);
        Ok(Key::from_bytes(*bytes))
    }

    /// Takes the bytes of a capsule.
    ///
    /// # Errors
    /// [`RecordError::Malformed`] when there are not [`CAPSULE_BYTES`].
    pub fn from_slice(bytes: &[u8]) -> Result<Self, RecordError> {
        if bytes.len() == CAPSULE_BYTES {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(RecordError::Malformed { what: "capsule" })
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
