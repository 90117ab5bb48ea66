//! A holder's card: the public half of an account that was made where its holder sits.
//!
//! Whoever publishes a study would otherwise make every secret in one program, and could keep both roles' halves: then
//! one person opens any identity, and no log shows it. So a holder makes their own secret ([`make`]), keeps its code on
//! paper as recovery keys are kept, and hands over the card, which opens nothing. What the publisher reads aloud from a
//! card ([`fingerprint`]) must be what its holder sees, or somebody put their own card in its place on the way.
//!
//! One line: `FIELDWARD-HOLDER:`, the account's name, a colon, and base 32 of the key that is sealed to, the key that
//! checks signatures, and four bytes of a check (BLAKE3).

use data_encoding::BASE32_NOPAD;
use fieldward_core::{
    authority::{HOLDER_ID_BYTES_MAX, Holder, HolderId, HolderPublic, HolderSecret, Role, Seat},
    ids::Hash32,
    vault::SealingPublic,
};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use super::recovery_code;

const PREFIX: &str = "FIELDWARD-HOLDER:";
const CARD_USE: &[u8] = b"fieldward holder card 1";
const CHECK_BYTES: usize = 4;
const KEY_BYTES: usize = 32;
/// Digits of two keys and the check; more are not even decoded.
const DIGITS_MAX: usize = 109;
/// Characters of a fingerprint between its dashes.
const GROUP: usize = 4;
/// Bytes of a fingerprint: a second card with the same one is out of reach for whoever stands in between.
const FINGERPRINT_BYTES: usize = 10;

/// Why a card was not made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CardError {
    /// The name says no role.
    #[error(
        "a holder's name is its role and a number: `supervisor`, `supervisor/2`, `analyst`, `custodian_1/1`, \
         `custodian_2/recovery`, `administrator`"
    )]
    Name,
    /// It does not begin as cards do.
    #[error("this is not a holder's card: one begins with {PREFIX}")]
    NoCard,
    /// A character is missing or was changed.
    #[error("the card was cut short or changed on its way: ask for its file again")]
    Changed,
}

/// Makes a secret for an account of this name: its card, and the code that only its holder may see.
///
/// # Errors
/// [`CardError::Name`].
pub fn make(name: &str, rng: &mut impl CryptoRng) -> Result<(Holder, Zeroizing<String>), CardError> {
    let (role, seat) = named(name).ok_or(CardError::Name)?;
    let secret = HolderSecret::random(rng);
    Ok((secret.holder(HolderId(name.to_owned()), role, seat), recovery_code(&secret)))
}

/// A card as the line that is handed over.
#[must_use]
pub fn write(holder: &Holder) -> String {
    let Holder { id, sealing, signing, .. } = holder;
    let bytes = [sealing.0.as_slice(), &signing.0, &check(&id.0, &sealing.0, &signing.0)].concat();
    format!("{PREFIX}{}:{}", id.0, BASE32_NOPAD.encode(&bytes))
}

/// Reads a card. Role and seat are what its name says.
///
/// # Errors
/// See [`CardError`].
pub fn read(text: &str) -> Result<Holder, CardError> {
    let (name, digits) =
        text.trim().strip_prefix(PREFIX).and_then(|rest| rest.split_once(':')).ok_or(CardError::NoCard)?;
    if name.len() > HOLDER_ID_BYTES_MAX || digits.len() > DIGITS_MAX {
        return Err(CardError::Changed);
    }
    let bytes = BASE32_NOPAD.decode(digits.as_bytes()).map_err(|_| CardError::Changed)?;
    let (sealing, rest) = bytes.split_first_chunk::<KEY_BYTES>().ok_or(CardError::Changed)?;
    let (signing, found) = rest.split_first_chunk::<KEY_BYTES>().ok_or(CardError::Changed)?;
    if found != check(name, sealing, signing) {
        return Err(CardError::Changed);
    }
    let (role, seat) = named(name).ok_or(CardError::Name)?;
    let id = HolderId(name.to_owned());
    Ok(Holder { id, role, seat, sealing: SealingPublic(*sealing), signing: HolderPublic(*signing) })
}

