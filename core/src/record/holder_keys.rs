//! Where a holder's secret and the study's secrets are kept: each under one lock that only its holder opens.
//!
//! A holder's secret is wrapped under their passphrase. The study's key and the key that signs packages are sealed to
//! the holders who may use them (HPKE), so that one more supervisor costs no passphrase of another. The server keeps
//! all of it and opens none.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{RecordError, StudySecret, wrapping};
use crate::{
    authority::{Holder, HolderId, HolderSecret},
    ids::StudyId,
    vault::{Key, NotOpened, SealingSecret, SoftwareSigner, StretchCost},
};

const WRAP_USE: &[u8] = b"fieldward holder secret 1";
const STUDY_USE: &[u8] = b"fieldward study key for a holder 1";
const PACKAGE_USE: &[u8] = b"fieldward package key for a holder 1";

/// A holder's secret under a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedHolderSecret(pub Vec<u8>);

/// Which of the study's secrets is sealed to a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StudyKeyKind {
    /// The key that opens records.
    Records,
    /// The key that signs packages.
    Packages,
}

impl StudyKeyKind {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Records => STUDY_USE,
            Self::Packages => PACKAGE_USE,
        }
    }
}

impl WrappedHolderSecret {
    /// Wraps a secret. Takes as long as `cost` says.
    ///
    /// # Errors
    /// When the cost is out of bounds.
    pub fn wrap(
        secret: &HolderSecret,
        passphrase: &str,
        cost: StretchCost,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, RecordError> {
        wrapping::wrap(WRAP_USE, secret.key().bytes(), passphrase, cost, rng).map(Self)
    }

    /// Opens it. Takes as long as it took to wrap.
    ///
    /// # Errors
    /// [`RecordError::NotOpened`] when the passphrase is another.
    pub fn unwrap(&self, passphrase: &str) -> Result<HolderSecret, RecordError> {
        let secret = wrapping::unwrap(WRAP_USE, &self.0, passphrase)?;
        Ok(HolderSecret::from_key(Key::from_bytes(*secret)))
    }
}

/// Seals one of the study's secrets to a holder.
///
/// # Errors
/// When the holder's key is unusable.
pub fn seal_to_holder(
    kind: StudyKeyKind,
    secret: &[u8; 32],
    (study, holder): (&StudyId, &Holder),
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, RecordError> {
    Ok(holder.sealing.seal(kind.label(), &associated(study, &holder.id), secret, rng)?)
}

/// The study's key, as it was sealed to a holder.
///
/// # Errors
/// [`RecordError::NotOpened`] when it was sealed to somebody else or changed.
pub fn study_key_of_holder(
    sealed: &[u8],
    secret: &HolderSecret,
    (study, holder): (&StudyId, &HolderId),
) -> Result<StudySecret, RecordError> {
    let bytes = open(StudyKeyKind::Records, sealed, secret, &associated(study, holder))?;
    Ok(StudySecret(SealingSecret::from_bytes(*bytes)))
}

/// The key that signs packages, as it was sealed to a holder.
///
/// # Errors
/// As [`study_key_of_holder`].
pub fn package_key_of_holder(
    sealed: &[u8],
    secret: &HolderSecret,
    (study, holder): (&StudyId, &HolderId),
) -> Result<SoftwareSigner, RecordError> {
    let bytes = open(StudyKeyKind::Packages, sealed, secret, &associated(study, holder))?;
    Ok(SoftwareSigner::from_bytes(&bytes)?)
}

fn open(
    kind: StudyKeyKind,
    sealed: &[u8],
    secret: &HolderSecret,
    associated: &[u8],
) -> Result<Zeroizing<[u8; 32]>, RecordError> {
    let plain = secret.sealing().open(kind.label(), associated, sealed)?;
    Ok(Zeroizing::new(plain.as_slice().try_into().map_err(|_| NotOpened)?))
}

fn associated(study: &StudyId, holder: &HolderId) -> Vec<u8> {
    [study.0.as_bytes(), b"\n", holder.0.as_bytes()].concat()
}
