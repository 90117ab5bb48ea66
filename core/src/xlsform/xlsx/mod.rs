//! `.xlsx` and `.xlsm`: an archive of XML parts that lead to each other by relations.
//!
//! Read here and not by a library: a form of 100,000 choices is thirty megabytes of XML of which four are wanted, and
//! such files come from strangers. Each part streams by once, within the limits of [`super::package`], and a cell is
//! given as soon as it has passed. Nothing a file says of its own size is believed.

mod relations;
mod sheet;
mod strings;
mod styles;
#[cfg(test)]
mod tests;

use super::{
    cell::{CellText, Days},
    limits::SHEETS_MAX,
    markup::{Fault, Piece, value},
    package::Package,
    shown::Shown,
    workbook::{Stop, WorkbookError},
};
use crate::form::table::Texts;
use relations::Relations;

/// Where the workbook's own part stands unless the file says otherwise.
const USUAL_PART: &str = "xl/workbook.xml";

/// An opened workbook.
pub struct Xlsx<'b> {
    package: Package<'b>,
    sheets: Vec<Sheet>,
    common: Common,
}

/// What the cells of all sheets refer to.
#[derive(Default)]
struct Common {
    strings: Texts,
    /// By style: how a number in it is shown.
    styles: Vec<Shown>,
    days: Days,
}

struct Sheet {
    name: String,
    /// The part with its cells; a chart has none.
    part: Option<String>,
}

impl<'b> Xlsx<'b> {
    /// Opens a workbook in an archive.
    pub fn open(mut package: Package<'b>) -> Result<Self, Fault> {
        let root = Relations::read(&mut package, "")?;
        let part = root.of_kind("officeDocument").unwrap_or(USUAL_PART).to_owned();
        let relations = Relations::read(&mut package, &part)?;
        let (sheets, days) = read_book(&mut package, &part, &relations)?;
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let part_of = |kind, usual: &str| relations.of_kind(kind).map_or(format!("{folder}/{usual}"), str::to_owned);
        let strings = match package.part(&part_of("sharedStrings", "sharedStrings.xml"))? {
            Some(part) => strings::read(part)?,
            None => Texts::default(),
        };
        let styles = match package.part(&part_of("styles", "styles.xml"))? {
            Some(part) => styles::read(part)?,
            None => Vec::new(),
        };
        Ok(Self { package, sheets, common: Common { strings, styles, days } })
    }

    /// Names of its sheets, in order.
    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// Gives the cells of a sheet one by one, as the file has them.
    pub fn cells(
        &mut self,
        sheet: &str,
        keep: impl FnMut((u32, u32), CellText<'_>) -> Result<(), WorkbookError>,
    ) -> Result<(), Stop> {
        let found = self.sheets.iter().find(|known| known.name == sheet).ok_or(Fault::Broken)?;
        match &found.part {
            Some(part) => sheet::read(self.package.part(part)?.ok_or(Fault::Broken)?, &self.common, keep),
            None => Ok(()),
        }
    }
}

/// The sheets that the workbook lists, and how it counts days.
fn read_book(package: &mut Package<'_>, part: &str, relations: &Relations) -> Result<(Vec<Sheet>, Days), Fault> {
    let (mut sheets, mut days) = (Vec::new(), Days::default());
    let mut markup = package.part(part)?.ok_or(Fault::Broken)?;
    loop {
        match markup.next()? {
            // One sheet more than there may be is enough to say so.
            Piece::Open(tag) if tag.name == b"sheet" && sheets.len() <= SHEETS_MAX => {
                let name = value(tag.attribute(b"name").unwrap_or_default())?;
                let id = value(tag.attribute(b"id").unwrap_or_default())?;
                sheets.push(Sheet { name, part: relations.sheet(&id).map(str::to_owned) });
            }
            Piece::Open(tag) if tag.name == b"workbookPr" => {
                if matches!(tag.attribute(b"date1904"), Some(b"1" | b"true")) {
                    days = Days::Since1904;
                }
            }
            Piece::Close(b"workbook") => return Ok((sheets, days)),
            Piece::End => return Err(Fault::Broken),
            _ => {}
        }
    }
}
