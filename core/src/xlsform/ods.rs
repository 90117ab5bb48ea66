//! `.ods`, the OpenDocument spreadsheet: one part holds all sheets.
//!
//! The format says "this row, a million times" in a few letters. Here a repetition is a number until its cells are
//! kept, and how many are kept has a limit; what is empty is never written out. Knows cells, not what they mean.

use std::{io::Read, ops::Range};

use super::{
    cell::{CellText, Days},
    limits::{CELL_CHARS_MAX, COLUMNS_MAX, SHEETS_MAX},
    markup::{Fault, Markup, Piece, Tag, add_words, value},
    package::Package,
    shown::Shown,
    workbook::{Stop, WorkbookError},
};

const PART: &str = "content.xml";
/// Bytes of one text that are kept: more than the longest cell takes, so that one that is too long is seen.
const KEPT_BYTES: usize = (CELL_CHARS_MAX + 4) * 4;

/// An opened spreadsheet.
pub struct Ods<'b> {
    package: Package<'b>,
    names: Vec<String>,
}

impl<'b> Ods<'b> {
    /// Whether an archive is one.
    pub fn is_one(package: &Package<'_>) -> bool {
        package.has(PART)
    }

    /// Opens a spreadsheet in an archive.
    pub fn open(mut package: Package<'b>) -> Result<Self, Fault> {
        let mut names = Vec::new();
        let mut markup = package.part(PART)?.ok_or(Fault::Broken)?;
        loop {
            match markup.next()? {
                Piece::Open(tag) if tag.name == b"table" && names.len() <= SHEETS_MAX => names.push(name_of(&tag)?),
                _ if names.len() > SHEETS_MAX => break,
                Piece::End => break,
                _ => {}
            }
        }
        drop(markup);
        Ok(Self { package, names })
    }

    /// Names of its sheets, in order.
    pub fn sheet_names(&self) -> Vec<String> {
        self.names.clone()
    }

