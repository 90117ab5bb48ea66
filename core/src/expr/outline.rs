//! What an expression must know of its form to find the nodes that its names mean: who is called what, and who stands
//! in whom. The form's compiler fills it in and throws it away.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use super::{NodeIndex, Spelling};

/// Names and places of all nodes of a form. Each name is kept once and known by its number: what an expression looks
/// up is then a number or two, however many nodes share a name.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    nodes: Vec<Entry>,
    names: Vec<Name>,
    numbers: HashMap<Rc<str>, u32>,
    /// By the node around and the number of the name.
    children: HashMap<(NodeIndex, u32), NodeIndex>,
    tables: Vec<TableEntry>,
    tables_by_name: HashMap<String, u32>,
    /// How many unknown names were compared with all others.
    compared: Cell<usize>,
    /// How many paths `*` and `//` made of one.
    forked: Cell<usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: u32,
    parent: NodeIndex,
    shape: Shape,
    choice_list: Option<u32>,
    /// The next node of the same name.
    next_named: Option<NodeIndex>,
}

#[derive(Debug, Clone)]
struct Name {
    text: Rc<str>,
    /// The first and the last node that are so called; the root counts as none.
    nodes: Option<(NodeIndex, NodeIndex)>,
}

#[derive(Debug, Clone)]
struct TableEntry {
    columns: Vec<(String, u32)>,
    /// Whether its root is its only row.
    is_record: bool,
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
        let name = self.number(name);
        self.nodes.push(Entry { name, parent, shape, choice_list, next_named: None });
        if index.0 != 0 {
            self.children.entry((parent, name)).or_insert(index);
            let known = &mut self.names[name as usize].nodes;
            if let Some((_, last)) = known {
                self.nodes[last.0 as usize].next_named = Some(index);
            }
            *known = Some((known.map_or(index, |(first, _)| first), index));
        }
        index
    }

    /// The number of a name, which may be a new one.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let (text, number): (Rc<str>, u32) = (name.into(), u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.numbers.insert(text.clone(), number);
        self.names.push(Name { text, nodes: None });
        number
    }

    /// Adds the next table (a choice list, an attached file), with the names and numbers of its columns. Of two with
    /// one name the first is meant.
    pub fn add_table<'n>(&mut self, name: &str, columns: impl IntoIterator<Item = (&'n str, u32)>) {
        let table = u32::try_from(self.tables.len()).unwrap_or(u32::MAX);
        self.tables_by_name.entry(name.to_owned()).or_insert(table);
        let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
        self.tables.push(TableEntry { columns, is_record: false });
    }

    /// The same for a table whose root is its only row.
    pub fn add_record<'n>(&mut self, name: &str, columns: impl IntoIterator<Item = (&'n str, u32)>) {
        self.add_table(name, columns);
        self.tables.last_mut().into_iter().for_each(|table| table.is_record = true);
    }

    /// Whether the root of a table is its only row.
    #[must_use]
    pub fn is_record(&self, table: u32) -> bool {
        self.tables.get(table as usize).is_some_and(|table| table.is_record)
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

    /// All nodes of this name, in document order.
    pub fn named(&self, name: &str) -> impl Iterator<Item = NodeIndex> + '_ {
        let first = self.numbers.get(name).and_then(|number| self.names[*number as usize].nodes);
        std::iter::successors(first.map(|(first, _)| first), |node| self.nodes[node.0 as usize].next_named)
    }

    /// The node of this name directly below another.
    #[must_use]
    pub fn child(&self, parent: NodeIndex, name: &str) -> Option<NodeIndex> {
        self.children.get(&(parent, *self.numbers.get(name)?)).copied()
    }

    /// The node around; the root has none.
    #[must_use]
    pub fn parent(&self, node: NodeIndex) -> Option<NodeIndex> {
        (node.0 != 0).then(|| self.nodes[node.0 as usize].parent)
    }

    /// The nodes directly below another, in document order.
    #[must_use]
    pub fn children(&self, parent: NodeIndex) -> Vec<NodeIndex> {
        self.inside(parent).filter(|node| self.nodes[node.0 as usize].parent == parent).collect()
    }

    /// The nodes of this name, or of any, somewhere below another, in document order.
    #[must_use]
    pub fn below(&self, ancestor: NodeIndex, name: Option<&str>) -> Vec<NodeIndex> {
        match name {
            Some(name) => self.named(name).filter(|node| self.is_below(*node, ancestor)).collect(),
            None => self.inside(ancestor).collect(),
        }
    }

    /// Whether a node stands somewhere below another.
    fn is_below(&self, node: NodeIndex, ancestor: NodeIndex) -> bool {
        let mut around = self.parent(node);
        while let Some(next) = around {
            if next == ancestor {
                return true;
            }
            around = self.parent(next);
        }
        false
    }

    /// The nodes inside another: they follow it, and the first that has its parent before it is outside.
    fn inside(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        let after = (node.0..).skip(1).map(NodeIndex);
        after.take_while(move |found| self.nodes.get(found.0 as usize).is_some_and(|entry| entry.parent >= node))
    }

    /// Whether so many more paths may come of one; see [`PATHS_FORKED_MAX`].
    pub(super) fn may_fork(&self, paths: usize) -> bool {
        self.forked.set(self.forked.get().saturating_add(paths));
        self.forked.get() <= PATHS_FORKED_MAX
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
        &self.names[self.nodes[node.0 as usize].name as usize].text
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

    /// The column that `pulldata` calls so, see [`alike`].
    #[must_use]
    pub fn column_alike(&self, table: u32, name: &str) -> Option<u32> {
        let columns = &self.tables.get(table as usize)?.columns;
        let near = || columns.iter().find(|(known, _)| alike(known, name)).map(|(_, column)| *column);
        self.column(table, name).or_else(near)
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
        if self.may_compare() {
            nearest(name, self.names.iter().filter(|known| known.nodes.is_some()).map(|known| &*known.text))
        } else {
            Vec::new()
        }
    }

    /// Names below a node (and columns of a list) that are near to this one, best first.
    #[must_use]
    pub fn near_below(&self, parent: NodeIndex, list: Option<u32>, name: &str) -> Vec<String> {
        if !self.may_compare() {
            return Vec::new();
        }
        let below =
            self.children.iter().filter(|((around, _), _)| *around == parent).map(|(_, child)| self.name(*child));
        let table = list.and_then(|list| self.tables.get(list as usize));
        let columns = table.into_iter().flat_map(|table| &table.columns).map(|(column, _)| column.as_str());
        nearest(name, below.chain(columns))
    }
}

