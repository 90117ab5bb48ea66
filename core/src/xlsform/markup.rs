//! XML as it streams out of an archive, tag by tag, in a fixed amount of memory.
//!
//! The parts of a spreadsheet are machine-written XML of many megabytes, and all that is wanted of them are a few
//! attributes and the words between tags. So there is no tree here and nothing is copied: a piece is a part of the
//! buffer and gone when the next is asked for. Type declarations are refused, so that there are no entities to expand
//! but XML's own five and letters by their number. Knows nothing of spreadsheets.

use std::{
    io::{ErrorKind, Read},
    ops::Range,
};

/// Bytes that are looked at at once; no tag is longer.
pub const TAG_BYTES_MAX: usize = 64 * 1024;
/// Bytes of the longest reference: `&#x10FFFF;`, with room for leading zeros.
const REFERENCE_BYTES_MAX: usize = 32;
const LITERAL: &[u8] = b"<![CDATA[";
const LITERAL_END: &[u8] = b"]]>";

/// Why reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// This is no XML that is read.
    Broken,
    /// More bytes than are read from one file.
    TooFar,
}

/// What comes next.
#[derive(Debug)]
pub enum Piece<'m> {
    /// An element begins.
    Open(Tag<'m>),
    /// An element ends: its name without prefix. An empty element has no end of its own.
    Close(&'m [u8]),
    /// Words with references in them, perhaps not all that stand there: more may follow.
    Words(&'m [u8]),
    /// Words without references.
    Literal(&'m [u8]),
    /// Nothing more.
    End,
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'m> {
    /// Its name without prefix.
    pub name: &'m [u8],
    /// Whether nothing is in it and it has no end of its own.
    pub is_empty: bool,
    attributes: &'m [u8],
}

/// A stream of pieces.
pub struct Markup<R> {
    source: R,
    buffer: Vec<u8>,
    /// What is in the buffer and was not given out yet.
    rest: Range<usize>,
    /// Inside of a literal, where nothing but its end is looked for.
    in_literal: bool,
}

impl<R: Read> Markup<R> {
    /// The pieces of what is read from here.
    pub fn new(source: R) -> Self {
        Self { source, buffer: vec![0; TAG_BYTES_MAX], rest: 0..0, in_literal: false }
    }

    /// The next piece.
    pub fn next(&mut self) -> Result<Piece<'_>, Fault> {
        loop {
            if self.rest.is_empty() && !self.fill()? {
                return if self.in_literal { Err(Fault::Broken) } else { Ok(Piece::End) };
            }
            if self.in_literal {
                match self.literal()? {
                    Some(words) => return Ok(Piece::Literal(&self.buffer[words])),
                    None => continue,
                }
            }
            if self.buffer[self.rest.start] != b'<' {
                let words = self.words()?;
                return Ok(Piece::Words(&self.buffer[words]));
            }
            match self.byte(1)? {
                Some(b'!') if self.begins(LITERAL)? => {
                    self.rest.start += LITERAL.len();
                    self.in_literal = true;
                }
                Some(b'!') if self.begins(b"<!--")? => self.skip(4, b"-->")?,
                Some(b'!') => return Err(Fault::Broken),
                Some(b'?') => self.skip(2, b"?>")?,
                _ => {
                    let tag = self.tag()?;
                    return Ok(piece(&self.buffer[tag]));
                }
            }
        }
    }

    /// Reads on; `false` at the end. A buffer that is full of one piece is a fault.
    fn fill(&mut self) -> Result<bool, Fault> {
        if self.rest.start > 0 {
            self.buffer.copy_within(self.rest.clone(), 0);
            self.rest = 0..self.rest.len();
        }
        let free = self.buffer.get_mut(self.rest.end..).filter(|free| !free.is_empty()).ok_or(Fault::Broken)?;
        let length = loop {
            match self.source.read(free) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::FileTooLarge => return Err(Fault::TooFar),
                read => break read.map_err(|_| Fault::Broken)?,
            }
        };
        self.rest.end += length;
        Ok(length > 0)
    }

    fn byte(&mut self, place: usize) -> Result<Option<u8>, Fault> {
        while self.rest.len() <= place {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(self.buffer.get(self.rest.start + place).copied())
    }

    fn begins(&mut self, word: &[u8]) -> Result<bool, Fault> {
        let there = self.byte(word.len() - 1)?.is_some();
        Ok(there && self.buffer[self.rest.clone()].starts_with(word))
    }

    /// Passes over `skipped` bytes and then over all up to `end`, and over that.
    fn skip(&mut self, skipped: usize, end: &[u8]) -> Result<(), Fault> {
        self.byte(skipped)?.ok_or(Fault::Broken)?;
        self.rest.start += skipped;
        loop {
            if let Some(at) = self.buffer[self.rest.clone()].windows(end.len()).position(|window| window == end) {
                self.rest.start += at + end.len();
                return Ok(());
            }
            self.rest.start = self.rest.end - self.rest.len().min(end.len() - 1);
            if !self.fill()? {
                return Err(Fault::Broken);
            }
        }
    }

    /// Words up to the next tag, or as many as are there.
    fn words(&mut self) -> Result<Range<usize>, Fault> {
        let mut looked = 0;
        loop {
            let rest = &self.buffer[self.rest.clone()];
            if let Some(at) = rest[looked..].iter().position(|byte| *byte == b'<') {
                return Ok(self.take(looked + at));
            }
            looked = rest.len();
            if looked == TAG_BYTES_MAX {
                let tail = looked - REFERENCE_BYTES_MAX;
                let open = rest[tail..].iter().rposition(|byte| matches!(byte, b'&' | b';'));
                let cut = open.map(|at| tail + at).filter(|at| rest[*at] == b'&');
                return Ok(self.take(cut.unwrap_or(looked)));
            }
            if !self.fill()? {
                return Ok(self.take(looked));
            }
        }
    }

    /// What there is of a literal; nothing where it ended.
    fn literal(&mut self) -> Result<Option<Range<usize>>, Fault> {
        self.byte(LITERAL_END.len() - 1)?.ok_or(Fault::Broken)?;
        let rest = &self.buffer[self.rest.clone()];
        match rest.windows(LITERAL_END.len()).position(|window| window == LITERAL_END) {
            Some(0) => {
                self.rest.start += LITERAL_END.len();
                self.in_literal = false;
                Ok(None)
            }
            Some(at) => Ok(Some(self.take(at))),
            None => Ok(Some(self.take(rest.len() - LITERAL_END.len() + 1))),
        }
    }

    /// What stands between `<` and `>`. Between quotation marks a `>` is a letter like others.
    fn tag(&mut self) -> Result<Range<usize>, Fault> {
        let (mut looked, mut quote) = (1, None);
        loop {
            let rest = &self.buffer[self.rest.clone()];
            while let Some(byte) = rest.get(looked).copied() {
                looked += 1;
                match quote {
                    Some(mark) if mark == byte => quote = None,
                    Some(_) => {}
                    None if byte == b'>' => {
                        let tag = self.take(looked);
                        return Ok(tag.start + 1..tag.end - 1);
                    }
                    None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                    None => {}
                }
            }
            if !self.fill()? {
                return Err(Fault::Broken);
            }
        }
    }

    fn take(&mut self, length: usize) -> Range<usize> {
        let start = self.rest.start;
        self.rest.start += length;
        start..self.rest.start
    }
}

/// The piece that a tag is.
fn piece(tag: &[u8]) -> Piece<'_> {
    if let [b'/', name @ ..] = tag {
        return Piece::Close(local(name.trim_ascii()));
    }
    let (tag, is_empty) = tag.strip_suffix(b"/").map_or((tag, false), |tag| (tag, true));
    let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    let (name, attributes) = tag.split_at(end);
    Piece::Open(Tag { name: local(name), is_empty, attributes })
}

/// A name without its prefix.
pub fn local(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b':').map_or(name, |at| &name[at + 1..])
}

impl<'m> Tag<'m> {
    /// The first attribute of this name, whatever its prefix, as it is written.
    pub fn attribute(&self, name: &[u8]) -> Option<&'m [u8]> {
        self.attributes().find(|(known, _)| local(known) == name).map(|(_, value)| value)
    }

    /// Names with their prefixes, and values as they are written. What is no attribute ends them.
    pub fn attributes(&self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> + use<'m> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let name = rest[..equals].trim_ascii();
            let (quote, after) = rest[equals + 1..].trim_ascii_start().split_first()?;
            if !matches!(quote, b'"' | b'\'') {
                return None;
            }
            let end = after.iter().position(|byte| byte == quote)?;
            rest = &after[end + 1..];
            Some((name, &after[..end]))
        })
    }
}

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

#[cfg(test)]
#[path = "markup_tests.rs"]
mod tests;
