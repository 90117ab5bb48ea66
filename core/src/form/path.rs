//! Where a value stands: a node, and which repetition of each repeat around it.

use serde::{Deserialize, Serialize};

/// Index into [`super::Form::nodes`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeIndex(pub u32);

/// A node in one repetition. Written `/data/member[2]/age`; the first repetition is `[1]` and may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Path {
    /// The node.
    pub node: NodeIndex,
    /// For each repeat around the node (and for the node itself when it is one), outermost first, the repetition,
    /// counted from 0.
    pub at: Vec<u16>,
}
