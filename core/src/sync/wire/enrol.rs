//! `POST /v1/enrol`: a device presents the token of an invite and its public keys.
//!
//! The request is signed like any other, with the key that it presents: nobody can enrol a key that he does not
//! hold. A token works once; the same device with the same keys may ask again with the same token, because the
//! first answer may have been lost on the way.

use serde::{Deserialize, Serialize};

use super::SignedOrder;
use crate::{
    ids::{DeviceId, Hash32, StudyId},
    record::identity::Custodians,
    seal::{SealingPublic, Signature, SignerPublic},
    sync::Token,
};

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// From the invite.
    pub token: Token,
    /// Chosen by the device, random; the same as in the header.
    pub device: DeviceId,
    /// The device's signing key: P-256, compressed SEC1.
    pub signing_key: SignerPublic,
    /// The device's X25519 key, to which returned records are sealed.
    pub sealing_key: SealingPublic,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Which study the device works for from now on.
    pub study: StudyId,
    /// The study's X25519 key, which the device compares with the invite's fingerprint.
    pub study_sealing_key: SealingPublic,
    /// Who holds the halves of an identity's key.
    pub custodians: Custodians,
    /// What names the list of holders that founded the study ([`Roster::founding_hash`](crate::authority::Roster)): the
    /// first package must bring this list.
    pub founding: Hash32,
    /// By the package-signing key over [`Enrolled::signed`]: a server cannot put in custodians of its own.
    pub signature: Signature,
    /// Hash of the study package to fetch.
    pub package: Hash32,
    /// The study's last order at the moment of this enrolment, as two holders signed it; none before the first. For a
    /// device that was taken back, what was ordered about it up to here is past, and what comes after is not. It is the
    /// order and not its number, so that a server cannot name a number that no order has, and so undo later ones.
    pub last_order: Option<SignedOrder>,
}

impl Enrolled {
    /// What the package-signing key has signed: the study, every key that records are sealed to, and
    /// who founded it.
    #[must_use]
    pub fn signed(study: &StudyId, sealing_key: &SealingPublic, custodians: &Custodians, founding: &Hash32) -> Vec<u8> {
        let mut message = b"fieldward-study-keys-2\n".to_vec();
        message.extend(super::encode(&(study, sealing_key, custodians, founding)));
        message
    }
}
