//! Rows that come to a table from outside its form: entities that a device keeps, and the answers saved last.
//!
//! Rows of the form keep their places, because answers name a choice by its place; what is new comes after them.

use std::collections::{HashMap, HashSet};

use super::{Table, Texts};

/// The column that tells entities apart.
const KEY: &str = "name";

impl Table {
    /// The same with these rows, cell by column: one whose name stands here already takes that row's place, others come
    /// at the end. A table without the column `name`, or with labels of its own, is no list of entities and stays.
    #[must_use]
    pub fn merged(&self, rows: &[Vec<String>]) -> Self {
        let key = self.columns.iter().position(|column| column == KEY);
        let Some(key) = key.filter(|_| self.labels.is_none()) else { return self.clone() };
        let named = |row: &'_ Vec<String>| row.get(key).cloned();
        let coming: HashMap<String, &Vec<String>> = rows.iter().filter_map(|row| Some((named(row)?, row))).collect();
        let mut cells = Texts::default();
        let mut taken: HashSet<&str> = HashSet::new();
        for row in 0..self.rows {
            let name = self.text(row, key as u32);
            let other = coming.get(name).filter(|_| taken.insert(name));
            for column in 0..self.columns.len() {
                cells.push(
                    other.map_or(self.text(row, column as u32), |row| row.get(column).map_or("", String::as_str)),
                );
            }
        }
        for row in rows {
            let Some(name) = row.get(key).filter(|name| !taken.contains(name.as_str())) else { continue };
            taken.insert(name);
            let last = coming.get(name).copied().unwrap_or(row);
            (0..self.columns.len()).for_each(|column| cells.push(last.get(column).map_or("", String::as_str)));
        }
        self.with_other_cells(cells)
    }

    /// The same with one row, of these cells by column.
    #[must_use]
    pub fn with_one_row(&self, row: &[String]) -> Self {
        let mut cells = Texts::default();
        (0..self.columns.len()).for_each(|column| cells.push(row.get(column).map_or("", String::as_str)));
        self.with_other_cells(cells)
    }

    /// Sorted by the same columns as before.
    fn with_other_cells(&self, cells: Texts) -> Self {
        let mut table = Self {
            media: self.media.clone(),
            elements: self.elements.clone(),
            ..Self::new(&self.name, self.source.clone(), self.columns.clone())
        };
        table = table.with_cells(cells);
        let sorted = (0_u32..).zip(&self.orders).filter(|(_, order)| order.is_some());
        sorted.for_each(|(column, _)| table.sort(column));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    #[test]
    fn rows_of_the_form_keep_their_places() {
        let columns = ["label", "name"].map(str::to_owned).to_vec();
        let mut table = Table::new("trees", Source::File("trees.csv".to_owned()), columns);
        table.push(["Old oak", "t1"]);
        table.push(["Elm", "t2"]);
        table.sort(1);
        let row = |label: &str, name: &str| vec![label.to_owned(), name.to_owned()];
        let merged = table.merged(&[row("Ash", "t9"), row("Elm, cut", "t2"), row("Ash, grown", "t9")]);
        let labels: Vec<&str> = (0..merged.len()).map(|row| merged.text(row, 0)).collect();
        assert_eq!(labels, ["Old oak", "Elm, cut", "Ash, grown"]);
        assert_eq!((merged.first_where(1, "t9"), merged.rows_where(1, "t2")), (Some(2), Some([1].as_slice())));
        assert!(merged.is_whole());
    }
}
