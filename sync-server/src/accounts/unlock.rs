//! From a passphrase, or a recovery code, to an account.
//!
//! The stretched passphrase opens the holder's secret, and the secret opens what was sealed to the holder: the study's
//! key for a supervisor, the packages' key for who publishes, nothing further for a custodian. What opened must be what
//! the study lists, because the row it came from is only as good as the database. Throttling is the caller's.

use fieldward_core::{
    authority::{Holder, HolderId, HolderSecret, HolderSignature, Log, Role, Roster, Statement},
    ids::{Hash32, StudyId},
    record::{RecordError, StudyAnchor, StudySecret, WrappedHolderSecret, package_key_of_holder, study_key_of_holder},
    study::{Study, package},
    vault::{DeviceSigner, SealingPublic, SignerPublic, SoftwareSigner},
};
use thiserror::Error;

use super::secret_of_code;
use crate::store::{PublishedPackage, PublishedStudy, Store, StoreError, WrappedKey};

/// An account that was unlocked. Its secret is wiped when it is dropped.
#[derive(Debug, Clone)]
pub struct Account {
    /// Which study.
    pub study: StudyId,
    /// Who.
    pub holder: Holder,
    /// Its secret.
    pub secret: HolderSecret,
    /// What the study was founded with: the account opened only because it is this.
    pub founding: Founding,
}

/// What never changes of a study. A holder's passphrase opens nothing in a study that was founded otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Founding {
    /// Hash of its first list of holders.
    pub roster: Hash32,
    /// What records are sealed to.
    pub records: SealingPublic,
    /// What checks packages.
    pub packages: SignerPublic,
}

impl Founding {
    /// What a holder's secret is bound to.
    #[must_use]
    pub fn anchor(&self, study: &StudyId) -> StudyAnchor {
        StudyAnchor::of(study, &self.roster, &self.records, &self.packages)
    }
}

/// Why no account was unlocked.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The study lists nobody by this name.
    #[error("the study lists no such holder")]
    Unknown,
    /// It opens nothing.
    #[error("the passphrase or recovery code is not right, or this is not the study that it was made for")]
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
        let key = study_key_of_holder(sealed, &self.secret, (&self.study, &self.holder.id)).ok()?;
        // Anybody can seal another key to this holder: only the one that the study was founded with is its own.
        Some(key).filter(|key| key.public() == self.founding.records)
    }

    /// The key that signs packages, when this account has it.
    #[must_use]
    pub fn package_key(&self, published: &PublishedStudy) -> Option<SoftwareSigner> {
        let sealed = sealed(published, "packages", &self.holder.id)?;
        let key = package_key_of_holder(sealed, &self.secret, (&self.study, &self.holder.id)).ok()?;
        Some(key).filter(|key| key.public() == self.founding.packages)
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

/// The study and its package in force, when the package is the one that was signed. The key that signed it is the
/// database's word here; an unlocked account compares it with the one that it is bound to.
pub(crate) fn package_in_force(store: &dyn Store) -> Result<(PublishedStudy, PublishedPackage, Study), StoreError> {
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let package = store.package(&published.package)?.ok_or(StoreError::Damaged("study package"))?;
    let whole = Hash32::of(&package.bytes) == package.hash && package.hash == published.package;
    if !whole || !package.seal.holds(&package.hash, &published.signing_key) {
        return Err(StoreError::Damaged("study package: its seal does not hold"));
    }
    let study = package::decode(&package.bytes).map_err(|_| StoreError::Damaged("study package"))?;
    Ok((published, package, study))
}

/// The study as this account may believe it: its package in force, sealed by the key and naming the founders that the
/// account is bound to. Whoever can write the database could put another package, key and list there since the account
/// was unlocked, and everything in it would fit.
///
/// # Errors
/// When there is no study, or it is another than the account's.
pub fn study_of(store: &dyn Store, account: &Account) -> Result<Study, StoreError> {
    let (published, _, study) = package_in_force(store)?;
    if founding(&published, &study) != account.founding || study.id != account.study {
        return Err(StoreError::Damaged("study package: it is not of the study that this account was made for"));
    }
    Ok(study)
}

/// Everybody who holds keys now: as the signed package and the log say, which must agree.
///
/// # Errors
/// When there is no study, its package or its log is damaged, or the two name different holders.
pub fn holders(store: &dyn Store) -> Result<(PublishedStudy, Vec<Holder>), StoreError> {
    listed(store).map(|(published, holders, _)| (published, holders))
}

/// A study, who holds keys in it, and what it was founded with.
type Listed = (PublishedStudy, Vec<Holder>, Founding);

fn listed(store: &dyn Store) -> Result<Listed, StoreError> {
    let (published, _, study) = package_in_force(store)?;
    let log = Log::read(&published.id, store.log()?).map_err(|_| StoreError::Damaged("log of holders"))?;
    if study.id != published.id || !study.roster.is_list_of(log.roster()) {
        return Err(StoreError::Damaged("list of holders: the package and the log name different ones"));
    }
    let founding = founding(&published, &study);
    Ok((published, log.holders().to_vec(), founding))
}

fn founding(published: &PublishedStudy, study: &Study) -> Founding {
    let roster = study.roster.founding_hash();
    Founding { roster, records: published.sealing_key, packages: published.signing_key }
}

/// Unlocks one account with its passphrase, or with the recovery code of an account that has one. Slow on purpose.
///
/// # Errors
/// See [`AccountError`].
pub fn unlock_account(store: &dyn Store, name: &str, words: &str) -> Result<Account, AccountError> {
    unlock_listed(listed(store)?, name, words)
}

fn unlock_listed((published, holders, founding): Listed, name: &str, words: &str) -> Result<Account, AccountError> {
    let holder = holders.into_iter().find(|holder| holder.id.0 == name).ok_or(AccountError::Unknown)?;
    let secret = match published.wrapped.iter().find(|key| key.holder == name) {
        Some(key) => unwrap(key, words, &founding.anchor(&published.id)).map_err(|error| match error {
            RecordError::NotOpened(_) => AccountError::Wrong,
            _ => AccountError::Store(StoreError::Damaged("a wrapped key")),
        })?,
        None => secret_of_code(words).map_err(|_| AccountError::Wrong)?,
    };
    // What opened must be what the study lists: a changed row could hold another holder's secret.
    if secret.holder(holder.id.clone(), holder.role, holder.seat) != holder {
        return Err(AccountError::Wrong);
    }
    Ok(Account { study: published.id, holder, secret, founding })
}

/// Whether the log of holders can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStanding {
    /// It follows from its first entry to its last, and names the same holders as the package.
    Whole,
    /// It does not: nothing may be decided.
    Broken,
}

