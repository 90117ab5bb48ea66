//! Repetitions: how they come, by hand or by a number, what stands in a new one, and how they go.
//!
//! A new repetition is a block without values; what the form has in writing is put into it, and its rules wait to be
//! evaluated like all others (`recalculate`). How many fit is counted by `bounds`. Nothing here evaluates a rule but
//! the number of repetitions itself.

use super::{ChangeError, Instance, block::Block};
use crate::{
    expr::{At, Evaluation},
    form::{NodeIndex, NodeKind, Path},
};

/// Most repetitions of one repeat in one place.
pub const REPETITIONS_MAX: u16 = 10_000;

/// How often one repeat may grow after one answer. A count that looks at its own repeat (`count(${leg}) + 1`) would
/// never come to rest; it grows on at the next answer.
pub const GROWTHS_MAX: usize = 8;

/// Where an XForm has first repetitions in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a form is opened: one of each repeat.
    Everywhere,
    /// In the template of a repeat, which every later repetition is made from: one of each repeat that stands in a
    /// group there; none of those directly inside.
    InGroups,
}

impl Instance {
    /// One more repetition at the end; the path's own last position does not matter. Gives the new one's path.
    ///
    /// # Errors
    /// The path is no repeat of this interview, or its number is fixed, or there are too many.
    pub fn add_repeat(&mut self, at: &Path) -> Result<Path, ChangeError> {
        let around = self.around_free(at)?;
        let count = self.repetitions(at.node, around);
        if count >= REPETITIONS_MAX || !self.has_room(at.node) {
            return Err(ChangeError::TooMany);
        }
        self.append(at.node, around);
        self.settle();
        Ok(Path::new(at.node, around.then(count)))
    }

    /// Takes one repetition out; later ones move up.
    ///
    /// # Errors
    /// There is no such repetition, or the number is fixed.
    pub fn remove_repeat(&mut self, at: &Path) -> Result<(), ChangeError> {
        let around = self.around_free(at)?;
        let position = at.at.get(around.depth()).copied().ok_or(ChangeError::NoSuchPlace)?;
        if position >= self.repetitions(at.node, around) {
            return Err(ChangeError::NoSuchPlace);
        }
        self.take_blocks(at.node, around, position, 1);
        self.touch(at.node, around);
        self.settle();
        Ok(())
    }

    /// How many repetitions there are; the path's own last position does not matter.
    #[must_use]
    pub fn repeat_count(&self, at: &Path) -> u16 {
        let depth = self.form.layout.depth(at.node).saturating_sub(1);
        self.repetitions(at.node, at.at().cut(depth))
    }

    /// The positions around a repeat that may grow and shrink.
    fn around_free(&self, at: &Path) -> Result<At, ChangeError> {
        match self.form.nodes.get(at.node.0 as usize).map(|node| &node.kind) {
            Some(NodeKind::Repeat { count: None, .. }) => {}
            Some(NodeKind::Repeat { .. }) => return Err(ChangeError::CountIsFixed),
            _ => return Err(ChangeError::NoSuchPlace),
        }
        let scope = &self.form.layout.scopes[self.form.layout.place(at.node).scope as usize];
        let around = at.at().cut(usize::from(scope.depth) - 1);
        let found = self.root.find(&self.form.layout, scope.parent, around.positions());
        found.map(|_| around).ok_or(ChangeError::NoSuchPlace)
    }

    /// How many repetitions there are. What expressions are told is the same, as long as they visit few enough.
    pub(crate) fn repetitions(&self, repeat: NodeIndex, around: At) -> u16 {
        let scope = self.form.layout.place(repeat).scope;
        let blocks = self.root.repetitions(&self.form.layout, scope, around.positions());
        blocks.map_or(0, |blocks| u16::try_from(blocks.len()).unwrap_or(u16::MAX))
    }

