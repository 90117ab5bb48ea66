//! What an observation's hour blocks say about the items inside them: counters, minutes watched, nothing seen.
//!
//! A counter in a block that was watched and never tapped is a true zero; in a block that nobody watched it has no
//! value at all (rule 9).

use crate::{
    analysis::{ObservedBlock, observed_blocks},
    form::{
        Form, NodeIndex, Path, Value,
        look::watched::{COUNTER, HOUR_BLOCK, MINUTES_WATCHED, NOTHING_SEEN},
    },
    log::Event,
};

const YES: [&str; 4] = ["yes", "1", "true", "oui"];

/// The hour blocks of a log, as values of the form's items.
#[derive(Debug, Clone)]
pub(super) struct HourBlocks {
    repeat: Option<NodeIndex>,
    blocks: Vec<ObservedBlock>,
}

/// What a block says about an item inside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BlockSays {
    /// This value.
    Value(Value),
    /// Nobody watched.
    Unobserved,
}

impl HourBlocks {
    /// Reads the blocks of a log.
    pub(super) fn of(form: &Form, log: &[Event]) -> Self {
        let position = form.nodes.iter().position(|node| node.has_word(HOUR_BLOCK));
        let repeat = position.and_then(|place| u32::try_from(place).ok()).map(NodeIndex);
        Self { repeat, blocks: observed_blocks(log) }
    }

    /// The hour-block repeat and how many blocks there are.
    pub(super) fn repetitions(&self) -> Option<(NodeIndex, u16)> {
        let count = self.blocks.iter().map(|block| block.block + 1).max()?;
        self.repeat.map(|repeat| (repeat, count))
    }

    /// What the blocks say about an item; `None` when they say nothing.
    pub(super) fn say(&self, form: &Form, at: &Path) -> Option<BlockSays> {
        let repeats = form.repeats_of(at.node);
        if repeats.first() != self.repeat.as_ref() || repeats.len() != 1 {
            return None;
        }
        let block = self.blocks.iter().find(|block| Some(&block.block) == at.at.first())?;
        let node = form.node(at.node);
        if node.has_word(COUNTER) {
            let count = block.counts.get(at).copied().unwrap_or(0);
            return Some(observed(block, Value::Integer(count)));
        }
        if node.has_word(MINUTES_WATCHED) {
            return Some(BlockSays::Value(Value::Integer(block.minutes.map_or(0, i64::from))));
        }
        if node.has_word(NOTHING_SEEN) {
            return nothing(form, at, block).map(|value| observed(block, value));
        }
        None
    }
}

fn observed(block: &ObservedBlock, value: Value) -> BlockSays {
    if block.minutes.is_some() { BlockSays::Value(value) } else { BlockSays::Unobserved }
}

/// The choice that means yes, or the first that does not.
fn nothing(form: &Form, at: &Path, block: &ObservedBlock) -> Option<Value> {
    let wanted = |name: &str| YES.contains(&name) == block.nothing_seen;
    let choice = form.choice_list(at.node)?.iter().find(|choice| wanted(choice.name()))?;
    Some(Value::Choice(choice.index()))
}
