//! The invite: what a supervisor shows as a QR code, or reads out, so that one device can enrol.
//!
//! It carries where the server is, which certificate keys to trust, which key signs study packages, which key
//! records are sealed to (its fingerprint), and a token that works once and for ten minutes. The text is upper-case
//! letters and digits only, so that a QR code packs it tightly, and it ends in a check code, so that a slip in
//! copying is told apart from a refused token. An invite is a secret until it is used: `Debug` shows no token.

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, Encoding};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::Pins;
use crate::{
    ids::Hash32,
    seal::{SealingPublic, SignerPublic},
};

/// How long a token can be used after it was made.
pub const TOKEN_MINUTES: u32 = 10;
/// Longest server address in an invite, in bytes.
pub const ADDRESS_BYTES_MAX: usize = 200;

const PREFIX: &str = "FIELDWARD:";
const VERSION: u8 = 1;
const CHECK_BYTES: usize = 3;
const HEAD_BYTES: usize = 3;

/// What a device needs to enrol.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// `https://host:port`, or `http://127.0.0.1:port` where server and device share one machine.
    pub address: String,
    /// Certificate keys of the server; `None` only on the machine's own loopback.
    pub pins: Option<Pins>,
    /// Key that signs study packages.
    pub package_signing_key: SignerPublic,
    /// Fingerprint of the key that records are sealed to.
    pub sealing_key: SealingFingerprint,
    /// Works once, within [`TOKEN_MINUTES`].
    pub token: Token,
}

/// The first 128 bits of the BLAKE3 hash of the study's X25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealingFingerprint(pub [u8; 16]);

impl SealingFingerprint {
    /// The fingerprint of a study's sealing key.
    #[must_use]
    pub fn of(public_key: &SealingPublic) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&Hash32::of(&public_key.0).0[..16]);
        Self(first)
    }
}

/// The single-use secret of an invite.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Token(pub [u8; 16]);

impl Token {
    /// What a server keeps in its place.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&self.0)
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(..)")
    }
}

impl fmt::Debug for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invite(..)")
    }
}

/// Why a text is not an invite. Never carries the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InviteError {
    /// Some other QR code.
    #[error("this is not a Fieldward invite: one begins with FIELDWARD:")]
    Other,
    /// A character that no invite has.
    #[error("character {place} cannot be part of an invite: it has letters A-Z and digits 2-7 only")]
    Character {
        /// Place in the text that was given, from 1.
        place: usize,
    },
    /// A later kind of invite.
    #[error("this invite is of kind {version}, which this version of Fieldward does not know: update it")]
    Version {
        /// The kind.
        version: u8,
    },
    /// The end is missing.
    #[error("the invite is cut short: copy it to its end, or scan it again")]
    CutShort,
    /// Something follows the end.
    #[error("there is text after the end of the invite: copy the invite alone")]
    TooLong,
    /// A slip in copying.
    #[error("the check code does not fit: a letter was copied wrongly, scan or copy the invite again")]
    Check,
    /// Reads, but makes no sense.
    #[error("the invite's content is wrong: ask for a new one")]
    Content,
    /// Without pins, anybody on the network could answer in the server's place.
    #[error("the invite trusts a server elsewhere without its certificate: ask for a new one")]
    Unpinned,
}

impl Invite {
    fn is_safe(&self) -> bool {
        self.pins.is_some() && self.address.starts_with("https://") || is_loopback(&self.address)
    }
}

/// Whether an address stays on this machine, where plain HTTP is allowed.
#[must_use]
pub fn is_loopback(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let after = ["localhost", "127.0.0.1", "[::1]"].iter().find_map(|name| host.strip_prefix(name));
    // Nothing but a port may follow: in `localhost:80@elsewhere` all before the `@` is a user's name and password.
    let port = after.and_then(|after| after.strip_prefix(':'));
    after == Some("") || port.is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit()))
}

impl fmt::Display for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = postcard::to_stdvec(self).map_err(|_| fmt::Error)?;
        let length = u16::try_from(body.len()).map_err(|_| fmt::Error)?;
        let mut bytes = vec![VERSION];
        bytes.extend(length.to_be_bytes());
        bytes.extend(&body);
        let check = check_code(&bytes);
        bytes.extend(check);
        write!(f, "{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }
}

impl FromStr for Invite {
    type Err = InviteError;

    fn from_str(text: &str) -> Result<Self, InviteError> {
        let bytes = read_letters(text)?;
        let [version, high, low, rest @ ..] = bytes.as_slice() else { return Err(InviteError::CutShort) };
        if *version != VERSION {
            return Err(InviteError::Version { version: *version });
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length > INVITE_BYTES_MAX {
            return Err(InviteError::Check);
        }
        match rest.len().checked_sub(length + CHECK_BYTES) {
            None => return Err(InviteError::CutShort),
            Some(0) => {}
            Some(_) => return Err(InviteError::TooLong),
        }
        let (said, check) = bytes.split_at(HEAD_BYTES + length);
        if check_code(said) != check {
            return Err(InviteError::Check);
        }
        let invite: Self = postcard::from_bytes(&said[HEAD_BYTES..]).map_err(|_| InviteError::Content)?;
        if invite.address.len() > ADDRESS_BYTES_MAX {
            return Err(InviteError::Content);
        }
        if invite.is_safe() { Ok(invite) } else { Err(InviteError::Unpinned) }
    }
}

/// The longest body: an address and 150 bytes of keys.
const INVITE_BYTES_MAX: usize = ADDRESS_BYTES_MAX + 150;

fn check_code(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = Hash32::of(bytes).0;
    [hash[0], hash[1], hash[2]]
}

/// The bytes that the letters stand for. Spaces, line ends and hyphens may have come in on the way, and case may
/// have been lost. A number of letters that no whole bytes give is left to the length to explain.
fn read_letters(text: &str) -> Result<Vec<u8>, InviteError> {
    let trimmed = text.trim_start();
    let skipped = text.chars().count() - trimmed.chars().count();
    match trimmed.get(..PREFIX.len()) {
        Some(head) if head.eq_ignore_ascii_case(PREFIX) => {}
        _ => return Err(InviteError::Other),
    }
    let mut letters = Vec::new();
    for (place, character) in trimmed.chars().enumerate().skip(PREFIX.len()) {
        match character.to_ascii_uppercase() {
            letter @ ('A'..='Z' | '2'..='7') => letters.push(letter as u8),
            '-' => {}
            space if space.is_whitespace() => {}
            _ => return Err(InviteError::Character { place: skipped + place + 1 }),
        }
    }
    // A last letter that completes no byte.
    if matches!(letters.len() % 8, 1 | 3 | 6) {
        letters.pop();
    }
    reading().decode(&letters).map_err(|_| InviteError::CutShort)
}

/// The encoding that [`Invite`] is shown in, passing over the unused bits of the last letter: they carry nothing.
fn reading() -> Encoding {
    let mut rules = BASE32_NOPAD.specification();
    rules.check_trailing_bits = false;
    rules.encoding().expect("the rules of a known encoding, one of them relaxed")
}

#[cfg(test)]
mod tests;
