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

/// Words that many choose, by themselves or with a few plain digits before or after.
const WORDS: [&str; 38] = [
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "passwort",
    "motdepasse",
    "azerty",
    "qwerty",
    "qwertz",
    "azertyuiop",
    "qwertyuiop",
    "asdfgh",
    "qsdfgh",
    "zxcvbn",
    "1q2w3e",
    "1q2w3e4r",
    "1qaz2wsx",
    "letmein",
    "welcome",
    "changeme",
    "secret",
    "bonjour",
    "soleil",
    "admin",
    "iloveyou",
    "jetaime",
    "doudou",
    "dragon",
    "monkey",
    "football",
    "sunshine",
    "princess",
    "bismillah",
    "inshallah",
    "marseille",
    "abc",
    "qwe",
    "fieldward",
];
/// Numbers that many choose and no rule finds: walks over the keypad, and words and sums spelt in digits.
const NUMBERS: [&str; 18] = [
    "100000", "200000", "123000", "100200", "123654", "147896", "147852", "963258", "852456", "456852", "258456",
    "142536", "520131", "5201314", "199999", "100001", "007700", "31415926",
];
/// Three keys of a keypad in a line, from one end; the other way round counts too.
const KEYPAD: [[char; 3]; 8] = [
    ['1', '2', '3'],
    ['4', '5', '6'],
    ['7', '8', '9'],
    ['1', '4', '7'],
    ['2', '5', '8'],
    ['3', '6', '9'],
    ['1', '5', '9'],
    ['3', '5', '7'],
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
    let listed = NUMBERS.iter().any(|common| common.chars().eq(folded.iter().copied()));
    let found = [is_run, is_repeat, is_mirrored, is_blocks, is_counted, is_on_keypad, is_word_and_digits];
    listed || found.iter().any(|is_found| is_found(folded))
}

/// `123321`, `abccba`: the same from the back.
fn is_mirrored(folded: &[char]) -> bool {
    folded.iter().eq(folded.iter().rev())
}

/// `112233`, `111222`, `aabbcc`: each character as often as the others, one after the other.
fn is_blocks(folded: &[char]) -> bool {
    let same = |block: &[char]| block.iter().all(|one| *one == block[0]);
    (2..=folded.len() / 2).any(|size| folded.len().is_multiple_of(size) && folded.chunks(size).all(same))
}

/// `010203`, `121314`, `102030`: numbers of two digits, each as far from the one before.
fn is_counted(folded: &[char]) -> bool {
    let number = |pair: &[char]| Some(i64::from(pair.first()?.to_digit(10)? * 10 + pair.get(1)?.to_digit(10)?));
    let Some(numbers) = folded.chunks(2).map(number).collect::<Option<Vec<i64>>>() else { return false };
    let mut steps = numbers.windows(2).map(|two| two[1] - two[0]);
    let first = steps.next().unwrap_or(0);
    matches!(first.abs(), 1 | 2 | 10 | 11) && steps.all(|step| step == first)
}

/// `789456`, `147258`, `159753`: the keypad, line by line.
fn is_on_keypad(folded: &[char]) -> bool {
    let is_line = |three: &[char]| KEYPAD.iter().any(|line| three.iter().eq(line) || three.iter().rev().eq(line));
    folded.len().is_multiple_of(3) && folded.chunks(3).all(is_line)
}

/// `password`, `Soleil1`, `123abc`, `a123456`: a word of the list or one letter, alone or with digits that nobody has
/// to think of.
fn is_word_and_digits(folded: &[char]) -> bool {
    let is_listed = |part: &[char]| WORDS.iter().any(|word| word.chars().eq(part.iter().copied()));
    let is_word = |part: &[char]| matches!(part, [letter] if letter.is_alphabetic()) || is_listed(part);
    let is_plain = |part: &[char]| {
        let digits = part.iter().all(char::is_ascii_digit);
        digits && (part.len() <= 1 || is_run(part) || is_repeat(part))
    };
    (0..=folded.len()).any(|at| {
        let (front, back) = folded.split_at(at);
        is_word(front) && is_plain(back) || is_plain(front) && is_word(back)
    })
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
