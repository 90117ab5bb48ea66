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
    seal::{Key, SealingPublic, SealingSecret, Signature},
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

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    fn array<const N: usize>(text: &str) -> [u8; N] {
        HEXLOWER.decode(text.as_bytes()).expect("pairs of digits").try_into().expect("the vector has the length")
    }

    /// RFC 8032, 7.1: TEST 1 to 3, signed and verified by the calls of this file; and a changed message is refused.
    #[test]
    fn ed25519_of_the_rfc() {
        let check = |secret: &str, public: &str, message: &str, signature: &str| {
            let message = HEXLOWER.decode(message.as_bytes()).expect("pairs of digits");
            let (key, signature) = (SigningKey::from_bytes(&array(secret)), Signature(array(signature)));
            assert_eq!(key.sign(&message).to_bytes(), signature.0);
            let holder = Holder {
                id: HolderId("rfc".into()),
                role: Role::Supervisor,
                seat: Seat::Person,
                sealing: SealingPublic([0; 32]),
                signing: HolderPublic(array(public)),
            };
            assert_eq!(key.verifying_key().to_bytes(), holder.signing.0);
            assert_eq!(holder.verify(&message, &signature), Ok(()));
            assert_eq!(holder.verify(&[message.as_slice(), b"!"].concat(), &signature), Err(AuthorityError::Signature));
        };
        check(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        check(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        check(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        );
    }

    /// A key of small order, which would "verify" what nobody signed.
    #[test]
    fn a_key_of_small_order_verifies_nothing() {
        let (mut identity, mut forged) = ([0; 32], [0; 64]);
        (identity[0], forged[0]) = (1, 1);
        let holder = Holder {
            id: HolderId("nobody".into()),
            role: Role::Supervisor,
            seat: Seat::Person,
            sealing: SealingPublic([0; 32]),
            signing: HolderPublic(identity),
        };
        assert_eq!(holder.verify(b"anything", &Signature(forged)), Err(AuthorityError::Signature));
    }
}
