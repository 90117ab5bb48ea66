//! What goes back to a device: the questions that a supervisor has about one record.
//!
//! Only the queried items and the values they have, sealed to that device's X25519 key. Nothing else of the record
//! returns to the field.
//!
//! A return opens questions without the gates of an interview, and an interviewer trusts its words. So it is sealed in
//! the name of the study's key, which the server has not: a server that lies can hold a return back and make none.
//!
//! It names the record by its id too, because that is what an order to withdraw names: who withdraws must be found in
//! returns that are still on their way, or on a device. Version 1 did not, and still opens.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RecordError;
use crate::{
    form::{Path, Value},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber},
    seal::{SealingPublic, SealingSecret},
};

const RETURN_USE: &[u8] = b"fieldward return 2";
const FIRST_RETURN_USE: &[u8] = b"fieldward return 1";
/// Most bytes of a return before sealing.
pub const RETURN_BYTES_MAX: usize = 64 * 1024;

/// A returned record.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// The record that is queried; `None` in a return of version 1.
    pub record: Option<RecordId>,
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

/// As version 1 had it.
#[derive(Deserialize)]
struct FirstReturn {
    parent: Hash32,
    form: Hash32,
    reference: ReferenceNumber,
    comment: String,
    queries: Vec<Query>,
}

impl From<FirstReturn> for Return {
    fn from(FirstReturn { parent, form, reference, comment, queries }: FirstReturn) -> Self {
        Self { record: None, parent, form, reference, comment, queries }
    }
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
    let opened = |used: &[u8]| secret.open_from(study, used, device.0.as_bytes(), sealed);
    let malformed = |_| RecordError::Malformed { what: "return" };
    if let Ok(padded) = opened(RETURN_USE) {
        return postcard::from_bytes(super::padding::unpad(&padded)?).map_err(malformed);
    }
    let padded = opened(FIRST_RETURN_USE)?;
    postcard::from_bytes::<FirstReturn>(super::padding::unpad(&padded)?).map(Return::from).map_err(malformed)
}
