//! The study's private key, wrapped under a supervisor's passphrase.
//!
//! The server keeps one wrapped copy for each supervisor and can open none. Layout: version, memory in KiB (u32 LE),
//! passes (u32 LE), salt (16), then the sealed secret (nonce 24, secret 32, tag 16).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{FORMAT_VERSION, RecordError, wire::Reader};
use crate::vault::{NotOpened, SALT_BYTES, SealingPublic, SealingSecret, StretchCost, cipher, stretch};

const WRAP_USE: &[u8] = b"fieldward study secret 1";

/// The key that opens a study's records. Wiped when dropped.
#[derive(Debug, Clone)]
pub struct StudySecret(pub SealingSecret);

/// A study's key under one passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedStudySecret(pub Vec<u8>);

impl StudySecret {
    /// A new study's key.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(SealingSecret::random(rng))
    }

    /// The public key that devices seal to.
    #[must_use]
    pub fn public(&self) -> SealingPublic {
        self.0.public()
    }

    /// Wraps the key under a passphrase. Takes as long as `cost` says.
    ///
    /// # Errors
    /// When the cost is out of bounds.
    pub fn wrap(
        &self,
        passphrase: &str,
        cost: StretchCost,
        rng: &mut impl CryptoRng,
    ) -> Result<WrappedStudySecret, RecordError> {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let key = stretch(passphrase.as_bytes(), &salt, cost)
            .map_err(|_| RecordError::Malformed { what: "cost of a passphrase" })?;
        let mut out = vec![FORMAT_VERSION];
        out.extend_from_slice(&cost.memory_kib.to_le_bytes());
        out.extend_from_slice(&cost.passes.to_le_bytes());
        out.extend_from_slice(&salt);
        let sealed = cipher::seal(&key, &[WRAP_USE, &out].concat(), self.0.bytes(), rng);
        out.extend_from_slice(&sealed);
        Ok(WrappedStudySecret(out))
    }

    /// Opens a wrapped key. Takes as long as it took to wrap.
    ///
    /// # Errors
    /// [`RecordError::NotOpened`] when the passphrase is another.
    pub fn unwrap(wrapped: &WrappedStudySecret, passphrase: &str) -> Result<Self, RecordError> {
        let mut reader = Reader::new(&wrapped.0, "wrapped study secret");
        match reader.byte()? {
            FORMAT_VERSION => {}
            found => return Err(RecordError::OtherFormat { found }),
        }
        let cost = StretchCost {
            memory_kib: u32::from_le_bytes(reader.array()?),
            passes: u32::from_le_bytes(reader.array()?),
        };
        let salt: [u8; SALT_BYTES] = reader.array()?;
        let (front, sealed) = wrapped.0.split_at(1 + 4 + 4 + SALT_BYTES);
        let key = stretch(passphrase.as_bytes(), &salt, cost)
            .map_err(|_| RecordError::Malformed { what: "wrapped study secret" })?;
        let plain = cipher::open(&key, &[WRAP_USE, front].concat(), sealed)?;
        let secret: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().map_err(|_| NotOpened)?);
        Ok(Self(SealingSecret::from_bytes(*secret)))
    }
}
