//! The first holders of a study: their secrets, passphrases and recovery keys.
//!
//! Everybody's secret is made once, wrapped under their own passphrase, and the study's two keys are sealed to those
//! whose role needs them. A passphrase is printed once and kept nowhere. The recovery codes are for a safe: they are
//! holders like the others, so that recovering is an act that the log shows, not a way around it.
//!
//! Who made a secret may have kept it. A founder who brings a card ([`super::card`]) made theirs elsewhere: nothing is
//! wrapped, printed or known of it here.

use std::collections::BTreeSet;

use fieldward_core::{
    authority::{Holder, HolderId, HolderSecret, Role, Roster, Seat},
    ids::StudyId,
    record::{RecordError, StudyAnchor, StudyKeyKind, StudySecret, WrappedHolderSecret, seal_to_holder},
    vault::{DeviceSigner, SoftwareSigner, StretchCost},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::recovery_code;
use crate::store::WrappedKey;

/// Holders of each custodian role. Three, so that one who is ill or gone does not lock the identities.
pub const CUSTODIANS_A_ROLE: u32 = 3;
/// Shortest passphrase that is taken for a holder, in characters. A stolen disk can be guessed at for years.
pub const PASSPHRASE_CHARS_MIN: usize = 14;
/// Fewest different characters in it.
pub const PASSPHRASE_DIFFERENT_MIN: usize = 6;

/// How many people hold which keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// Supervisors; two, so that one can do what needs two without a custodian.
    pub supervisors: u32,
    /// Analysts.
    pub analysts: u32,
    /// Custodians of each of the two roles.
    pub custodians: u32,
    /// Administrators.
    pub administrators: u32,
}

impl Default for Seats {
    fn default() -> Self {
        Self { supervisors: 2, analysts: 1, custodians: CUSTODIANS_A_ROLE, administrators: 1 }
    }
}

/// Who founds a study, and what they bring.
#[derive(Debug, Clone, Copy, Default)]
pub struct Founders<'a> {
    /// How many of each role.
    pub seats: Seats,
    /// The first supervisor's passphrase; one is made when there is none.
    pub passphrase: Option<&'a str>,
    /// Those whose secrets were made elsewhere.
    pub cards: &'a [Holder],
}

/// A passphrase or recovery code, and whose it is.
pub struct Passphrase {
    /// `supervisor`, `custodian_1/1`, `custodian_1/recovery`, ...
    pub holder: String,
    /// The words.
    pub words: Zeroizing<String>,
    /// A passphrase, or a code that nothing is kept of.
    pub seat: Seat,
}

/// Shows no passphrase.
impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passphrase({}, ..)", self.holder)
    }
}

/// The first holders, and what is kept and printed of them.
#[derive(Debug)]
pub struct Founded {
    /// As everybody may know them.
    pub holders: Vec<Holder>,
    /// What the server keeps.
    pub wrapped: Vec<WrappedKey>,
    /// What is printed once: the first supervisor's first.
    pub passphrases: Vec<Passphrase>,
}

/// Makes the first holders of a study.
pub(crate) fn found(
    study: &StudyId,
    (records, packages): (&StudySecret, &SoftwareSigner),
    founders: &Founders<'_>,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<Founded, RecordError> {
    let mut founded = Founded { holders: Vec::new(), wrapped: Vec::new(), passphrases: Vec::new() };
    let mut made = Vec::new();
    let mut given = founders.passphrase;
    for (name, role) in names(founders.seats) {
        // The passphrase is the first supervisor's, also when nothing is to be made for them.
        let given = given.take();
        let holder = match card_of(founders, &name) {
            Some(card) => card.clone(),
            None => {
                let secret = HolderSecret::random(rng);
                let holder = secret.holder(HolderId(name.clone()), role, Seat::Person);
                let words = given.map_or_else(|| new_passphrase(rng), |given| Zeroizing::new(given.to_owned()));
                made.push((secret, Passphrase { holder: name, words, seat: Seat::Person }));
                holder
            }
        };
        founded.wrapped.extend(sealed_to(study, &holder, records, packages, rng)?);
        founded.holders.push(holder);
    }
    let recovery = recovery_keys(founders, &mut founded.holders, rng);
    // Bound to all who found the study, so only now.
    let roster = Roster::found(founded.holders.clone()).founding_hash();
    let anchor = StudyAnchor::of(study, &roster, &records.public(), &packages.public());
    for (secret, given) in made {
        let wrapped = WrappedHolderSecret::wrap(&secret, (&given.words, &anchor), cost, rng)?.0;
        founded.wrapped.push(WrappedKey { holder: given.holder.clone(), wrapped });
        founded.passphrases.push(given);
    }
    founded.passphrases.extend(recovery);
    Ok(founded)
}

