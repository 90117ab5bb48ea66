//! What is open in a section: the first item, note or repetition in document order that is not done.
//!
//! Relevance is looked at now, not planned ahead: an answer may open or close what follows. What was asked is never
//! found again, whatever happens to relevance.

use crate::{
    form::{AskedBy, Control, Form, NodeIndex, NodeKind, Path, Question, look::watched},
    instance::Instance,
    safeguard::{Facts, ItemFacts, Outline, Section, ask_once, is_open},
};

/// The first thing that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Open {
    /// A participant item that was not put to the person yet.
    Ask(Path),
    /// A participant item that was put and waits for its answer.
    Put(Path),
    /// An observer's item, or words to show.
    Note(Path),
    /// Whether there is one more repetition; the path names the one that would come.
    Repeat(Path),
    /// The hour blocks of an observation.
    Blocks,
}

/// Looks for what is open.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub form: &'a Form,
    pub instance: &'a Instance,
    pub facts: &'a Facts,
    pub outline: &'a Outline,
}

impl Walk<'_> {
    /// The first thing that is open in a section.
    pub fn open_in(&self, section: &Section) -> Option<Open> {
        let mut next = section.node;
        while next < section.end {
            if let Some(found) = self.visit(next, &[]) {
                return Some(found);
            }
            next = self.form.node(next).end;
        }
        None
    }

    fn visit(&self, node: NodeIndex, around: &[u16]) -> Option<Open> {
        match &self.form.node(node).kind {
            NodeKind::Root => None,
            NodeKind::Question(question) => self.question(node, around, question),
            NodeKind::Group => self.group(node, around),
            NodeKind::Repeat { .. } if self.outline.hour_block == Some(node) => self.blocks(node, around),
            NodeKind::Repeat { count, .. } => {
                let ends = if count.is_some() { Ends::ByForm } else { Ends::ByAsking };
                self.repeat(node, around, ends)
            }
        }
    }

    fn group(&self, node: NodeIndex, around: &[u16]) -> Option<Open> {
        let here = Path { node, at: around.to_vec() };
        if !self.instance.is_relevant(&here) {
            return None;
        }
        self.form.children(node).find_map(|child| self.visit(child, around))
    }

    fn repeat(&self, node: NodeIndex, around: &[u16], ends: Ends) -> Option<Open> {
        let first = repetition(node, around, 0);
        let count = self.instance.repeat_count(&first);
        if self.form.node(node).relevant.is_some() && !self.instance.is_relevant(&first) {
            return None;
        }
        let mut within = around.to_vec();
        for number in 0..count {
            within.push(number);
            let found = self.form.children(node).find_map(|child| self.visit(child, &within));
            if found.is_some() {
                return found;
            }
            within.pop();
        }
        let next = repetition(node, around, count);
        let asks = ends == Ends::ByAsking && !self.facts.repeats_ended.contains(&next);
        asks.then_some(Open::Repeat(next))
    }

    /// Closing questions of a closed block come before the next count.
    fn blocks(&self, node: NodeIndex, around: &[u16]) -> Option<Open> {
        for (number, block) in (0u16..).zip(&self.facts.blocks) {
            if block.minutes.is_none() {
                continue;
            }
            let mut within = around.to_vec();
            within.push(number);
            let asked_at_close = |child: &NodeIndex| !self.is_counted(*child);
            let found = self.form.children(node).filter(asked_at_close).find_map(|child| self.visit(child, &within));
            if found.is_some() {
                return found;
            }
        }
        let ended = self.facts.repeats_ended.iter().any(|ended| ended.node == node);
        (!ended).then_some(Open::Blocks)
    }

    /// Filled by taps and by closing the block, never asked as a question.
    fn is_counted(&self, node: NodeIndex) -> bool {
        const WORDS: [&str; 4] =
            [watched::COUNTER, watched::COUNTED_ROW, watched::MINUTES_WATCHED, watched::NOTHING_SEEN];
        self.form.node(node).appearance.iter().any(|word| WORDS.contains(&word.as_str()))
    }

    fn question(&self, node: NodeIndex, around: &[u16], question: &Question) -> Option<Open> {
        let path = Path { node, at: around.to_vec() };
        if !is_open(question) || self.form.node(node).is_header() || !self.instance.is_relevant(&path) {
            return None;
        }
        let shown_only = question.control == Control::Note || self.instance.is_read_only(&path);
        match self.form.node(node).care.by {
            _ if shown_only => self.unless_noted(path),
            AskedBy::Computed => None,
            AskedBy::Observer => self.unless_noted(path),
            AskedBy::Participant => match self.facts.items.get(&path) {
                Some(ItemFacts::Final) => None,
                Some(ItemFacts::Asked) => Some(Open::Put(path)),
                None => ask_once::may_ask(self.form, self.facts, &path).then_some(Open::Ask(path)),
            },
        }
    }

    fn unless_noted(&self, path: Path) -> Option<Open> {
        (!self.facts.noted.contains(&path)).then_some(Open::Note(path))
    }
}

/// How a repeat comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// The form fixes the number.
    ByForm,
    /// Somebody says that there is no more.
    ByAsking,
}

/// A repetition's path.
pub(super) fn repetition(node: NodeIndex, around: &[u16], number: u16) -> Path {
    let mut at = around.to_vec();
    at.push(number);
    Path { node, at }
}
