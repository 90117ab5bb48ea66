//! Texts: those that cells share, in a part of their own, and how both they and the cells' own are written.

use std::{borrow::Cow, io::Read};

use crate::{
    form::table::Texts,
    xlsform::{
        limits::{CELL_CHARS_MAX, CELLS_MAX},
        markup::{Fault, Markup, Piece, add_words},
    },
};

/// Bytes of one text that are kept: more than [`CELL_CHARS_MAX`] letters take, so that one that is too long is seen.
const KEPT_BYTES: usize = (CELL_CHARS_MAX + 4) * 4;

/// The shared texts, in order.
pub fn read(mut markup: Markup<impl Read>) -> Result<Texts, Fault> {
    let (mut texts, mut words, mut is_list) = (Texts::default(), Words::default(), false);
    loop {
        match markup.next()? {
            Piece::Open(tag) if tag.name == b"sst" => is_list = true,
            Piece::Open(tag) if tag.name == b"si" && tag.is_empty => texts.push(""),
            Piece::Open(tag) if tag.name == b"si" => words.clear(),
            Piece::Close(b"si") => texts.push(&words.text()?),
            Piece::End if is_list => return Ok(texts),
            Piece::End => return Err(Fault::Broken),
            piece => words.take(&piece)?,
        }
        if texts.len() > CELLS_MAX {
            return Err(Fault::TooFar);
        }
    }
}

/// The words of one text while they come: those in `t`, however many runs there are, and not how they are pronounced.
#[derive(Debug, Default)]
pub struct Words {
    bytes: Vec<u8>,
    is_text: bool,
    is_spoken: bool,
}

impl Words {
    /// Begins another text.
    pub fn clear(&mut self) {
        self.bytes.clear();
        (self.is_text, self.is_spoken) = (false, false);
    }

    /// Takes what comes inside of a text.
    pub fn take(&mut self, piece: &Piece<'_>) -> Result<(), Fault> {
        match piece {
            Piece::Open(tag) if tag.name == b"t" => self.is_text = !tag.is_empty,
            Piece::Close(b"t") => self.is_text = false,
            Piece::Open(tag) if tag.name == b"rPh" => self.is_spoken = !tag.is_empty,
            Piece::Close(b"rPh") => self.is_spoken = false,
            piece if self.is_text && !self.is_spoken => self.add(piece)?,
            _ => {}
        }
        Ok(())
    }

    /// Adds words as they come.
    pub fn add(&mut self, piece: &Piece<'_>) -> Result<(), Fault> {
        match piece {
            _ if self.bytes.len() > KEPT_BYTES => Ok(()),
            Piece::Words(words) => add_words(&mut self.bytes, words),
            Piece::Literal(words) => {
                self.bytes.extend_from_slice(words);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The text so far, with letters that stand by their number (`_x000D_`) as themselves.
    pub fn text(&self) -> Result<Cow<'_, str>, Fault> {
        match self.plain() {
            Ok(text) => Ok(unescaped(text)),
            // What is too long was cut anywhere.
            Err(_) if self.bytes.len() > KEPT_BYTES => Ok(String::from_utf8_lossy(&self.bytes)),
            Err(fault) => Err(fault),
        }
    }

    /// The text so far, as it is written.
    pub fn plain(&self) -> Result<&str, Fault> {
        std::str::from_utf8(&self.bytes).map_err(|_| Fault::Broken)
    }
}

/// A text in which `_x005F_` and the like stand for the letters of that number, two of them for one beyond the first
/// 65,536.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut units, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        let unit = rest.get(at + 2..at + 7).and_then(|escape| escape.strip_suffix('_'));
        let unit = unit.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match unit.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => units.push(unit),
            None => units.extend("_x".encode_utf16()),
        }
        rest = &rest[at + if unit.is_some() { 7 } else { 2 }..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_by_their_number_are_letters() {
        for (text, expected) in [
            ("a_x000A_b", "a\nb"),
            ("_x005F_x000A_", "_x000A_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_", "\u{FFFD}"),
            ("max_x1 _xZZZZ_ _x12", "max_x1 _xZZZZ_ _x12"),
            ("_x00é", "_x00é"),
        ] {
            assert_eq!(unescaped(text), expected, "{text}");
        }
    }

    #[test]
    fn shared_texts_are_read_run_by_run() {
        let list = "<x:sst><x:si><x:t>one</x:t></x:si><x:si/><x:si><x:r><x:rPr/><x:t xml:space='preserve'>two </x:t></x:r>\
            <x:r><x:t>three</x:t></x:r><x:rPh><x:t>spoken</x:t></x:rPh></x:si></x:sst>";
        let texts = read(Markup::new(list.as_bytes())).expect("the list is sound");
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["one", "", "two three"]);
        assert!(read(Markup::new(b"<other/>".as_slice())).is_err());
    }

    #[test]
    fn there_is_a_most_of_shared_texts() {
        let list = format!("<sst>{}</sst>", "<si/>".repeat(CELLS_MAX + 1));
        assert_eq!(read(Markup::new(list.as_bytes())).err(), Some(Fault::TooFar));
    }
}
