//! The study's private key, wrapped under a supervisor's passphrase.
//!
//! The server keeps one wrapped copy for each supervisor and can open none.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{RecordError, wrapping};
use crate::seal::{SealingPublic, SealingSecret, StretchCost};

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
        wrapping::wrap(WRAP_USE, self.0.bytes(), passphrase, cost, rng).map(WrappedStudySecret)
    }

    /// Opens a wrapped key. Takes as long as it took to wrap.
    ///
    /// # Errors
    /// [`RecordError::NotOpened`] when the passphrase is another.
    pub fn unwrap(wrapped: &WrappedStudySecret, passphrase: &str) -> Result<Self, RecordError> {
        let secret = wrapping::unwrap(WRAP_USE, &wrapped.0, passphrase)?;
        Ok(Self(SealingSecret::from_bytes(*secret)))
    }
}