/// How many paths `*` and `//` may lead to, those of all expressions of a form together: each costs as much as a path
/// that is written out.
pub const PATHS_FORKED_MAX: usize = 250_000;

/// How many unknown names of one form are compared with all its names. Each comparison costs as much as the form is
/// long; a form with more of them has one fault, copied.
pub const NAMES_COMPARED_MAX: usize = 200;

/// Whether Collect takes two names for one column of a file: blanks around them, the size of their letters and every
/// sign that is neither letter of ASCII, digit nor `_` tell nothing apart.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    one.trim().chars().map(safe).eq(other.trim().chars().map(safe))
}

/// How many names are proposed.
const CANDIDATES_MAX: usize = 3;

/// The known names that differ from this one by little, best first.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let wanted = Spelling::of(name);
    let tolerated = (wanted.letters() / 3).max(1);
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|candidate| Some((wanted.distance(candidate, tolerated)?, candidate))).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(CANDIDATES_MAX).map(|(_, candidate)| candidate.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn columns_are_called_as_collect_calls_them() {
        for (one, other, expected) in [
            ("name_key", " Name_Key ", true),
            ("name key", "name_key", true),
            ("é", "_", true),
            ("name", "names", false),
            ("name", "_name", false),
        ] {
            assert_eq!(alike(one, other), expected, "{one} {other}");
        }
    }
}
