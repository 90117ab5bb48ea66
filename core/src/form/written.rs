//! Values that the repetitions of a form have in writing.
//!
//! Other clients' forms may begin with several repetitions, each with values of its own (`<r><x>1</x></r>
//! <r><x>2</x></r>`); those are no defaults, for the next repetition does not have them. A workbook has none, so that
//! nearly every form keeps an empty list. Which repetitions there are is said by the repeat itself.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{DraftWritten, Form, NodeIndex, NodeKind};
use crate::expr::At;

/// Most values in writing of one form.
pub const WRITTEN_VALUES_MAX: usize = 20_000;

/// One value in writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WrittenValue {
    /// The question.
    pub node: NodeIndex,
    /// Its positions in the repeats around, outermost first.
    pub at: Vec<u16>,
    /// The text, in the lexical form of its type; empty where the repetition has nothing and later ones have a default.
    pub text: String,
}

/// All of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenValues(Vec<WrittenValue>);

impl WrittenValues {
    /// Of two for one place the first counts.
    #[must_use]
    pub fn new(mut values: Vec<WrittenValue>) -> Self {
        values.sort_by(|one, other| (one.node, &one.at).cmp(&(other.node, &other.at)));
        values.dedup_by(|later, first| (later.node, &later.at) == (first.node, &first.at));
        Self(values)
    }

    /// Those of a draft, each put to the question of its row; one that has no such place is left out.
    pub(super) fn placed(form: &Form, drafts: Vec<DraftWritten>) -> Self {
        if drafts.is_empty() {
            return Self::default();
        }
        let nodes: HashMap<u32, NodeIndex> =
            (0..).zip(&form.nodes).map(|(index, node)| (node.row, NodeIndex(index))).collect();
        let values = drafts.into_iter().take(WRITTEN_VALUES_MAX).filter_map(|draft| {
            let node = nodes.get(&draft.row).copied().filter(|node| fits(form, *node, &draft.at))?;
            Some(WrittenValue { node, at: draft.at, text: draft.text })
        });
        Self::new(values.collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands at a place.
    #[must_use]
    pub fn get(&self, node: NodeIndex, at: At) -> Option<&str> {
        let key = (node, at.positions());
        let place = self.0.binary_search_by(|value| (value.node, value.at.as_slice()).cmp(&key)).ok()?;
        self.0.get(place).map(|value| value.text.as_str())
    }

    /// How many repetitions of a repeat have a value, seen from the positions around it.
    #[must_use]
    pub fn repetitions(&self, form: &Form, repeat: NodeIndex, around: At) -> u16 {
        let inside = repeat..form.node(repeat).end;
        let positions = self.0.iter().filter(|value| inside.contains(&value.node));
        let here = positions.filter_map(|value| match value.at.strip_prefix(around.positions())? {
            [position, ..] => Some(position.saturating_add(1)),
            [] => None,
        });
        here.max().unwrap_or(0)
    }

    /// Whether each is about a question of the form and stands where one can: what was read from bytes may not.
    pub(super) fn is_whole(&self, form: &Form) -> bool {
        let is_sorted = |pair: &[WrittenValue]| (pair[0].node, &pair[0].at) < (pair[1].node, &pair[1].at);
        self.0.len() <= WRITTEN_VALUES_MAX
            && self.0.windows(2).all(is_sorted)
            && self.0.iter().all(|value| fits(form, value.node, &value.at))
    }
}

/// Whether a node is a question with so many repeats around it.
fn fits(form: &Form, node: NodeIndex, at: &[u16]) -> bool {
    let found = form.nodes.get(node.0 as usize);
    found.is_some_and(|found| matches!(found.kind, NodeKind::Question(_))) && form.layout.depth(node) == at.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::fixture;

    fn value(node: u32, at: &[u16], text: &str) -> WrittenValue {
        WrittenValue { node: NodeIndex(node), at: at.to_vec(), text: text.to_owned() }
    }

    #[test]
    fn a_value_is_found_where_it_stands_and_the_first_of_two_counts() {
        let form = fixture::form(&["begin_repeat r", "text x", "end", "text y"]);
        let written = WrittenValues::new(vec![value(2, &[2], "c"), value(2, &[0], "a"), value(2, &[0], "b")]);
        let at = |position| At::default().then(position);
        assert_eq!(written.get(NodeIndex(2), at(0)), Some("a"));
        assert_eq!(written.get(NodeIndex(2), at(1)), None);
        assert_eq!(written.repetitions(&form, NodeIndex(1), At::default()), 3);
        assert!(written.is_whole(&form));
    }

    #[test]
    fn values_that_bytes_made_up_are_not_whole() {
        let form = fixture::form(&["begin_repeat r", "text x", "end", "text y"]);
        let unsorted = WrittenValues(vec![value(2, &[1], "b"), value(2, &[0], "a")]);
        let many = WrittenValues::new((0..=20_000).map(|position| value(2, &[position], "a")).collect());
        for broken in [vec![value(1, &[0], "a")], vec![value(2, &[], "a")], vec![value(9, &[0], "a")]] {
            assert!(!WrittenValues::new(broken.clone()).is_whole(&form), "{broken:?}");
        }
        assert!(!unsorted.is_whole(&form) && !many.is_whole(&form));
    }
}
