//! What an expression must know of its form to find the nodes that its names mean: who is called what, and who stands
//! in whom. The form's compiler fills it in and throws it away.

use std::{cell::Cell, collections::HashMap};

use super::NodeIndex;

/// Names and places of all nodes of a form.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    nodes: Vec<Entry>,
    by_name: HashMap<String, Vec<NodeIndex>>,
    children: HashMap<(NodeIndex, String), NodeIndex>,
    tables: Vec<TableEntry>,
    tables_by_name: HashMap<String, u32>,
    /// How many unknown names were compared with all others.
    compared: Cell<usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    parent: NodeIndex,
    shape: Shape,
    choice_list: Option<u32>,
}

#[derive(Debug, Clone)]
struct TableEntry {
    columns: Vec<(String, u32)>,
}

/// What a node is, as far as names go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It stands once in whatever holds it.
    Single,
    /// It is repeated.
    Repeat,
}

impl Outline {
    /// Adds the next node in document order; the first one is the root and its own parent.
    pub fn add(&mut self, name: &str, parent: NodeIndex, shape: Shape, choice_list: Option<u32>) -> NodeIndex {
        let index = NodeIndex(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        if index.0 != 0 {
            self.by_name.entry(name.to_owned()).or_default().push(index);
            self.children.entry((parent, name.to_owned())).or_insert(index);
        }
        self.nodes.push(Entry { name: name.to_owned(), parent, shape, choice_list });
        index
    }

    /// Adds the next table (a choice list, an attached file), with the names and numbers of its columns. Of two with
    /// one name the first is meant.
    pub fn add_table<'n>(&mut self, name: &str, columns: impl IntoIterator<Item = (&'n str, u32)>) {
        let table = u32::try_from(self.tables.len()).unwrap_or(u32::MAX);
        self.tables_by_name.entry(name.to_owned()).or_insert(table);
        let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
        self.tables.push(TableEntry { columns });
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<u32> {
        self.tables_by_name.get(name).copied()
    }

    /// Says which table a select offers.
    pub fn set_choice_list(&mut self, node: NodeIndex, list: u32) {
        if let Some(entry) = self.nodes.get_mut(node.0 as usize) {
            entry.choice_list = Some(list);
        }
    }

    /// All nodes of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> &[NodeIndex] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The node of this name directly below another.
    #[must_use]
    pub fn child(&self, parent: NodeIndex, name: &str) -> Option<NodeIndex> {
        self.children.get(&(parent, name.to_owned())).copied()
    }

    /// The node around; the root has none.
    #[must_use]
    pub fn parent(&self, node: NodeIndex) -> Option<NodeIndex> {
        (node.0 != 0).then(|| self.nodes[node.0 as usize].parent)
    }

    /// The nodes directly below another, in document order.
    #[must_use]
    pub fn children(&self, parent: NodeIndex) -> Vec<NodeIndex> {
        let below = (1..self.nodes.len()).filter(|index| self.nodes[*index].parent == parent);
        below.map(|index| NodeIndex(u32::try_from(index).unwrap_or(u32::MAX))).collect()
    }

    /// Whether a node stands somewhere below another.
    #[must_use]
    pub fn is_below(&self, node: NodeIndex, ancestor: NodeIndex) -> bool {
        let mut around = self.parent(node);
        while let Some(next) = around {
            if next == ancestor {
                return true;
            }
            around = self.parent(next);
        }
        false
    }

    /// All nodes, the root first.
    pub fn all(&self) -> impl Iterator<Item = NodeIndex> {
        (0..self.nodes.len()).map(|index| NodeIndex(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// The names from below the root to a node.
    #[must_use]
    pub fn path(&self, node: NodeIndex) -> Vec<&str> {
        let mut names = Vec::new();
        let mut next = node;
        while let Some(parent) = self.parent(next) {
            names.push(self.name(next));
            next = parent;
        }
        names.reverse();
        names
    }

    /// The name of a node.
    #[must_use]
    pub fn name(&self, node: NodeIndex) -> &str {
        &self.nodes[node.0 as usize].name
    }

    /// Whether the node is repeated.
    #[must_use]
    pub fn is_repeat(&self, node: NodeIndex) -> bool {
        self.nodes[node.0 as usize].shape == Shape::Repeat
    }

    /// The table of a select.
    #[must_use]
    pub fn choice_list(&self, node: NodeIndex) -> Option<u32> {
        self.nodes[node.0 as usize].choice_list
    }

    /// The repeats around a node and, when it is one, the node itself; outermost first.
    #[must_use]
    pub fn repeats(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut repeats = Vec::new();
        let mut next = Some(node);
        while let Some(at) = next {
            if self.is_repeat(at) {
                repeats.push(at);
            }
            next = self.parent(at);
        }
        repeats.reverse();
        repeats
    }

    /// The column of this name in a table.
    #[must_use]
    pub fn column(&self, table: u32, name: &str) -> Option<u32> {
        let columns = &self.tables.get(table as usize)?.columns;
        columns.iter().find(|(known, _)| known == name).map(|(_, column)| *column)
    }

    /// What a path calls a column of a table.
    #[must_use]
    pub fn column_name(&self, table: u32, column: u32) -> &str {
        let columns = self.tables.get(table as usize).map_or(&[][..], |table| &table.columns);
        columns.iter().find(|(_, known)| *known == column).map_or("", |(name, _)| name)
    }

    fn may_compare(&self) -> bool {
        self.compared.set(self.compared.get() + 1);
        self.compared.get() <= NAMES_COMPARED_MAX
    }

    /// Names of tables that are near to this one, best first.
    #[must_use]
    pub fn near_table(&self, name: &str) -> Vec<String> {
        if self.may_compare() { nearest(name, self.tables_by_name.keys().map(String::as_str)) } else { Vec::new() }
    }

    /// Names of the form that are near to this one, best first.
    #[must_use]
    pub fn near(&self, name: &str) -> Vec<String> {
        if self.may_compare() { nearest(name, self.by_name.keys().map(String::as_str)) } else { Vec::new() }
    }

    /// Names below a node (and columns of a list) that are near to this one, best first.
    #[must_use]
    pub fn near_below(&self, parent: NodeIndex, list: Option<u32>, name: &str) -> Vec<String> {
        if !self.may_compare() {
            return Vec::new();
        }
        let below = self.children.keys().filter(|(around, _)| *around == parent).map(|(_, child)| child.as_str());
        let table = list.and_then(|list| self.tables.get(list as usize));
        let columns = table.into_iter().flat_map(|table| &table.columns).map(|(column, _)| column.as_str());
        nearest(name, below.chain(columns))
    }
}

/// How many unknown names of one form are compared with all its names. Each comparison costs as much as the form is
/// long; a form with more of them has one fault, copied.
pub const NAMES_COMPARED_MAX: usize = 200;

/// How many names are proposed.
const CANDIDATES_MAX: usize = 3;

/// The known names that differ from this one by little, best first.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    let tolerated = (wanted.len() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .filter(|candidate| candidate.chars().count().abs_diff(wanted.len()) <= tolerated)
        .map(|candidate| (distance(&wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(CANDIDATES_MAX).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// Insertions, removals, replacements and swaps of neighbours between two names, letters' case aside.
fn distance(wanted: &[char], candidate: &str) -> usize {
    let other: Vec<char> = candidate.to_lowercase().chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=wanted.len()).collect()];
    for line in 1..=other.len() {
        let mut row = vec![line];
        for column in 1..=wanted.len() {
            let same = wanted[column - 1] == other[line - 1];
            let mut best = rows[line - 1][column - 1] + usize::from(!same);
            best = best.min(rows[line - 1][column] + 1).min(row[column - 1] + 1);
            let swapped = line > 1
                && column > 1
                && wanted[column - 1] == other[line - 2]
                && wanted[column - 2] == other[line - 1];
            if swapped {
                best = best.min(rows[line - 2][column - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[other.len()][wanted.len()]
}
