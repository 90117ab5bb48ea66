//! Workbooks made in memory, good and broken, and what the reader says about them.

mod broken;
mod differential;
mod fallbacks;
mod good;
mod limits;
mod mistakes;
mod property;
mod table;
mod verdicts;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book};

use super::{CareIssue, Reading, Standing, read};

/// A workbook from text: `[name]` begins a sheet, each line is a row, cells stand between bars, a line of one dot is
/// an empty row. A cell `n:12` is a number, `b:true` a boolean, `d:2024-03-01` a date.
pub(super) fn book(text: &str) -> Vec<u8> {
    let mut book = Book::new();
    let (mut sheet, mut row) = (None, 0);
    for line in text.trim().lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let added = book.add_worksheet();
            added.set_name(name).expect("a test names its sheets well");
            (sheet, row) = (Some(added), 0);
            continue;
        }
        let sheet = sheet.as_mut().expect("a test begins with the name of a sheet");
        for (column, cell) in (0..).zip(line.split('|')).filter(|_| line != ".") {
            write(sheet, row, column, &cell.replace("\\n", "\n").replace('¦', "|"));
        }
        row += 1;
    }
    book.save_to_buffer().expect("a test's workbook is small")
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, cell: &str) {
    // Hard spaces at the ends are part of what is tested, so only plain ones are taken off.
    let cell = cell.trim_matches(' ');
    let written = if let Some(number) = cell.strip_prefix("n:") {
        sheet.write(row, column, number.parse::<f64>().expect("a number"))
    } else if let Some(truth) = cell.strip_prefix("b:") {
        sheet.write(row, column, truth == "true")
    } else if let Some(date) = cell.strip_prefix("d:") {
        let date = ExcelDateTime::parse_from_str(date).expect("a date");
        sheet.write_with_format(row, column, &date, &Format::new().set_num_format("yyyy-mm-dd"))
    } else if cell.is_empty() {
        return;
    } else {
        sheet.write(row, column, cell)
    };
    written.expect("a test's cell fits");
}

fn lines(reading: &Reading) -> Vec<String> {
    reading.issues.iter().map(ToString::to_string).collect()
}

/// These rows give exactly these issues, in this order.
pub(super) fn check(name: &str, rows: &str, expected: &[&str]) {
    let reading = read(&book(rows));
    assert_eq!(lines(&reading), expected, "{name}");
    assert!(reading.issues.iter().all(|issue| !issue.remedy.is_empty()), "{name}: an issue says what would mend it");
    let broken = reading.issues.iter().any(super::Issue::is_error);
    assert_eq!(reading.form.is_none(), broken, "{name}: a form is made when nothing is an error");
}

/// These rows give exactly these issues about the study's columns.
pub(super) fn check_care(name: &str, rows: &str, standing: Standing, expected: &[&str]) {
    let reading = read(&book(rows));
    let found: Vec<String> = reading.care.iter().map(|care: &CareIssue| care.in_study(standing).to_string()).collect();
    assert_eq!(found, expected, "{name}");
}
