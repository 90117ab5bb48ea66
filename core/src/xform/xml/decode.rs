//! From a file's bytes to text: UTF-8, or UTF-16 either way round, with or without a mark at its beginning.
//!
//! What else an encoding declaration may name is refused rather than guessed at: a wrong guess would change an answer's
//! name without anybody seeing it. Latin letters below 256 are the exception, because old tools write them.

use std::borrow::Cow;

/// The text of a file; `None` when its letters cannot be read.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) if is_latin(bytes) => Some(bytes.iter().copied().map(char::from).collect()),
            Err(_) => None,
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok().map(Cow::Owned)
}

/// Whether the declaration says that a byte is a letter.
fn is_latin(bytes: &[u8]) -> bool {
    let start = bytes.get(..100.min(bytes.len())).unwrap_or_default().to_ascii_lowercase();
    let declaration = start.split(|byte| *byte == b'>').next().unwrap_or_default();
    let says = |name: &[u8]| declaration.windows(name.len()).any(|window| window == name);
    says(b"iso-8859-1") || says(b"latin1") || says(b"windows-1252")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&str>) {
        assert_eq!(decode(bytes).as_deref(), expected);
    }

    #[test]
    fn every_usual_way_of_writing_letters_is_read() {
        let text = "<a>ខ្មែរ 😀</a>";
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        check(text.as_bytes(), Some(text));
        check(&[&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(), Some(text));
        for (mark, bytes) in [([0xFF, 0xFE], units(u16::to_le_bytes)), ([0xFE, 0xFF], units(u16::to_be_bytes))] {
            check(&[&mark[..], &bytes].concat(), Some(text));
            check(&bytes, Some(text));
        }
        check(
            b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>",
            Some("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>"),
        );
        check(b"<a>\xe9</a>", None);
        check(&[0xFF, 0xFE, b'<'], None);
        check(&[0xFF, 0xFE, 0x00, 0xD8], None);
        check(b"", Some(""));
    }
}
