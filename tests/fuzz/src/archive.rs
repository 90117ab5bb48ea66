//! Sound archives around unsound parts.
//!
//! A mutated archive fails its checksums and is refused at the door. Here the archive is made around the input, so that
//! what lies behind the door is reached too.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An archive of these parts, not compressed.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        archive.start_file(*name, stored).expect("memory is writable");
        archive.write_all(content).expect("memory is writable");
    }
    archive.finish().expect("memory is writable").into_inner()
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const STYLES: &str = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An `.xlsx` of these sheets (name and the XML of its part) and these shared texts.
pub fn workbook(sheets: &[(&str, Vec<u8>)], shared: &[u8]) -> Vec<u8> {
    let numbered = || (1..).zip(sheets);
    let listed: String = numbered()
        .map(|(number, (name, _))| format!(r#"<sheet name="{}" sheetId="{number}" r:id="r{number}"/>"#, escaped(name)))
        .collect();
    let related: String = numbered()
        .map(|(number, _)| {
            format!(r#"<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#)
        })
        .collect();
    let book = format!(r#"<workbook xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>"#);
    let relations = format!(r#"<Relationships>{related}</Relationships>"#);
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let names: Vec<String> = numbered().map(|(number, _)| format!("xl/worksheets/sheet{number}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", shared),
    ];
    parts.extend(names.iter().zip(sheets).map(|(name, (_, sheet))| (name.as_str(), sheet.as_slice())));
    archive(&parts)
}

/// An `.ods` with this content.
pub fn open_document(content: &[u8]) -> Vec<u8> {
    let manifest = "<manifest:manifest></manifest:manifest>";
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content),
    ])
}

/// A workbook from text: `[name]` begins a sheet, each line is a row, cells stand between bars.
pub fn table(text: &str) -> Vec<u8> {
    let mut sheets: Vec<(&str, String, usize)> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sheets.push((name, String::new(), 0));
        } else if let Some((_, rows, number)) = sheets.last_mut() {
            *number += 1;
            let cell = |(column, cell): (usize, &str)| {
                let column = char::from(b'A' + (column % 26) as u8);
                format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{}</t></is></c>"#, escaped(cell.trim()))
            };
            let cells: String = line.split('|').enumerate().take(26).map(cell).collect();
            rows.push_str(&format!(r#"<row r="{number}">{cells}</row>"#));
        }
    }
    let whole = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes();
    let sheets: Vec<(&str, Vec<u8>)> = sheets.iter().map(|(name, rows, _)| (*name, whole(rows))).collect();
    workbook(&sheets, b"<sst/>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
