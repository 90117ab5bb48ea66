//! Repetitions that the main instance has in writing, and what stands in each where later ones have something else.
//!
//! A later repetition is made from the repeat's template; where a file has none, it begins empty, as in JavaRosa. Knows
//! the instance and which of its nodes are repeats; what values mean is the compiler's affair.

use std::collections::{HashMap, HashSet};

use super::nodes::{Tree, has_template};
use crate::{
    form::{DraftWritten, REPETITIONS_WRITTEN_MAX, WRITTEN_VALUES_MAX},
    xform::{read::rows::number, xml::Element},
};

/// What is found on the way through the instance.
struct Found<'t> {
    tree: &'t Tree,
    repeats: &'t HashSet<usize>,
    values: Vec<DraftWritten>,
}

/// The values of all repetitions that differ from what later ones begin with; at most one more than a form may have.
pub fn values(root: &Element, tree: &Tree, repeats: &HashSet<usize>) -> Vec<DraftWritten> {
    let mut found = Found { tree, repeats, values: Vec::new() };
    found.inside(root, 0, &mut Vec::new());
    found.values
}

/// Whether a later repetition of the repeat around a node begins empty, whatever the first one has.
pub fn begins_empty(node: usize, tree: &Tree, is_repeat: impl Fn(usize) -> bool) -> bool {
    let mut next = node;
    while next != tree.spots[next].parent {
        next = tree.spots[next].parent;
        if is_repeat(next) {
            return !tree.spots[next].has_template;
        }
    }
    false
}

impl Found<'_> {
    fn inside(&mut self, element: &Element, spot: usize, at: &mut Vec<u16>) {
        let mut positions: HashMap<usize, u16> = HashMap::new();
        for child in element.elements().filter(|child| !has_template(child)) {
            let Some(index) = self.tree.child(spot, &child.name) else { continue };
            if !self.repeats.contains(&index) {
                self.node(child, index, at);
                continue;
            }
            let position = positions.entry(index).or_default();
            if *position < REPETITIONS_WRITTEN_MAX {
                at.push(*position);
                *position += 1;
                self.inside(child, index, at);
                at.pop();
            }
        }
    }

    fn node(&mut self, element: &Element, index: usize, at: &mut Vec<u16>) {
        if !self.tree.spots[index].children.is_empty() {
            return self.inside(element, index, at);
        }
        if at.is_empty() || self.values.len() > WRITTEN_VALUES_MAX {
            return;
        }
        let text = element.text();
        let is_empty = begins_empty(index, self.tree, |node| self.repeats.contains(&node));
        let later = if is_empty { "" } else { self.tree.spots[index].value.trim() };
        if text.trim() != later {
            self.values.push(DraftWritten { row: number(index), at: at.clone(), text: text.trim().to_owned() });
        }
    }
}
