//! The cells of one sheet, as they stream by.

use std::{borrow::Cow, io::Read};

use super::{Common, strings::Words};
use crate::xlsform::{
    cell::CellText,
    markup::{Fault, Markup, Piece, Tag, local},
    workbook::{Stop, WorkbookError},
};

/// Gives each cell that holds something. What stands behind the cells is not unpacked.
pub fn read(
    mut markup: Markup<impl Read>,
    common: &Common,
    mut keep: impl FnMut((u32, u32), CellText<'_>) -> Result<(), WorkbookError>,
) -> Result<(), Stop> {
    let (mut is_inside, mut is_markup) = (false, false);
    let (mut row, mut next_row, mut column) = (0, 0, 0);
    let mut words = Words::default();
    loop {
        match markup.next()? {
            Piece::Open(tag) if tag.name == b"sheetData" => {
                if tag.is_empty {
                    return Ok(());
                }
                is_inside = true;
            }
            Piece::Open(tag) if is_inside && tag.name == b"row" => {
                row = match tag.attribute(b"r") {
                    Some(written) => row_number(written).ok_or(Fault::Broken)?,
                    None => next_row,
                };
                (next_row, column) = (row.saturating_add(1), 0);
            }
            Piece::Open(tag) if is_inside && tag.name == b"c" => {
                let head = Head::of(&tag, (row, column))?;
                column = head.at.1.saturating_add(1);
                if !tag.is_empty {
                    match read_cell(&mut markup, &mut words)? {
                        Content::Formula => keep(head.at, CellText::NotWorkedOut)?,
                        Content::Value => {
                            if let Some(text) = head.text(&words, common)? {
                                keep(head.at, text)?;
                            }
                        }
                    }
                }
            }
            Piece::Open(_) => is_markup = true,
            Piece::Close(b"sheetData") => return Ok(()),
            // A chart has a tab of its own and no cells.
            Piece::End if !is_inside && is_markup => return Ok(()),
            Piece::End => return Err(Fault::Broken.into()),
            _ => {}
        }
    }
}

/// What a cell says of itself before its value.
struct Head {
    at: (u32, u32),
    style: usize,
    kind: Kind,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Truth,
    Error,
    Day,
    Words,
}

impl Head {
    fn of(tag: &Tag<'_>, mut at: (u32, u32)) -> Result<Self, Fault> {
        let (mut style, mut kind) = (0, Kind::Number);
        for (name, written) in tag.attributes() {
            match local(name) {
                b"r" => at = place(written).ok_or(Fault::Broken)?,
                b"s" => style = number(written).unwrap_or(0) as usize,
                b"t" => {
                    kind = match written {
                        b"n" => Kind::Number,
                        b"s" => Kind::Shared,
                        b"b" => Kind::Truth,
                        b"e" => Kind::Error,
                        b"d" => Kind::Day,
                        _ => Kind::Words,
                    }
                }
                _ => {}
            }
        }
        Ok(Self { at, style, kind })
    }

    /// The cell as text.
    fn text<'w>(&self, words: &'w Words, common: &'w Common) -> Result<Option<CellText<'w>>, Fault> {
        if self.kind == Kind::Words {
            return Ok(Some(words_of(words.text()?)));
        }
        let written = words.plain()?.trim();
        Ok(Some(match self.kind {
            _ if written.is_empty() => return Ok(None),
            Kind::Shared => {
                let index = number(written.as_bytes()).map(|index| index as usize);
                let index = index.filter(|index| *index < common.strings.len()).ok_or(Fault::Broken)?;
                CellText::words(common.strings.get(index))
            }
            Kind::Truth if matches!(written, "0" | "false") => CellText::truth(false),
            Kind::Truth if matches!(written, "1" | "true") => CellText::truth(true),
            Kind::Error => CellText::Failed(written.to_owned()),
            Kind::Day => CellText::iso(written),
            Kind::Number => match written.parse() {
                Ok(number) => {
                    let shown = common.styles.get(self.style).copied().unwrap_or_default();
                    CellText::number(number, shown, common.days)
                }
                Err(_) => CellText::words(written),
            },
            Kind::Truth | Kind::Words => CellText::words(written),
        }))
    }
}

fn words_of(text: Cow<'_, str>) -> CellText<'_> {
    match text {
        Cow::Borrowed(text) => CellText::words(text),
        Cow::Owned(text) => CellText::owned(&text),
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// A value, or nothing.
    Value,
    /// A formula alone.
    Formula,
}

/// The words of a cell's value, up to its end; a formula's own words are none of it.
fn read_cell(markup: &mut Markup<impl Read>, words: &mut Words) -> Result<Content, Fault> {
    words.clear();
    let (mut is_value, mut has_value, mut content) = (false, false, Content::Value);
    loop {
        match markup.next()? {
            Piece::Close(b"c") => return Ok(if has_value { Content::Value } else { content }),
            Piece::Open(tag) if tag.name == b"f" => content = Content::Formula,
            Piece::Open(tag) if tag.name == b"v" => {
                (is_value, has_value) = (!tag.is_empty, !tag.is_empty || content == Content::Value);
            }
            Piece::Close(b"v") => is_value = false,
            Piece::End => return Err(Fault::Broken),
            piece if is_value => words.add(&piece)?,
            piece => words.take(&piece)?,
        }
    }
}

/// `B12` as row 11 and column 1.
fn place(written: &[u8]) -> Option<(u32, u32)> {
    let letters = written.iter().take_while(|letter| letter.is_ascii_alphabetic()).count();
    let (letters, digits) = written.split_at(letters);
    let column = letters.iter().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row_number(digits)?, column.checked_sub(1)?))
}

/// `12` as row 11.
fn row_number(written: &[u8]) -> Option<u32> {
    number(written)?.checked_sub(1)
}

fn number(digits: &[u8]) -> Option<u32> {
    let digit = |number: u32, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    };
    if digits.is_empty() { None } else { digits.iter().try_fold(0, digit) }
}
