//! Which item: coded as the distance from the item before, so that "the next question" costs a fraction of a bit.
//!
//! Two runs of places are kept apart, those of questions and those of everything else, because an interview goes from
//! question to question while gates and checks come and go between them. Reading is bounded by the form: a place that
//! it does not have is [`PayloadError::Malformed`], never an index that is used.

use super::{PayloadError, coder::Direction, model::Field, session::Session};
use crate::form::{Form, NodeIndex, NodeKind, Path};

/// Where the last items stood.
pub(super) struct Places {
    /// Questions that somebody answers, in document order.
    items: Vec<NodeIndex>,
    /// Place of the last item among them.
    last_item: i64,
    /// The last node that was no item.
    last_node: i64,
    /// Repetitions of the last path, by depth.
    last_at: Vec<u16>,
}

impl Places {
    /// Before the first item of a form.
    pub fn new(form: &Form) -> Self {
        let asked = |kind: &NodeKind| matches!(kind, NodeKind::Question(question) if question.control.is_asked());
        let nodes = form.nodes.iter().zip(0_u32..);
        let items = nodes.filter(|(node, _)| asked(&node.kind)).map(|(_, index)| NodeIndex(index)).collect();
        Self { items, last_item: -1, last_node: 0, last_at: Vec::new() }
    }
}

impl<D: Direction> Session<'_, D> {
    /// A node.
    pub fn node(&mut self, node: &mut NodeIndex) -> Result<(), PayloadError> {
        let place = self.places.items.binary_search(node).ok();
        if self.bits.likely(Field::IsItem, 0, place.is_some())? {
            let expected = self.places.last_item.wrapping_add(1);
            let step = place.unwrap_or(0) as i64 - expected;
            let found = expected.wrapping_add(self.bits.signed(Field::ItemStep, 0, step)?);
            let index = usize::try_from(found).map_err(|_| PayloadError::Malformed)?;
            *node = *self.places.items.get(index).ok_or(PayloadError::Malformed)?;
            self.places.last_item = found;
        } else {
            let last = self.places.last_node;
            let found = last.wrapping_add(self.bits.signed(Field::NodeStep, 0, i64::from(node.0) - last)?);
            *node = NodeIndex(u32::try_from(found).map_err(|_| PayloadError::Malformed)?);
            self.places.last_node = found;
        }
        Ok(())
    }

    /// A node in its repetitions.
    pub fn path(&mut self, path: &mut Path) -> Result<(), PayloadError> {
        self.node(&mut path.node)?;
        let expected = depth(self.context.form, path.node);
        let depth = if self.bits.likely(Field::DepthExpected, 0, path.at.len() == expected)? {
            expected
        } else {
            self.length(0, path.at.len())?
        };
        path.at.resize(depth, 0);
        for (level, at) in path.at.iter_mut().enumerate() {
            let last = self.places.last_at.get(level).copied().unwrap_or(0);
            let step = i64::from(*at) - i64::from(last);
            let found = i64::from(last).wrapping_add(self.bits.signed(Field::Repetition, level as u32, step)?);
            *at = u16::try_from(found).map_err(|_| PayloadError::Malformed)?;
        }
        if depth > 0 {
            self.places.last_at.clone_from(&path.at);
        }
        Ok(())
    }
}

/// Repeats around a node, itself included. Bounded by the form's size, whatever its parents say.
fn depth(form: &Form, node: NodeIndex) -> usize {
    let mut at = node;
    let mut depth = 0;
    for _ in 0..form.nodes.len() {
        let Some(here) = form.nodes.get(at.0 as usize) else { return depth };
        depth += usize::from(matches!(here.kind, NodeKind::Repeat { .. }));
        if here.parent == at {
            return depth;
        }
        at = here.parent;
    }
    depth
}
