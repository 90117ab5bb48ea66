//! The rows of a table sorted by one column, so that the rows with one text are found without looking at all.

use serde::{Deserialize, Serialize};

/// Row numbers, sorted by the text in one column and then by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    rows: Vec<u32>,
}

impl Order {
    /// Sorts `count` rows by their texts.
    #[must_use]
    pub fn of<'t>(count: u32, text: impl Fn(u32) -> &'t str) -> Self {
        let mut rows: Vec<(u64, u32)> = (0..count).map(|row| (beginning(text(row)), row)).collect();
        // Their beginnings tell most texts apart. Rows of one text stay in the table's order.
        rows.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| text(one.1).cmp(text(other.1))).then_with(|| one.1.cmp(&other.1))
        });
        Self { rows: rows.into_iter().map(|(_, row)| row).collect() }
    }

    /// Whether it is the order of so many rows: what was read from bytes may be any numbers.
    pub fn is_whole<'t>(&self, count: u32, text: impl Fn(u32) -> &'t str) -> bool {
        // Rows that stand in an order without equals, and are no more than there are, are all of them.
        let sorted = |pair: &[u32]| text(pair[0]).cmp(text(pair[1])).then(pair[0].cmp(&pair[1])).is_lt();
        u32::try_from(self.rows.len()) == Ok(count)
            && self.rows.iter().all(|row| *row < count)
            && self.rows.windows(2).all(sorted)
    }

    /// The rows with exactly this text, in the table's order.
    pub fn find<'t>(&self, wanted: &str, text: impl Fn(u32) -> &'t str) -> &[u32] {
        let start = self.rows.partition_point(|row| text(*row) < wanted);
        let rest = self.rows.get(start..).unwrap_or(&[]);
        let length = rest.partition_point(|row| text(*row) == wanted);
        rest.get(..length).unwrap_or(&[])
    }

    /// The first row with this text, in the table's order.
    pub fn first<'t>(&self, wanted: &str, text: impl Fn(u32) -> &'t str) -> Option<u32> {
        let start = self.rows.partition_point(|row| text(*row) < wanted);
        self.rows.get(start).copied().filter(|row| text(*row) == wanted)
    }
}

/// The first eight letters as a number that sorts as they do.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_looking_at_all_finds(cells in proptest::collection::vec("(aaaaaaa)?[ab]{0,2}", 0..30), wanted in "(aaaaaaa)?[abc]{0,2}") {
            let text = |row: u32| cells[row as usize].as_str();
            let count = u32::try_from(cells.len()).expect("few rows");
            let order = Order::of(count, text);
            let expected: Vec<u32> = (0..count).filter(|row| text(*row) == wanted).collect();
            prop_assert_eq!(order.find(&wanted, text), expected.as_slice());
            prop_assert_eq!(order.first(&wanted, text), expected.first().copied());
            prop_assert!(order.is_whole(count, text));
            let mut other = order.clone();
            if let [first, .., last] = other.rows.as_mut_slice() {
                std::mem::swap(first, last);
                prop_assert!(!other.is_whole(count, text));
                other.rows[0] = other.rows[1];
                prop_assert!(!other.is_whole(count, text));
            }
            let outside = Order { rows: vec![1] };
            prop_assert!(!outside.is_whole(1, |_| ""));
        }
    }
}
