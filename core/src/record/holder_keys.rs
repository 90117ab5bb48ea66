//! Where a holder's secret and the study's secrets are kept: each under one lock that only its holder opens.
//!
//! A holder's secret is wrapped under their passphrase, bound to the study as it was founded: a server that puts other
//! holders or other keys of the study in the place of the founders' is noticed, because the secret does not open there.
//! The study's key and the key that signs packages are sealed to the holders who may use them (HPKE), so that one more
//! supervisor costs no passphrase of another. The server keeps all of it and opens none.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{RecordError, StudySecret, wrapping};
use crate::{
    authority::{Holder, HolderId, HolderSecret},
    ids::{Hash32, StudyId},
    seal::{Key, NotOpened, SealingPublic, SealingSecret, SignerPublic, SoftwareSigner, StretchCost},
};

const BOUND_USE: &[u8] = b"fieldward holder secret 2";
/// First byte of a secret that is bound to its study. One that was bound to nothing begins with 1, and no longer opens:
/// whoever writes the server's database may have kept one, and put it beside founders of their own.
const BOUND: u8 = 2;
const ANCHOR_USE: &str = "fieldward study anchor 1";
const STUDY_USE: &[u8] = b"fieldward study key for a holder 1";
const PACKAGE_USE: &[u8] = b"fieldward package key for a holder 1";

/// A holder's secret under a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedHolderSecret(pub Vec<u8>);

/// What a study was founded with, as one hash: its name, its first holders, the key that records are sealed to, and the
/// key that signs packages. None of it ever changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyAnchor(pub Hash32);

impl StudyAnchor {
    /// The anchor of a study; `founding` is the hash of its first list of holders.
    ///
    /// # Panics
    /// Never: keys and names are plain values, which postcard always writes.
    #[must_use]
    pub fn of(study: &StudyId, founding: &Hash32, records: &SealingPublic, packages: &SignerPublic) -> Self {
        let bytes = postcard::to_stdvec(&(study, founding, records, packages))
            .expect("an anchor is made of plain values, which postcard always writes");
        Self(Hash32::of_use(ANCHOR_USE, &[&bytes]))
    }
}

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
    /// Wraps a secret for this study. Takes as long as `cost` says.
    ///
    /// # Errors
    /// When the cost is out of bounds.
    pub fn wrap(
        secret: &HolderSecret,
        (passphrase, anchor): (&str, &StudyAnchor),
        cost: StretchCost,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, RecordError> {
        let mut bytes = vec![BOUND];
        bytes.extend(wrapping::wrap(&bound(anchor), secret.key().bytes(), passphrase, cost, rng)?);
        Ok(Self(bytes))
    }

    /// Opens it. Takes as long as it took to wrap.
    ///
    /// # Errors
    /// [`RecordError::NotOpened`] when the passphrase is another, or the study was founded otherwise.
    pub fn unwrap(&self, passphrase: &str, anchor: &StudyAnchor) -> Result<HolderSecret, RecordError> {
        let Some((&BOUND, wrapped)) = self.0.split_first() else { return Err(NotOpened.into()) };
        let secret = wrapping::unwrap(&bound(anchor), wrapped, passphrase)?;
        Ok(HolderSecret::from_key(Key::from_bytes(*secret)))
    }
}

fn bound(anchor: &StudyAnchor) -> Vec<u8> {
    [BOUND_USE, &anchor.0.0].concat()
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

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::authority::{Role, Roster, Seat};

    fn anchor(number: u8) -> StudyAnchor {
        let secret = HolderSecret::from_key(Key::from_bytes([number; 32]));
        let roster = Roster::found(vec![secret.holder(HolderId("supervisor".into()), Role::Supervisor, Seat::Person)]);
        StudyAnchor::of(
            &StudyId("river".into()),
            &roster.founding_hash(),
            &SealingPublic([2; 32]),
            &SignerPublic([3; 33]),
        )
    }

    #[test]
    fn a_secret_opens_in_the_study_that_it_was_wrapped_for_and_in_no_other() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let secret = HolderSecret::from_key(Key::from_bytes([9; 32]));
        let cost = StretchCost::FLOOR;
        let wrapped = WrappedHolderSecret::wrap(&secret, ("words", &anchor(1)), cost, &mut rng).expect("a sound cost");
        let opened = |words: &str, anchor| wrapped.unwrap(words, &anchor).map(|secret| *secret.key().bytes());
        assert_eq!(opened("words", anchor(1)), Ok([9; 32]));
        assert_eq!(opened("words", anchor(2)), Err(NotOpened.into()), "other holders founded it");
        assert_eq!(opened("other", anchor(1)), Err(NotOpened.into()));
        let unbound = WrappedHolderSecret(wrapped.0[1..].to_vec());
        assert!(unbound.unwrap("words", &anchor(1)).is_err(), "the first byte cannot be taken off");

        let label = [b"fieldward holder ".as_slice(), b"secret 1"].concat();
        let earlier = wrapping::wrap(&label, secret.key().bytes(), "words", cost, &mut rng).expect("a sound cost");
        let opened = WrappedHolderSecret(earlier).unwrap("words", &anchor(1)).map(|secret| *secret.key().bytes());
        assert_eq!(opened, Err(NotOpened.into()), "one that is bound to no study opens in none");
    }

    #[test]
    fn an_anchor_and_what_is_bound_to_it_keep_their_bytes() {
        let anchor = StudyAnchor(Hash32([7; 32]));
        let secret = HolderSecret::from_key(Key::from_bytes([9; 32]));
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let wrapped = WrappedHolderSecret::wrap(&secret, ("words", &anchor), StretchCost::FLOOR, &mut rng);
        let wrapped = wrapped.expect("a sound cost");
        let study = StudyId("river".into());
        let of = StudyAnchor::of(&study, &Hash32([1; 32]), &SealingPublic([2; 32]), &SignerPublic([3; 33]));
        assert_eq!(
            (of.0.to_string(), Hash32::of(&wrapped.0).to_string()),
            (
                "170e10e13e17229e3c7d0bb3a4d005a0abfbe81e8bac624140511df924809470".into(),
                "2fd0e799b2950dc869390ac6e344dc4567740403e91efdd879f2fc3cc30956cd".into()
            )
        );
    }
}
