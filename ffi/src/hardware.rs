//! The phone's keystore, as the device asks it.
//!
//! A key that cannot leave the phone's hardware answers an HMAC; mixed into what the PIN gives, it makes a copied disk
//! useless to guess at. The Kotlin and Swift shells implement it over StrongBox, TEE or Secure Enclave. A laptop has
//! none, and a shell says so by passing nothing.

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
