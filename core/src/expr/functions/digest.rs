//! Digests and signatures that forms ask for: `digest`, `base64-decode`, `extract-signed`.
//!
//! These are functions of forms, chosen by their authors: MD5 and SHA-1 are offered because questionnaires name them
//! (to shorten an id, to compare with a code made elsewhere). Nothing that keeps a record safe uses this file.

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::{Entry, entry};
use crate::expr::{Code, Evaluation, Item, World};

/// Functions on bytes behind texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum DigestFunction {
    Digest,
    Base64Decode,
    ExtractSigned,
}

pub(super) const TABLE: &[Entry<DigestFunction>] = &[
    entry("digest", DigestFunction::Digest, 2, 3),
    entry("base64-decode", DigestFunction::Base64Decode, 1, 1),
    entry("extract-signed", DigestFunction::ExtractSigned, 2, 2),
];

/// Length of an Ed25519 signature, which stands before the message that it signs.
const SIGNATURE_BYTES: usize = 64;

impl DigestFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let text = |position: usize| evaluation.text(&arguments[position]);
        match self {
            Self::Digest => {
                let encoding = arguments.get(2).map(|code| evaluation.text(code));
                digest(&text(0), &text(1), encoding.as_deref().unwrap_or("base64")).map_or(Item::EMPTY, Item::text)
            }
            Self::Base64Decode => Item::text(String::from_utf8_lossy(&base64(&text(0))).into_owned()),
            Self::ExtractSigned => {
                let message = extract_signed(&base64(&text(0)), &base64(&text(1)));
                message.map_or(Item::EMPTY, Item::text)
            }
        }
    }
}

/// Whether `digest` knows this algorithm; asked when a form is compiled.
pub fn knows_algorithm(name: &str) -> bool {
    hash("", name).is_some()
}

/// Whether `digest` knows this way to write bytes.
pub fn knows_encoding(name: &str) -> bool {
    digest("", "MD5", name).is_some()
}

/// The digest of a text; nothing for an algorithm or an encoding that nobody knows.
fn digest(text: &str, algorithm: &str, encoding: &str) -> Option<String> {
    let bytes = hash(text, algorithm)?;
    match encoding.to_uppercase().as_str() {
        "BASE64" => Some(BASE64.encode(&bytes)),
        "HEX" => Some(HEXLOWER.encode(&bytes)),
        _ => None,
    }
}

fn hash(text: &str, algorithm: &str) -> Option<Vec<u8>> {
    Some(match algorithm.to_uppercase().replace('-', "").as_str() {
        "MD5" => md5::Md5::digest(text).to_vec(),
        "SHA1" => sha1::Sha1::digest(text).to_vec(),
        "SHA256" => sha2::Sha256::digest(text).to_vec(),
        "SHA384" => sha2::Sha384::digest(text).to_vec(),
        "SHA512" => sha2::Sha512::digest(text).to_vec(),
        _ => return None,
    })
}

/// The bytes of a Base64 text, read as JavaRosa reads it: other characters are passed over, the padding must be there,
/// and a text that does not come out even is empty.
fn base64(text: &str) -> Vec<u8> {
    let sextets: Vec<u8> = text.bytes().filter_map(sextet).collect();
    if !sextets.len().is_multiple_of(4) {
        return Vec::new();
    }
    let at_end = text.bytes().rev().take_while(|byte| sextet(*byte).is_none_or(|value| value == 0));
    let padding = at_end.filter(|byte| *byte == b'=').count();
    let quads =
        sextets.chunks_exact(4).map(|quad| quad.iter().fold(0u32, |bits, sextet| bits << 6 | u32::from(*sextet)));
    let mut bytes: Vec<u8> = quads.flat_map(|bits| [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]).collect();
    bytes.truncate((sextets.len() * 6 / 8).saturating_sub(padding));
    bytes
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        b'=' => Some(0),
        _ => None,
    }
}

/// The message behind an Ed25519 signature, when the key has signed it.
fn extract_signed(contents: &[u8], key: &[u8]) -> Option<String> {
    let (signature, message) = contents.split_first_chunk::<SIGNATURE_BYTES>()?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.first_chunk()?).ok()?;
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    ed25519_dalek::Verifier::verify(&key, message, &signature).ok()?;
    Some(String::from_utf8_lossy(message).into_owned())
}
