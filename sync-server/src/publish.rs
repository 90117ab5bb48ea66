//! Putting a study in force on a server.
//!
//! The first publication makes the study's keys: the X25519 key that records are sealed to, the P-256 key that signs
//! packages, and the secrets of everybody who holds an account ([`crate::accounts`]). Every secret is wrapped under its
//! holder's passphrase before it is stored; passphrases and recovery codes are handed back once and kept nowhere. Later
//! publications need a supervisor's passphrase to sign, keep the list of holders as it is, and may not change the use
//! statement once a record exists (R088).

use fieldward_core::{
    authority::{Holder, Role, Roster, sealing_keys},
    ids::Hash32,
    moment::Moment,
    record::{RecordError, StudySecret, identity::Custodians},
    study::{Study, package},
    sync::wire::{Enrolled, PackageSeal},
    vault::{DeviceSigner, SignatureError, SoftwareSigner, StretchCost},
};
use rand_core::CryptoRng;
use thiserror::Error;

pub use crate::accounts::{
    CUSTODIANS_A_ROLE, Founders, PASSPHRASE_CHARS_MIN, PASSPHRASE_DIFFERENT_MIN, Passphrase, Seats,
};
use crate::{
    accounts::{Account, AccountError, found, is_weak, package_in_force, spare_card, unlock_any},
    audit::{self, AuditError},
    clock,
    store::{PublishedPackage, PublishedStudy, Store, StoreError},
};

/// What a publication gives back.
#[derive(Debug)]
pub struct Published {
    /// The package that is now in force.
    pub package: Hash32,
    /// Passphrases that were made, to be shown once: the supervisor's first. Empty after the first publication.
    pub passphrases: Vec<Passphrase>,
}

/// Why a study was not published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The data folder holds another study.
    #[error("this data folder belongs to the study `{0}`: publish to another folder")]
    OtherStudy(String),
    /// The use statement changed after data were gathered.
    #[error(
        "the use statement or its purposes changed, and records were already gathered under the old one (R088): \
         take the change back, or publish as a new study with a new id"
    )]
    StatementChanged,
    /// A later publication without the supervisor's passphrase.
    #[error("the supervisor's passphrase is needed to publish again")]
    PassphraseNeeded,
    /// It does not open the keys.
    #[error("the supervisor's passphrase is not right")]
    WrongPassphrase,
    /// A new passphrase that is soon guessed.
    #[error(
        "the supervisor's passphrase is too weak: take at least {PASSPHRASE_CHARS_MIN} characters, \
         {PASSPHRASE_DIFFERENT_MIN} of them different, or leave it out and one is made"
    )]
    WeakPassphrase,
    /// Fewer custodians than a study with real people needs.
    #[error(
        "each custodian role needs at least {CUSTODIANS_A_ROLE} holders, so that one who is gone locks nothing; fewer \
         are taken only while no ethics approval holds, for training"
    )]
    TooFewCustodians,
    /// A card that nobody comes in by.
    #[error(
        "the card of `{0}` has no seat in this study: it came twice, the study has fewer of that role, or it is published \
         already and `fieldward holder` and `fieldward custodian` change who holds keys"
    )]
    SpareCard(String),
    /// The log of holders is broken, or somebody else wrote into it.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key could not be made, wrapped or read.
    #[error("the study's keys cannot be used")]
    Keys,
}

impl From<RecordError> for PublishError {
    fn from(_: RecordError) -> Self {
        Self::Keys
    }
}

impl From<SignatureError> for PublishError {
    fn from(_: SignatureError) -> Self {
        Self::Keys
    }
}

/// Puts a study in force. Without a passphrase, the first publication makes one.
///
/// # Errors
/// See [`PublishError`]; nothing has changed then.
pub fn publish(
    store: &dyn Store,
    study: &Study,
    passphrase: Option<&str>,
    now: &Moment,
) -> Result<Published, PublishError> {
    publish_with(store, study, passphrase, now, (StretchCost::DEFAULT, &mut clock::rng()))
}

/// The same with a cost and a randomness of the caller's: a simulation must make the same keys each time.
///
/// # Errors
/// See [`PublishError`]; nothing has changed then.
pub fn publish_with(
    store: &dyn Store,
    study: &Study,
    passphrase: Option<&str>,
    now: &Moment,
    makings: (StretchCost, &mut impl CryptoRng),
) -> Result<Published, PublishError> {
    publish_founded(store, study, &Founders { passphrase, ..Founders::default() }, now, makings)
}

/// The same with founders of the caller's. They count at the first publication only: later, holders change one by one.
///
/// # Errors
/// See [`PublishError`]; nothing has changed then.
pub fn publish_founded(
    store: &dyn Store,
    study: &Study,
    founders: &Founders<'_>,
    now: &Moment,
    makings: (StretchCost, &mut impl CryptoRng),
) -> Result<Published, PublishError> {
    match store.study()? {
        None => first(store, study, founders, now, makings),
        Some(before) => {
            if let [card, ..] = founders.cards {
                return Err(PublishError::SpareCard(card.id.0.clone()));
            }
            check_follows(store, &before, study)?;
            again(store, study, before, founders.passphrase.ok_or(PublishError::PassphraseNeeded)?, now)
        }
    }
}

