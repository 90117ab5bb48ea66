//! The values of one filling-in: a tree of blocks, one for each repetition of each repeat.
//!
//! A block knows slots, not nodes; [`crate::form::Layout`] says which slot is whose.

use crate::form::{Layout, Value, layout::Scope};

/// What is kept of one node in one repetition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slot {
    /// Its value.
    pub value: Option<Value>,
    /// Its own `relevant` does not hold.
    pub closed: bool,
}

/// One repetition of a scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// By slot.
    pub slots: Box<[Slot]>,
    /// By rank of the inner scope, then by repetition.
    pub inner: Box<[Vec<Block>]>,
}

impl Block {
    /// A block without values and without inner repetitions.
    pub fn new(scope: &Scope) -> Self {
        Self {
            slots: vec![Slot::default(); scope.slots as usize].into(),
            inner: vec![Vec::new(); scope.inner.len()].into(),
        }
    }

    /// How many nodes it keeps, those of its inner repetitions too.
    pub fn nodes(&self) -> usize {
        self.slots.len() + self.inner.iter().flatten().map(Self::nodes).sum::<usize>()
    }

    /// Visits every value in it.
    pub fn each_value(&self, visit: &mut dyn FnMut(&Value)) {
        self.slots.iter().filter_map(|slot| slot.value.as_ref()).for_each(&mut *visit);
        self.inner.iter().flatten().for_each(|block| block.each_value(visit));
    }

    /// The block of a scope at these positions, seen from the root block.
    pub fn find(&self, layout: &Layout, scope: u32, positions: &[u16]) -> Option<&Self> {
        if scope == 0 {
            return Some(self);
        }
        let wanted = &layout.scopes[scope as usize];
        let (last, around) = positions
            .split_at_checked(usize::from(wanted.depth) - 1)
            .and_then(|(around, rest)| rest.first().map(|last| (usize::from(*last), around)))?;
        self.find(layout, wanted.parent, around)?.inner[wanted.rank as usize].get(last)
    }

    /// The same, to be changed.
    pub fn find_mut(&mut self, layout: &Layout, scope: u32, positions: &[u16]) -> Option<&mut Self> {
        if scope == 0 {
            return Some(self);
        }
        let wanted = &layout.scopes[scope as usize];
        let (around, rest) = positions.split_at_checked(usize::from(wanted.depth) - 1)?;
        let last = usize::from(*rest.first()?);
        self.find_mut(layout, wanted.parent, around)?.inner[wanted.rank as usize].get_mut(last)
    }

    /// The repetitions of a scope around which these positions stand.
    pub fn repetitions(&self, layout: &Layout, scope: u32, around: &[u16]) -> Option<&Vec<Self>> {
        let wanted = layout.scopes.get(scope as usize)?;
        self.find(layout, wanted.parent, around).map(|block| &block.inner[wanted.rank as usize])
    }

    /// The same, to be changed.
    pub fn repetitions_mut(&mut self, layout: &Layout, scope: u32, around: &[u16]) -> Option<&mut Vec<Self>> {
        let wanted = layout.scopes.get(scope as usize)?;
        self.find_mut(layout, wanted.parent, around).map(|block| &mut block.inner[wanted.rank as usize])
    }
}
