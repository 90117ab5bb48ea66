//! A recovery key on paper: the holder's secret in letters that a person can copy and a camera can read.
//!
//! 32 bytes and four of a check (BLAKE3), in base 32 without padding, in groups of four. It is printed once and kept
//! nowhere; whoever finds the paper holds one half of each identity, which is nothing without the other role's.

use data_encoding::BASE32_NOPAD;
use fieldward_core::{authority::HolderSecret, vault::Key};
use thiserror::Error;
use zeroize::Zeroizing;

const CHECK_USE: &str = "fieldward recovery code 1 check";
const CHECK_BYTES: usize = 4;

/// Why a text is not a recovery code. Never carries the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is not a recovery code, or a letter of it was copied wrongly")]
pub struct RecoveryError;

/// The code of a secret.
#[must_use]
pub fn recovery_code(secret: &HolderSecret) -> Zeroizing<String> {
    let bytes = Zeroizing::new([secret.key().bytes().as_slice(), &check(secret.key().bytes())].concat());
    let digits = Zeroizing::new(BASE32_NOPAD.encode(&bytes));
    let mut code = Zeroizing::new(String::with_capacity(digits.len() * 5 / 4 + 1));
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(digit);
    }
    code
}

/// The secret of a code, however it was typed: small letters, spaces, no dashes.
///
/// # Errors
/// [`RecoveryError`] when a letter is wrong or missing.
pub fn secret_of_code(code: &str) -> Result<HolderSecret, RecoveryError> {
    let digits: Zeroizing<String> =
        Zeroizing::new(code.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(readable).collect());
    let bytes = Zeroizing::new(BASE32_NOPAD.decode(digits.as_bytes()).map_err(|_| RecoveryError)?);
    let (secret, found) = bytes.split_last_chunk::<CHECK_BYTES>().ok_or(RecoveryError)?;
    let secret: [u8; 32] = secret.try_into().map_err(|_| RecoveryError)?;
    if check(&secret) == *found { Ok(HolderSecret::from_key(Key::from_bytes(secret))) } else { Err(RecoveryError) }
}

/// 0, 1 and 8 are not in the alphabet: they are letters that were read as digits.
fn readable(letter: char) -> char {
    match letter.to_ascii_uppercase() {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        other => other,
    }
}

fn check(secret: &[u8; 32]) -> [u8; CHECK_BYTES] {
    let hash = blake3_derive(secret);
    [hash[0], hash[1], hash[2], hash[3]]
}

fn blake3_derive(secret: &[u8; 32]) -> [u8; 32] {
    *Key::from_bytes(*secret).derive(CHECK_USE).bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written_and_a_wrong_letter_is_noticed() {
        let secret = HolderSecret::from_key(Key::from_bytes([7; 32]));
        let code = recovery_code(&secret);
        assert_eq!(code.as_str(), include_str!("recovery_code.txt").trim());
        let same = |code: &str| secret_of_code(code).map(|found| found.key().bytes() == secret.key().bytes());
        assert_eq!(same(&code), Ok(true));
        assert_eq!(same(&code.to_lowercase().replace('-', " ")), Ok(true));
        assert_eq!(same(&code.replace('O', "0").replace('B', "8")), Ok(true));
        for (place, letter) in code.char_indices().filter(|(_, letter)| *letter != '-') {
            let mut wrong = code.to_string();
            wrong.replace_range(place..=place, if letter == 'A' { "C" } else { "A" });
            assert!(secret_of_code(&wrong).is_err(), "letter {place}");
        }
        assert!(secret_of_code("").is_err());
        assert!(secret_of_code(&code[..20]).is_err());
    }
}
