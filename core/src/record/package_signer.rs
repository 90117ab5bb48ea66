//! The key that signs study packages, under the supervisor's passphrase.
//!
//! Whoever publishes needs it; the server keeps it wrapped and can sign nothing by itself.

use rand_core::CryptoRng;

use super::{RecordError, wrapping};
use crate::seal::{SoftwareSigner, StretchCost};

const WRAP_USE: &[u8] = b"fieldward package signer 1";

/// Wraps the key under a passphrase. Takes as long as `cost` says.
///
/// # Errors
/// When the cost is out of bounds.
pub fn wrap_package_signer(
    signer: &SoftwareSigner,
    passphrase: &str,
    cost: StretchCost,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, RecordError> {
    wrapping::wrap(WRAP_USE, &signer.bytes(), passphrase, cost, rng)
}

/// Opens the wrapped key.
///
/// # Errors
/// [`RecordError::NotOpened`] when the passphrase is another; [`RecordError::Malformed`] when what it opens is no key.
pub fn unwrap_package_signer(wrapped: &[u8], passphrase: &str) -> Result<SoftwareSigner, RecordError> {
    let secret = wrapping::unwrap(WRAP_USE, wrapped, passphrase)?;
    SoftwareSigner::from_bytes(&secret).map_err(|_| RecordError::Malformed { what: "package-signing key" })
}
