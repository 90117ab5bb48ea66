//! Sheets as tables: headers, rows, cells.

use super::book;
use crate::xlsform::{Shape, Workbook, WorkbookError};

const SHAPE: Shape<'static> =
    Shape { columns: &["id"], aliases: &[("identifier", "id")], wording: &["name"], grammar: None };

fn check(rows: &str, expected: &str) -> Result<(), WorkbookError> {
    let bytes = book(rows);
    let mut book = Workbook::open(&bytes)?;
    let sheet = book.sheet("sites", &SHAPE)?.expect("the sheet is there");
    let mut found = format!("{}:", sheet.header_row());
    for column in sheet.columns() {
        found += &format!(" {}/{}/{}", column.name, column.language, column.place());
    }
    for row in sheet.rows() {
        let names: Vec<String> = sheet.texts(row, "name").map(|(l, text)| format!("{l}={text}")).collect();
        found +=
            &format!("\n{}: {} [{}] {}", row.number, sheet.text(row, "id"), names.join(","), sheet.text(row, "on"));
    }
    for issue in sheet.issues() {
        found += &format!("\n{issue}");
    }
    assert_eq!(found, expected);
    Ok(())
}

#[test]
fn a_sheet_is_a_table() -> Result<(), WorkbookError> {
    check(
        "[Sites ]\nid | name | on\nn:7 | A | d:2024-03-01",
        "1: id//id (A) name//name (B) on//on (C)\n2: 7 [=A] 2024-03-01",
    )
}

#[test]
fn the_header_row_is_found_under_titles() -> Result<(), WorkbookError> {
    let rows =
        "[sites]\nSites of the study\n.\n | Identifier | Name::French (fr) | name :: en\n.\n | b:true | Là | There";
    let columns = "id//Identifier (B) name/French (fr)/Name::French (fr) (C) name/en/name :: en (D)";
    check(rows, &format!("3: {columns}\n5: TRUE [French (fr)=Là,en=There] "))
}

#[test]
fn words_keep_their_quotes_and_codes_do_not() -> Result<(), WorkbookError> {
    let rows = "[sites]\nid\u{A0} | name | on\n‘a’\u{A0}b\u{A0} | “Là”\u{A0}? | x\\ny";
    check(rows, "1: id//id (A) name//name (B) on//on (C)\n2: 'a' b [=“Là”\u{A0}?] x\ny")
}

#[test]
fn what_is_wrong_with_a_table_is_said() -> Result<(), WorkbookError> {
    check(
        "[sites]\nid | Id | |\na | b | c |",
        "1: id//id (A)\n2: a [] \n\
         error, sheet sites, row 1, column Id (B): the column stands twice: Id (B) is the same as id (A). \
         Keep one of the two columns\n\
         warning, sheet sites, row 2, column C: the column has no header and is not read. Name it or clear it",
    )
}

#[test]
fn an_empty_sheet_and_a_missing_one() -> Result<(), WorkbookError> {
    check("[sites]", "0:")?;
    let bytes = book("[other]\nid");
    assert!(Workbook::open(&bytes)?.sheet("sites", &SHAPE)?.is_none());
    Ok(())
}

/// The smallest OpenDocument spreadsheet with one sheet of these rows.
fn open_document(rows: &str) -> Vec<u8> {
    use std::io::Write;
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row =
        |line: &str| format!("<table:table-row>{}</table:table-row>", line.split('|').map(cell).collect::<String>());
    let table: String = rows.lines().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"sites\">{table}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest></manifest:manifest>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ] {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, stored).expect("memory is writable");
        archive.write_all(text.as_bytes()).expect("memory is writable");
    }
    archive.finish().expect("memory is writable").into_inner()
}

#[test]
fn an_open_document_is_known_by_its_content() -> Result<(), WorkbookError> {
    let bytes = open_document("id|name\na|Là");
    let mut book = Workbook::open(&bytes)?;
    let sheet = book.sheet("sites", &SHAPE)?.expect("the sheet is there");
    let cells: Vec<_> =
        sheet.rows().iter().map(|row| (row.number, sheet.text(row, "id"), sheet.text(row, "name"))).collect();
    assert_eq!(cells, [(2, "a", "Là")]);
    Ok(())
}
