//! Authenticated encryption, as this crate calls it: two ciphers, one shape.
//!
//! [`seal`] is XChaCha20-Poly1305 with a random nonce of 24 bytes: for keys that seal many things, in the device
//! store and in wrapped secrets. [`seal_once`] is ChaCha20-Poly1305 with a nonce of zeros: only for a key that was
//! made at random for this one text, as in a record. Both bind associated data. Nothing here knows what is sealed.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of an XChaCha20-Poly1305 nonce.
pub const NONCE_BYTES: usize = 24;
/// Bytes that either cipher adds to prove that a text was not changed.
pub const TAG_BYTES: usize = 16;

/// A symmetric key. Wiped when dropped; never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

/// Sealed bytes did not open: another key, other associated data, or changed bytes. Which one cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("sealed bytes do not open: they were changed, or belong to another key or place")]
pub struct NotOpened;

impl Key {
    /// A key from these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new random key.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut key = Self([0; 32]);
        rng.fill_bytes(&mut key.0);
        key
    }

    /// A key for one use, derived from this one (BLAKE3 key derivation; `context` names the use, once in the code).
    #[must_use]
    pub fn derive(&self, context: &str) -> Self {
        Self(blake3::derive_key(context, &self.0))
    }

    /// The key's bytes, to be wrapped or split.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Shows nothing.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Seals under a key that is used many times: nonce, then ciphertext with its tag.
pub fn seal(key: &Key, associated: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let sealed = XChaCha20Poly1305::new(&key.0.into())
        .encrypt(&nonce.into(), Payload { msg: plain, aad: associated })
        .expect("fails only above 256 GiB, and every caller has a limit far below");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`NotOpened`] when anything differs.
pub fn open(key: &Key, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(NotOpened)?;
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(&(*nonce).into(), Payload { msg: sealed, aad: associated })
        .map(Zeroizing::new)
        .map_err(|_| NotOpened)
}

/// Seals under a key that seals nothing else, ever: ciphertext with its tag.
#[must_use]
pub fn seal_once(key: &Key, associated: &[u8], plain: &[u8]) -> Vec<u8> {
    ChaCha20Poly1305::new(&key.0.into())
        .encrypt(&[0; 12].into(), Payload { msg: plain, aad: associated })
        .expect("fails only above 256 GiB, and every caller has a limit far below")
}

/// Opens what [`seal_once`] made.
///
/// # Errors
/// [`NotOpened`] when anything differs.
pub fn open_once(key: &Key, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    ChaCha20Poly1305::new(&key.0.into())
        .decrypt(&[0; 12].into(), Payload { msg: sealed, aad: associated })
        .map(Zeroizing::new)
        .map_err(|_| NotOpened)
}
