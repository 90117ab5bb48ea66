//! Tables as text files in one ZIP: UTF-8 with a byte order mark, so that spreadsheet programs read accents right.
//! Beside them the recordings that they name.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{ExportError, Table, Tables, recordings::Recordings};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// All tables and recordings, one file each.
pub(super) fn archive(tables: &Tables, recordings: &Recordings) -> Result<Vec<u8>, ExportError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for table in &tables.tables {
        zip.start_file(format!("{}.csv", table.name), options).map_err(|_| ExportError::Written)?;
        zip.write_all(&text(table)?).map_err(|_| ExportError::Written)?;
    }
    for (name, bytes) in recordings {
        zip.start_file(name.as_str(), options).map_err(|_| ExportError::Written)?;
        zip.write_all(bytes).map_err(|_| ExportError::Written)?;
    }
    zip.finish().map(Cursor::into_inner).map_err(|_| ExportError::Written)
}

fn text(table: &Table) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&table.header).map_err(|_| ExportError::Written)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(super::Cell::plain)).map_err(|_| ExportError::Written)?;
    }
    writer.into_inner().map_err(|_| ExportError::Written)
}
