//! What follows from a change: everything that it reaches, evaluated once each, in order.
//!
//! A rule inside a repeat is evaluated in those repetitions that agree with the place of the *change*, however the
//! change came to the rule. So a share `${income} div ${total}` follows the income of its own member, and stays as it
//! was when another member's income changes the total. Only adding a repetition reaches all of them.

use std::{collections::BTreeSet, ops::Range};

use super::{Collect, reach::Together};
use crate::{
    expr::{At, Evaluation},
    form::{
        DataType, Form, NodeIndex, NodeKind, Value,
        dependencies::{Rule, RuleKind},
    },
    instance::{TRIGGERS_DEEP_MAX, TRIGGERS_SET_MAX, Written, calculated, stored},
};

impl Collect {
    /// Stores a value, follows it, and sets what has the node as its trigger.
    pub(super) fn set(&mut self, node: NodeIndex, at: At, value: Option<Value>, depth: usize) {
        let form = self.form().clone();
        let Some(slot) = self.instance.slot_mut(node, at) else { return };
        let changed = slot.value != value;
        slot.value = value;
        if depth == 0 {
            self.sets_left = TRIGGERS_SET_MAX;
        }
        let reached = self.reach.from(&form, node);
        for one in reached.iter() {
            self.evaluate_from(*one, node, at);
        }
        self.name_from(&form, node.0..node.0 + 1, &reached);
        if !changed || depth >= TRIGGERS_DEEP_MAX {
            return;
        }
        for other in &form.dependencies.set_by[node.0 as usize] {
            let Some(place) = self.instance.only_place(*other, node, at) else { continue };
            let Some(left) = self.sets_left.checked_sub(1) else { return };
            self.sets_left = left;
            let value = self.instance.to_be_set(*other, place);
            self.set(*other, place, value, depth + 1);
        }
    }

    /// Evaluates everything everywhere, in order.
    pub(super) fn evaluate_all(&mut self) {
        for one in 0..self.reach.all.len() {
            self.evaluate_in(one, At::default());
        }
        self.call_form();
    }

    /// Works out the form's name again when it follows from what changed.
    fn name_from(&mut self, form: &Form, changed: Range<u32>, reached: &[u32]) {
        if self.reach.names_form(form, changed, reached) {
            self.call_form();
        }
    }

    /// Makes a repetition at the end, with what stands in it at first, and follows that.
    pub(super) fn create(&mut self, repeat: NodeIndex, around: At) {
        let form = self.form().clone();
        if self.instance.repetitions(repeat, around) >= crate::instance::REPETITIONS_MAX {
            return;
        }
        let Some(at) = self.instance.push_block(repeat, around) else { return };
        self.fill(repeat, at, Written::InGroups);
        self.set_defaults(repeat, at);
        self.follow_creation(&form, repeat, at);
    }

    /// Takes a repetition out, and follows that: what names the repeat, then what names the children that are gone.
    pub(super) fn take_out(&mut self, repeat: NodeIndex, at: At) {
        let form = self.form().clone();
        let around = at.cut(at.depth() - 1);
        let position = at.positions().last().copied().unwrap_or(0);
        self.instance.take_blocks(repeat, around, position, 1);
        self.move_counts_up(&form, repeat, at);
        let everywhere = self.reach_of_all_repetitions(&form, repeat);
        let first = self.reach.from(&form, repeat);
        self.follow_repeat(&first, &everywhere, repeat, at);
        let mut reached = first.to_vec();
        for child in form.children(repeat).filter(|child| !form.is_repeat(*child)) {
            let of_child = self.reach.from(&form, child);
            for one in of_child.iter().filter(|one| !first.contains(one)) {
                self.evaluate_from(*one, repeat, at);
            }
            reached.extend(of_child.iter());
        }
        self.name_from(&form, repeat.0..form.node(repeat).end.0, &reached);
    }

    /// Numbers of repetitions inside a repetition that is gone go with it; those of later ones move up.
    fn move_counts_up(&mut self, form: &Form, repeat: NodeIndex, at: At) {
        let inside = repeat.0..form.node(repeat).end.0;
        let level = at.depth() - 1;
        let gone = at.positions()[level];
        let counts = std::mem::take(&mut self.counts);
        for ((node, place), value) in counts {
            let mut positions = place.positions().to_vec();
            let is_inside = inside.contains(&node.0) && node != repeat && place.cut(level) == at.cut(level);
            match positions.get_mut(level).filter(|_| is_inside) {
                Some(position) if *position == gone => continue,
                Some(position) if *position > gone => *position -= 1,
                _ => {}
            }
            self.counts.insert((node, At::new(&positions)), value);
        }
    }