/// The keys for envelopes; the codes of those that were made here.
fn recovery_keys(founders: &Founders<'_>, holders: &mut Vec<Holder>, rng: &mut impl CryptoRng) -> Vec<Passphrase> {
    let mut codes = Vec::new();
    for role in [Role::FirstCustodian, Role::SecondCustodian] {
        let name = format!("{}/recovery", role.name());
        if let Some(card) = card_of(founders, &name) {
            holders.push(card.clone());
            continue;
        }
        let secret = HolderSecret::random(rng);
        holders.push(secret.holder(HolderId(name.clone()), role, Seat::Recovery));
        codes.push(Passphrase { holder: name, words: recovery_code(&secret), seat: Seat::Recovery });
    }
    codes
}

fn card_of<'a>(founders: &Founders<'a>, name: &str) -> Option<&'a Holder> {
    founders.cards.iter().find(|card| card.id.0 == name)
}

/// The first card that nobody of this founding would use, or that comes a second time.
pub(crate) fn spare_card<'a>(founders: &Founders<'a>) -> Option<&'a Holder> {
    let recovery = [Role::FirstCustodian, Role::SecondCustodian].map(|role| format!("{}/recovery", role.name()));
    let mut seats: Vec<String> = names(founders.seats).into_iter().map(|(name, _)| name).chain(recovery).collect();
    founders.cards.iter().find(|card| {
        let place = seats.iter().position(|seat| *seat == card.id.0);
        place.map(|place| seats.swap_remove(place)).is_none()
    })
}

/// The study's secrets that a role may use, sealed to a holder of it.
pub(crate) fn sealed_to(
    study: &StudyId,
    holder: &Holder,
    records: &StudySecret,
    packages: &SoftwareSigner,
    rng: &mut impl CryptoRng,
) -> Result<Vec<WrappedKey>, RecordError> {
    let mut sealed = Vec::new();
    let to = (study, holder);
    if matches!(holder.role, Role::Supervisor | Role::Analyst) {
        let wrapped = seal_to_holder(StudyKeyKind::Records, records.0.bytes(), to, rng)?;
        sealed.push(WrappedKey { holder: format!("records>{}", holder.id.0), wrapped });
    }
    if holder.role == Role::Supervisor {
        let wrapped = seal_to_holder(StudyKeyKind::Packages, &packages.bytes(), to, rng)?;
        sealed.push(WrappedKey { holder: format!("packages>{}", holder.id.0), wrapped });
    }
    Ok(sealed)
}

fn names(seats: Seats) -> Vec<(String, Role)> {
    // The first of a role that may have one only has no number.
    let plain = |role: Role, count: u32| {
        (1..=count).map(move |number| {
            let name = role.name();
            (if number == 1 { name.to_owned() } else { format!("{name}/{number}") }, role)
        })
    };
    let numbered = |role: Role| (1..=seats.custodians).map(move |number| (format!("{}/{number}", role.name()), role));
    plain(Role::Supervisor, seats.supervisors.max(1))
        .chain(plain(Role::Analyst, seats.analysts))
        .chain(numbered(Role::FirstCustodian))
        .chain(numbered(Role::SecondCustodian))
        .chain(plain(Role::Administrator, seats.administrators))
        .collect()
}

/// Whether a passphrase is soon guessed.
pub(crate) fn is_weak(passphrase: &str) -> bool {
    let different: BTreeSet<char> = passphrase.chars().collect();
    passphrase.chars().count() < PASSPHRASE_CHARS_MIN || different.len() < PASSPHRASE_DIFFERENT_MIN
}

/// Twenty letters and digits that cannot be taken for one another, in groups of four: 98 random bits.
pub(crate) fn new_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
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
    use crate::clock;

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

    #[test]
    fn a_card_has_one_seat() {
        let card = |name: &str| crate::accounts::card::make(name, &mut clock::rng()).expect("a holder's name").0;
        let spare =
            |cards: &[Holder]| spare_card(&Founders { cards, ..Founders::default() }).map(|card| card.id.0.clone());
        assert_eq!(spare(&[card("custodian_1/3"), card("custodian_2/recovery"), card("supervisor")]), None);
        assert_eq!(spare(&[card("custodian_1/4")]), Some("custodian_1/4".into()));
        assert_eq!(spare(&[card("analyst"), card("analyst")]), Some("analyst".into()));
    }

    #[test]
    fn seats_have_names_that_tell_role_and_number() {
        let names: Vec<String> = names(Seats::default()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), 10);
        assert_eq!(names[..4], ["supervisor", "supervisor/2", "analyst", "custodian_1/1"]);
        assert_eq!(names[9], "administrator");
    }
}
