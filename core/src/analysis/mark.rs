//! How a cell is printed: a number, or why there is none. Four marks that must never be mixed up.

use std::fmt;

/// One cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// A count; zero is a true zero.
    Count(u64),
    /// Too small to show: `c`, confidential.
    Confidential,
    /// Nobody watched: `:`.
    Unobserved,
    /// Nobody asked: `.`.
    NotAsked,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Confidential => f.write_str("c"),
            Self::Unobserved => f.write_str(":"),
            Self::NotAsked => f.write_str("."),
        }
    }
}

/// Hides the small cells of one line whose total is also printed, and one more where a single hidden cell could be
/// worked out from the total (vector T14). Zeros and unobserved cells stay: they hide nobody.
#[must_use]
pub fn disclose(cells: &[Cell], threshold: u64) -> Vec<Cell> {
    let small = |cell: &Cell| matches!(cell, Cell::Count(count) if (1..threshold).contains(count));
    let mut shown: Vec<Cell> = cells.iter().map(|cell| if small(cell) { Cell::Confidential } else { *cell }).collect();
    if shown.iter().filter(|cell| **cell == Cell::Confidential).count() == 1 {
        hide_smallest(&mut shown);
    }
    shown
}

fn hide_smallest(cells: &mut [Cell]) {
    let smallest = cells
        .iter_mut()
        .filter(|cell| matches!(cell, Cell::Count(count) if *count > 0))
        .min_by_key(|cell| if let Cell::Count(count) = cell { *count } else { u64::MAX });
    if let Some(cell) = smallest {
        *cell = Cell::Confidential;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: &[u64], expected: &str) {
        let cells: Vec<Cell> = counts.iter().map(|count| Cell::Count(*count)).collect();
        let printed: Vec<String> = disclose(&cells, 11).iter().map(Cell::to_string).collect();
        assert_eq!(printed.join(" "), expected);
    }

    #[test]
    fn a_hidden_cell_cannot_be_worked_out_from_the_total() {
        check(&[25, 10, 14], "25 c c");
        check(&[25, 14], "25 14");
        check(&[3, 4, 30], "c c 30");
        check(&[0, 30, 5], "0 c c");
        check(&[0, 5], "0 c");
    }

    #[test]
    fn marks_differ() {
        let marks = [Cell::Count(0), Cell::Confidential, Cell::Unobserved, Cell::NotAsked].map(|cell| cell.to_string());
        assert_eq!(marks, ["0", "c", ":", "."]);
    }
}
