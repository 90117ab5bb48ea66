//! How large an interview may grow, and how much work one change or one question to it may be.
//!
//! A form that a stranger wrote can ask for ten thousand repetitions inside ten thousand, or for a predicate that runs
//! over all repetitions inside another that does the same. Both are counted, never timed, so that the same answers give
//! the same interview on a slow phone and a fast one. Past a bound there are no more repetitions, and paths lead to
//! nothing.

use super::{Instance, block::Block};
use crate::expr::{At, NodeIndex};

/// Most nodes that an interview keeps, those of all repetitions together.
pub const NODES_KEPT_MAX: usize = 2_000_000;

/// Most repetitions and rows that paths may lead over in one change, or in one question to an interview.
pub const VISITS_MAX: u64 = 50_000_000;

impl Instance {
    /// Begins to count what a change or a question visits.
    pub(super) fn begin_visits(&self) {
        self.visits.set(0);
    }

    /// Counts what a path leads over.
    pub(super) fn note_visits(&self, visits: u32) {
        self.visits.set(self.visits.get().saturating_add(u64::from(visits)));
        if self.is_exhausted() {
            self.cut_short.set(true);
        }
    }

    /// Whether paths ever led to nothing because a change or a question visited more than [`VISITS_MAX`]: values that
    /// were worked out since then may be wrong, and whoever shows them should say so.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.cut_short.get()
    }

    /// Whether paths lead no further.
    pub(super) fn is_exhausted(&self) -> bool {
        self.visits.get() > VISITS_MAX
    }

    /// How many repetitions there are. What expressions are told is the same, as long as they visit few enough.
    pub(super) fn repetitions(&self, repeat: NodeIndex, around: At) -> u16 {
        let scope = self.form.layout.place(repeat).scope;
        let blocks = self.root.repetitions(&self.form.layout, scope, around.positions());
        blocks.map_or(0, |blocks| u16::try_from(blocks.len()).unwrap_or(u16::MAX))
    }

    /// Whether another repetition of this repeat can be kept.
    pub(super) fn has_room(&self, repeat: NodeIndex) -> bool {
        let scope = &self.form.layout.scopes[self.form.layout.place(repeat).scope as usize];
        self.kept.saturating_add(scope.slots as usize) <= NODES_KEPT_MAX
    }

    /// A block without values at the end of a repeat's; gives its position, or nothing when there is no room.
    pub(super) fn push_block(&mut self, repeat: NodeIndex, around: At) -> Option<At> {
        if !self.has_room(repeat) {
            return None;
        }
        let form = self.form.clone();
        let block = Block::new(&form.layout.scopes[form.layout.place(repeat).scope as usize]);
        self.kept += block.slots.len();
        let position = self.repetitions(repeat, around);
        self.blocks_mut(repeat, around)?.push(block);
        Some(around.then(position))
    }

    /// Takes out repetitions of a repeat, from one position on.
    pub(super) fn take_blocks(&mut self, repeat: NodeIndex, around: At, from: u16, count: usize) {
        let Some(blocks) = self.blocks_mut(repeat, around) else { return };
        let start = usize::from(from).min(blocks.len());
        let end = start.saturating_add(count).min(blocks.len());
        let taken: usize = blocks.drain(start..end).map(|block| block.nodes()).sum();
        self.kept = self.kept.saturating_sub(taken);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        expr::World,
        form::fixture,
        instance::{
            ChangeError,
            tests::{path, start},
        },
    };

    #[test]
    fn counts_inside_counts_stop_at_a_number_of_nodes() {
        let mut lines = vec!["begin_repeat outer | repeat_count: 9999", "begin_repeat inner | repeat_count: 9999"];
        let questions: Vec<String> = (0..500).map(|number| format!("integer a{number}")).collect();
        lines.extend(questions.iter().map(String::as_str));
        lines.extend(["end", "end", "begin_repeat free", "integer b", "end"]);
        let form = Arc::new(fixture::form(&lines));
        let mut instance = start(&form);
        assert!(instance.kept <= NODES_KEPT_MAX && instance.kept + 501 > NODES_KEPT_MAX);
        assert_eq!(instance.kept, instance.root.nodes());
        while instance.add_repeat(&path(&form, "free")).is_ok() {}
        assert_eq!(instance.add_repeat(&path(&form, "free")), Err(ChangeError::TooMany));
        assert_eq!(instance.remove_repeat(&path(&form, "free")), Ok(()));
        assert!(instance.add_repeat(&path(&form, "free")).is_ok());
    }

    #[test]
    fn paths_lead_to_nothing_past_a_number_of_visits() {
        let form = Arc::new(fixture::form(&["begin_repeat r | repeat_count: 50", "integer a", "end"]));
        let instance = start(&form);
        let repeat = path(&form, "r").node;
        for (visits, expected) in [(0, 50), (VISITS_MAX as u32, 50), (1, 0)] {
            instance.note_visits(visits);
            assert_eq!(instance.is_cut_short(), expected == 0);
            assert_eq!(World::repetitions(&instance, repeat, At::default()), expected);
            assert_eq!(instance.repetitions(repeat, At::default()), 50);
        }
        instance.begin_visits();
        assert!(instance.is_cut_short(), "what was left out stays said");
        assert_eq!(World::repetitions(&instance, repeat, At::default()), 50);
    }
}
