//! The phone's keystore, as the device asks it.
//!
//! A key that cannot leave the phone's hardware answers an HMAC; mixed into what the PIN gives, it makes a copied disk
//! useless to guess at. The Kotlin and Swift shells implement it over StrongBox, TEE or Secure Enclave. A laptop has
//! none, and a shell says so by passing nothing.

use std::sync::Arc;

use fieldward_core::vault::{self, HardwareKeyError, KeyProtection};
use zeroize::Zeroizing;

/// A key in the phone's keystore.
#[uniffi::export(with_foreign)]
pub trait HardwareKey: Send + Sync {
    /// HMAC-SHA256 of the message by the key that cannot leave the hardware: 32 bytes.
    ///
    /// # Errors
    /// When the keystore refuses or has lost the key.
    fn hmac(&self, message: Vec<u8>) -> Result<Vec<u8>, HardwareError>;
}

/// The keystore did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum HardwareError {
    /// It refused, is busy, or the key is gone.
    #[error("the keystore did not answer")]
    Unavailable,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HardwareError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// A shell's keystore, as the vault asks it.
pub(crate) struct Keystore(pub Option<Arc<dyn HardwareKey>>);

impl vault::HardwareKey for Keystore {
    fn protection(&self) -> KeyProtection {
        match &self.0 {
            Some(_) => KeyProtection::TrustedEnvironment,
            None => vault::NoHardwareKey.protection(),
        }
    }

    fn mac(&self, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError> {
        let Some(key) = &self.0 else { return vault::NoHardwareKey.mac(message) };
        let tag = Zeroizing::new(key.hmac(message.to_vec()).map_err(|_| HardwareKeyError)?);
        let tag: [u8; 32] = tag.as_slice().try_into().map_err(|_| HardwareKeyError)?;
        Ok(Zeroizing::new(tag))
    }
}
