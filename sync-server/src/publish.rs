//! Putting a study in force on a server.
//!
//! The first publication makes the study's keys: the X25519 key that records are sealed to, the P-256 key that signs
//! packages, and a key for each custodian of the two roles that open identities together. Every secret is wrapped
//! under its holder's passphrase before it is stored; the passphrases are handed back once and kept nowhere. Later
//! publications need the supervisor's passphrase to sign, and may not change the use statement once a record exists
//! (R088).

use std::collections::BTreeSet;

use fieldward_core::{
    ids::Hash32,
    moment::Moment,
    record::{RecordError, StudySecret, identity::Custodians, unwrap_package_signer, wrap_package_signer},
    study::{Study, package},
    sync::wire::{Enrolled, PackageSeal},
    vault::{DeviceSigner, SealingPublic, SignatureError, SoftwareSigner, StretchCost},
};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    clock,
    store::{PublishedPackage, PublishedStudy, Store, StoreError, WrappedKey},
};

/// Holders of each custodian role. Three, so that one who is ill or gone does not lock the identities.
pub const CUSTODIANS_A_ROLE: usize = 3;

/// Shortest passphrase that is taken for a supervisor, in characters. A stolen disk can be guessed at for years.
pub const PASSPHRASE_CHARS_MIN: usize = 14;
/// Fewest different characters in it.
pub const PASSPHRASE_DIFFERENT_MIN: usize = 6;

/// What a publication gives back.
#[derive(Debug)]
pub struct Published {
    /// The package that is now in force.
    pub package: Hash32,
    /// Passphrases that were made, to be shown once: the supervisor's first. Empty after the first publication.
    pub passphrases: Vec<Passphrase>,
}

/// A passphrase and whose it is.
pub struct Passphrase {
    /// `supervisor`, `custodian_1/1` to `custodian_2/3`.
    pub holder: String,
    /// The passphrase.
    pub words: Zeroizing<String>,
}

/// Shows no passphrase.
impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passphrase({}, ..)", self.holder)
    }
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
    let bytes = package::encode(study);
    let hash = Hash32::of(&bytes);
    let (signer, serial, published, passphrases) = match store.study()? {
        None => {
            let (signer, published, passphrases) = first(study, hash, passphrase, makings)?;
            (signer, 1, published, passphrases)
        }
        Some(before) => {
            check_follows(store, &before, study)?;
            let passphrase = passphrase.ok_or(PublishError::PassphraseNeeded)?;
            let signer = unwrap_signer(&before, passphrase)?;
            let before_serial = store.package(&before.package)?.map_or(0, |package| package.seal.serial);
            let serial = following(before_serial, now);
            (signer, serial, PublishedStudy { package: hash, ..before }, Vec::new())
        }
    };
    let seal = PackageSeal::sign(&hash, serial, &signer)?;
    let package = PublishedPackage { hash, bytes, seal, published_ms: now.wall_ms };
    store.publish(&published, &package)?;
    Ok(Published { package: hash, passphrases })
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
    let old = store.package(&before.package)?.and_then(|package| package::decode(&package.bytes).ok());
    let same = old.is_some_and(|old| old.use_statement.hash == study.use_statement.hash);
    if same { Ok(()) } else { Err(PublishError::StatementChanged) }
}

fn first(
    study: &Study,
    package: Hash32,
    passphrase: Option<&str>,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<(SoftwareSigner, PublishedStudy, Vec<Passphrase>), PublishError> {
    if passphrase.is_some_and(is_weak) {
        return Err(PublishError::WeakPassphrase);
    }
    let secret = StudySecret::random(rng);
    let signer = SoftwareSigner::random(rng);
    let words = passphrase.map_or_else(|| new_passphrase(rng), |given| Zeroizing::new(given.to_owned()));
    let mut wrapped = vec![
        WrappedKey { holder: "supervisor".into(), wrapped: secret.wrap(&words, cost, rng)?.0 },
        WrappedKey { holder: "package".into(), wrapped: wrap_package_signer(&signer, &words, cost, rng)? },
    ];
    let mut passphrases = vec![Passphrase { holder: "supervisor".into(), words }];
    let mut role = |name: &str| -> Result<Vec<SealingPublic>, PublishError> {
        (1..=CUSTODIANS_A_ROLE)
            .map(|number| {
                let (secret, words) = (StudySecret::random(rng), new_passphrase(rng));
                let holder = format!("{name}/{number}");
                let key = secret.wrap(&words, cost, rng)?.0;
                wrapped.push(WrappedKey { holder: holder.clone(), wrapped: key });
                passphrases.push(Passphrase { holder, words });
                Ok(secret.public())
            })
            .collect()
    };
    let custodians = Custodians { first: role("custodian_1")?, second: role("custodian_2")? };
    let keys_signature = signer.sign(&Enrolled::signed(&study.id, &secret.public(), &custodians))?;
    let published = PublishedStudy {
        id: study.id.clone(),
        package,
        sealing_key: secret.public(),
        signing_key: signer.public(),
        custodians,
        keys_signature,
        wrapped,
    };
    Ok((signer, published, passphrases))
}

fn unwrap_signer(study: &PublishedStudy, words: &str) -> Result<SoftwareSigner, PublishError> {
    let key = study.wrapped.iter().find(|key| key.holder == "package").ok_or(PublishError::Keys)?;
    unwrap_package_signer(&key.wrapped, words).map_err(|error| match error {
        RecordError::NotOpened(_) => PublishError::WrongPassphrase,
        _ => PublishError::Keys,
    })
}

fn is_weak(passphrase: &str) -> bool {
    let different: BTreeSet<char> = passphrase.chars().collect();
    passphrase.chars().count() < PASSPHRASE_CHARS_MIN || different.len() < PASSPHRASE_DIFFERENT_MIN
}

/// Twenty letters and digits that cannot be taken for one another, in groups of four: 98 random bits.
fn new_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    const ALPHABET: &[u8; 30] = b"abcdefghjkmnpqrstuvwxyz2345679";
    let mut words = Zeroizing::new(String::with_capacity(24));
    while words.len() < 24 {
        if words.len() % 5 == 4 {
            words.push('-');
            continue;
        }
        // A byte above the last whole multiple of the alphabet would favour its first letters.
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        if let Some(letter) = ALPHABET.get(usize::from(byte[0]) % 32) {
            words.push(char::from(*letter));
        }
    }
    words
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

    #[test]
    fn a_made_passphrase_is_strong_and_never_the_same() {
        let made: BTreeSet<String> = (0..50).map(|_| new_passphrase(&mut clock::rng()).to_string()).collect();
        assert_eq!(made.len(), 50);
        for passphrase in made {
            assert_eq!(passphrase.len(), 24, "five groups of four");
            assert!(!is_weak(&passphrase), "a made passphrase is taken");
        }
    }

    #[test]
    fn short_and_monotonous_passphrases_are_refused() {
        for weak in ["", "secret", "aaaaaaaaaaaaaaaaaaaa", "abababababababab", "river-stone-4"] {
            assert!(is_weak(weak), "{} characters", weak.len());
        }
        assert!(!is_weak("quiet-river-stone-41"));
    }
}
