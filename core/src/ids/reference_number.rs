//! The number that stands for a person (R079): random, made offline, without meaning, with a check character.
//!
//! Eighty random bits collide with probability below one in a million among a billion numbers. Written as four groups
//! of four letters and digits of Crockford's alphabet (no I, L, O, U) and one check character over them (modulo 37),
//! which catches any single wrong character and any swap of two neighbours.

use std::{fmt, str::FromStr};

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const LENGTH: usize = 16;

/// A reference number: stands for one person in one study, in place of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReferenceNumber(pub [u8; 10]);

/// Why a text is not a reference number. Never carries the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReferenceNumberError {
    /// Not sixteen letters and digits and a check character.
    #[error("a reference number has 16 letters and digits and a check character, like 7K3M-9QXD-0A1B-2C3D-5")]
    Shape,
    /// The check character does not fit the rest.
    #[error("the check character does not fit: a letter or digit was copied wrongly")]
    Check,
}

impl ReferenceNumber {
    /// A new number; needs no network and no register.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 10];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    fn bits(self) -> u128 {
        self.0.iter().fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
    }

    fn check(self) -> u8 {
        CHECK[(self.bits() % 37) as usize]
    }
}

impl fmt::Display for ReferenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.bits();
        for place in 0..LENGTH {
            if place > 0 && place % 4 == 0 {
                write!(f, "-")?;
            }
            let five = (bits >> (5 * (LENGTH - 1 - place))) & 31;
            write!(f, "{}", char::from(ALPHABET[five as usize]))?;
        }
        write!(f, "-{}", char::from(self.check()))
    }
}

/// Shows no digits: a reference number leads to a person.
impl fmt::Debug for ReferenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReferenceNumber(..)")
    }
}

impl FromStr for ReferenceNumber {
    type Err = ReferenceNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'-' | b' ')).map(readable).collect();
        let (check, digits) = typed.split_last().ok_or(ReferenceNumberError::Shape)?;
        if digits.len() != LENGTH {
            return Err(ReferenceNumberError::Shape);
        }
        let mut bits: u128 = 0;
        for digit in digits {
            let five = ALPHABET.iter().position(|a| a == digit).ok_or(ReferenceNumberError::Shape)?;
            bits = (bits << 5) | five as u128;
        }
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&bits.to_be_bytes()[6..]);
        let number = Self(bytes);
        if number.check() == *check { Ok(number) } else { Err(ReferenceNumberError::Check) }
    }
}

/// What a hand wrote, as the alphabet means it: lower case, and letters that look like digits.
fn readable(byte: u8) -> u8 {
    match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_back_from_what_it_writes_and_from_a_careless_hand() {
        let number = ReferenceNumber([1, 2, 3, 4, 5, 6, 7, 8, 9, 250]);
        let text = number.to_string();
        assert_eq!(text.parse(), Ok(number));
        assert_eq!(text.to_lowercase().replace('0', "o").replace('-', " ").parse(), Ok(number));
    }

    #[test]
    fn one_wrong_character_and_a_swap_are_caught() {
        let text = ReferenceNumber([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]).to_string().replace('-', "");
        for place in 0..LENGTH {
            for wrong in ALPHABET {
                let mut typed = text.clone().into_bytes();
                if typed[place] == *wrong {
                    continue;
                }
                typed[place] = *wrong;
                let typed = String::from_utf8(typed).expect("the alphabet is ASCII");
                assert_eq!(typed.parse::<ReferenceNumber>(), Err(ReferenceNumberError::Check));
            }
            let mut swapped = text.clone().into_bytes();
            if place + 1 < LENGTH && swapped[place] != swapped[place + 1] {
                swapped.swap(place, place + 1);
                let swapped = String::from_utf8(swapped).expect("the alphabet is ASCII");
                assert!(swapped.parse::<ReferenceNumber>().is_err());
            }
        }
    }
}
