//! A spreadsheet file, opened: which sheets it has, and one of them as cells.
//!
//! The content decides what the file is, never its name, because real forms carry the wrong ending. Limits are checked
//! before anything is allocated by them. Knows cells, not what they mean.

mod error;

use super::{
    cell::CellText,
    cells::{Cells, Place, TooManyCells},
    limits::{COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX, SHEETS_MAX},
    markup::Fault,
    ods::Ods,
    package::Package,
    plain_text::{self, Table},
    xls::{Xls, XlsFault},
    xlsx::Xlsx,
};

pub use error::WorkbookError;

/// An opened spreadsheet file. Cells are read sheet by sheet, when asked for.
pub struct Workbook<'a> {
    names: Vec<String>,
    source: Source<'a>,
}

enum Source<'a> {
    Xlsx(Box<Xlsx<'a>>),
    Xls(Box<Xls>),
    Ods(Box<Ods<'a>>),
    Text(Vec<Table>),
}

/// Why the cells of a sheet came to an early end.
pub(super) enum Stop {
    /// The file is broken.
    Fault(Fault),
    /// They are more than are kept.
    Kept(WorkbookError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<WorkbookError> for Stop {
    fn from(error: WorkbookError) -> Self {
        Self::Kept(error)
    }
}

impl<'a> Workbook<'a> {
    /// Opens `.xlsx`, `.xlsm`, `.xls`, `.ods`, `.csv` and Markdown tables by their content.
    pub fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(WorkbookError::FileTooLarge { size_bytes: bytes.len() });
        }
        if bytes.is_empty() {
            return Err(WorkbookError::Empty);
        }
        let source = if bytes.starts_with(b"PK\x03\x04") {
            open_zip(bytes)?
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            open_ole(bytes)?
        } else {
            Source::Text(plain_text::tables(bytes).ok_or(WorkbookError::NotAWorkbook)?)
        };
        let names = match &source {
            Source::Text(tables) => tables.iter().map(|(name, _)| name.clone()).collect(),
            Source::Xlsx(book) => book.sheet_names(),
            Source::Xls(book) => book.sheet_names(),
            Source::Ods(book) => book.sheet_names(),
        };
        if names.len() > SHEETS_MAX {
            return Err(WorkbookError::TooManySheets { count: names.len() });
        }
        Ok(Self { names, source })
    }

    /// The sheets in the workbook's order.
    #[must_use]
    pub fn sheet_names(&self) -> &[String] {
        &self.names
    }

    /// The name as the workbook writes it of the sheet that is called so, whatever the case and spaces around it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<String> {
        self.names.iter().find(|known| known.trim().eq_ignore_ascii_case(name)).cloned()
    }

    /// Every cell of a sheet that holds something, by row and column.
    pub(super) fn cells(&mut self, sheet: &str) -> Result<Cells, WorkbookError> {
        let mut cells = Cells::default();
        let damaged = || WorkbookError::Damaged { sheet: sheet.to_owned() };
        let mut put = |at, text: CellText<'_>| keep(&mut cells, sheet, at, text);
        let read = match &mut self.source {
            Source::Xlsx(book) => book.cells(sheet, put),
            Source::Ods(book) => book.cells(sheet, put),
            Source::Xls(book) => book.cells(sheet, put).map_err(Stop::Kept),
            Source::Text(tables) => {
                let table = tables.iter_mut().find(|(name, _)| name == sheet).ok_or_else(damaged)?;
                let mut texts = std::mem::take(&mut table.1).into_iter();
                texts.try_for_each(|(at, text)| put(at, CellText::Text(text.into()))).map_err(Stop::Kept)
            }
        };
        read.map_err(|stop| match stop {
            Stop::Kept(error) => error,
            Stop::Fault(Fault::TooFar) => WorkbookError::InflatesTooFar,
            Stop::Fault(Fault::Broken) => damaged(),
        })?;
        cells.arrange();
        if cells.rows().count() > ROWS_MAX {
            return Err(WorkbookError::TooManyRows { sheet: sheet.to_owned() });
        }
        Ok(cells)
    }
}

/// Adds a cell that holds something.
fn keep(cells: &mut Cells, sheet: &str, at: (u32, u32), text: CellText<'_>) -> Result<(), WorkbookError> {
    if text.is_empty() {
        return Ok(());
    }
    let column = u16::try_from(at.1).ok().filter(|column| usize::from(*column) < COLUMNS_MAX);
    let column = column.ok_or_else(|| WorkbookError::TooManyColumns { sheet: sheet.to_owned() })?;
    let place = Place { row: at.0, column };
    cells.push(place, text).map_err(|TooManyCells| WorkbookError::TooManyCells { sheet: sheet.to_owned() })
}

/// `.xlsx`, `.xlsm` or `.ods`, by what stands in the archive.
fn open_zip(bytes: &[u8]) -> Result<Source<'_>, WorkbookError> {
    let package = Package::open(bytes).ok_or(WorkbookError::CutShort)?;
    let source = match Ods::is_one(&package) {
        true => Ods::open(package).map(|book| Source::Ods(Box::new(book))),
        false => Xlsx::open(package).map(|book| Source::Xlsx(Box::new(book))),
    };
    source.map_err(|fault| match fault {
        Fault::TooFar => WorkbookError::InflatesTooFar,
        Fault::Broken => WorkbookError::NotAWorkbook,
    })
}

/// `.xls`, or the wrapping that a password puts around any of them.
fn open_ole(bytes: &[u8]) -> Result<Source<'_>, WorkbookError> {
    match Xls::open(bytes) {
        Ok(book) => Ok(Source::Xls(Box::new(book))),
        Err(XlsFault::Protected) => Err(WorkbookError::Protected),
        Err(XlsFault::Strange) => {
            let wrapped: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_wrapped = bytes.windows(wrapped.len()).any(|window| window == wrapped);
            Err(if is_wrapped { WorkbookError::Protected } else { WorkbookError::NotAWorkbook })
        }
    }
}