/// Unlocks an account to look, also while the log is broken: then the signed packages alone say who holds keys, the one
/// with the longest list. What is decided is written into the log, and so refused, as long as it is broken.
///
/// # Errors
/// See [`AccountError`].
pub fn unlock_reader(store: &dyn Store, name: &str, words: &str) -> Result<(Account, LogStanding), AccountError> {
    let (found, log) = listed_to_read(store)?;
    Ok((unlock_listed(found, name, words)?, log))
}

/// Everybody who may come in to look.
///
/// # Errors
/// When there is no study, or its package is damaged.
pub fn readers(store: &dyn Store) -> Result<Vec<Holder>, StoreError> {
    Ok(listed_to_read(store)?.0.1)
}

fn listed_to_read(store: &dyn Store) -> Result<(Listed, LogStanding), StoreError> {
    match listed(store) {
        Ok(found) => Ok((found, LogStanding::Whole)),
        Err(StoreError::Damaged(_)) => {
            let (published, _, study) = package_in_force(store)?;
            let roster = latest_list(store, &published, &study)?;
            let holders = roster.holders(&study.id).map_err(|_| StoreError::Damaged("list of holders"))?;
            let founding = founding(&published, &study);
            Ok(((published, holders, founding), LogStanding::Broken))
        }
        Err(error) => Err(error),
    }
}

/// The longest list of holders that a sealed package of this study has: whoever can write the database can put an
/// earlier package in force again, in which somebody still stands who was removed.
fn latest_list(store: &dyn Store, published: &PublishedStudy, in_force: &Study) -> Result<Roster, StoreError> {
    let mut latest = in_force.roster.clone();
    for hash in store.packages()? {
        let Some(package) = store.package(&hash)?.filter(|package| package.hash != published.package) else { continue };
        if Hash32::of(&package.bytes) != package.hash || !package.seal.holds(&package.hash, &published.signing_key) {
            continue;
        }
        let Ok(study) = package::decode(&package.bytes) else { continue };
        let longer = study.id == in_force.id && study.roster.version() > latest.version();
        if longer && study.roster.continues(&in_force.roster, &in_force.id).is_ok() {
            latest = study.roster;
        }
    }
    Ok(latest)
}

/// Whether the packages of a study still list this holder: what is left to ask while the log is broken.
///
/// # Errors
/// As [`study_of`].
pub fn is_listed_in_package(store: &dyn Store, account: &Account) -> Result<Listing, StoreError> {
    let study = study_of(store, account)?;
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let roster = latest_list(store, &published, &study)?;
    let holders = roster.holders(&study.id).map_err(|_| StoreError::Damaged("list of holders"))?;
    Ok(if holders.contains(&account.holder) { Listing::Listed } else { Listing::Gone })
}

/// Whether a list of holders names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// With the keys that they have.
    Listed,
    /// No longer, or with other keys.
    Gone,
}

fn unwrap(key: &WrappedKey, words: &str, anchor: &StudyAnchor) -> Result<HolderSecret, RecordError> {
    WrappedHolderSecret(key.wrapped.clone()).unwrap(words, anchor)
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
