//! Where the values of one filling-in lie in memory, worked out once for all of them.
//!
//! A *scope* is the form outside all repeats, or the inside of one repeat. A filling-in keeps one block of slots for
//! each repetition of each scope, so that a value is found by its node's slot, and a repetition is added or taken out
//! as a whole.

use serde::{Deserialize, Serialize};

use super::{Node, NodeIndex, NodeKind};

/// Scopes of a form, and the slot of each node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Scope 0 is the form outside all repeats.
    pub scopes: Vec<Scope>,
    /// By node.
    pub places: Vec<Place>,
    /// All nodes but the root, sorted by name, then in document order.
    pub by_name: Vec<NodeIndex>,
}

/// The inside of one repeat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// Where one node lies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its scope; a repeat lies in its own.
    pub scope: u32,
    /// Its slot in the scope.
    pub slot: u32,
    /// The nodes around it, and itself, that have a `relevant` expression, outermost first.
    pub gates: Vec<NodeIndex>,
}

impl Layout {
    /// Lays out the nodes of a form, given in document order.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Self {
        let root = Scope { repeat: NodeIndex(0), parent: 0, rank: 0, depth: 0, slots: 0, inner: Vec::new() };
        let mut by_name: Vec<NodeIndex> = (1..u32::try_from(nodes.len()).unwrap_or(u32::MAX)).map(NodeIndex).collect();
        by_name.sort_by(|one, other| nodes[one.0 as usize].name.cmp(&nodes[other.0 as usize].name));
        let mut layout = Self { scopes: vec![root], places: Vec::with_capacity(nodes.len()), by_name };
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
        let mut gates = parent.gates;
        if node.relevant.is_some() {
            gates.push(index);
        }
        let slots = &mut self.scopes[scope as usize].slots;
        self.places.push(Place { scope, slot: *slots, gates });
        *slots += 1;
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

    /// How many repeats are around a node, itself among them when it is one.
    #[must_use]
    pub fn depth(&self, node: NodeIndex) -> usize {
        usize::from(self.scopes[self.place(node).scope as usize].depth)
    }
}
