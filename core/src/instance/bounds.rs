//! How large an interview may grow, and how much work one change or one question to it may be.
//!
//! A form that a stranger wrote can ask for ten thousand repetitions inside ten thousand, or for a predicate that runs
//! over all repetitions inside another that does the same. Both are counted, never timed, so that the same answers give
//! the same interview on a slow phone and a fast one. Past a bound there are no more repetitions, and paths lead to
//! nothing.

use std::cell::Cell;

use super::{Instance, block::Block};
use crate::form::Value;

/// Most nodes that an interview keeps, those of all repetitions together.
pub const NODES_KEPT_MAX: usize = 2_000_000;

/// Most repetitions and rows that paths may lead over in one change, or in one question to an interview.
pub const VISITS_MAX: u64 = 50_000_000;

/// Most bytes that the texts of an interview take together. What a person types is a small part of it; what is
/// calculated in thousands of repetitions, each text as long as a text may be, is not kept past it.
pub const TEXTS_KEPT_BYTES_MAX: usize = 64 << 20;

/// What an interview takes up, and what the question or change of this moment has visited.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// How many nodes there are, see [`NODES_KEPT_MAX`].
    nodes: usize,
    /// Bytes of all texts among the values, see [`TEXTS_KEPT_BYTES_MAX`].
    text_bytes: usize,
    /// How many repetitions and rows were visited, see [`VISITS_MAX`].
    visits: Cell<u64>,
    /// How many questions are being answered inside one another.
    asked: Cell<u32>,
    /// Whether anything was ever too much.
    cut_short: Cell<bool>,
}

/// One question to an interview, while it is answered. Those that it asks in its turn are counted with it, and nothing
/// that it visited is held against the next.
pub struct Budget<'b>(&'b Bounds);

impl Drop for Budget<'_> {
    fn drop(&mut self) {
        let asked = self.0.asked.get().saturating_sub(1);
        self.0.asked.set(asked);
        if asked == 0 {
            self.0.begin_visits();
        }
    }
}

impl Bounds {
    /// Begins a question, or goes on with the one that asks it.
    pub fn budget(&self) -> Budget<'_> {
        if self.asked.get() == 0 {
            self.begin_visits();
        }
        self.asked.set(self.asked.get().saturating_add(1));
        Budget(self)
    }

    /// Begins to count what a change or a question visits.
    pub fn begin_visits(&self) {
        self.visits.set(0);
    }

    /// Counts what a path leads over.
    pub fn note_visits(&self, visits: u32) {
        self.visits.set(self.visits.get().saturating_add(u64::from(visits)));
        if self.is_exhausted() {
            self.say_cut_short();
        }
    }

    /// Whether paths lead no further.
    pub fn is_exhausted(&self) -> bool {
        self.visits.get() > VISITS_MAX
    }

    /// Says that something was left out: see [`Instance::is_cut_short`].
    pub fn say_cut_short(&self) {
        self.cut_short.set(true);
    }

    /// A calculated value, if there is room for it.
    pub fn kept_if_room(&self, value: Option<Value>) -> Option<Value> {
        if self.text_bytes.saturating_add(text_bytes(value.as_ref())) <= TEXTS_KEPT_BYTES_MAX {
            return value;
        }
        match value {
            Some(Value::Text(_)) => {
                self.say_cut_short();
                None
            }
            other => other,
        }
    }

    /// Notes that one value takes the place of another.
    pub fn note_texts(&mut self, before: Option<&Value>, after: Option<&Value>) {
        self.text_bytes = self.text_bytes.saturating_add(text_bytes(after)).saturating_sub(text_bytes(before));
    }

    /// Whether so many more nodes can be kept.
    pub fn has_room(&self, nodes: usize) -> bool {
        self.nodes.saturating_add(nodes) <= NODES_KEPT_MAX
    }

    /// Notes a block that has no values yet.
    pub fn note_new(&mut self, block: &Block) {
        self.nodes += block.slots.len();
    }

    /// Notes that a block is gone, with all that was in it.
    pub fn note_gone(&mut self, block: &Block) {
        let mut texts = 0;
        block.each_value(&mut |value| texts += text_bytes(Some(value)));
        self.nodes = self.nodes.saturating_sub(block.nodes());
        self.text_bytes = self.text_bytes.saturating_sub(texts);
    }
}

