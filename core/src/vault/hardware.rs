//! The phone's own key, which no copy of the disk has.
//!
//! A PIN alone can be guessed on a copied disk. So the stretched PIN goes through an HMAC by a key that never leaves
//! the phone's keystore, and a copy is worth nothing. Where there is no keystore (a laptop, a test), [`NoHardwareKey`]
//! says so through [`HardwareKey::protection`], and a shell shows it.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

/// What guards the device's key besides the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyProtection {
    /// Nothing: a copied disk can be guessed at.
    None,
    /// A trusted execution environment.
    TrustedEnvironment,
    /// A chip of its own: StrongBox, Secure Enclave.
    SecureElement,
}

/// The keystore did not answer, or the key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the phone's keystore did not answer")]
pub struct HardwareKeyError;

/// An HMAC-SHA256 key that cannot be exported.
pub trait HardwareKey {
    /// What guards it.
    fn protection(&self) -> KeyProtection;

    /// HMAC-SHA256 of these bytes; the same each time.
    ///
    /// # Errors
    /// When the keystore does not answer.
    fn mac(&self, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError>;
}

/// No keystore: the step is made with a public constant, adds nothing, and says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHardwareKey;

impl HardwareKey for NoHardwareKey {
    fn protection(&self) -> KeyProtection {
        KeyProtection::None
    }

    fn mac(&self, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError> {
        Ok(hmac_sha256(b"fieldward: no hardware key", message))
    }
}

/// HMAC-SHA256, for keys that are held in memory.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}
