//! One account of a study: a role and two public keys, and the one secret behind both.
//!
//! The secret is 32 random bytes; the X25519 key that halves are sealed to and the Ed25519 key that signs statements
//! are derived from it (BLAKE3 key derivation, one context each). So a holder has one thing to keep under a passphrase,
//! and a recovery key is one line on paper. Ed25519 and not P-256: holders' keys live in no phone's keystore, and a
//! signature without randomness cannot leak the key through a bad generator.

use ed25519_dalek::{Signature as EdSignature, Signer as _, SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{AuthorityError, HolderSignature, Role, Statement, message};
use crate::{
    ids::StudyId,
    vault::{Key, SealingPublic, SealingSecret, Signature},
};

const SEALING_USE: &str = "fieldward holder 1 sealing";
const SIGNING_USE: &str = "fieldward holder 1 signing";
/// Longest name of a holder.
pub const HOLDER_ID_BYTES_MAX: usize = 40;

/// A holder's name: role and number, such as `custodian_1/2`. Never a person's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HolderId(pub String);

/// An Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HolderPublic(pub [u8; 32]);

/// Who uses a holder's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seat {
    /// Somebody with a passphrase.
    Person,
    /// Nobody, until the paper that the key is printed on is taken out of its envelope.
    Recovery,
}

/// One holder, as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its name in this study.
    pub id: HolderId,
    /// What it may do.
    pub role: Role,
    /// A person, or a key in an envelope.
    pub seat: Seat,
    /// What is sealed to it.
    pub sealing: SealingPublic,
    /// What checks its signatures.
    pub signing: HolderPublic,
}

/// A holder's secret. Wiped when dropped; never shown.
#[derive(Clone)]
pub struct HolderSecret(Key);

impl HolderSecret {
    /// A new random secret.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(Key::random(rng))
    }

    /// A secret from its bytes.
    #[must_use]
    pub fn from_key(key: Key) -> Self {
        Self(key)
    }

    /// Its bytes, to be wrapped or printed once.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.0
    }

    /// The key that opens what is sealed to this holder.
    #[must_use]
    pub fn sealing(&self) -> SealingSecret {
        SealingSecret::from_bytes(*self.0.derive(SEALING_USE).bytes())
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(self.0.derive(SIGNING_USE).bytes())
    }

    /// What everybody may know of it.
    #[must_use]
    pub fn holder(&self, id: HolderId, role: Role, seat: Seat) -> Holder {
        let signing = HolderPublic(self.signing().verifying_key().to_bytes());
        Holder { id, role, seat, sealing: self.sealing().public(), signing }
    }

    /// Signs a statement as the holder `id`.
    #[must_use]
    pub fn sign<T: Statement>(&self, id: &HolderId, study: &StudyId, statement: &T) -> HolderSignature {
        let signature = self.signing().sign(&message(study, statement));
        HolderSignature { holder: id.clone(), signature: Signature(signature.to_bytes()) }
    }
}

/// Shows nothing.
impl std::fmt::Debug for HolderSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HolderSecret(..)")
    }
}

impl Holder {
    /// Checks that this holder signed these bytes. Strict: no key of small order, no second form of a signature.
    ///
    /// # Errors
    /// [`AuthorityError::Signature`] when the signature does not fit, [`AuthorityError::Key`] when the key is none.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), AuthorityError> {
        let key = VerifyingKey::from_bytes(&self.signing.0).map_err(|_| AuthorityError::Key)?;
        key.verify_strict(message, &EdSignature::from_bytes(&signature.0)).map_err(|_| AuthorityError::Signature)
    }
}
