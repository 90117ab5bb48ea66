//! Tables as sheets of one workbook, headers fixed in place. Text is written as text, never as a formula.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Cell, ExportError, Table, Tables, cell::guarded_in_workbook};

/// Longest text of a cell, in UTF-16 units.
const CELL_TEXT_MAX: usize = 32_767;
/// Widest column, in pixels.
const WIDEST_PIXELS: u32 = 420;

/// All tables, one sheet each.
pub(super) fn workbook(tables: &Tables) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    for table in &tables.tables {
        write(workbook.add_worksheet(), table).map_err(|_| ExportError::Written)?;
    }
    workbook.save_to_buffer().map_err(|_| ExportError::Written)
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let name: String = table.name.chars().filter(|letter| !"[]:*?/\\".contains(*letter)).collect();
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(&table.header) {
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(line, column, cut(&guarded_in_workbook(text)))?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, column, *number)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_autofit_max_width(WIDEST_PIXELS);
    sheet.autofit();
    Ok(())
}

/// Text that fits into a cell; longer text stands whole in the text files.
fn cut(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= CELL_TEXT_MAX
        })
        .collect()
}
