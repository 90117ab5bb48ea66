//! The largest workbook that is read, number by number.
//!
//! A workbook comes from a person and sometimes from a stranger: every size has a name, and passing it is an error
//! with that name rather than a slow or dead server. The numbers are far above the largest real forms.

/// Bytes of the workbook file.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Bytes of everything inside the file once it is inflated; a small file can hide a very large one.
pub const INFLATED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Sheets of a workbook.
pub const SHEETS_MAX: usize = 64;
/// Rows of a sheet that hold anything.
pub const ROWS_MAX: usize = 200_000;
/// Columns of a sheet, counted to the last one that holds anything.
pub const COLUMNS_MAX: usize = 500;
/// Cells of a sheet that hold anything.
pub const CELLS_MAX: usize = 4_000_000;
/// Characters of one cell.
pub const CELL_CHARS_MAX: usize = 32_767;
/// Empty rows after which a sheet of a form is over, as the reference reader has it.
pub const EMPTY_ROWS_MAX: u32 = 60;
/// Empty columns after which a sheet of a form is over, likewise.
pub const EMPTY_COLUMNS_MAX: u32 = 20;
/// Languages of a form.
pub const LANGUAGES_MAX: usize = 50;
/// Groups and repeats inside one another.
pub const DEPTH_MAX: usize = 30;
/// Bytes that the rows of a form take when loops and flattened groups are written out: each multiplies what it holds.
pub const WRITTEN_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Relations of one part of a workbook: its sheets, tables, pictures.
pub const RELATIONS_MAX: usize = 10_000;
/// Values of tags on maps, those of all keys together.
pub const OSM_VALUES_MAX: usize = 100_000;
/// Issues that are listed; what comes after is only counted, so that a broken template does not make a report of its
/// own size.
pub const ISSUES_MAX: usize = 1_000;
