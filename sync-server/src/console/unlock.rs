//! Unlocking: which study is in force, and the key that a passphrase opens.
//!
//! Pages and the command line come in by the same door. How often somebody may try is not known here.

use std::sync::Arc;

use fieldward_core::{authority::Role, study::Study};
use thiserror::Error;

use super::{
    desk::Desk,
    gather::{OpenedRecords, gather},
    words::Tongue,
};
use crate::{
    accounts::{
        Account, AccountError, LogStanding, package_in_force, study_of, unlock_account, unlock_any, unlock_reader,
    },
    clock,
    store::{Store, StoreError, StoreResult},
};

/// Everything that one passphrase opens, without a session.
#[derive(Debug)]
pub struct Unlocked {
    /// The records, opened.
    pub desk: Desk,
    /// Who unlocked them.
    pub account: Account,
}

/// Why nothing was unlocked.
#[derive(Debug, Error)]
pub enum UnlockError {
    /// The passphrase opens no supervisor's key.
    #[error("the passphrase is not right")]
    Passphrase,
    /// The store failed, or holds no study.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens every record for one piece of work outside the browser, such as an export. Words for people are in the
/// language nearest to the one that is asked for.
///
/// # Errors
/// See [`UnlockError`].
pub fn unlock(store: &dyn Store, passphrase: &str, language: &str) -> Result<Unlocked, UnlockError> {
    let account = try_account(store, "", passphrase)?.ok_or(UnlockError::Passphrase)?;
    let study = Arc::new(study_of(store, &account)?);
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let secret = account.study_key(&published).ok_or(UnlockError::Passphrase)?;
    let tongue = Tongue::of_tag(language).unwrap_or(Tongue::English);
    let now_ms = clock::now().wall_ms;
    let desk = gather(store, &study, (&secret, &account), &mut OpenedRecords::default(), (tongue, now_ms))?;
    Ok(Unlocked { desk, account })
}

/// The study in force.
pub(super) fn study_in_force(store: &dyn Store) -> StoreResult<Option<Arc<Study>>> {
    match package_in_force(store) {
        Ok((_, _, study)) => Ok(Some(Arc::new(study))),
        Err(StoreError::NoStudy) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The account that a passphrase unlocks to look, and whether the log of holders is whole.
pub(super) fn try_reader(
    store: &dyn Store,
    name: &str,
    passphrase: &str,
) -> StoreResult<Option<(Account, LogStanding)>> {
    match unlock_reader(store, name, passphrase) {
        Ok(found) => Ok(Some(found)),
        Err(AccountError::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// The account that a passphrase unlocks. Slow on purpose. Without a name, the accounts that can read records are tried
/// one after the other.
pub(super) fn try_account(store: &dyn Store, name: &str, passphrase: &str) -> StoreResult<Option<Account>> {
    let tried = match name {
        "" => unlock_any(store, &[Role::Supervisor, Role::Analyst], passphrase),
        name => unlock_account(store, name, passphrase),
    };
    match tried {
        Ok(account) => Ok(Some(account)),
        Err(AccountError::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}
