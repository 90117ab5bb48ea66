//! Where the values of one filling-in lie in memory, worked out once for all of them.
//!
//! A *scope* is the form outside all repeats, or the inside of one repeat. A filling-in keeps one block of slots for
//! each repetition of each scope, so that a value is found by its node's slot, and a repetition is added or taken out
//! as a whole. All of it follows from the nodes: only their order by name, which takes time to find, is stored.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Node, NodeIndex, NodeKind};

/// Scopes of a form, and the slot of each node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Scope 0 is the form outside all repeats.
    #[serde(skip)]
    pub scopes: Vec<Scope>,
    /// By node.
    #[serde(skip)]
    pub places: Vec<Place>,
    /// Nodes with a `relevant` expression, in rows as one stands inside the other.
    #[serde(skip)]
    gates: Vec<NodeIndex>,
    /// All nodes but the root, sorted by name, then in document order.
    pub by_name: Vec<NodeIndex>,
}

/// The inside of one repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// The repeat; the root for scope 0.
    pub repeat: NodeIndex,
    /// The scope around it.
    pub parent: u32,
    /// Which of the parent's `inner` it is.
    pub rank: u32,
    /// How many repeats are around its nodes, its own among them.
    pub depth: u8,
    /// How many nodes it has, the repeat itself among them.
    pub slots: u32,
    /// Scopes of the repeats directly inside.
    pub inner: Vec<u32>,
}

/// Where the value of one node lies in a filling-in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Its scope; a repeat lies in its own.
    pub scope: u32,
    /// Its slot in the scope.
    pub slot: u32,
    gates: Range<u32>,
}

impl Layout {
    /// Lays out the nodes of a form, given in document order.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Self {
        let mut by_name: Vec<NodeIndex> = (1..u32::try_from(nodes.len()).unwrap_or(u32::MAX)).map(NodeIndex).collect();
        by_name.sort_by(|one, other| nodes[one.0 as usize].name.cmp(&nodes[other.0 as usize].name));
        Self::in_order(by_name, nodes)
    }

    /// The same when the order by name is known.
    #[must_use]
    pub(super) fn in_order(by_name: Vec<NodeIndex>, nodes: &[Node]) -> Self {
        let root = Scope { repeat: NodeIndex(0), parent: 0, rank: 0, depth: 0, slots: 0, inner: Vec::new() };
        let mut layout =
            Self { scopes: vec![root], places: Vec::with_capacity(nodes.len()), gates: Vec::new(), by_name };
        for (index, node) in nodes.iter().enumerate() {
            let index = NodeIndex(u32::try_from(index).unwrap_or(u32::MAX));
            layout.add(index, node);
        }
        layout
    }

    fn add(&mut self, index: NodeIndex, node: &Node) {
        let parent = self.places.get(node.parent.0 as usize).cloned().unwrap_or_default();
        let is_repeat = matches!(node.kind, NodeKind::Repeat { .. });
        let scope = if is_repeat { self.add_scope(index, parent.scope) } else { parent.scope };
        let gates = if node.relevant.is_some() { self.add_gate(index, parent.gates) } else { parent.gates };
        let slots = &mut self.scopes[scope as usize].slots;
        self.places.push(Place { scope, slot: *slots, gates });
        *slots += 1;
    }

    /// One more gate inside of others; the nodes in it share the row.
    fn add_gate(&mut self, gate: NodeIndex, around: Range<u32>) -> Range<u32> {
        let start = self.gates.len();
        self.gates.extend_from_within(around.start as usize..around.end as usize);
        self.gates.push(gate);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        count(start)..count(self.gates.len())
    }

    fn add_scope(&mut self, repeat: NodeIndex, parent: u32) -> u32 {
        let scope = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        let around = &mut self.scopes[parent as usize];
        let rank = u32::try_from(around.inner.len()).unwrap_or(u32::MAX);
        around.inner.push(scope);
        let depth = around.depth + 1;
        self.scopes.push(Scope { repeat, parent, rank, depth, slots: 0, inner: Vec::new() });
        scope
    }

    /// Where a node lies.
    #[must_use]
    pub fn place(&self, node: NodeIndex) -> &Place {
        &self.places[node.0 as usize]
    }

    /// The nodes around a node, and itself, that have a `relevant` expression, outermost first.
    #[must_use]
    pub fn gates(&self, node: NodeIndex) -> &[NodeIndex] {
        let Range { start, end } = self.place(node).gates;
        &self.gates[start as usize..end as usize]
    }

    /// How many repeats are around a node, itself among them when it is one.
    #[must_use]
    pub fn depth(&self, node: NodeIndex) -> usize {
        usize::from(self.scopes[self.place(node).scope as usize].depth)
    }
}
