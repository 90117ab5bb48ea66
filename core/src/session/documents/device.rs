//! Which device this is, and where it is enrolled.
//!
//! The id is made once and outlasts an enrolment that is asked again; a device that was copied takes another, see
//! [`crate::session::succession`]. Nothing here checks what a server said: that is done before it is kept.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{DEVICE, Documents, Shelved};
use crate::{
    ids::{DeviceId, Hash32, StudyId},
    record::identity::Custodians,
    session::SessionError,
    sync::Pins,
    vault::{SealingPublic, SignerPublic},
};

/// Where a device is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The device's own id.
    pub device: DeviceId,
    /// The server's address.
    pub address: String,
    /// Which certificate keys it may show.
    pub pins: Option<Pins>,
    /// The key that signs study packages.
    pub package_signing_key: SignerPublic,
    /// The study.
    pub study: StudyId,
    /// The key that records are sealed to.
    pub study_key: SealingPublic,
    /// Who holds the halves of an identity's key.
    pub custodians: Custodians,
}

/// Where the device is enrolled, and what names the list of holders that founded the study.
pub fn enrolled(enrolment: &Enrolment, founding: &Hash32) -> Result<[Shelved; 2], SessionError> {
    Ok([Shelved::put(DEVICE, b"founding", founding)?, Shelved::put(DEVICE, b"enrolment", enrolment)?])
}

impl Documents<'_> {
    /// The device's own id, once it was made.
    pub fn device(self) -> Result<Option<DeviceId>, SessionError> {
        self.get(DEVICE, b"id")
    }

    /// Keeps the device's own id.
    pub fn put_device(self, id: DeviceId, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put(DEVICE, b"id", &id, rng)
    }

    /// Where it is enrolled.
    pub fn enrolment(self) -> Result<Option<Enrolment>, SessionError> {
        self.get(DEVICE, b"enrolment")
    }

    /// What names the founding list, as the invite's key signed it.
    pub fn founding(self) -> Result<Option<Hash32>, SessionError> {
        self.get(DEVICE, b"founding")
    }
}
