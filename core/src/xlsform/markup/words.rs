//! Words with references in them: XML's own five, and letters by their number. There are no others.

use super::Fault;

/// Bytes of the longest reference: `&#x10FFFF;`, with room for leading zeros.
pub(super) const REFERENCE_BYTES_MAX: usize = 32;

/// Adds words to a text, their references as what they stand for.
pub fn add_words(text: &mut Vec<u8>, mut words: &[u8]) -> Result<(), Fault> {
    while let Some(at) = words.iter().position(|byte| *byte == b'&') {
        text.extend_from_slice(&words[..at]);
        let rest = &words[at + 1..];
        let end = rest.iter().take(REFERENCE_BYTES_MAX).position(|byte| *byte == b';').ok_or(Fault::Broken)?;
        let letter = referred(&rest[..end]).ok_or(Fault::Broken)?;
        text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        words = &rest[end + 1..];
    }
    text.extend_from_slice(words);
    Ok(())
}

/// An attribute's value as text.
pub fn value(written: &[u8]) -> Result<String, Fault> {
    let mut text = Vec::with_capacity(written.len());
    add_words(&mut text, written)?;
    String::from_utf8(text).map_err(|_| Fault::Broken)
}

/// The letter that a reference stands for.
fn referred(name: &[u8]) -> Option<char> {
    match name {
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"amp" => Some('&'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
}
