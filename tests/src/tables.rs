//! A form written as tables in text, made into a workbook as a spreadsheet program saves one.

use std::error::Error;

use rust_xlsxwriter::Workbook;

/// The tables of a form, as a workbook: a line with a first cell begins a sheet of that name.
///
/// # Errors
/// When a row stands before the first sheet, or a sheet cannot have its name.
pub fn workbook(table: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = Workbook::new();
    let (mut rows, mut sheet) = (0, None);
    for line in table.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim().trim_start_matches('|').split('|').map(str::trim).collect();
        match cells.split_first() {
            Some((name, _)) if !name.is_empty() => {
                sheet = Some(book.add_worksheet().set_name(*name)?);
                rows = 0;
            }
            Some((_, cells)) => {
                let sheet = sheet.as_mut().ok_or("a row before the first sheet")?;
                for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    sheet.write_string(rows, u16::try_from(column)?, *cell)?;
                }
                rows += 1;
            }
            None => {}
        }
    }
    Ok(book.save_to_buffer()?)
}
