//! Sealing something to one reader's public key, without being known to them: HPKE base mode (RFC 9180) with X25519,
//! HKDF-SHA256 and ChaCha20-Poly1305.
//!
//! Used for the capsule of a record (to the study) and the halves of an identity key (to custodians); it proves nothing
//! about the sender, which is what signatures are for. Returns to a device are sealed in HPKE's auth mode, which takes
//! the sender's own secret: only who can open a study's records can send one back.

use hpke::{Deserializable, Kem as _, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::cipher::{NotOpened, TAG_BYTES};

type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Cipher = hpke::aead::ChaCha20Poly1305;

/// Bytes that sealing adds: an encapsulated key and a tag.
pub const SEALING_OVERHEAD_BYTES: usize = ENCAPSULATED_BYTES + TAG_BYTES;
const ENCAPSULATED_BYTES: usize = 32;

/// An X25519 public key: who may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SealingPublic(pub [u8; 32]);

/// An X25519 secret key. Wiped when dropped; never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealingSecret([u8; 32]);

/// The public key is not one that anything can be sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no usable X25519 public key")]
pub struct UnusablePublicKey;

impl SealingSecret {
    /// A new random key.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut secret = Self([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// A key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key's bytes, to be wrapped.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> SealingPublic {
        SealingPublic(Kem::sk_to_pk(&self.private()).to_bytes().into())
    }

    /// Opens what [`SealingPublic::seal`] made with the same `info` and associated data.
    ///
    /// # Errors
    /// [`NotOpened`] when anything differs.
    pub fn open(&self, info: &[u8], associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        self.open_by(&OpModeR::Base, info, associated, sealed)
    }

    /// Seals to a key in the name of this one: encapsulated key, then ciphertext with its tag.
    ///
    /// # Errors
    /// [`UnusablePublicKey`] when the key is a point of small order.
    pub fn seal_to(
        &self,
        to: &SealingPublic,
        info: &[u8],
        associated: &[u8],
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, UnusablePublicKey> {
        let own = self.private();
        let sender = OpModeS::Auth((own.clone(), Kem::sk_to_pk(&own)));
        seal_by(&sender, to, info, (plain, associated), rng)
    }

    /// Opens what [`SealingSecret::seal_to`] made for this key, if the owner of `from` made it.
    ///
    /// # Errors
    /// [`NotOpened`] when anything differs, the sender included.
    pub fn open_from(
        &self,
        from: &SealingPublic,
        info: &[u8],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let sender = <Kem as hpke::Kem>::PublicKey::from_bytes(&from.0).map_err(|_| NotOpened)?;
        self.open_by(&OpModeR::Auth(sender), info, associated, sealed)
    }

    fn open_by(
        &self,
        sender: &OpModeR<'_, Kem>,
        info: &[u8],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (encapsulated, sealed) = sealed.split_first_chunk::<ENCAPSULATED_BYTES>().ok_or(NotOpened)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| NotOpened)?;
        hpke::single_shot_open::<Cipher, Kdf, Kem>(sender, &self.private(), &encapsulated, info, sealed, associated)
            .map(Zeroizing::new)
            .map_err(|_| NotOpened)
    }

    fn private(&self) -> <Kem as hpke::Kem>::PrivateKey {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.0).expect("any 32 bytes are an X25519 secret")
    }
}

/// Shows nothing.
impl std::fmt::Debug for SealingSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingSecret(..)")
    }
}

impl SealingPublic {
    /// Seals to this key: encapsulated key, then ciphertext with its tag. `info` names the use, once in the code.
    ///
    /// # Errors
    /// [`UnusablePublicKey`] when the key is a point of small order.
    pub fn seal(
        &self,
        info: &[u8],
        associated: &[u8],
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, UnusablePublicKey> {
        seal_by(&OpModeS::Base, self, info, (plain, associated), rng)
    }
}

fn seal_by(
    sender: &OpModeS<'_, Kem>,
    to: &SealingPublic,
    info: &[u8],
    (plain, associated): (&[u8], &[u8]),
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, UnusablePublicKey> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| UnusablePublicKey)?;
    let (encapsulated, sealed) =
        hpke::single_shot_seal_with_rng::<Cipher, Kdf, Kem>(sender, &public, info, plain, associated, rng)
            .map_err(|_| UnusablePublicKey)?;
    Ok([encapsulated.to_bytes().as_slice(), &sealed].concat())
}
