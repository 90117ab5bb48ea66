//! A supervisor or an analyst comes, or leaves, because two holders decided so.
//!
//! Who comes gets an account of their own: the study's key for records (and for a supervisor the key that signs
//! packages) is sealed to them by the supervisor who vouches, so they read whatever the study has, from its first
//! record on. Who leaves loses what the server kept for them; their signature counts in nothing later. The changed list
//! goes into the log, and to devices in the next signed package.
//!
//! What leaving cannot undo: the study's key for records stays the same, because devices and every sealed record know
//! it. Somebody who kept that key, and comes by a later copy of the database, reads it. Where that is to be feared,
//! close the study and found it anew.

use fieldward_core::{
    authority::{Act, Holder, HolderId, LogHead, Role, RosterChange, Signed},
    moment::Moment,
    vault::StretchCost,
};
use rand_core::CryptoRng;

use crate::{
    accounts::{Account, AccountError, Passphrase, sealed_to},
    audit,
    rotation::{Newcomer, RotationError, newcomer, republished},
    store::{LogStep, Store, StoreError},
};

/// Gives a newcomer an account, in the name of a supervisor and another holder. With a card, their secret is theirs
/// alone; else it is made here, and its passphrase is shown once.
///
/// # Errors
/// See [`RotationError`]; then nothing has changed.
pub fn add(
    store: &dyn Store,
    (role, card): (Role, Option<&Holder>),
    (supervisor, other): (&Account, &Account),
    now: &Moment,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<(HolderId, Option<Passphrase>, LogHead), RotationError> {
    if !matches!(role, Role::Supervisor | Role::Analyst) {
        return Err(RotationError::Unknown);
    }
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let records = supervisor.study_key(&published).ok_or(AccountError::Role)?;
    let packages = supervisor.package_key(&published).ok_or(AccountError::Role)?;
    let log = audit::read_as(store, supervisor)?;
    let bound = supervisor.founding.anchor(&supervisor.study);
    let Newcomer { holder: comes, wrapped, passphrase } = newcomer(&log, (role, card), &bound, (cost, &mut *rng))?;
    let mut wrapped: Vec<_> = wrapped.into_iter().collect();
    wrapped.extend(sealed_to(&published.id, &comes, &records, &packages, rng)?);
    let head = audit::write::<RotationError>(store, supervisor, now.wall_ms, |log| {
        let statement = RosterChange { before: log.roster().hash(), leaves: None, comes: Some(comes.clone()) };
        let change = signed(statement, supervisor, other);
        let publication = Some(republished(store, log, &change, supervisor, now)?);
        let step = LogStep { wrapped: wrapped.clone(), publication, ..LogStep::default() };
        Ok((Act::Changed(change), step))
    })?;
    Ok((comes.id, passphrase, head))
}

/// Takes somebody's account away, in the name of a supervisor who stays and another holder.
///
/// # Errors
/// See [`RotationError`]; then nothing has changed. Custodians do not leave so: see [`crate::rotation`].
pub fn remove(
    store: &dyn Store,
    leaves: &str,
    (supervisor, other): (&Account, &Account),
    now: &Moment,
) -> Result<LogHead, RotationError> {
    let log = audit::read_as(store, supervisor)?;
    let leaving = log.holder(&HolderId(leaves.to_owned())).filter(|holder| !holder.role.is_custodian());
    let leaving = leaving.map(|holder| holder.id.clone()).ok_or(RotationError::Unknown)?;
    if supervisor.holder.role != Role::Supervisor {
        return Err(AccountError::Role.into());
    }
    let left = vec![leaving.0.clone(), format!("records>{}", leaving.0), format!("packages>{}", leaving.0)];
    audit::write::<RotationError>(store, supervisor, now.wall_ms, |log| {
        let statement = RosterChange { before: log.roster().hash(), leaves: Some(leaving.clone()), comes: None };
        let change = signed(statement, supervisor, other);
        let publication = Some(republished(store, log, &change, supervisor, now)?);
        Ok((Act::Changed(change), LogStep { left: left.clone(), publication, ..LogStep::default() }))
    })
}

fn signed(statement: RosterChange, first: &Account, second: &Account) -> Signed<RosterChange> {
    let signatures = vec![first.sign(&statement), second.sign(&statement)];
    Signed { statement, signatures }
}
