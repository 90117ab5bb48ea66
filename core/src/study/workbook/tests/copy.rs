//! A copy of the training study that a test spoils: cells are changed, rows and sheets taken away or added.

use std::{collections::BTreeMap, path::Path};

use calamine::{Data, Reader};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use super::training_study;
use crate::study::{StudyReading, read_folder};

type Sheets = Vec<(String, Vec<Vec<String>>)>;

/// The copy, in memory until it is read.
pub struct StudyCopy {
    files: BTreeMap<String, Sheets>,
}

impl StudyCopy {
    pub fn new() -> Self {
        let mut copy = Self { files: BTreeMap::new() };
        copy.take("study.xlsx");
        for name in ["child-interview", "key-informant", "bus-station"] {
            copy.take(&format!("instruments/{name}.xlsx"));
        }
        copy
    }

    fn take(&mut self, file: &str) {
        let mut book = calamine::open_workbook_auto(training_study().join(file)).expect("shipped workbooks open");
        let text = |cell: &Data| cell.to_string();
        let sheets = book.worksheets().into_iter().map(|(name, range)| {
            let rows = range.rows().map(|row| row.iter().map(text).collect()).collect();
            (name, rows)
        });
        self.files.insert(file.to_owned(), sheets.collect());
    }

    fn rows(&mut self, file: &str, sheet: &str) -> &mut Vec<Vec<String>> {
        let sheets = self.files.get_mut(file).expect("the file is in the copy");
        &mut sheets.iter_mut().find(|(name, _)| name == sheet).expect("the sheet is in the file").1
    }

    fn row<'r>(rows: &'r mut [Vec<String>], key: &str) -> &'r mut Vec<String> {
        let holds = |row: &&mut Vec<String>| row.iter().take(2).any(|cell| cell == key);
        rows.iter_mut().find(holds).expect("the row is in the sheet")
    }

    /// Changes a cell of the first row that has `key` in one of its first two columns.
    pub fn set(&mut self, file: &str, sheet: &str, key: &str, column: &str, value: &str) {
        let rows = self.rows(file, sheet);
        let index = rows[0].iter().position(|header| header == column).expect("the column is in the sheet");
        Self::row(rows, key)[index] = value.to_owned();
    }

    pub fn remove_row(&mut self, sheet: &str, key: &str) {
        self.rows("study.xlsx", sheet).retain(|row| !row.iter().take(2).any(|cell| cell == key));
    }

    pub fn remove_sheet(&mut self, sheet: &str) {
        self.files.get_mut("study.xlsx").expect("the file is in the copy").retain(|(name, _)| name != sheet);
    }

    /// Calls every column of this header something else.
    pub fn rename_column(&mut self, file: &str, sheet: &str, column: &str, name: &str) {
        for header in self.rows(file, sheet)[0].iter_mut().filter(|header| *header == column) {
            *header = name.to_owned();
        }
    }

    pub fn add(&mut self, file: &str, sheet: &str, row: &[&str]) {
        self.rows(file, sheet).push(row.iter().map(|cell| (*cell).to_owned()).collect());
    }

    /// Only this file remains in `instruments`, under a row of its own.
    pub fn only_instrument(&mut self, file: &str, sheets: Sheets) {
        self.files.retain(|name, _| name == "study.xlsx");
        self.rows("study.xlsx", "instruments").truncate(1);
        self.add("study.xlsx", "instruments", &[file, "interview", "key_informant", "", "one"]);
        self.files.insert(format!("instruments/{file}"), sheets);
    }

    pub fn read(&self) -> StudyReading {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        self.write(&folder);
        read_folder(folder.path())
    }

    fn write(&self, folder: &TempDir) {
        std::fs::create_dir(folder.path().join("instruments")).expect("the folder can be written");
        for (file, sheets) in &self.files {
            write_workbook(&folder.path().join(file), sheets);
        }
    }
}

fn write_workbook(path: &Path, sheets: &Sheets) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("the name is a sheet's name");
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).expect("the cell is within a sheet");
            }
        }
    }
    book.save(path).expect("the folder can be written");
}
