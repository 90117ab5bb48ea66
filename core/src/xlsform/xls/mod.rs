//! `.xls`, the workbook of older spreadsheet programs: a small file system (OLE) that holds a stream of records (BIFF).
//!
//! Read here and not by a library, because such files come from strangers and the format invites to believe what they
//! say of themselves: every chain is bounded by the file's own size, and cells are given one by one.

mod ole;
mod records;
mod strings;

use std::collections::HashMap;

use super::{
    cell::{CellText, Days},
    shown::Shown,
};
use records::{Record, Records, number};
use strings::Version;

/// Why a file is no workbook of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XlsFault {
    /// It is something else, or broken.
    Strange,
    /// It asks for a password.
    Protected,
}

/// A workbook with its records in memory.
pub struct Xls {
    stream: Vec<u8>,
    version: Version,
    sheets: Vec<(String, usize)>,
    strings: Vec<Box<str>>,
    /// By style: how a number in it is shown.
    styles: Vec<Shown>,
    days: Days,
}

const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00FC;
const FORMAT: u16 = 0x041E;
const STYLE: u16 = 0x00E0;
const DATE_MODE: u16 = 0x0022;
const PASSWORD: u16 = 0x002F;
const END: u16 = 0x000A;
const BEGIN: [u16; 3] = [0x0809, 0x0409, 0x0209];

impl Xls {
    /// Opens the bytes of a file.
    pub fn open(bytes: &[u8]) -> Result<Self, XlsFault> {
        let stream = ole::workbook_stream(bytes)?;
        let mut first = Records::new(&stream, 0);
        let begin = first.next().filter(|record| BEGIN.contains(&record.kind)).ok_or(XlsFault::Strange)?;
        let version = Version::of(number(begin.bytes, 0, 2));
        let mut xls = Self {
            stream: Vec::new(),
            version,
            sheets: Vec::new(),
            strings: Vec::new(),
            styles: Vec::new(),
            days: Days::default(),
        };
        let (mut written, mut formats) = (HashMap::new(), Vec::new());
        while let Some(record) = first.next() {
            match record.kind {
                END => break,
                PASSWORD => return Err(XlsFault::Protected),
                BOUND_SHEET => xls.sheets.extend(sheet(&record, version)),
                SHARED_STRINGS => xls.strings = strings::shared(&first.with_continued(&record)),
                FORMAT => {
                    let format = strings::long(record.bytes.get(2..).unwrap_or(&[]), version);
                    written.insert(number(record.bytes, 0, 2), Shown::of(&format));
                }
                STYLE => formats.push(number(record.bytes, 2, 2)),
                DATE_MODE if number(record.bytes, 0, 2) == 1 => xls.days = Days::Since1904,
                _ => {}
            }
        }
        let shown = |format: u32| match Shown::built_in(format) {
            Shown::Number => written.get(&format).copied().unwrap_or_default(),
            built_in => built_in,
        };
        xls.styles = formats.into_iter().map(shown).collect();
        xls.stream = stream;
        Ok(xls)
    }

    /// Names of its sheets, in order.
    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Gives the cells of a sheet one by one, as the file has them; stops at the first error.
    pub fn cells<E>(
        &self,
        sheet: &str,
        mut keep: impl FnMut((u32, u32), CellText<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some((_, start)) = self.sheets.iter().find(|(name, _)| name == sheet) else { return Ok(()) };
        let mut depth = 0_u32;
        // A formula whose value is a text is followed by it.
        let mut waiting: Option<(u32, u32)> = None;
        for record in Records::new(&self.stream, *start) {
            match record.kind {
                kind if BEGIN.contains(&kind) => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                _ if depth != 1 => {}
                0x0207 => {
                    if let Some(at) = waiting.take() {
                        keep(at, CellText::words(&strings::long(record.bytes, self.version)))?;
                    }
                }
                _ => waiting = self.record(&record, &mut keep)?.or(waiting),
            }
        }
        Ok(())
    }

    /// The cells of one record; where a text is still to come, its place.
    fn record<E>(
        &self,
        record: &Record<'_>,
        keep: &mut impl FnMut((u32, u32), CellText<'_>) -> Result<(), E>,
    ) -> Result<Option<(u32, u32)>, E> {
        let bytes = record.bytes;
        let (row, column, style) = (number(bytes, 0, 2), number(bytes, 2, 2), number(bytes, 4, 2));
        let mut put = |column, text: CellText<'_>| keep((row, column), text);
        match record.kind {
            0x00FD if bytes.len() >= 10 => {
                let text = self.strings.get(number(bytes, 6, 4) as usize).map_or("", |text| text);
                put(column, CellText::words(text))?;
            }
            0x0204 | 0x00D6 if bytes.len() >= 8 => {
                put(column, CellText::words(&strings::long(&bytes[6..], self.version)))?;
            }
            0x0203 if bytes.len() >= 14 => put(column, self.shown(style, float(&bytes[6..14])))?,
            0x027E if bytes.len() >= 10 => put(column, self.shown(style, packed(number(bytes, 6, 4))))?,
            0x00BD => {
                for (place, pair) in
                    (column..).zip(bytes.get(4..bytes.len().saturating_sub(2)).unwrap_or(&[]).chunks_exact(6))
                {
                    put(place, self.shown(number(pair, 0, 2), packed(number(pair, 2, 4))))?;
                }
            }
            0x0205 if bytes.len() >= 8 => put(column, truth_or_error(bytes[6], bytes[7] != 0))?,
            0x0006 | 0x0206 | 0x0406 if bytes.len() >= 14 => {
                if bytes[12..14] != [0xFF, 0xFF] {
                    put(column, self.shown(style, float(&bytes[6..14])))?;
                } else {
                    match bytes[6] {
                        0 => return Ok(Some((row, column))),
                        1 | 2 => put(column, truth_or_error(bytes[8], bytes[6] == 2))?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(None)
    }

    fn shown(&self, style: u32, value: f64) -> CellText<'static> {
        CellText::number(value, self.styles.get(style as usize).copied().unwrap_or_default(), self.days)
    }
}

fn sheet(record: &Record<'_>, version: Version) -> Option<(String, usize)> {
    let is_worksheet = record.bytes.get(5)? & 0x0F == 0;
    let name = strings::short(record.bytes.get(6..)?, version);
    is_worksheet.then(|| (name, number(record.bytes, 0, 4) as usize))
}

fn float(bytes: &[u8]) -> f64 {
    bytes.try_into().map_or(0.0, f64::from_le_bytes)
}

/// A number in four bytes: the upper part of a float or a whole number, in hundredths where the last bit says so.
fn packed(bits: u32) -> f64 {
    let value =
        if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn truth_or_error(code: u8, is_error: bool) -> CellText<'static> {
    if !is_error {
        return CellText::truth(code != 0);
    }
    let shown = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    CellText::Failed(shown.to_owned())
}

#[cfg(test)]
mod tests;
