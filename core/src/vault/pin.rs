//! What a person may choose to unlock a device with.
//!
//! Short and common choices fall within the ten guesses that a thief has; they are refused when a PIN is set. When a
//! device is unlocked, whatever was typed is tried as it is.

use thiserror::Error;
use zeroize::Zeroizing;

/// Fewest characters of a PIN or passphrase.
pub const PIN_CHARACTERS_MIN: usize = 6;
/// Most characters; a bound for memory, not for taste.
pub const PIN_CHARACTERS_MAX: usize = 256;

/// Chosen by many: the first that anybody tries. Runs, repeats and doubled halves are found by rule.
const COMMON: [&str; 24] = [
    "password",
    "passw0rd",
    "motdepasse",
    "azerty",
    "qwerty",
    "qwertz",
    "azertyuiop",
    "qwertyuiop",
    "letmein",
    "welcome",
    "bonjour",
    "soleil",
    "admin1",
    "iloveyou",
    "jetaime",
    "dragon",
    "monkey",
    "football",
    "password1",
    "abc123",
    "123abc",
    "fieldward",
    "147258",
    "159753",
];

/// A PIN or passphrase that may be set. Wiped when dropped; never shown.
pub struct Pin(Zeroizing<String>);

/// The PINs of a store.
#[derive(Debug, Clone, Copy)]
pub struct Pins<'a> {
    /// Opens it.
    pub unlock: &'a Pin,
    /// Destroys it and shows an empty one in its place. Nothing tells whether there is one.
    pub duress: Option<&'a Pin>,
}

impl<'a> From<&'a Pin> for Pins<'a> {
    fn from(unlock: &'a Pin) -> Self {
        Self { unlock, duress: None }
    }
}

/// Why a PIN may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinFault {
    /// Fewer than six characters.
    #[error("at least {PIN_CHARACTERS_MIN} characters are needed")]
    TooShort,
    /// More than 256 characters.
    #[error("at most {PIN_CHARACTERS_MAX} characters are taken")]
    TooLong,
    /// A choice that many make.
    #[error("this is among the first that anybody would try")]
    Common,
}

impl Pin {
    /// Takes a PIN that is long and rare enough.
    ///
    /// # Errors
    /// [`PinFault`] says which rule it breaks.
    pub fn new(typed: &str) -> Result<Self, PinFault> {
        let folded: Zeroizing<Vec<char>> = Zeroizing::new(typed.chars().flat_map(char::to_lowercase).collect());
        match typed.chars().count() {
            count if count < PIN_CHARACTERS_MIN => Err(PinFault::TooShort),
            count if count > PIN_CHARACTERS_MAX => Err(PinFault::TooLong),
            _ if is_common(&folded) => Err(PinFault::Common),
            _ => Ok(Self(Zeroizing::new(typed.to_owned()))),
        }
    }

    /// The characters as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows nothing.
impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(..)")
    }
}

fn is_common(folded: &[char]) -> bool {
    let listed = COMMON.iter().any(|common| common.chars().eq(folded.iter().copied()));
    listed || is_run(folded) || is_repeat(folded)
}

/// `123456`, `fedcba`, `111111`, `135791`: each character the same distance from the one before, digits modulo ten.
fn is_run(folded: &[char]) -> bool {
    let distance = |pair: &[char]| match (pair[0].to_digit(10), pair[1].to_digit(10)) {
        (Some(a), Some(b)) => (i64::from(b) - i64::from(a)).rem_euclid(10),
        _ => i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])),
    };
    let first = distance(folded);
    matches!(first, -1..=2 | 8..=9) && folded.windows(2).all(|pair| distance(pair) == first)
}

/// `121212`, `abcabc`: a part of at most half the length, said again and again.
fn is_repeat(folded: &[char]) -> bool {
    (1..=folded.len() / 2)
        .any(|length| folded.iter().zip(folded.iter().skip(length)).all(|(early, late)| early == late))
}
