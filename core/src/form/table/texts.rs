//! Many short texts kept as one: a single text and the place where each part ends.
//!
//! A choice list of 100,000 rows has half a million cells. As strings of their own they would cost some thirty bytes
//! each before the first letter and as many allocations when a form is opened; here a cell costs four bytes.

use serde::{Deserialize, Serialize};

/// Texts, one behind the other.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds one at the end. What would pass four gigabytes is kept as an empty text; limits are checked far below that.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).unwrap_or_else(|_| {
            self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
            self.ends.last().copied().unwrap_or(0)
        });
        self.ends.push(end);
    }

    /// One of them; empty when there are not so many.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = match index {
            0 => 0,
            _ => self.ends.get(index - 1).map_or(0, |end| *end as usize),
        };
        // Ends that were read from a damaged file may be anything: such a part is empty.
        self.ends.get(index).and_then(|end| self.text.get(start..*end as usize)).unwrap_or("")
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all of them together.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether any of them holds this, which must not be part of two neighbours together.
    #[must_use]
    pub fn contains(&self, part: &str) -> bool {
        self.text.contains(part) && self.iter().any(|text| text.contains(part))
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Gives back memory that growing has left over.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}

/// Says how many and not what: the cells of a table may come from an earlier interview.
impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({} in {} bytes)", self.len(), self.size_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_pushed_is_there(texts in proptest::collection::vec(".{0,6}", 0..20)) {
            let all: Texts = texts.iter().collect();
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), texts.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(all.get(texts.len()), "");
        }

        #[test]
        fn damaged_ends_give_some_text_and_no_panic(text in ".{0,9}", ends in proptest::collection::vec(any::<u32>(), 0..6)) {
            let damaged = Texts { text: text.clone(), ends };
            prop_assert!(damaged.iter().all(|part| text.contains(part)));
        }
    }
}
