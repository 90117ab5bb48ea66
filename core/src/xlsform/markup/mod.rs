//! XML as it streams out of an archive, tag by tag, in a fixed amount of memory.
//!
//! The parts of a spreadsheet are machine-written XML of many megabytes, and all that is wanted of them are a few
//! attributes and the words between tags. So there is no tree here and nothing is copied: a piece is a part of the
//! buffer and gone when the next is asked for. Type declarations are refused, so that there are no entities to expand
//! but XML's own five and letters by their number. Knows nothing of spreadsheets.

mod tag;
#[cfg(test)]
mod tests;
mod words;

use std::{
    io::{ErrorKind, Read},
    ops::Range,
};

pub use tag::{Tag, local};
pub use words::{add_words, value};

/// Bytes that are looked at at once; no tag is longer.
pub const TAG_BYTES_MAX: usize = 64 * 1024;
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
                    return Ok(tag::piece(&self.buffer[tag]));
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
                let tail = looked - words::REFERENCE_BYTES_MAX;
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