    /// What names a repeat: in every repetition, or where it agrees with one.
    fn follow_repeat(&mut self, reached: &[u32], everywhere: &BTreeSet<u32>, repeat: NodeIndex, at: At) {
        for one in reached {
            if everywhere.contains(one) {
                self.evaluate_in(*one as usize, At::default());
            } else {
                self.evaluate_from(*one, repeat, at);
            }
        }
    }

    /// In three turns, as JavaRosa has it: what names the repeat, what is decided inside, what names its children.
    fn follow_creation(&mut self, form: &Form, repeat: NodeIndex, at: At) {
        let everywhere = self.reach_of_all_repetitions(form, repeat);
        let first = self.reach.from(form, repeat);
        self.follow_repeat(&first, &everywhere, repeat, at);
        let inside = self.reach.inside(form, repeat);
        let second = self.reach.reached_by(form, &inside);
        for one in second.iter() {
            self.evaluate_from(*one, repeat, at);
        }
        let done: BTreeSet<u32> = first.iter().chain(second.iter()).copied().collect();
        let mut reached: Vec<u32> = done.iter().copied().collect();
        for child in form.children(repeat).filter(|child| !form.is_repeat(*child)) {
            let of_child = self.reach.from(form, child);
            for one in of_child.iter().filter(|one| !done.contains(one)) {
                self.evaluate_from(*one, repeat, at);
            }
            reached.extend(of_child.iter());
        }
        self.name_from(form, repeat.0..form.node(repeat).end.0, &reached);
    }

    /// What must be evaluated in every repetition when one more is there: what names the repeat from inside it, and
    /// what follows inside from something outside that names it.
    fn reach_of_all_repetitions(&self, form: &Form, repeat: NodeIndex) -> BTreeSet<u32> {
        let within = |one: u32| {
            let context = self.reach.all[one as usize].context.0;
            (repeat.0..form.node(repeat).end.0).contains(&context)
        };
        let strictly = |one: u32| within(one) && self.reach.all[one as usize].context != repeat;
        let mut level: BTreeSet<u32> = self.reach.named_by(repeat).iter().copied().collect();
        let mut found: BTreeSet<u32> = level.iter().copied().filter(|one| within(*one)).collect();
        let mut outside = BTreeSet::new();
        let mut seen = BTreeSet::new();
        while !level.is_empty() {
            for one in &level {
                if !strictly(*one) {
                    outside.insert(*one);
                } else if outside.iter().chain(&found).any(|above| self.reach.next(form, *above).contains(one)) {
                    found.insert(*one);
                }
            }
            seen.extend(level.iter().copied());
            let next = level.iter().flat_map(|one| self.reach.next(form, *one).to_vec());
            level = next.filter(|one| !seen.contains(one)).collect();
        }
        found
    }

    /// Evaluates rules where they agree with the place of a change.
    fn evaluate_from(&mut self, one: u32, changed: NodeIndex, at: At) {
        let shared = self.form().shared_depth(changed, self.reach.all[one as usize].context);
        self.evaluate_in(one as usize, at.cut(shared));
    }

    /// Evaluates rules in all repetitions that begin with these positions.
    fn evaluate_in(&mut self, one: usize, from: At) {
        let Together { rules, .. } = self.reach.all[one].clone();
        for rule in rules {
            for at in self.instance.places_of(rule, &[from]) {
                self.evaluate(rule, at);
            }
        }
    }

    fn evaluate(&mut self, rule: Rule, at: At) {
        let form = self.form().clone();
        match (rule.kind, &form.node(rule.node).kind) {
            (RuleKind::Relevant, _) => {
                let Some(relevant) = &form.node(rule.node).relevant else { return };
                let closed = !Evaluation::new(&self.instance, rule.node, at).holds(relevant);
                if let Some(slot) = self.instance.slot_mut(rule.node, at) {
                    slot.closed = closed;
                }
            }
            (RuleKind::Calculate, NodeKind::Question(question)) => {
                let Some(calculation) = &question.calculation else { return };
                let value = {
                    let item = Evaluation::new(&self.instance, rule.node, at).item(calculation);
                    calculated(&form, rule.node, &item, self.instance.offset_min())
                };
                if let Some(slot) = self.instance.slot_mut(rule.node, at) {
                    slot.value = value;
                }
            }
            (RuleKind::Count, NodeKind::Repeat { count: Some(count), .. }) => {
                let value = {
                    let item = Evaluation::new(&self.instance, rule.node, at).item(count);
                    stored(DataType::Text, &item, self.instance.offset_min())
                };
                self.counts.insert((rule.node, at), value);
            }
            _ => {}
        }
    }
}
