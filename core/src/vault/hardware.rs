//! The phone's own keys and counter, which no copy of the disk has.
//!
//! A PIN alone can be guessed on a copied disk. So the stretched PIN goes through an HMAC by a key that never leaves
//! the phone's keystore, and a copy is worth nothing. Keys are numbered: a change of PIN makes the next one, and only
//! when the new lock is on the disk are the others destroyed, so that a cut leaves one that fits. Destroying them is
//! also what makes a wrapped key worthless that worn flash may still hold after it was overwritten.
//!
//! Where there is no keystore (a laptop, a test), [`NoHardwareKey`] says so through [`HardwareKey::protection`], and a
//! shell shows it.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::seal::hmac_sha256;

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

/// The keystore did not answer, or the key or the counter is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the phone's keystore did not answer")]
pub struct HardwareKeyError;

/// HMAC-SHA256 keys that cannot be exported, and a counter that cannot be set back.
pub trait HardwareKey {
    /// What guards the keys.
    fn protection(&self) -> KeyProtection;

    /// Makes the key of this number, in place of any that had it.
    ///
    /// # Errors
    /// When the keystore does not answer.
    fn make(&self, _number: u32) -> Result<(), HardwareKeyError> {
        Ok(())
    }

    /// HMAC-SHA256 of these bytes by the key of this number; the same each time.
    ///
    /// # Errors
    /// When the keystore does not answer, or has no such key.
    fn mac(&self, number: u32, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError>;

    /// Destroys every key but this one; all of them for `None`.
    ///
    /// # Errors
    /// When the keystore does not answer.
    fn forget_but(&self, _kept: Option<u32>) -> Result<(), HardwareKeyError> {
        Ok(())
    }

    /// Where the keystore's counter stands; `None` where it has none. With one, failed attempts are not forgotten when
    /// somebody puts an older copy of the files back.
    ///
    /// # Errors
    /// When the keystore does not answer.
    fn count(&self) -> Result<Option<u64>, HardwareKeyError> {
        Ok(None)
    }

    /// Moves the counter on by one. Durable when this returns; nothing where there is none.
    ///
    /// # Errors
    /// When the keystore does not answer.
    fn count_up(&self) -> Result<(), HardwareKeyError> {
        Ok(())
    }
}

/// No keystore: the step is made with a public constant, adds nothing, and says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHardwareKey;

impl HardwareKey for NoHardwareKey {
    fn protection(&self) -> KeyProtection {
        KeyProtection::None
    }

    fn mac(&self, _number: u32, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError> {
        Ok(hmac_sha256(b"fieldward: no hardware key", message))
    }
}
