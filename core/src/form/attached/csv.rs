//! Comma-separated values, as Collect reads them: the first line names the columns; a `;` in it makes `;` the
//! delimiter of the file; empty lines are left out; a short line has empty cells at its end.

use super::{AttachedFault, Trouble, rows::Rows};

pub fn read(text: &str) -> Result<Rows, Trouble> {
    let header = text.lines().next().unwrap_or("");
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Rows::default();
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).map_err(|error| malformed(&error))? {
        return Err(AttachedFault::NoHeader.into());
    }
    // Where each field goes: a column without a name cannot be asked for, and of two with one name the first counts.
    let mut places: Vec<usize> = Vec::with_capacity(record.len());
    let mut named = 0;
    for (field, name) in record.iter().enumerate() {
        if name.is_empty() {
            continue;
        }
        if rows.column(name)? == named {
            places.push(field);
            named += 1;
        } else {
            rows.remark = Some(Trouble { line: 1, fault: AttachedFault::TwoColumns(name.to_owned()) });
        }
    }
    if let Some(line) = behind_quote(text, delimiter) {
        rows.remark.get_or_insert(Trouble { line, fault: AttachedFault::BehindQuote });
    }
    while reader.read_record(&mut record).map_err(|error| malformed(&error))? {
        let line = record.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        let cells = places.iter().map(|field| record.get(*field).unwrap_or(""));
        rows.take(cells).map_err(|fault| Trouble { line, fault })?;
    }
    Ok(rows)
}

/// The first line in which text stands behind a closing quotation mark.
fn behind_quote(text: &str, delimiter: u8) -> Option<u32> {
    #[derive(PartialEq)]
    enum Now {
        Between,
        Plain,
        Quoted,
        Closed,
    }
    let (mut now, mut line) = (Now::Between, 1);
    for byte in text.bytes() {
        now = match (now, byte) {
            (Now::Quoted, b'"') => Now::Closed,
            (Now::Quoted, _) => Now::Quoted,
            (Now::Between | Now::Closed, b'"') => Now::Quoted,
            (_, b'\n' | b'\r') => Now::Between,
            (_, byte) if byte == delimiter => Now::Between,
            (Now::Closed, _) => return Some(line),
            _ => Now::Plain,
        };
        line += u32::from(byte == b'\n');
    }
    None
}

fn malformed(error: &csv::Error) -> Trouble {
    let line = error.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
    // What the reader says may hold the cells themselves, and those may be about people.
    Trouble { line, fault: AttachedFault::Malformed { kind: "CSV", why: "a line is broken".to_owned() } }
}