/// What two people compare over the telephone.
#[must_use]
pub fn fingerprint(holder: &Holder) -> String {
    let digits = BASE32_NOPAD.encode(&Hash32::of(write(holder).as_bytes()).0[..FINGERPRINT_BYTES]);
    digits.as_bytes().chunks(GROUP).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

fn check(name: &str, sealing: &[u8; KEY_BYTES], signing: &[u8; KEY_BYTES]) -> [u8; CHECK_BYTES] {
    let hash = Hash32::of(&[CARD_USE, name.as_bytes(), sealing, signing].concat());
    [hash.0[0], hash.0[1], hash.0[2], hash.0[3]]
}

/// What a name says of role and seat.
fn named(name: &str) -> Option<(Role, Seat)> {
    let (role, rest) = name.split_once('/').map_or((name, None), |(role, rest)| (role, Some(rest)));
    let role = Role::ALL.into_iter().find(|known| known.name() == role)?;
    if name.len() > HOLDER_ID_BYTES_MAX {
        return None;
    }
    match rest {
        None => (!role.is_custodian()).then_some((role, Seat::Person)),
        Some("recovery") => role.is_custodian().then_some((role, Seat::Recovery)),
        Some(number) => number
            .parse::<u32>()
            .is_ok_and(|read| read > 0 && read.to_string() == number)
            .then_some((role, Seat::Person)),
    }
}

#[cfg(test)]
mod tests {
    use fieldward_core::vault::Key;

    use super::*;
    use crate::{accounts::secret_of_code, clock};

    #[test]
    fn a_card_is_read_as_it_was_written_and_its_code_is_its_secret() {
        let (holder, code) = make("custodian_2/3", &mut clock::rng()).expect("a holder's name");
        assert_eq!(read(&format!("  {}\n", write(&holder))), Ok(holder.clone()));
        let secret = secret_of_code(&code).expect("the code of a secret");
        assert_eq!(secret.holder(holder.id.clone(), holder.role, holder.seat), holder);
    }

    #[test]
    fn a_card_keeps_its_bytes() {
        let secret = HolderSecret::from_key(Key::from_bytes([7; 32]));
        let holder = secret.holder(HolderId("custodian_1/recovery".into()), Role::FirstCustodian, Seat::Recovery);
        assert_eq!(
            (write(&holder).as_str(), fingerprint(&holder).as_str()),
            (include_str!("card.txt").trim(), "FTUW-BDQR-XNLL-JZ7P")
        );
    }

    #[test]
    fn every_changed_letter_is_noticed() {
        let (holder, _) = make("supervisor/2", &mut clock::rng()).expect("a holder's name");
        let card = write(&holder);
        for none in ["", &card[1..], &card[..PREFIX.len() + 3]] {
            assert_eq!(read(none), Err(CardError::NoCard), "{none}");
        }
        let digits = card.len() - DIGITS_MAX;
        for place in digits..card.len() {
            let mut changed = card.clone();
            changed.replace_range(place..=place, if card[place..].starts_with('A') { "C" } else { "A" });
            assert_eq!(read(&changed), Err(CardError::Changed), "letter {place}");
            assert_eq!(read(&card[..place]), Err(CardError::Changed), "cut after {place}");
        }
        assert_eq!(read(&format!("{card}A")), Err(CardError::Changed), "{DIGITS_MAX} digits and no more");
        assert_eq!(read(&card.replace("supervisor/2", "supervisor/3")), Err(CardError::Changed));
        assert_eq!(read(&card.replace("supervisor/2", &"x".repeat(99))), Err(CardError::Changed));
    }

    #[test]
    fn a_name_says_role_and_seat() {
        let check = |name: &str, expected: Option<(Role, Seat)>| assert_eq!(named(name), expected, "{name}");
        check("supervisor", Some((Role::Supervisor, Seat::Person)));
        check("analyst/3", Some((Role::Analyst, Seat::Person)));
        check("custodian_1/1", Some((Role::FirstCustodian, Seat::Person)));
        check("custodian_2/recovery", Some((Role::SecondCustodian, Seat::Recovery)));
        for none in
            ["", "custodian_1", "custodian_1/0", "custodian_1/01", "supervisor/recovery", "director", "analyst/+2"]
        {
            check(none, None);
        }
        check(&format!("custodian_1/{}", "1".repeat(HOLDER_ID_BYTES_MAX)), None);
        assert_eq!(make("Mrs Moon", &mut clock::rng()).map(|_| ()), Err(CardError::Name));
    }

    #[test]
    fn a_name_that_says_no_role_is_no_cards() {
        let (holder, _) = make("custodian_1/1", &mut clock::rng()).expect("a holder's name");
        assert_eq!(read(&write(&Holder { id: HolderId("custodian_3/1".into()), ..holder })), Err(CardError::Name));
    }
}
