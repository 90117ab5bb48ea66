//! The archive that a spreadsheet file is, part by part.
//!
//! A small file can hide a very large one. What it unpacks to is counted while it streams by and never believed from
//! the archive's own words; a part that nobody asks for, such as a picture, is never unpacked. Knows names and bytes.

use std::{
    collections::HashMap,
    io::{Cursor, Error, ErrorKind, Read},
};

use zip::ZipArchive;

use super::{
    limits::INFLATED_BYTES_MAX,
    markup::{Fault, Markup},
};

/// An opened archive.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// How far each part was unpacked: reading it again costs nothing.
    counted: HashMap<usize, u64>,
}

impl<'b> Package<'b> {
    /// Opens the bytes of a file; `None` when they are no archive.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        Some(Self { archive, left: INFLATED_BYTES_MAX, counted: HashMap::new() })
    }

    /// Whether it has a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// The XML of a part; `None` when there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Markup<impl Read + use<'_, 'b>>>, Fault> {
        let Some(index) = self.index(name) else { return Ok(None) };
        let source = self.archive.by_index(index).map_err(|_| Fault::Broken)?;
        let counted = self.counted.entry(index).or_default();
        Ok(Some(Markup::new(Counted { source, at: 0, counted, left: &mut self.left })))
    }

    /// Some programs write names in another case than they use, or with the other slash.
    fn index(&self, name: &str) -> Option<usize> {
        let same = |known: &str| known.replace('\\', "/").eq_ignore_ascii_case(name);
        self.archive.index_for_name(name).or_else(|| {
            let known = self.archive.file_names().filter_map(Result::ok).find(|known| same(known))?;
            self.archive.index_for_name(&known)
        })
    }
}

/// A part while it is unpacked.
struct Counted<'p, R> {
    source: R,
    at: u64,
    counted: &'p mut u64,
    left: &'p mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.at += length as u64;
        let new = self.at.saturating_sub(*self.counted);
        *self.left = self.left.checked_sub(new).ok_or_else(|| Error::from(ErrorKind::FileTooLarge))?;
        *self.counted += new;
        Ok(length)
    }
}
