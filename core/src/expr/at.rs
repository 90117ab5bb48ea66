//! Where an expression stands: a node's number, and the repetition of each repeat around it.
//!
//! An [`At`] is copied at every step of an evaluation, so it is a small array and not a vector; a form that nests
//! repeats deeper than [`REPEAT_DEPTH_MAX`] is refused when it is compiled.

use serde::{Deserialize, Serialize};

/// Index into the nodes of a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeIndex(pub u32);

/// How deep repeats may be nested.
pub const REPEAT_DEPTH_MAX: usize = 8;

/// For each repeat around a node, outermost first, the repetition counted from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    positions: [u16; REPEAT_DEPTH_MAX],
    depth: u8,
}

impl At {
    /// The first so many of these positions; what lies deeper than the limit is left out.
    #[must_use]
    pub fn new(positions: &[u16]) -> Self {
        positions.iter().take(REPEAT_DEPTH_MAX).fold(Self::default(), |at, position| at.then(*position))
    }

    /// One repeat deeper.
    #[must_use]
    pub fn then(mut self, position: u16) -> Self {
        if let Some(place) = self.positions.get_mut(usize::from(self.depth)) {
            *place = position;
            self.depth += 1;
        }
        self
    }

    /// The outermost `depth` positions.
    #[must_use]
    pub fn cut(self, depth: usize) -> Self {
        Self::new(&self.positions()[..depth.min(usize::from(self.depth))])
    }

    /// The positions, outermost first.
    #[must_use]
    pub fn positions(&self) -> &[u16] {
        &self.positions[..usize::from(self.depth)]
    }

    /// How many repeats are around.
    #[must_use]
    pub fn depth(&self) -> usize {
        usize::from(self.depth)
    }
}
