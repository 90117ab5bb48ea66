//! A spreadsheet file, opened: which sheets it has, and one of them as cells.
//!
//! The content decides what the file is, never its name, because real forms carry the wrong ending. Limits are checked
//! before anything is allocated by them. Knows cells, not what they mean.

use std::io::{Cursor, Read};

use calamine::{DataRef, Ods, Reader, Xlsx, XlsxError};

use super::{
    cell::{CellText, text_of},
    cells::{Cells, Place, TooManyCells},
    issue::Issue,
    limits::{CELLS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, INFLATED_BYTES_MAX, ROWS_MAX, SHEETS_MAX},
    plain_text::{self, Table},
    unfold,
    unpacked::Unpacked,
    xls::{Xls, XlsFault},
};

/// Why a workbook, or one sheet of it, cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// More than [`FILE_BYTES_MAX`].
    #[error("the file has {size_bytes} bytes, more than {FILE_BYTES_MAX}")]
    FileTooLarge {
        /// Its size.
        size_bytes: usize,
    },
    /// More than [`INFLATED_BYTES_MAX`] once unpacked.
    #[error("the file unpacks to more than {INFLATED_BYTES_MAX} bytes")]
    InflatesTooFar,
    /// None of the kinds that can be opened.
    #[error("the file is not a workbook")]
    NotAWorkbook,
    /// It asks for a password.
    #[error("the workbook is protected by a password")]
    Protected,
    /// More than [`SHEETS_MAX`].
    #[error("the workbook has {count} sheets, more than {SHEETS_MAX}")]
    TooManySheets {
        /// How many there are.
        count: usize,
    },
    /// More than [`ROWS_MAX`].
    #[error("the sheet has more than {ROWS_MAX} rows")]
    TooManyRows {
        /// The sheet.
        sheet: String,
    },
    /// More than [`COLUMNS_MAX`].
    #[error("the sheet has more than {COLUMNS_MAX} columns")]
    TooManyColumns {
        /// The sheet.
        sheet: String,
    },
    /// More than [`CELLS_MAX`].
    #[error("the sheet has more than {CELLS_MAX} cells")]
    TooManyCells {
        /// The sheet.
        sheet: String,
    },
    /// The part of the file that holds the sheet is broken.
    #[error("the sheet cannot be read")]
    Damaged {
        /// The sheet.
        sheet: String,
    },
}

impl WorkbookError {
    /// What the author can do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::FileTooLarge { .. } | Self::InflatesTooFar => {
                "Remove pictures and sheets that the form does not need"
            }
            Self::NotAWorkbook => "Save it as .xlsx from a spreadsheet program, or as .csv in UTF-8",
            Self::Protected => "Remove the password in the spreadsheet program and save it again",
            Self::TooManySheets { .. } => "Remove the sheets that the form does not need",
            Self::TooManyRows { .. } | Self::TooManyColumns { .. } | Self::TooManyCells { .. } => {
                "Remove rows and columns that the form does not need; cells far away may hold a stray space"
            }
            Self::Damaged { .. } => "Open the file in a spreadsheet program and save it again as .xlsx",
        }
    }
}

impl From<WorkbookError> for Issue {
    fn from(error: WorkbookError) -> Self {
        let sheet = match &error {
            WorkbookError::TooManyRows { sheet }
            | WorkbookError::TooManyColumns { sheet }
            | WorkbookError::TooManyCells { sheet }
            | WorkbookError::Damaged { sheet } => sheet.as_str(),
            _ => "",
        };
        Self::error(sheet, error.to_string(), error.remedy())
    }
}

/// An opened spreadsheet file. Cells are read sheet by sheet, when asked for.
pub struct Workbook<'a> {
    names: Vec<String>,
    source: Source<'a>,
}

enum Source<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>),
    Xls(Box<Xls>),
    Ods(Box<Ods<Cursor<&'a [u8]>>>),
    Text(Vec<Table>),
}

