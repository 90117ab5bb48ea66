//! Texts in records: letters of one byte or of two, and the shared ones, which may be cut anywhere between records.

use super::records::number;

/// Which generation of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Letters of one byte only.
    Old,
    /// Letters of one or two bytes.
    Unicode,
}

impl Version {
    /// By the number in the first record.
    pub fn of(number: u32) -> Self {
        if number >= 0x0600 { Self::Unicode } else { Self::Old }
    }
}

/// Letters of two bytes.
const WIDE: u8 = 0x01;
/// Something about East Asian writing follows the letters.
const EXTENDED: u8 = 0x04;
/// Fonts of single letters follow them.
const RICH: u8 = 0x08;

/// A text with its length in one byte.
pub fn short(bytes: &[u8], version: Version) -> String {
    text(bytes.get(1..).unwrap_or(&[]), number(bytes, 0, 1) as usize, version)
}

/// A text with its length in two bytes.
pub fn long(bytes: &[u8], version: Version) -> String {
    text(bytes.get(2..).unwrap_or(&[]), number(bytes, 0, 2) as usize, version)
}

fn text(bytes: &[u8], length: usize, version: Version) -> String {
    if version == Version::Old {
        return narrow(&bytes[..length.min(bytes.len())]);
    }
    let Some((flags, bytes)) = bytes.split_first() else { return String::new() };
    if flags & WIDE == 0 { narrow(&bytes[..length.min(bytes.len())]) } else { wide(bytes, length) }
}

/// The letters of Western Europe as Windows numbers them.
fn narrow(bytes: &[u8]) -> String {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

fn wide(bytes: &[u8], length: usize) -> String {
    let letters: Vec<u16> = bytes.chunks_exact(2).take(length).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    String::from_utf16_lossy(&letters)
}

/// The shared texts of a workbook, from the parts of their record.
pub fn shared(parts: &[&[u8]]) -> Vec<Box<str>> {
    let mut reader = Parts { parts, part: 0, at: 0 };
    reader.skip(4);
    let count = reader.number(4);
    let mut strings = Vec::new();
    for _ in 0..count {
        match reader.string() {
            Some(text) => strings.push(text.into_boxed_str()),
            None => break,
        }
    }
    strings
}

/// A place in the parts of one record.
struct Parts<'p> {
    parts: &'p [&'p [u8]],
    part: usize,
    at: usize,
}

impl Parts<'_> {
    /// What is left of the part; moves on to the next when nothing is.
    fn left(&mut self) -> &[u8] {
        while self.parts.get(self.part).is_some_and(|part| self.at >= part.len()) {
            self.part += 1;
            self.at = 0;
        }
        self.parts.get(self.part).map_or(&[], |part| &part[self.at..])
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 {
            let step = self.left().len().min(count);
            if step == 0 {
                return;
            }
            self.at += step;
            count -= step;
        }
    }

    fn number(&mut self, length: usize) -> u32 {
        let found = number(self.left(), 0, length);
        self.skip(length);
        found
    }

    fn string(&mut self) -> Option<String> {
        if self.left().is_empty() {
            return None;
        }
        let mut length = self.number(2) as usize;
        let mut flags = u8::try_from(self.number(1)).ok()?;
        let fonts = if flags & RICH == 0 { 0 } else { self.number(2) as usize };
        let extra = if flags & EXTENDED == 0 { 0 } else { self.number(4) as usize };
        let mut text = String::new();
        while length > 0 {
            let width = if flags & WIDE == 0 { 1 } else { 2 };
            let here = (self.left().len() / width).min(length);
            let bytes = &self.left()[..here * width];
            text.push_str(&if width == 1 { narrow(bytes) } else { wide(bytes, here) });
            self.at += here * width;
            length -= here;
            if length > 0 {
                // Each part begins by saying anew how wide its letters are.
                self.at = self.parts.get(self.part).map_or(0, |part| part.len());
                if self.left().is_empty() {
                    break;
                }
                flags = u8::try_from(self.number(1)).ok()?;
            }
        }
        self.skip(fonts.saturating_mul(4).saturating_add(extra));
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_narrow_or_wide_letters() {
        assert_eq!(short(&[2, 0, b'a', 0xE9], Version::Unicode), "aé");
        assert_eq!(long(&[2, 0, 1, 0x22, 0x6F, b'b', 0], Version::Unicode), "漢b");
        assert_eq!(short(&[2, b'a', 0x92], Version::Old), "a’");
        assert_eq!(long(&[200, 0, 0, b'a'], Version::Unicode), "a");
        assert_eq!(long(&[], Version::Unicode), "");
    }

    #[test]
    fn shared_texts_go_on_in_the_next_record_with_other_letters() {
        let first = [2, 0, 0, 0, 2, 0, 0, 0, 4, 0, RICH, 1, 0, b'a', b'b'];
        let second = [WIDE, 0x22, 0x6F, b'd', 0, 9, 9, 9, 9, 1, 0, 0, b'z'];
        let found = shared(&[&first, &second]);
        assert_eq!(found.iter().map(|text| &**text).collect::<Vec<_>>(), ["ab漢d", "z"]);
        assert_eq!(shared(&[&[0, 0, 0, 0, 255, 255, 255, 255]]).len(), 0);
    }
}
