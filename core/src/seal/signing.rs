//! Who made a record: ECDSA over P-256 with SHA-256, because that is what phone keystores hold.
//!
//! Every device signs with a [`SoftwareSigner`], whose secret lives sealed in the vault: no shell hands in a key of its
//! phone today, and a session asks for none. [`DeviceSigner`] is where one would come in, and with it a reader of what
//! keystores write. Anybody with the public key can verify.

use p256::ecdsa::{
    Signature as EcdsaSignature, SigningKey, VerifyingKey,
    signature::{Signer as _, Verifier as _},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

/// A P-256 public key, as a compressed point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignerPublic(pub [u8; 33]);

/// A P-256 signature: r and s, 32 bytes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// Why a key or signature was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// Not a point of the curve, or not a secret.
    #[error("this is no P-256 key")]
    Key,
    /// Not made by this key over these bytes.
    #[error("the signature does not fit")]
    Signature,
}

/// A device's signing key.
pub trait DeviceSigner {
    /// The public key.
    fn public(&self) -> SignerPublic;

    /// Signs these bytes (SHA-256 inside).
    ///
    /// # Errors
    /// When the key does not sign. One in memory always does.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError>;
}

/// A signing key in memory: every device's today. Wiped when dropped.
pub struct SoftwareSigner(SigningKey);

impl SoftwareSigner {
    /// A new random key.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        loop {
            let mut secret = Zeroizing::new([0; 32]);
            rng.fill_bytes(&mut *secret);
            if let Ok(signer) = Self::from_bytes(&secret) {
                return signer;
            }
        }
    }

    /// A key from its bytes.
    ///
    /// # Errors
    /// [`SignatureError::Key`] when the bytes are zero or not below the order of the curve.
    pub fn from_bytes(secret: &[u8; 32]) -> Result<Self, SignatureError> {
        SigningKey::from_slice(secret).map(Self).map_err(|_| SignatureError::Key)
    }

    /// The key's bytes, to be sealed.
    #[must_use]
    pub fn bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }
}

impl DeviceSigner for SoftwareSigner {
    fn public(&self) -> SignerPublic {
        let point = self.0.verifying_key().to_sec1_point(true);
        SignerPublic(point.as_bytes().try_into().expect("a compressed point has 33 bytes"))
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature: EcdsaSignature = self.0.sign(message);
        Ok(Signature(signature.to_bytes().into()))
    }
}

/// Shows nothing.
impl std::fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftwareSigner(..)")
    }
}

impl SignerPublic {
    /// Checks that the owner of this key signed these bytes.
    ///
    /// # Errors
    /// When the key is none, or the signature does not fit.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let key = VerifyingKey::from_sec1_bytes(&self.0).map_err(|_| SignatureError::Key)?;
        let signature = EcdsaSignature::from_slice(&signature.0).map_err(|_| SignatureError::Signature)?;
        key.verify(message, &signature).map_err(|_| SignatureError::Signature)
    }
}

impl Serialize for SignerPublic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SignerPublic {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        bytes.try_into().map(Self).map_err(|_| serde::de::Error::custom("a P-256 point has 33 bytes"))
    }
}

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        bytes.try_into().map(Self).map_err(|_| serde::de::Error::custom("a P-256 signature has 64 bytes"))
    }
}
