//! Devices that were copied and go on under another name: what they said, and what a supervisor says to it.
//!
//! What a device brings in its old name is kept from the first moment, like any record. It is believed only when the
//! old key signed the succession, by which the device proves that it has that chain, and when a supervisor has
//! confirmed it in the log: a thief who copied the phone has the old key too.

use fieldward_core::{
    authority::{Act, Continued, LogHead, Role, SUCCESSIONS_MAX, Signed, SignedSuccession},
    ids::DeviceId,
    moment::Moment,
    sync::wire::{decode, encode},
};
use thiserror::Error;

use crate::{
    accounts::{Account, AccountError},
    audit::{self, AuditError},
    store::{Document, LogStep, Store, StoreError, StoreResult},
};

const KIND: &str = "succession";

/// Why nothing was confirmed.
#[derive(Debug, Error)]
pub enum SuccessionError {
    /// The device did not come in another's place.
    #[error("this device does not say that it goes on for another")]
    Nothing,
    /// The device that it names did not sign it.
    #[error("the device that was copied did not sign this: do not believe it, and look at whose device this is")]
    NotSigned,
    /// An account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a device said of the one that it goes on for. One that cannot be read is none.
///
/// # Errors
/// As the store says.
pub fn of(store: &dyn Store, device: DeviceId) -> StoreResult<Option<SignedSuccession>> {
    let kept = store.document(KIND, device.0.as_bytes())?;
    Ok(kept.and_then(|document| decode(&document.bytes).ok()))
}

/// As a document of the store's.
pub(crate) fn document(signed: &SignedSuccession) -> Document {
    let key = signed.succession.successor.0.as_bytes().to_vec();
    Document { kind: KIND.to_owned(), key, bytes: encode(signed) }
}

/// The names that a device had before, the last one first.
///
/// # Errors
/// As the store says.
pub fn former_names(store: &dyn Store, device: DeviceId) -> StoreResult<Vec<DeviceId>> {
    let (mut names, mut name) = (Vec::new(), device);
    while names.len() < SUCCESSIONS_MAX
        && let Some(signed) = of(store, name)?
    {
        name = signed.succession.predecessor;
        names.push(name);
    }
    Ok(names)
}

/// The names under which a device proves that it sent records: its own, and each former one whose key signed for the
/// next.
///
/// # Errors
/// As the store says.
pub fn proven_names(store: &dyn Store, device: DeviceId) -> StoreResult<Vec<DeviceId>> {
    let mut names = vec![device];
    while names.len() <= SUCCESSIONS_MAX
        && let Some(signed) = names.last().map_or(Ok(None), |name| of(store, *name))?
        && let Some(former) = store.device(signed.succession.predecessor)?
        && signed.is_by(&former.signing_key)
    {
        names.push(former.id);
    }
    Ok(names)
}

/// A supervisor says that a device goes on for the one that it names: what it brings in that name counts from now on.
///
/// # Errors
/// See [`SuccessionError`]; nothing was written then.
pub fn confirm(
    store: &dyn Store,
    device: DeviceId,
    account: &Account,
    now: &Moment,
) -> Result<LogHead, SuccessionError> {
    if account.holder.role != Role::Supervisor {
        return Err(AccountError::Role.into());
    }
    let signed = of(store, device)?.ok_or(SuccessionError::Nothing)?;
    let succession = &signed.succession;
    // The key that was seen first counts, and not the one that stands in the database now.
    let seen = audit::read_as(store, account)?.entries().iter().find_map(|entry| match &entry.act {
        Act::Seen(seen) => seen.statement.devices.iter().find(|one| one.device == succession.predecessor).cloned(),
        _ => None,
    });
    let stored = store.device(succession.predecessor)?.map(|device| device.signing_key);
    let key = seen.map(|seen| seen.signing).or(stored).ok_or(SuccessionError::NotSigned)?;
    if !signed.is_by(&key) || !succession.is_well_formed() || succession.successor != device {
        return Err(SuccessionError::NotSigned);
    }
    audit::write::<SuccessionError>(store, account, now.wall_ms, |log| {
        let (holder, head) = (account.holder.id.clone(), log.head());
        let statement = Continued { holder, succession: succession.clone(), head };
        let signatures = vec![account.sign(&statement)];
        Ok((Act::Continued(Signed { statement, signatures }), LogStep::default()))
    })
}
