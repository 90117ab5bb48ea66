//! Where a value stands: a node, and which repetition of each repeat around it.
//!
//! The log keeps paths, so their bytes are a format. How a path is written as text is known by the form (`walk`).

use serde::{Deserialize, Serialize};

use crate::expr::At;
pub use crate::expr::NodeIndex;

/// A node in one repetition. Written `/data/member[2]/age`; the first repetition is `[1]` and may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Path {
    /// The node.
    pub node: NodeIndex,
    /// For each repeat around the node (and for the node itself when it is one), outermost first, the repetition,
    /// counted from 0.
    pub at: Vec<u16>,
}

impl Path {
    /// A node at these positions.
    #[must_use]
    pub fn new(node: NodeIndex, at: At) -> Self {
        Self { node, at: at.positions().to_vec() }
    }

    /// The positions in the form that expressions use.
    #[must_use]
    pub fn at(&self) -> At {
        At::new(&self.at)
    }
}
