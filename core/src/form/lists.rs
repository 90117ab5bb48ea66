//! One short list for each node, kept as one long one and the places where each ends.
//!
//! Most nodes are touched by nothing and touch little. As lists of their own they would be four allocations a node when
//! a form is opened; here all of them are two.

use std::ops::Index;

use serde::{Deserialize, Serialize};

/// Many short lists in one piece of memory, each found by its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    /// How many lists there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What stands in all lists, one after the other.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// What stands in a row of lists, one after the other.
    ///
    /// # Panics
    /// There are not so many.
    #[must_use]
    pub fn between(&self, lists: std::ops::Range<usize>) -> &[T] {
        &self.items[self.start(lists.start)..self.start(lists.end)]
    }

    fn start(&self, list: usize) -> usize {
        list.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// Whether it has so many lists and each ends after the one before: what was read from bytes may not.
    pub(super) fn is_whole(&self, count: usize) -> bool {
        let last = self.ends.last().map_or(0, |end| *end as usize);
        self.ends.len() == count && self.ends.is_sorted() && last == self.items.len()
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Index<usize> for Lists<T> {
    type Output = [T];

    fn index(&self, list: usize) -> &[T] {
        self.between(list..list + 1)
    }
}

impl<T> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.items.extend(list);
            all.ends.push(u32::try_from(all.items.len()).unwrap_or(u32::MAX));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_its_own() {
        let lists: Lists<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!((&lists[0], &lists[1], &lists[2]), ([1, 2].as_slice(), [].as_slice(), [3].as_slice()));
        assert_eq!(lists.between(1..3), [3]);
        assert!(lists.is_whole(3) && !lists.is_whole(2));
    }

    #[test]
    fn lists_that_bytes_made_up_are_not_whole() {
        for (ends, items) in [(vec![2, 1], vec![7, 7]), (vec![3], vec![7]), (vec![], vec![7]), (vec![0], vec![7])] {
            let lists = Lists { ends, items };
            assert!(!lists.is_whole(lists.len()), "{lists:?}");
        }
    }
}