impl<'a> Workbook<'a> {
    /// Opens `.xlsx`, `.xlsm`, `.xls`, `.ods`, `.csv` and Markdown tables by their content.
    pub fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(WorkbookError::FileTooLarge { size_bytes: bytes.len() });
        }
        let source = if bytes.starts_with(b"PK\x03\x04") {
            contained(WorkbookError::NotAWorkbook, || open_zip(bytes))?
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
        let damaged = WorkbookError::Damaged { sheet: sheet.to_owned() };
        contained(damaged, || self.cells_of(sheet))
    }

    fn cells_of(&mut self, sheet: &str) -> Result<Cells, WorkbookError> {
        let mut cells = Cells::default();
        let damaged = || WorkbookError::Damaged { sheet: sheet.to_owned() };
        match &mut self.source {
            Source::Xlsx(book) => {
                let mut reader = match book.worksheet_cells_reader(sheet) {
                    // A chart has a tab of its own and no cells.
                    Err(XlsxError::NotAWorksheet(_)) => return Ok(cells),
                    reader => reader.map_err(|_| damaged())?,
                };
                while let Some(cell) = reader.next_cell().map_err(|_| damaged())? {
                    keep(&mut cells, sheet, cell.get_position(), cell.get_value())?;
                }
            }
            Source::Text(tables) => {
                let table = tables.iter_mut().find(|(name, _)| name == sheet).ok_or_else(damaged)?;
                for (at, text) in std::mem::take(&mut table.1) {
                    keep_text(&mut cells, sheet, at, CellText::Text(text.into()))?;
                }
            }
            Source::Xls(book) => book.cells(sheet, |at, text| keep_text(&mut cells, sheet, at, text))?,
            Source::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|_| damaged())?;
                keep_range(&mut cells, sheet, &range)?;
            }
        }
        cells.arrange();
        if cells.rows().count() > ROWS_MAX {
            return Err(WorkbookError::TooManyRows { sheet: sheet.to_owned() });
        }
        Ok(cells)
    }
}

/// Reads with the spreadsheet library, which panics on some broken files: that is a fault of the file like any other.
fn contained<T>(broken: WorkbookError, read: impl FnOnce() -> Result<T, WorkbookError>) -> Result<T, WorkbookError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or(Err(broken))
}

/// Adds a cell that holds something.
fn keep(cells: &mut Cells, sheet: &str, at: (u32, u32), cell: &DataRef<'_>) -> Result<(), WorkbookError> {
    keep_text(cells, sheet, at, text_of(cell))
}

fn keep_text(cells: &mut Cells, sheet: &str, at: (u32, u32), text: CellText<'_>) -> Result<(), WorkbookError> {
    if text.is_empty() {
        return Ok(());
    }
    let column = u16::try_from(at.1).ok().filter(|column| usize::from(*column) < COLUMNS_MAX);
    let column = column.ok_or_else(|| WorkbookError::TooManyColumns { sheet: sheet.to_owned() })?;
    let place = Place { row: at.0, column };
    cells.push(place, text).map_err(|TooManyCells| WorkbookError::TooManyCells { sheet: sheet.to_owned() })
}

/// Adds the cells of a range that is already in memory.
fn keep_range(cells: &mut Cells, sheet: &str, range: &calamine::Range<calamine::Data>) -> Result<(), WorkbookError> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, cell) in range.used_cells() {
        let at = (top.saturating_add(row as u32), left.saturating_add(column as u32));
        keep(cells, sheet, at, &borrowed(cell))?;
    }
    Ok(())
}

/// The same cell, borrowed, so that one function turns both into text.
fn borrowed(cell: &calamine::Data) -> DataRef<'_> {
    use calamine::Data;
    match cell {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// `.xlsx`, `.xlsm` or `.ods`, after a look at how far it unpacks.
fn open_zip(bytes: &[u8]) -> Result<Source<'_>, WorkbookError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::NotAWorkbook)?;
    let mut unpacked = Unpacked::default();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| WorkbookError::NotAWorkbook)?;
        let name = part.name().map_err(|_| WorkbookError::NotAWorkbook)?.into_owned();
        // Counted, not believed: the size that the archive states can be a lie.
        if !unpacked.part(&name, part).map_err(|_| WorkbookError::NotAWorkbook)? {
            return Err(WorkbookError::InflatesTooFar);
        }
    }
    let source = if archive.index_for_name("content.xml").is_some() {
        let mut content = Vec::new();
        let mut part = archive.by_name("content.xml").map_err(|_| WorkbookError::NotAWorkbook)?;
        part.read_to_end(&mut content).map_err(|_| WorkbookError::NotAWorkbook)?;
        if unfold::bytes_of(&content) > INFLATED_BYTES_MAX {
            return Err(WorkbookError::InflatesTooFar);
        }
        Ods::new(Cursor::new(bytes)).ok().map(|book| Source::Ods(Box::new(book)))
    } else {
        Xlsx::new(Cursor::new(bytes)).ok().map(|book| Source::Xlsx(Box::new(book)))
    };
    source.ok_or(WorkbookError::NotAWorkbook)
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
