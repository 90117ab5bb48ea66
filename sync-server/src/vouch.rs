//! Where a supervisor's word about a device's records is kept until the device fetches it.
//!
//! The server makes none of these and believes none: it hands down what a supervisor's session signed. A device checks
//! the signature and the link before it deletes anything.

use fieldward_core::{
    authority::SignedVouch,
    ids::DeviceId,
    sync::wire::{decode, encode},
};

use crate::store::{Document, Store, StoreResult};

const KIND: &str = "vouch";

/// The last word about a device's records. One that cannot be read is none.
///
/// # Errors
/// As the store says.
pub fn stored(store: &dyn Store, device: DeviceId) -> StoreResult<Option<SignedVouch>> {
    let kept = store.document(KIND, device.0.as_bytes())?;
    Ok(kept.and_then(|document| decode(&document.bytes).ok()))
}

/// Keeps a word for its device, in the place of the one before.
///
/// # Errors
/// As the store says.
pub fn keep(store: &dyn Store, vouch: &SignedVouch) -> StoreResult<()> {
    let key = vouch.statement.device.0.as_bytes().to_vec();
    store.keep(&Document { kind: KIND.to_owned(), key, bytes: encode(vouch) })
}
