//! Recalculation: evaluates the rules that a change touches, and those that their results touch, each in its order.
//!
//! What is touched waits in a queue that gives out the earliest rule first; a rule in a repeat waits with the positions
//! in which it is touched. The whole story, with an example that runs, is on the page of [`crate::instance`].

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use super::{Instance, repetitions::GROWTHS_MAX, store};
use crate::{
    expr::{At, Evaluation},
    form::{
        Form, NodeIndex, Value,
        dependencies::{Rule, RuleKind, Touch},
    },
};

/// Rules that wait to be evaluated.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    order: BinaryHeap<Reverse<u32>>,
    /// By rule: positions that are touched; a shorter one stands for all that begin with it.
    waiting: Vec<Vec<At>>,
    /// How often repeats grew since the last answer.
    grown: BTreeMap<(NodeIndex, At), usize>,
}

impl Queue {
    pub fn new(form: &Form) -> Self {
        Self {
            order: BinaryHeap::new(),
            waiting: vec![Vec::new(); form.dependencies.rules.len()],
            grown: BTreeMap::new(),
        }
    }

    fn add(&mut self, rule: u32, at: At) {
        let waiting = &mut self.waiting[rule as usize];
        if waiting.is_empty() {
            self.order.push(Reverse(rule));
        }
        if waiting.last() != Some(&at) {
            waiting.push(at);
        }
    }

    fn add_all(&mut self, touches: &[Touch], at: At) {
        for touch in touches {
            self.add(touch.rule, at.cut(usize::from(touch.shared)));
        }
    }

    /// Whether a repeat may grow once more after this answer; it is counted.
    pub fn may_grow(&mut self, repeat: NodeIndex, around: At) -> bool {
        let growths = self.grown.entry((repeat, around)).or_default();
        *growths += 1;
        *growths <= GROWTHS_MAX
    }

    fn take(&mut self) -> Option<(u32, Vec<At>)> {
        let Reverse(rule) = self.order.pop()?;
        Some((rule, std::mem::take(&mut self.waiting[rule as usize])))
    }
}

impl Instance {
    /// Everything that depends on a node's value, or on its number of repetitions.
    pub(super) fn touch(&mut self, node: NodeIndex, at: At) {
        self.queue.add_all(&self.form.dependencies.touched[node.0 as usize], at);
    }

    /// All rules of a repetition that is new, and of what is in it.
    pub(super) fn touch_inside(&mut self, node: NodeIndex, at: At) {
        let form = self.form.clone();
        for index in node.0..form.node(node).end.0 {
            for rule in &form.dependencies.own[index as usize] {
                let is_own_count = index == node.0 && form.dependencies.rules[*rule as usize].kind == RuleKind::Count;
                if !is_own_count {
                    self.queue.add(*rule, at);
                }
            }
        }
    }

    /// The choice filter of a node that was answered, if it has one.
    pub(super) fn touch_offered(&mut self, node: NodeIndex, at: At) {
        for rule in &self.form.dependencies.own[node.0 as usize] {
            if self.form.dependencies.rules[*rule as usize].kind == RuleKind::Offered {
                self.queue.add(*rule, at);
            }
        }
    }

    /// Evaluates what waits, until nothing does.
    pub(super) fn settle(&mut self) {
        self.bounds.begin_visits();
        self.settle_what_waits();
        self.bounds.begin_visits();
    }

    fn settle_what_waits(&mut self) {
        while let Some((rule, mut places)) = self.queue.take() {
            let rule = self.form.dependencies.rules[rule as usize];
            places.sort_unstable();
            places.dedup();
            for at in self.places_of(rule, &places) {
                self.evaluate(rule, at);
            }
        }
        self.queue.grown.clear();
    }

    /// The repetitions of a rule that the touched positions stand for, each once.
    pub(crate) fn places_of(&self, rule: Rule, places: &[At]) -> Vec<At> {
        let depth = self.form.layout.depth(rule.node);
        // A number of repetitions is one of what is around them.
        let depth = if rule.kind == RuleKind::Count { depth - 1 } else { depth };
        self.unrolled(rule.node, depth, places)
    }

    /// The repetitions, down to a depth, of the repeats around a node that begin with these positions, each once.
    pub(super) fn unrolled(&self, node: NodeIndex, depth: usize, places: &[At]) -> Vec<At> {
        if depth == 0 {
            return vec![At::default()];
        }
        let mut repeats = self.form.repeats_of(node);
        repeats.truncate(depth);
        let mut unrolled: Vec<At> = Vec::with_capacity(places.len());
        for place in places {
            self.unroll(&repeats, *place, &mut unrolled);
        }
        if places.len() > 1 {
            unrolled.sort_unstable();
            unrolled.dedup();
        }
        unrolled
    }

    fn unroll(&self, repeats: &[NodeIndex], at: At, unrolled: &mut Vec<At>) {
        match repeats.get(at.depth()) {
            None => unrolled.push(at.cut(repeats.len())),
            Some(repeat) => {
                (0..self.repetitions(*repeat, at))
                    .for_each(|position| self.unroll(repeats, at.then(position), unrolled));
            }
        }
    }

    fn evaluate(&mut self, rule: Rule, at: At) {
        if rule.kind != RuleKind::Count && self.slot(rule.node, at).is_none() {
            return;
        }
        match rule.kind {
            RuleKind::Count => self.count(rule.node, at),
            RuleKind::Relevant => self.relevance(rule.node, at),
            RuleKind::Offered => self.drop_what_is_not_offered(rule.node, at),
            RuleKind::Calculate => self.calculate(rule.node, at),
        }
    }

    fn calculate(&mut self, node: NodeIndex, at: At) {
        let form = self.form.clone();
        let Some(calculation) = form.question(node).and_then(|question| question.calculation.as_ref()) else { return };
        let value = {
            let item = Evaluation::new(&*self, node, at).item(calculation);
            store::calculated(&form, node, &item, self.offset_min())
        };
        let value = value.filter(|value| !store::is_no_choice(&form, node, value));
        self.put(node, at, self.bounds.kept_if_room(value));
    }

    /// Stores a value; what depends on it waits if it is another than before.
    pub(super) fn put(&mut self, node: NodeIndex, at: At, value: Option<Value>) {
        let Some(slot) = self.slot_mut(node, at) else { return };
        if slot.value == value {
            return;
        }
        let before = slot.value.take();
        self.bounds.note_texts(before.as_ref(), value.as_ref());
        if let Some(slot) = self.slot_mut(node, at) {
            slot.value = value;
        }
        self.touch(node, at);
    }

    fn relevance(&mut self, node: NodeIndex, at: At) {
        let form = self.form.clone();
        let Some(relevant) = &form.node(node).relevant else { return };
        let closed = !Evaluation::new(&*self, node, at).holds(relevant);
        let Some(slot) = self.slot_mut(node, at) else { return };
        if slot.closed != closed {
            slot.closed = closed;
            self.queue.add_all(&form.dependencies.cascades[node.0 as usize], at);
        }
    }
}