impl Instance {
    /// Whether paths ever led to nothing because a change or a question visited more than [`VISITS_MAX`]: values that
    /// were worked out since then may be wrong, and whoever shows them should say so.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.bounds.cut_short.get()
    }
}

fn text_bytes(value: Option<&Value>) -> usize {
    match value {
        Some(Value::Text(text)) => text.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        expr::{At, World},
        form::fixture,
        instance::{
            ChangeError,
            tests::{path, start},
        },
    };

    impl Instance {
        pub(crate) fn nodes_kept(&self) -> usize {
            self.bounds.nodes
        }
    }

    #[test]
    fn counts_inside_counts_stop_at_a_number_of_nodes() {
        let mut lines = vec!["begin_repeat outer | repeat_count: 9999", "begin_repeat inner | repeat_count: 9999"];
        let questions: Vec<String> = (0..500).map(|number| format!("integer a{number}")).collect();
        lines.extend(questions.iter().map(String::as_str));
        lines.extend(["end", "end", "begin_repeat free", "integer b", "end"]);
        let form = Arc::new(fixture::form(&lines));
        let mut instance = start(&form);
        assert!(instance.bounds.nodes <= NODES_KEPT_MAX && instance.bounds.nodes + 501 > NODES_KEPT_MAX);
        assert_eq!(instance.bounds.nodes, instance.root.nodes());
        while instance.add_repeat(&path(&form, "free")).is_ok() {}
        assert_eq!(instance.add_repeat(&path(&form, "free")), Err(ChangeError::TooMany));
        assert_eq!(instance.remove_repeat(&path(&form, "free")), Ok(()));
        assert!(instance.add_repeat(&path(&form, "free")).is_ok());
    }

    #[test]
    fn calculated_texts_are_kept_up_to_a_number_of_bytes() {
        let long = "x".repeat(60_000);
        let lines = [
            "text word".to_owned(),
            "calculate four | calculation: concat(${word}, ${word}, ${word}, ${word})".to_owned(),
            "begin_repeat r | repeat_count: 600".to_owned(),
            "calculate copy | calculation: ${four}".to_owned(),
            "end".to_owned(),
        ];
        let form = Arc::new(fixture::form(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
        let mut instance = start(&form);
        assert_eq!(instance.bounds.text_bytes, 0);
        instance.answer(&path(&form, "word"), Some(Value::Text(long))).expect("the text fits");
        assert!(instance.is_cut_short() && instance.bounds.text_bytes <= TEXTS_KEPT_BYTES_MAX);
        assert!(instance.bounds.text_bytes > TEXTS_KEPT_BYTES_MAX - 5 * 60_000);
        assert!(
            instance.value(&path(&form, "r[2]/copy")).is_some()
                && instance.value(&path(&form, "r[600]/copy")).is_none()
        );
        instance.answer(&path(&form, "word"), None).expect("an answer can be cleared");
        assert_eq!(instance.bounds.text_bytes, 0);
    }

    #[test]
    fn one_question_leaves_nothing_to_the_next() {
        let form = Arc::new(fixture::form(&[
            "begin_repeat r | repeat_count: 50",
            "integer a | required: count(/data/r[position() > 0]) > 1",
            "end",
        ]));
        let instance = start(&form);
        let question = path(&form, "r[1]/a");
        {
            let _budget = instance.bounds.budget();
            instance.bounds.note_visits(u32::MAX);
            assert!(!instance.is_required(&question), "what is asked inside is counted with it");
        }
        assert!(instance.is_required(&question));
        assert!(!instance.bounds.is_exhausted());
    }

    #[test]
    fn paths_lead_to_nothing_past_a_number_of_visits() {
        let form = Arc::new(fixture::form(&["begin_repeat r | repeat_count: 50", "integer a", "end"]));
        let instance = start(&form);
        let repeat = path(&form, "r").node;
        for (visits, expected) in [(0, 50), (VISITS_MAX as u32, 50), (1, 0)] {
            instance.bounds.note_visits(visits);
            assert_eq!(instance.is_cut_short(), expected == 0);
            assert_eq!(World::repetitions(&instance, repeat, At::default()), expected);
            assert_eq!(instance.repetitions(repeat, At::default()), 50);
        }
        instance.bounds.begin_visits();
        assert!(instance.is_cut_short(), "what was left out stays said");
        assert_eq!(World::repetitions(&instance, repeat, At::default()), 50);
    }
}