/// A later publication: the same keys, the same holders.
fn again(
    store: &dyn Store,
    study: &Study,
    before: PublishedStudy,
    passphrase: &str,
    now: &Moment,
) -> Result<Published, PublishError> {
    let account = unlock_any(store, &[Role::Supervisor], passphrase).map_err(|error| match error {
        AccountError::Store(error) => PublishError::Store(error),
        _ => PublishError::WrongPassphrase,
    })?;
    // Unlocking compared the package's list with the log's. The log is read once more, because it is what is signed.
    let log = audit::read_as(store, &account)?;
    let study = Study { roster: log.roster().clone(), ..study.clone() };
    let (published, package) = next_package(store, before, &study, &account, now)?;
    let hash = published.package;
    store.publish(&published, &package)?;
    Ok(Published { package: hash, passphrases: Vec::new() })
}

/// A study as the next publication, signed by an account that may.
pub(crate) fn next_package(
    store: &dyn Store,
    before: PublishedStudy,
    study: &Study,
    account: &Account,
    now: &Moment,
) -> Result<(PublishedStudy, PublishedPackage), PublishError> {
    let signer = account.package_key(&before).ok_or(PublishError::Keys)?;
    let (_, old, known) = package_in_force(store)?;
    if !old.seal.holds(&old.hash, &signer.public()) {
        return Err(StoreError::Damaged("study package: its seal does not hold").into());
    }
    // Who signs puts no list in force that does not come of the one that was signed last.
    let follows = study.roster.continues(&known.roster, &study.id).is_ok() && !study.roster.founding.is_empty();
    if !follows || study.roster.founding_hash() != account.founding.roster {
        return Err(StoreError::Damaged("list of holders").into());
    }
    let serial = following(old.seal.serial, now);
    let founding = study.roster.founding_hash();
    // Not what the database says of custodians: the founding list was compared with what this account is bound to.
    let custodians = custodians_of(&study.roster.founding);
    if before.custodians != custodians {
        return Err(StoreError::Damaged("custodians of the study").into());
    }
    let keys = Enrolled::signed(&before.id, &before.sealing_key, &custodians, &founding);
    let before = PublishedStudy { keys_signature: signer.sign(&keys)?, ..before };
    let (_, orders_last) = store.orders(u64::MAX, 1)?;
    let study = &Study { roster: Roster { orders_last, ..study.roster.clone() }, ..study.clone() };
    let package = package_of(study, serial, &signer, now)?;
    Ok((PublishedStudy { package: package.hash, ..before }, package))
}

/// Who holds the halves of identities.
fn custodians_of(holders: &[Holder]) -> Custodians {
    Custodians {
        first: sealing_keys(holders, Role::FirstCustodian),
        second: sealing_keys(holders, Role::SecondCustodian),
    }
}

fn package_of(
    study: &Study,
    serial: u64,
    signer: &SoftwareSigner,
    now: &Moment,
) -> Result<PublishedPackage, PublishError> {
    let bytes = package::encode(study);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, serial, signer)?;
    Ok(PublishedPackage { hash, bytes, seal, published_ms: now.wall_ms })
}

/// The number of the next publication. It grows with the seconds, so that a store that was put back from a backup, and
/// knows nothing of the last publications, still finds one that every device takes.
fn following(serial: u64, now: &Moment) -> u64 {
    u64::try_from(now.wall_ms / 1000).unwrap_or(0).max(serial + 1)
}

/// A later package of the same study, under the same statement once there are records.
fn check_follows(store: &dyn Store, before: &PublishedStudy, study: &Study) -> Result<(), PublishError> {
    if before.id != study.id {
        return Err(PublishError::OtherStudy(before.id.0.clone()));
    }
    if store.records(0, 1)?.is_empty() {
        return Ok(());
    }
    let (_, _, old) = package_in_force(store)?;
    let same = old.use_statement.hash == study.use_statement.hash;
    if same { Ok(()) } else { Err(PublishError::StatementChanged) }
}

fn first(
    store: &dyn Store,
    study: &Study,
    founders: &Founders<'_>,
    now: &Moment,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<Published, PublishError> {
    if founders.passphrase.is_some_and(is_weak) {
        return Err(PublishError::WeakPassphrase);
    }
    let custodians = founders.seats.custodians;
    if custodians == 0 || custodians < CUSTODIANS_A_ROLE && !study.is_training(now) {
        return Err(PublishError::TooFewCustodians);
    }
    if let Some(card) = spare_card(founders) {
        return Err(PublishError::SpareCard(card.id.0.clone()));
    }
    let (secret, signer) = (StudySecret::random(rng), SoftwareSigner::random(rng));
    let founded = found(&study.id, (&secret, &signer), founders, (cost, rng))?;
    let custodians = custodians_of(&founded.holders);
    let study = Study { roster: Roster::found(founded.holders), ..study.clone() };
    let package = package_of(&study, 1, &signer, now)?;
    let hash = package.hash;
    let founding = study.roster.founding_hash();
    let keys_signature = signer.sign(&Enrolled::signed(&study.id, &secret.public(), &custodians, &founding))?;
    let published = PublishedStudy {
        id: study.id.clone(),
        package: hash,
        sealing_key: secret.public(),
        signing_key: signer.public(),
        custodians,
        keys_signature,
        wrapped: founded.wrapped,
    };
    audit::begin(store, &study, published, package, now.wall_ms)?;
    Ok(Published { package: hash, passphrases: founded.passphrases })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publications_are_numbered_beyond_what_a_backup_knows() {
        let at = |seconds: i64| Moment { wall_ms: seconds * 1000, offset_min: 0, monotonic_ms: 0 };
        assert_eq!(following(1, &at(1_795_000_000)), 1_795_000_000);
        assert!(
            following(1, &at(1_795_000_900)) > following(1, &at(1_795_000_000)),
            "after a restore, from the same backup"
        );
        assert_eq!(following(1_795_000_000, &at(5)), 1_795_000_001, "a clock that was set back changes nothing");
        assert_eq!(following(7, &at(-5)), 8);
    }
}
