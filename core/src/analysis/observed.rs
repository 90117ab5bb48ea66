//! What a log of an observation says about each hour block: when, how long, what was counted.
//!
//! A block without watched minutes stays in the list with `minutes` absent: it was opened and never watched, which is
//! not the same as nothing seen (R019, rule 9).

use std::collections::BTreeMap;

use crate::{
    form::{NodeIndex, Path, Value},
    log::{Event, EventKind},
    moment::Moment,
};

/// One hour block of an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedBlock {
    /// 0 for the first.
    pub block: u16,
    /// When it was opened, by both clocks.
    pub opened: Moment,
    /// Minutes really watched; `None` means unobserved.
    pub minutes: Option<u8>,
    /// The observer said that nothing was seen: a true zero.
    pub nothing_seen: bool,
    /// Passings by counter or counted row; undone counts are taken back.
    pub counts: BTreeMap<Path, i64>,
    /// Rows counted with what was seen.
    pub rows: Vec<CountedRow>,
}

/// Passings that looked alike.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedRow {
    /// The repeat whose rows are counted.
    pub at: Path,
    /// How many.
    pub count: i64,
    /// What was seen, by question.
    pub row: Vec<(NodeIndex, Value)>,
}

impl ObservedBlock {
    /// All passings of the block, or `None` when nobody watched. Passings, never persons.
    #[must_use]
    pub fn passings(&self) -> Option<i64> {
        self.minutes.map(|_| self.counts.values().sum())
    }
}

/// The blocks of one observation, in order. Empty for an interview.
#[must_use]
pub fn observed_blocks(log: &[Event]) -> Vec<ObservedBlock> {
    let mut blocks: Vec<ObservedBlock> = Vec::new();
    for event in log {
        match &event.kind {
            EventKind::BlockOpened { block, at } => blocks.push(opened(*block, *at)),
            EventKind::Tally { block, at, count, row } => {
                if let Some(found) = find(&mut blocks, *block) {
                    tally(found, at, i64::from(*count), row);
                }
            }
            EventKind::Watched { block, minutes, nothing_seen } => {
                if let Some(found) = find(&mut blocks, *block) {
                    found.minutes = (*minutes > 0).then_some(*minutes);
                    found.nothing_seen = *nothing_seen && *minutes > 0;
                }
            }
            _ => {}
        }
    }
    blocks
}

fn opened(block: u16, opened: Moment) -> ObservedBlock {
    ObservedBlock { block, opened, minutes: None, nothing_seen: false, counts: BTreeMap::new(), rows: Vec::new() }
}

fn find(blocks: &mut [ObservedBlock], block: u16) -> Option<&mut ObservedBlock> {
    blocks.iter_mut().rev().find(|candidate| candidate.block == block)
}

fn tally(block: &mut ObservedBlock, at: &Path, count: i64, row: &[(NodeIndex, Value)]) {
    *block.counts.entry(at.clone()).or_default() += count;
    if row.is_empty() {
        return;
    }
    let alike = block.rows.iter().position(|seen| seen.at == *at && seen.row == row);
    match alike {
        Some(place) => block.rows[place].count += count,
        None => block.rows.push(CountedRow { at: at.clone(), count, row: row.to_vec() }),
    }
    block.rows.retain(|seen| seen.count != 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Moment = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };

    fn log(kinds: Vec<EventKind>) -> Vec<Event> {
        (0..).zip(kinds).map(|(sequence, kind)| Event { sequence, at_ms: 0, kind }).collect()
    }

    fn counter() -> Path {
        Path { node: NodeIndex(3), at: vec![0] }
    }

    fn tally_of(count: i16) -> EventKind {
        EventKind::Tally { block: 0, at: counter(), count, row: Vec::new() }
    }

    fn check(kinds: Vec<EventKind>, expected: Option<i64>) {
        let blocks = observed_blocks(&log(kinds));
        assert_eq!(blocks[0].passings(), expected);
    }

    #[test]
    fn watched_and_nothing_seen_is_a_zero() {
        let watched = EventKind::Watched { block: 0, minutes: 60, nothing_seen: true };
        check(vec![EventKind::BlockOpened { block: 0, at: AT }, watched], Some(0));
    }

    #[test]
    fn a_block_without_minutes_is_unobserved() {
        check(vec![EventKind::BlockOpened { block: 0, at: AT }, tally_of(2)], None);
        let not_watched = EventKind::Watched { block: 0, minutes: 0, nothing_seen: true };
        check(vec![EventKind::BlockOpened { block: 0, at: AT }, not_watched], None);
    }

    #[test]
    fn an_undone_count_is_taken_back() {
        let watched = EventKind::Watched { block: 0, minutes: 30, nothing_seen: false };
        let kinds = vec![EventKind::BlockOpened { block: 0, at: AT }, tally_of(2), tally_of(-1), watched];
        check(kinds, Some(1));
    }
}
