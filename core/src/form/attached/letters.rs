//! The letters of a file: UTF-8, with or without a mark before it; of a csv file also those of Windows-1252.
//!
//! Excel's plain "CSV" has the latter, and teams do not see it before the first accent. A wrong guess shows in a label,
//! and the warning says what was guessed.

use std::borrow::Cow;

use super::{AttachedFault, Trouble};

/// What Windows-1252 has in the places 0x80 to 0x9F; the five that it leaves empty stay control characters.
const EIGHTY: &str = "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\
                      \u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}";

/// The text of a file that must be UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<&str, Trouble> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(Trouble { line: line_of(bytes, error.valid_up_to()), fault: AttachedFault::NotUtf8 }),
    }
}

/// The text of any file, and a remark where its letters had to be guessed.
pub fn any(bytes: &[u8]) -> (Cow<'_, str>, Option<Trouble>) {
    match utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(trouble) => {
            let text = bytes.iter().map(|byte| letter(*byte)).collect();
            (Cow::Owned(text), Some(Trouble { fault: AttachedFault::Windows1252, ..trouble }))
        }
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0x80..=0x9F => EIGHTY.chars().nth(usize::from(byte - 0x80)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let lines = bytes.get(..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_is_what_windows_writes() {
        for (bytes, expected, is_guessed) in [
            (&b"\xEF\xBB\xBFa\xC3\xA9"[..], "a\u{e9}", false),
            (&b"Caf\xE9 \x80 \x93x\x94 \x9F"[..], "Caf\u{e9} \u{20ac} \u{201c}x\u{201d} \u{178}", true),
            (&b"\xFF\x81"[..], "\u{ff}\u{81}", true),
        ] {
            let (text, remark) = any(bytes);
            assert_eq!((text.as_ref(), remark.is_some()), (expected, is_guessed));
        }
        assert_eq!(EIGHTY.chars().count(), 32);
    }
}
