//! Unlocking: which study is in force, and the key that a passphrase opens.
//!
//! Pages and the command line come in by the same door. How often somebody may try is not known here.

use std::sync::Arc;

use fieldward_core::{
    record::{StudySecret, WrappedStudySecret},
    study::{Study, package},
};
use thiserror::Error;

use super::{
    desk::Desk,
    gather::{OpenedRecords, gather},
    words::Tongue,
};
use crate::store::{Store, StoreError, StoreResult};

/// Whose wrapped keys open the console.
const HOLDER: &str = "supervisor";

/// Everything that one passphrase opens, without a session.
#[derive(Debug)]
pub struct Unlocked {
    /// The records, opened.
    pub desk: Desk,
    /// Whose key was unlocked.
    pub holder: String,
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
    let study = study_in_force(store)?.ok_or(StoreError::NoStudy)?;
    let (secret, holder) = try_keys(store, passphrase)?.ok_or(UnlockError::Passphrase)?;
    let tongue = Tongue::of_tag(language).unwrap_or(Tongue::English);
    let desk = gather(store, &study, &secret, &mut OpenedRecords::default(), tongue)?;
    Ok(Unlocked { desk, holder })
}

/// The study in force.
pub(super) fn study_in_force(store: &dyn Store) -> StoreResult<Option<Arc<Study>>> {
    let Some(published) = store.study()? else { return Ok(None) };
    let package = store.package(&published.package)?.ok_or(StoreError::Damaged("study package"))?;
    let study = package::decode(&package.bytes).map_err(|_| StoreError::Damaged("study package"))?;
    Ok(Some(Arc::new(study)))
}

/// The key that a passphrase opens, and whose it is. Slow on purpose: each wrapped key is stretched anew.
pub(super) fn try_keys(store: &dyn Store, passphrase: &str) -> StoreResult<Option<(StudySecret, String)>> {
    let Some(published) = store.study()? else { return Ok(None) };
    let ours = published.wrapped.into_iter().filter(|key| key.holder.split('/').next() == Some(HOLDER));
    for key in ours {
        if let Ok(secret) = StudySecret::unwrap(&WrappedStudySecret(key.wrapped), passphrase) {
            return Ok(Some((secret, key.holder)));
        }
    }
    Ok(None)
}
