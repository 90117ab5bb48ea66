//! The phone's keystore, as the device asks it.
//!
//! Keys that cannot leave the phone's hardware answer an HMAC; mixed into what the PIN gives, it makes a copied disk
//! useless to guess at. A shell implements it over what its phone has (StrongBox, TEE, Secure Enclave), or says that
//! there is none by passing nothing, as on a laptop. No shell in this repository implements it: android and ios hold
//! tests of the bindings, and the terminal passes nothing, so there the PIN alone guards the key. Signing has no such
//! trait here: records are signed by a software key that lies sealed in the store, on every device.

use std::sync::Arc;

use fieldward_core::vault::{self, HardwareKeyError, KeyProtection};
use zeroize::Zeroizing;

/// Keys in the phone's keystore, by number, and a counter.
#[uniffi::export(with_foreign)]
pub trait HardwareKey: Send + Sync {
    /// Makes the key of this number, in place of any that had it.
    ///
    /// # Errors
    /// When the keystore refuses.
    fn make(&self, number: u32) -> Result<(), HardwareError>;

    /// HMAC-SHA256 of the message by the key of this number, which cannot leave the hardware: 32 bytes.
    ///
    /// # Errors
    /// When the keystore refuses, or has no such key: it must not make one here.
    fn hmac(&self, number: u32, message: Vec<u8>) -> Result<Vec<u8>, HardwareError>;

    /// Destroys every key but the one of this number; all of them without one.
    ///
    /// # Errors
    /// When the keystore refuses.
    fn forget_but(&self, kept: Option<u32>) -> Result<(), HardwareError>;

    /// Where the counter stands that only goes up and outlives the app's files; nothing where the phone has none.
    ///
    /// # Errors
    /// When the keystore refuses.
    fn count(&self) -> Result<Option<u64>, HardwareError>;

    /// Moves the counter on by one, durably. Nothing to do where the phone has none.
    ///
    /// # Errors
    /// When the keystore refuses.
    fn count_up(&self) -> Result<(), HardwareError>;
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

impl From<HardwareError> for HardwareKeyError {
    fn from(_: HardwareError) -> Self {
        Self
    }
}

/// A shell's keystore, as the vault asks it.
pub(crate) struct Keystore(pub Option<Arc<dyn HardwareKey>>);

impl vault::HardwareKey for Keystore {
    fn protection(&self) -> KeyProtection {
        match &self.0 {
            // What kind it is only the shell knows, and the trait does not ask: a keystore in software is called this
            // too.
            Some(_) => KeyProtection::TrustedEnvironment,
            None => vault::NoHardwareKey.protection(),
        }
    }

    fn make(&self, number: u32) -> Result<(), HardwareKeyError> {
        self.0.as_ref().map_or(Ok(()), |keys| Ok(keys.make(number)?))
    }

    fn mac(&self, number: u32, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError> {
        let Some(keys) = &self.0 else { return vault::NoHardwareKey.mac(number, message) };
        let tag = Zeroizing::new(keys.hmac(number, message.to_vec())?);
        let tag: [u8; 32] = tag.as_slice().try_into().map_err(|_| HardwareKeyError)?;
        Ok(Zeroizing::new(tag))
    }

    fn forget_but(&self, kept: Option<u32>) -> Result<(), HardwareKeyError> {
        self.0.as_ref().map_or(Ok(()), |keys| Ok(keys.forget_but(kept)?))
    }

    fn count(&self) -> Result<Option<u64>, HardwareKeyError> {
        self.0.as_ref().map_or(Ok(None), |keys| Ok(keys.count()?))
    }

    fn count_up(&self) -> Result<(), HardwareKeyError> {
        self.0.as_ref().map_or(Ok(()), |keys| Ok(keys.count_up()?))
    }
}
