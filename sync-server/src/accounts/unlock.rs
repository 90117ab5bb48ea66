//! From a passphrase, or a recovery code, to an account.
//!
//! The stretched passphrase opens the holder's secret, and the secret opens what was sealed to the holder: the study's
//! key for a supervisor, the packages' key for who publishes, nothing further for a custodian. What opened must be what
//! the study lists, because the row it came from is only as good as the database. Throttling is the caller's.

use fieldward_core::{
    authority::{Holder, HolderId, HolderSecret, HolderSignature, Role, Statement},
    ids::StudyId,
    record::{RecordError, StudySecret, WrappedHolderSecret, package_key_of_holder, study_key_of_holder},
    study::package,
    vault::SoftwareSigner,
};
use thiserror::Error;

use super::secret_of_code;
use crate::store::{PublishedStudy, Store, StoreError};

/// An account that was unlocked. Its secret is wiped when it is dropped.
#[derive(Debug, Clone)]
pub struct Account {
    /// Which study.
    pub study: StudyId,
    /// Who.
    pub holder: Holder,
    /// Its secret.
    pub secret: HolderSecret,
}

/// Why no account was unlocked.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The study lists nobody by this name.
    #[error("the study lists no such holder")]
    Unknown,
    /// It opens nothing.
    #[error("the passphrase or recovery code is not right")]
    Wrong,
    /// The account has another role than this needs.
    #[error("this account may not do that")]
    Role,
    /// The store failed, or holds no study.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Account {
    /// Signs a statement.
    #[must_use]
    pub fn sign<T: Statement>(&self, statement: &T) -> HolderSignature {
        self.secret.sign(&self.holder.id, &self.study, statement)
    }

    /// The key that opens records, when this account has it.
    #[must_use]
    pub fn study_key(&self, published: &PublishedStudy) -> Option<StudySecret> {
        let sealed = sealed(published, "records", &self.holder.id)?;
        study_key_of_holder(sealed, &self.secret, (&self.study, &self.holder.id)).ok()
    }

    /// The key that signs packages, when this account has it.
    #[must_use]
    pub fn package_key(&self, published: &PublishedStudy) -> Option<SoftwareSigner> {
        let sealed = sealed(published, "packages", &self.holder.id)?;
        package_key_of_holder(sealed, &self.secret, (&self.study, &self.holder.id)).ok()
    }

    /// This account, when it has one of these roles.
    ///
    /// # Errors
    /// [`AccountError::Role`].
    pub fn with_role(self, roles: &[Role]) -> Result<Self, AccountError> {
        if roles.contains(&self.holder.role) { Ok(self) } else { Err(AccountError::Role) }
    }
}

fn sealed<'a>(published: &'a PublishedStudy, what: &str, holder: &HolderId) -> Option<&'a [u8]> {
    let name = format!("{what}>{}", holder.0);
    published.wrapped.iter().find(|key| key.holder == name).map(|key| key.wrapped.as_slice())
}

/// Everybody who holds keys now.
///
/// # Errors
/// When there is no study, or its package is damaged.
pub fn holders(store: &dyn Store) -> Result<(PublishedStudy, Vec<Holder>), StoreError> {
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let package = store.package(&published.package)?.ok_or(StoreError::Damaged("study package"))?;
    let study = package::decode(&package.bytes).map_err(|_| StoreError::Damaged("study package"))?;
    let holders = study.roster.holders(&study.id).map_err(|_| StoreError::Damaged("list of holders"))?;
    Ok((published, holders))
}

/// Unlocks one account with its passphrase, or with the recovery code of an account that has one. Slow on purpose.
///
/// # Errors
/// See [`AccountError`].
pub fn unlock_account(store: &dyn Store, name: &str, words: &str) -> Result<Account, AccountError> {
    let (published, holders) = holders(store)?;
    let holder = holders.into_iter().find(|holder| holder.id.0 == name).ok_or(AccountError::Unknown)?;
    let secret = match published.wrapped.iter().find(|key| key.holder == name) {
        Some(key) => WrappedHolderSecret(key.wrapped.clone()).unwrap(words).map_err(|error| match error {
            RecordError::NotOpened(_) => AccountError::Wrong,
            _ => AccountError::Store(StoreError::Damaged("a wrapped key")),
        })?,
        None => secret_of_code(words).map_err(|_| AccountError::Wrong)?,
    };
    // What opened must be what the study lists: a changed row could hold another holder's secret.
    if secret.holder(holder.id.clone(), holder.role, holder.seat) != holder {
        return Err(AccountError::Wrong);
    }
    Ok(Account { study: published.id, holder, secret })
}

/// The first account of these roles that a passphrase unlocks: each is tried in turn.
///
/// # Errors
/// [`AccountError::Wrong`] when it unlocks none.
pub fn unlock_any(store: &dyn Store, roles: &[Role], words: &str) -> Result<Account, AccountError> {
    let (_, holders) = holders(store)?;
    for holder in holders.iter().filter(|holder| roles.contains(&holder.role)) {
        match unlock_account(store, &holder.id.0, words) {
            Err(AccountError::Wrong) => {}
            other => return other,
        }
    }
    Err(AccountError::Wrong)
}
