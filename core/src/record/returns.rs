//! What goes back to a device: the questions that a supervisor has about one record.
//!
//! Only the queried items and the values they have, sealed to that device's X25519 key. Nothing else of the record
//! returns to the field.
//!
//! A return opens questions without the gates of an interview, and an interviewer trusts its words. So it is sealed in
//! the name of the study's key, which the server has not: a server that lies can hold a return back and make none.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RecordError;
use crate::{
    form::{Path, Value},
    ids::{DeviceId, Hash32, ReferenceNumber},
    vault::{SealingPublic, SealingSecret},
};

const RETURN_USE: &[u8] = b"fieldward return 1";
/// Most bytes of a return before sealing.
pub const RETURN_BYTES_MAX: usize = 64 * 1024;

/// A returned record.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// Hash of the record that is queried.
    pub parent: Hash32,
    /// Hash of its form.
    pub form: Hash32,
    /// The person's number, so that the correction is about the same person.
    pub reference: ReferenceNumber,
    /// About the whole record.
    pub comment: String,
    /// The items in question.
    pub queries: Vec<Query>,
}

/// One item in question.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Which item.
    pub at: Path,
    /// The value it has.
    pub value: Option<Value>,
    /// What is asked about it.
    pub comment: String,
}

/// Shows how much is asked. A comment may repeat what a person said.
impl std::fmt::Debug for Return {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Return({} queries)", self.queries.len())
    }
}

/// Shows where.
impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({:?}, ..)", self.at)
    }
}

/// Seals a return to one device, in the name of the study's key.
///
/// # Errors
/// When it is too large or the key is unusable.
pub fn seal(
    returned: &Return,
    (device, to): (DeviceId, &SealingPublic),
    study: &SealingSecret,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, RecordError> {
    let plain = Zeroizing::new(postcard::to_stdvec(returned).map_err(|_| RecordError::Malformed { what: "return" })?);
    if plain.len() > RETURN_BYTES_MAX {
        return Err(RecordError::TooLarge { size: plain.len() });
    }
    let padded = super::padding::pad(&plain)?;
    Ok(study.seal_to(to, RETURN_USE, device.0.as_bytes(), &padded, rng)?)
}

/// Opens a return on the device it was sealed to.
///
/// # Errors
/// When it is for another device, not from the study, changed, or malformed.
pub fn open(
    sealed: &[u8],
    device: DeviceId,
    secret: &SealingSecret,
    study: &SealingPublic,
) -> Result<Return, RecordError> {
    let padded = secret.open_from(study, RETURN_USE, device.0.as_bytes(), sealed)?;
    let plain = super::padding::unpad(&padded)?;
    postcard::from_bytes(plain).map_err(|_| RecordError::Malformed { what: "return" })
}
