//! HMAC-SHA256, as phone keystores make it: for the step that a PIN takes through a key which cannot be exported.
//!
//! Here it is for keys that are held in memory: a test's, and the public constant where there is no keystore. What
//! BLAKE3 could do is done by BLAKE3; this is what keystores have.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// HMAC-SHA256, for keys that are held in memory.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}
