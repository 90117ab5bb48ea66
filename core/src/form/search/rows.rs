//! The rows of a searched file as a choice list: what is stored, what is read, and the columns that are looked at.

use super::call;
use crate::form::{
    DraftChoiceList, DraftMedia, Language, MediaKind,
    table::{Column, Source, Table},
};

/// The column of choices that stay as they are written.
pub const FIXED: &str = "fixed";
/// The column of a file that says in which order its rows come.
const ORDER: &str = "sortby";
/// How an address of a picture begins.
const PICTURES: &str = "jr://images/";

/// The columns of a file, by names of which only letters, digits and `_` count, large or small.
pub struct Columns<'t> {
    table: &'t Table,
    safe: Vec<String>,
    /// Those that are looked at, in small letters.
    searched: Vec<Column>,
}

impl<'t> Columns<'t> {
    pub fn new(table: &'t Table) -> Self {
        let safe = table.columns().iter().map(|name| safe(name)).collect();
        Self { table, safe, searched: Vec::new() }
    }

    /// What the list calls a column that is looked at.
    pub fn searched(&mut self, named: &str) -> Result<String, String> {
        let column = self.find(named)?;
        let known = self.searched.iter().position(|known| *known == column);
        let place = known.unwrap_or_else(|| {
            self.searched.push(column);
            self.searched.len() - 1
        });
        Ok(format!("looked{place}"))
    }

    fn find(&self, named: &str) -> Result<Column, String> {
        let place = self.safe.iter().position(|known| *known == safe(named));
        let column = place.and_then(|place| Column::try_from(place).ok());
        column.ok_or_else(|| format!("the file has no column '{}'", named.trim()))
    }

    /// The rows in their order.
    fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.table.len()).collect();
        if let Ok(order) = self.find(ORDER) {
            // What is no number comes last, as it stands.
            let rank = |row: &u32| self.table.text(*row, order).trim().parse().unwrap_or(f64::INFINITY);
            rows.sort_by(|one, other| rank(one).total_cmp(&rank(other)));
        }
        rows
    }
}

fn safe(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    name.trim().chars().map(letter).collect()
}

/// Whether a choice stays as it is written: its name is a number.
fn is_fixed(name: &str) -> bool {
    name.trim().parse::<i32>().is_ok()
}

/// Whether a list has such choices.
pub fn has_fixed(written: &DraftChoiceList) -> bool {
    written.names().any(is_fixed)
}

/// The list that a search offers from.
pub fn list(written: &DraftChoiceList, columns: &Columns<'_>, row: u32) -> Result<DraftChoiceList, String> {
    let languages = vec![Language { name: String::new(), tag: String::new() }; written.languages()];
    let looked = (0..columns.searched.len()).map(|place| format!("looked{place}"));
    let names: Vec<String> = std::iter::once(FIXED.to_owned()).chain(looked).collect();
    let name = format!("{}-search-{row}", written.name);
    let mut list = DraftChoiceList::new(&name, names, &languages);
    list.source = Source::Searched(written.name.clone());
    for choice in 0..written.len() {
        if is_fixed(written.name_of(choice)) {
            let labels: Vec<&str> = (0..written.languages()).map(|l| written.label_of(choice, l)).collect();
            let at = place(&list);
            list.media.extend(media_of(written, choice).map(|media| (at, media.clone())));
            list.push(written.row(choice), written.name_of(choice), &labels, &["1"]);
        } else {
            take_rows(&mut list, written, choice, columns)?;
        }
    }
    Ok(list)
}

/// All rows of the file, as one choice of the written list says.
fn take_rows(
    list: &mut DraftChoiceList,
    written: &DraftChoiceList,
    choice: usize,
    columns: &Columns<'_>,
) -> Result<(), String> {
    let stored = columns.find(written.name_of(choice))?;
    let spoken: Vec<Vec<(Column, String)>> = (0..written.languages())
        .map(|language| spoken(written.label_of(choice, language), stored, columns))
        .collect::<Result<_, String>>()?;
    let picture = media_of(written, choice).find(|media| media.kind == MediaKind::Image);
    let picture = picture.and_then(|media| media.file.iter().find(|file| !file.is_empty()));
    let picture = picture.map(|column| columns.find(column.strip_prefix(PICTURES).unwrap_or(column))).transpose()?;
    for row in columns.rows() {
        let name = columns.table.text(row, stored);
        if name.is_empty() {
            continue;
        }
        let labels: Vec<String> = spoken.iter().map(|spoken| label(columns.table, row, spoken, name)).collect();
        let cells = columns.searched.iter().map(|column| columns.table.text(row, *column).to_ascii_lowercase());
        let cells: Vec<String> = std::iter::once(String::new()).chain(cells).collect();
        if let Some(file) = picture.map(|column| columns.table.text(row, column)).filter(|file| !file.is_empty()) {
            let media = DraftMedia { kind: MediaKind::Image, file: vec![file.to_owned(); written.languages()] };
            list.media.push((place(list), media));
        }
        list.push(written.row(choice), name, &labels, &cells);
    }
    Ok(())
}

fn place(list: &DraftChoiceList) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

fn media_of(written: &DraftChoiceList, choice: usize) -> impl Iterator<Item = &DraftMedia> {
    written.media.iter().filter(move |(place, _)| *place as usize == choice).map(|(_, media)| media)
}

/// The columns that a label names, besides the one that is stored, with the author's names for them.
fn spoken(label: &str, stored: Column, columns: &Columns<'_>) -> Result<Vec<(Column, String)>, String> {
    let mut spoken: Vec<(Column, String)> = Vec::new();
    for name in call::columns(label) {
        let column = columns.find(&name)?;
        if column != stored && spoken.iter().all(|(known, _)| *known != column) {
            spoken.push((column, name));
        }
    }
    Ok(spoken)
}

/// `Kandal`, or with more columns `Kandal (region: south) (district: Ta Khmau)`; what is stored where nothing is said.
fn label(table: &Table, row: u32, spoken: &[(Column, String)], name: &str) -> String {
    let Some(((first, _), others)) = spoken.split_first() else { return name.to_owned() };
    let mut label = table.text(row, *first).to_owned();
    for (column, named) in others {
        label.push_str(&format!(" ({named}: {})", table.text(row, *column)));
    }
    if label.trim().is_empty() { name.to_owned() } else { label }
}