    /// Gives the cells of a sheet one by one, as the file has them.
    pub fn cells(
        &mut self,
        sheet: &str,
        keep: impl FnMut((u32, u32), CellText<'_>) -> Result<(), WorkbookError>,
    ) -> Result<(), Stop> {
        read(self.package.part(PART)?.ok_or(Fault::Broken)?, sheet, keep)
    }
}

fn name_of(tag: &Tag<'_>) -> Result<String, Fault> {
    value(tag.attribute(b"name").unwrap_or_default())
}

fn read(
    mut markup: Markup<impl Read>,
    sheet: &str,
    mut keep: impl FnMut((u32, u32), CellText<'_>) -> Result<(), WorkbookError>,
) -> Result<(), Stop> {
    loop {
        match markup.next()? {
            Piece::Open(tag) if tag.name == b"table" && name_of(&tag)? == sheet => break,
            Piece::End => return Err(Fault::Broken.into()),
            _ => {}
        }
    }
    let (mut first, mut row) = (0_u32, Row::default());
    loop {
        match markup.next()? {
            Piece::Open(tag) if tag.name == b"table-row" => {
                row = Row { repeats: repeats(&tag, b"number-rows-repeated"), ..Row::default() };
                if tag.is_empty {
                    first = first.saturating_add(row.repeats);
                }
            }
            Piece::Close(b"table-row") => {
                for number in (first..first.saturating_add(row.repeats)).take_while(|_| !row.cells.is_empty()) {
                    for (columns, cell) in &row.cells {
                        columns.clone().try_for_each(|column| keep((number, column), cell.text()))?;
                    }
                }
                first = first.saturating_add(row.repeats);
            }
            Piece::Open(tag) if matches!(tag.name, b"table-cell" | b"covered-table-cell") => {
                let (cell, is_empty) = (Cell::begun(&tag)?, tag.is_empty);
                row.add(if is_empty { cell } else { cell.ended(&mut markup)? });
            }
            Piece::Close(b"table") => return Ok(()),
            Piece::End => return Err(Fault::Broken.into()),
            _ => {}
        }
    }
}

/// How often something is repeated; once when nothing is said, and endlessly when it cannot be read.
fn repeats(tag: &Tag<'_>, name: &[u8]) -> u32 {
    let Some(written) = tag.attribute(name) else { return 1 };
    std::str::from_utf8(written).ok().and_then(|digits| digits.parse().ok()).unwrap_or(u32::MAX)
}

/// A row while its cells come.
#[derive(Default)]
struct Row {
    repeats: u32,
    /// Where the next cell stands.
    column: u32,
    /// What stands in which columns.
    cells: Vec<(Range<u32>, Cell)>,
}

impl Row {
    fn add(&mut self, cell: Cell) {
        let next = self.column.saturating_add(cell.repeats);
        let is_past = self.cells.last().is_some_and(|(columns, _)| columns.end > COLUMNS_MAX as u32);
        // One column more than there may be, so that it is seen, and nothing behind it.
        if !is_past && !cell.text().is_empty() {
            let last = next.min(self.column.saturating_add(1).max(COLUMNS_MAX as u32 + 1));
            self.cells.push((self.column..last, cell));
        }
        self.column = next;
    }
}

/// A cell: its value as an attribute says it, or its words.
#[derive(Debug, Clone, Default)]
struct Cell {
    repeats: u32,
    kind: Kind,
    value: Option<String>,
    words: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Words,
    Number,
    Truth,
    Day,
    Time,
    Error,
}

impl Cell {
    fn begun(tag: &Tag<'_>) -> Result<Self, Fault> {
        let mut cell = Self { repeats: repeats(tag, b"number-columns-repeated"), ..Self::default() };
        for (name, written) in tag.attributes() {
            match name {
                b"office:value-type" if cell.kind != Kind::Error => {
                    cell.kind = match written {
                        b"float" | b"percentage" | b"currency" => Kind::Number,
                        b"boolean" => Kind::Truth,
                        b"date" => Kind::Day,
                        b"time" => Kind::Time,
                        _ => Kind::Words,
                    }
                }
                b"calcext:value-type" if written == b"error" => cell.kind = Kind::Error,
                b"office:value"
                | b"office:boolean-value"
                | b"office:date-value"
                | b"office:time-value"
                | b"office:string-value" => cell.value = Some(value(written)?),
                _ => {}
            }
        }
        Ok(cell)
    }

    /// The cell with its words, up to its end. Remarks stand inside of cells and are none of it.
    fn ended(mut self, markup: &mut Markup<impl Read>) -> Result<Self, Fault> {
        let (mut paragraphs, mut is_text, mut remarks) = (0, false, 0_u32);
        loop {
            match markup.next()? {
                Piece::Close(b"table-cell" | b"covered-table-cell") => return Ok(self),
                Piece::End => return Err(Fault::Broken),
                Piece::Open(tag) if tag.name == b"annotation" && !tag.is_empty => remarks += 1,
                Piece::Close(b"annotation") => remarks = remarks.saturating_sub(1),
                _ if remarks > 0 || self.words.len() > KEPT_BYTES => {}
                Piece::Open(tag) => match tag.name {
                    b"p" => {
                        self.words.extend_from_slice(if paragraphs > 0 { b"\n" } else { b"" });
                        paragraphs += 1;
                        is_text = !tag.is_empty;
                    }
                    b"s" => {
                        let spaces = (repeats(&tag, b"c") as usize).min(CELL_CHARS_MAX + 1);
                        self.words.resize(self.words.len() + spaces, b' ');
                    }
                    b"tab" => self.words.push(b'\t'),
                    b"line-break" => self.words.push(b'\n'),
                    _ => {}
                },
                Piece::Close(b"p") => is_text = false,
                Piece::Words(words) if is_text => add_words(&mut self.words, words)?,
                Piece::Literal(words) if is_text => self.words.extend_from_slice(words),
                _ => {}
            }
        }
    }

    fn text(&self) -> CellText<'_> {
        let words = || String::from_utf8_lossy(&self.words);
        match (&self.value, self.kind) {
            (_, Kind::Error) => CellText::Failed(words().trim().to_owned()),
            (Some(value), Kind::Number) => match value.parse() {
                Ok(number) => CellText::number(number, Shown::Number, Days::default()),
                Err(_) => CellText::words(value),
            },
            (Some(value), Kind::Truth) => CellText::truth(value == "true"),
            (Some(value), Kind::Day) => CellText::iso(value),
            (Some(value), Kind::Time) => CellText::duration(value),
            (Some(value), Kind::Words) if self.words.is_empty() => CellText::words(value),
            (_, _) => CellText::owned(&words()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &str, expected: &[&str]) {
        let part = format!(
            "<office:spreadsheet><table:table table:name='other'/><table:table table:name='t&amp;u'>{rows}</table:table>"
        );
        let mut found = Vec::new();
        let read = read(Markup::new(part.as_bytes()), "t&u", |(row, column), text| {
            found.push(match text {
                CellText::Text(text) => format!("{row},{column}={text}"),
                CellText::Failed(error) => format!("{row},{column}!{error}"),
                CellText::NotWorkedOut => format!("{row},{column}?"),
            });
            if found.len() > 2_000 { Err(WorkbookError::NotAWorkbook) } else { Ok(()) }
        });
        assert!(read.is_ok() || found.len() > 2_000, "{rows}");
        found.truncate(expected.len().max(3));
        assert_eq!(found, expected, "{rows}");
    }

    fn row(cells: &str) -> String {
        format!("<table:table-row>{cells}</table:table-row>")
    }

    #[test]
    fn cells_of_every_kind_are_read() {
        check(
            &row(
                "<table:table-cell office:value-type='string'><text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p></table:table-cell>",
            ),
            &["0,0=a  b\nc"],
        );
        check(
            &row(
                "<table:table-cell office:value-type='float' office:value='2.50'><text:p>2,5</text:p></table:table-cell>\
                  <table:table-cell office:value-type='boolean' office:boolean-value='true'/>\
                  <table:table-cell office:value-type='date' office:date-value='2024-03-01'/>\
                  <table:table-cell office:value-type='time' office:time-value='PT09H30M00S'/>",
            ),
            &["0,0=2.5", "0,1=TRUE", "0,2=2024-03-01", "0,3=09:30:00"],
        );
        check(
            &row(
                "<table:table-cell office:value-type='string' calcext:value-type='error'><text:p>#N/A</text:p></table:table-cell>\
                  <table:table-cell office:value-type='string'><office:annotation><text:p>no</text:p></office:annotation><text:p>yes</text:p></table:table-cell>",
            ),
            &["0,0!#N/A", "0,1=yes"],
        );
    }

    #[test]
    fn repetitions_are_written_out_as_far_as_they_hold_something() {
        let cell = "<table:table-cell office:value-type='float' office:value='1'/>";
        let gap = "<table:table-cell table:number-columns-repeated='16000'/>";
        let rows = |count: &str, cells: &str| {
            format!("<table:table-row table:number-rows-repeated='{count}'>{cells}</table:table-row>")
        };
        check(&rows("2", cell), &["0,0=1", "1,0=1"]);
        check(&format!("{}{}", rows("1048575", gap), row(cell)), &["1048575,0=1"]);
        check(&row(&format!("{gap}{cell}")), &["0,16000=1"]);
        check(&rows("4294967295", cell), &["0,0=1", "1,0=1", "2,0=1"]);
        let wide = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='x'/>";
        check(&row(&format!("{wide}{cell}")), &["0,0=1", "0,1=1", "0,2=1"]);
    }

    #[test]
    fn cells_past_the_last_column_and_long_runs_of_spaces_are_not_written_out() {
        let mut row = Row::default();
        let cell = || Cell { repeats: 400, words: b"x".to_vec(), ..Cell::default() };
        (0..1_000).for_each(|_| row.add(cell()));
        assert_eq!(row.cells.len(), 2);
        assert_eq!(row.cells.last().map(|(columns, _)| columns.clone()), Some(400..COLUMNS_MAX as u32 + 1));
        let part = "<text:p><text:s text:c='131000'/></text:p></table:table-cell>";
        let cell = Cell::default().ended(&mut Markup::new(part.as_bytes()));
        assert_eq!(cell.map(|cell| cell.words.len()).ok(), Some(CELL_CHARS_MAX + 1));
    }
}
