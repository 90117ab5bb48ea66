//! Why a workbook, or one sheet of it, cannot be read, and what its author can do about it.

use crate::xlsform::{
    issue::Issue,
    limits::{CELLS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, INFLATED_BYTES_MAX, ROWS_MAX, SHEETS_MAX},
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
    /// No byte at all.
    #[error("the file is empty")]
    Empty,
    /// It begins like a workbook, and the list of its parts, which stands at the end, is missing.
    #[error("the workbook is cut short")]
    CutShort,
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
            Self::NotAWorkbook => {
                "Save it as .xlsx from a spreadsheet program, or as .csv in UTF-8 with commas between the cells"
            }
            Self::Empty | Self::CutShort => "Copy or download it again from where it came",
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
