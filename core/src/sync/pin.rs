//! Which server a device trusts: the hash of its certificate's public key, as the invite brought it.
//!
//! No certificate authority is asked. The server makes its own key and a backup key; the invite carries the hashes
//! of both, so that the first can be replaced without enrolling every device again. The transport takes the
//! SubjectPublicKeyInfo (DER) out of the certificate that the server shows and asks [`Pins::accept`].

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// SHA-256 of a certificate's SubjectPublicKeyInfo in DER, as RFC 7469 pins keys.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin(pub [u8; 32]);

impl Pin {
    /// The pin of a SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn of_public_key(subject_public_key_info: &[u8]) -> Self {
        Self(Sha256::digest(subject_public_key_info).into())
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256/{}", data_encoding::BASE64.encode(&self.0))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({self})")
    }
}

/// The two keys that a device accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pins {
    /// The key that the server uses now.
    pub active: Pin,
    /// The key that it will use when the first is lost or replaced.
    pub backup: Pin,
}

impl Pins {
    /// Whether a server that shows this public key (SubjectPublicKeyInfo, DER) is ours.
    #[must_use]
    pub fn accept(&self, subject_public_key_info: &[u8]) -> bool {
        let shown = Pin::of_public_key(subject_public_key_info);
        let same: Choice = shown.0.ct_eq(&self.active.0) | shown.0.ct_eq(&self.backup.0);
        same.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_and_the_backup_key_are_accepted_and_no_other() {
        let pins = Pins { active: Pin::of_public_key(b"one"), backup: Pin::of_public_key(b"two") };
        assert!(pins.accept(b"one"));
        assert!(pins.accept(b"two"));
        assert!(!pins.accept(b"three"));
        assert!(!pins.accept(b""));
    }

    #[test]
    fn a_pin_reads_like_those_of_other_tools() {
        // SHA-256 of the empty string, in base64.
        assert_eq!(Pin::of_public_key(b"").to_string(), "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
