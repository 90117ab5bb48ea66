//! What another reader of spreadsheets finds in the same files, cell by cell.
//!
//! The workbooks that ship are compared at every run, and one with cells of every kind. Other people's forms are not
//! kept here: `FIELDWARD_WORKBOOKS` names a folder of such.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use super::book;
use crate::xlsform::{
    Workbook,
    cell::{CellText, Days},
    shown::Shown,
};

type Found = Vec<(u32, u32, String)>;

fn shown(cell: &Data) -> String {
    let text = match cell {
        Data::Empty => CellText::words(""),
        Data::String(text) => CellText::words(text),
        Data::Int(number) => CellText::number(*number as f64, Shown::Number, Days::default()),
        Data::Float(number) => CellText::number(*number, Shown::Number, Days::default()),
        Data::Bool(truth) => CellText::truth(*truth),
        Data::DateTime(moment) => {
            let shown = if moment.is_duration() { Shown::Duration } else { Shown::Moment };
            CellText::number(moment.as_f64(), shown, Days::default())
        }
        Data::DateTimeIso(text) => CellText::iso(text),
        Data::DurationIso(text) => CellText::duration(text),
        Data::Error(error) => return error.to_string(),
    };
    match text {
        CellText::Text(text) => text.into_owned(),
        CellText::Failed(error) => error,
        CellText::NotWorkedOut => String::new(),
    }
}

fn ours(bytes: &[u8]) -> Option<Vec<(String, Option<Found>)>> {
    let mut book = Workbook::open(bytes).ok()?;
    let names = book.sheet_names().to_vec();
    let cells = |name: &String| {
        let cells = book.cells(name).ok()?;
        let row = |row: std::ops::Range<u32>| {
            let number = cells.row_of(row.start);
            cells.row(row).map(|(column, text)| (number, column, text.to_owned())).collect::<Found>()
        };
        Some(cells.rows().flat_map(row).collect())
    };
    let found: Vec<Option<Found>> = names.iter().map(cells).collect();
    Some(names.into_iter().zip(found).collect())
}

fn theirs(bytes: &[u8]) -> Option<Vec<(String, Option<Found>)>> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).ok()?;
    let names = book.sheet_names();
    let cells = |name: &String| {
        let range = book.worksheet_range(name).ok()?;
        let (top, left) = range.start().unwrap_or_default();
        let number = |offset: usize| u32::try_from(offset).expect("few rows and columns");
        let used =
            range.used_cells().map(|(row, column, cell)| (top + number(row), left + number(column), shown(cell)));
        Some(used.filter(|(.., text)| !text.is_empty()).collect())
    };
    let found: Vec<Option<Found>> = names.iter().map(cells).collect();
    Some(names.into_iter().zip(found).collect())
}

fn check(name: &str, bytes: &[u8]) -> bool {
    let (ours, theirs) = (ours(bytes), theirs(bytes));
    if let (Some(ours), Some(theirs)) = (&ours, &theirs) {
        for ((_, one), (sheet, other)) in ours.iter().zip(theirs) {
            let pairs = one.iter().flatten().zip(other.iter().flatten());
            let first = pairs.into_iter().find(|(one, other)| one != other);
            assert!(
                one == other,
                "{name}, {sheet}: {first:?}, {:?} of {:?} cells",
                one.as_ref().map(Vec::len),
                other.as_ref().map(Vec::len)
            );
        }
    }
    assert_eq!(ours.as_ref().map(Vec::len), theirs.as_ref().map(Vec::len), "{name} has other sheets");
    ours.is_some()
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed").map(|entry| entry.expect("an entry").path());
    let is_workbook = |path: &PathBuf| path.extension().is_some_and(|ending| ending != "md" && ending != "csv");
    entries.flat_map(|path| if path.is_dir() { workbooks(&path) } else { vec![path] }).filter(is_workbook).collect()
}

#[test]
fn the_same_cells_are_found_as_by_another_reader() {
    let cells = "[survey]\ntype | n:12 | n:0.1 | b:true | b:false | d:2024-03-01 | <a & \"b\"> | two\\nlines | _x0041_\n.\n\
        | | far | n:-3\n[empty]\n[choices]\nខ្មែរ | n:1e20 | n:45352.25";
    assert!(check("cells of every kind", &book(cells)));
    let shipped = workbooks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study"));
    assert!(shipped.len() >= 4, "{shipped:?}");
    let others = std::env::var_os("FIELDWARD_WORKBOOKS").map(|folder| workbooks(Path::new(&folder)));
    for path in shipped.into_iter().chain(others.into_iter().flatten()) {
        check(&path.display().to_string(), &fs::read(&path).expect("a workbook can be read"));
    }
}