    /// Whether another repetition of this repeat can be kept.
    fn has_room(&self, repeat: NodeIndex) -> bool {
        let scope = &self.form.layout.scopes[self.form.layout.place(repeat).scope as usize];
        self.bounds.has_room(scope.slots as usize)
    }

    /// A block without values at the end of a repeat's; gives its position, or nothing when there is no room.
    pub(crate) fn push_block(&mut self, repeat: NodeIndex, around: At) -> Option<At> {
        if !self.has_room(repeat) {
            return None;
        }
        let form = self.form.clone();
        let block = Block::new(&form.layout.scopes[form.layout.place(repeat).scope as usize]);
        self.bounds.note_new(&block);
        let position = self.repetitions(repeat, around);
        self.blocks_mut(repeat, around)?.push(block);
        Some(around.then(position))
    }

    /// Takes out repetitions of a repeat, from one position on.
    pub(crate) fn take_blocks(&mut self, repeat: NodeIndex, around: At, from: u16, count: usize) {
        let scope = self.form.layout.place(repeat).scope;
        let Some(blocks) = self.root.repetitions_mut(&self.form.layout, scope, around.positions()) else { return };
        let start = usize::from(from).min(blocks.len());
        let end = start.saturating_add(count).min(blocks.len());
        blocks.drain(start..end).for_each(|block| self.bounds.note_gone(&block));
    }

    fn blocks_mut(&mut self, repeat: NodeIndex, around: At) -> Option<&mut Vec<Block>> {
        let scope = self.form.layout.place(repeat).scope;
        self.root.repetitions_mut(&self.form.layout, scope, around.positions())
    }

    /// As many repetitions as the form's number says.
    pub(super) fn count(&mut self, repeat: NodeIndex, around: At) {
        let form = self.form.clone();
        let NodeKind::Repeat { count: Some(count), .. } = &form.node(repeat).kind else { return };
        let number = Evaluation::new(&*self, repeat, around).item(count).to_number();
        let wanted = if number.is_nan() { 0 } else { number.clamp(0.0, f64::from(REPETITIONS_MAX)) as u16 };
        let present = self.repetitions(repeat, around);
        if wanted > present && !self.queue.may_grow(repeat, around) {
            return;
        }
        for _ in present..wanted {
            if !self.has_room(repeat) {
                break;
            }
            self.append(repeat, around);
        }
        if wanted < present {
            self.take_blocks(repeat, around, wanted, usize::MAX);
            self.touch(repeat, around);
        }
    }

    /// Appends a repetition with its defaults; its rules, and what depends on the number, wait.
    fn append(&mut self, repeat: NodeIndex, around: At) {
        let is_first =
            around.positions().iter().all(|position| *position == 0) && self.repetitions(repeat, around) == 0;
        self.append_with(repeat, around, if is_first { Written::Everywhere } else { Written::InGroups });
    }

    fn append_with(&mut self, repeat: NodeIndex, around: At, written: Written) {
        let Some(at) = self.push_block(repeat, around) else { return };
        self.begin(repeat, at, written);
        self.touch(repeat, around);
        self.touch_inside(repeat, at);
    }

    /// First repetitions of the repeats in a new block, where an XForm has them in writing, then its defaults in
    /// document order.
    pub(super) fn begin(&mut self, node: NodeIndex, at: At, written: Written) {
        let form = self.form.clone();
        let mut index = node.0;
        let end = form.node(node).end.0;
        while index < end {
            let inner = NodeIndex(index);
            match &form.node(inner).kind {
                NodeKind::Repeat { initial, .. } if index != node.0 => {
                    if written == Written::Everywhere || form.node(inner).parent != node {
                        (0..*initial).for_each(|_| self.append_with(inner, at, Written::Everywhere));
                    }
                    index = form.node(inner).end.0;
                    continue;
                }
                NodeKind::Question(question) => self.preset(inner, at, question),
                _ => {}
            }
            index += 1;
        }
    }
}
