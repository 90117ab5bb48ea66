//! The way through a form, question by question, as somebody who swipes goes it.
//!
//! Coming to a repetition that a number says should be there makes it. A transcript tells answers only, so the way
//! there is gone here: each answer on the first way through comes after the one before, and the first that does not
//! says that the end was reached.

use super::Collect;
use crate::{
    expr::{At, Evaluation, NodeIndex},
    form::{Form, NodeKind, Path, Question, Value},
};

/// How many steps the first way through a form has at most: a transcript's own limit.
pub const STEPS_MAX: usize = 20_000;

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Before the first question.
    Before,
    /// At a question, a group, a repetition, or where the next repetition would be.
    At(Path),
    /// After the last.
    End,
}

impl Collect {
    /// Goes on to a place on the first way through; to the end, when the place was left behind.
    pub(super) fn come_to(&mut self, target: &Path) {
        let wanted = order(self.form(), target);
        if let Stand::At(here) = &self.stand {
            let is_another_try = here == target && (self.refused || self.form().question(here.node).is_none());
            if is_another_try {
                return;
            }
        }
        let is_left_behind = match &self.stand {
            Stand::At(here) => order(self.form(), here) >= wanted,
            _ => false,
        };
        while self.stand != Stand::End && self.steps < STEPS_MAX {
            let before = std::mem::replace(&mut self.stand, Stand::End);
            self.stand = self.step(before);
            self.steps += 1;
            if let Stand::At(here) = &self.stand {
                if !is_left_behind && order(self.form(), here) >= wanted {
                    return;
                }
                self.pass(&here.clone());
            }
        }
        self.stand = Stand::End;
    }

    /// Goes on to the end of the first way through, unless it was reached.
    pub(super) fn come_to_end(&mut self) {
        while self.stand != Stand::End && self.steps < STEPS_MAX {
            let before = std::mem::replace(&mut self.stand, Stand::End);
            self.stand = self.step(before);
            self.steps += 1;
            if let Stand::At(here) = &self.stand {
                self.pass(&here.clone());
            }
        }
        self.stand = Stand::End;
    }

    /// A question that was come by and of which no line tells: a select that offered nothing was shown all the same.
    fn pass(&mut self, path: &Path) {
        if self.offers_nothing(path) {
            self.show(path);
        }
    }

    /// The next place that is relevant; repetitions that should be there are made.
    pub(super) fn step(&mut self, from: Stand) -> Stand {
        let mut next = from;
        loop {
            next = self.increment(next);
            let Stand::At(path) = &next else { return next };
            if self.can_stand_at(path) {
                self.make_if_counted(&path.clone());
                return next;
            }
        }
    }

    /// The next place, relevant or not.
    fn increment(&self, from: Stand) -> Stand {
        let form = self.form();
        let (mut node, mut at, descend) = match &from {
            Stand::Before => (NodeIndex(0), At::default(), true),
            Stand::End => return Stand::End,
            Stand::At(path) => (path.node, path.at(), form.question(path.node).is_none() && self.exists(path)),
        };
        if descend && let Some(child) = form.children(node).find(|child| is_shown(form, *child)) {
            return Stand::At(entered(form, child, at));
        }
        let mut leaves_repeat = form.is_repeat(node) && !self.exists(&Path::new(node, at));
        while node.0 != 0 {
            let depth = form.layout.depth(node);
            if form.is_repeat(node) {
                if !leaves_repeat {
                    let position = at.positions().get(depth - 1).copied().unwrap_or(0);
                    return Stand::At(Path::new(node, at.cut(depth - 1).then(position.saturating_add(1))));
                }
                at = at.cut(depth - 1);
            }
            let parent = form.node(node).parent;
            let mut next = form.node(node).end;
            while next < form.node(parent).end {
                if is_shown(form, next) {
                    return Stand::At(entered(form, next, at));
                }
                next = form.node(next).end;
            }
            node = parent;
            leaves_repeat = false;
        }
        Stand::End
    }

    /// Whether a place is relevant; where the next repetition would be, whether there may be one.
    fn can_stand_at(&self, path: &Path) -> bool {
        if self.exists(path) {
            return self.instance.is_open(path.node, path.at());
        }
        let form = self.form();
        let around = self.around(path);
        let position = path.at.last().copied().unwrap_or(0);
        if let NodeKind::Repeat { count: Some(_), .. } = &form.node(path.node).kind
            && self.wanted(path.node, around) <= i64::from(position)
        {
            return false;
        }
        let relevant = form.node(path.node).relevant.as_ref();
        relevant.is_none_or(|relevant| Evaluation::new(&self.instance, path.node, path.at()).holds(relevant))
            && self.instance.is_open(form.node(path.node).parent, around)
    }

    fn make_if_counted(&mut self, path: &Path) {
        let form = self.form().clone();
        let NodeKind::Repeat { count: Some(_), .. } = &form.node(path.node).kind else { return };
        if !self.exists(path) {
            self.create(path.node, self.around(path));
        }
    }

    /// How many repetitions there should be: what stands in the question that is named, relevant or not, or in the
    /// node that an XForm keeps the number in.
    fn wanted(&self, repeat: NodeIndex, around: At) -> i64 {
        let form = self.form();
        let NodeKind::Repeat { count: Some(count), .. } = &form.node(repeat).kind else { return 0 };
        let value = match super::state::named_by_count(count) {
            Some(node) => self.instance.slot(node, around.cut(form.layout.depth(node))).and_then(|s| s.value.clone()),
            None => self.counts.get(&(repeat, around)).cloned().flatten(),
        };
        whole(value.as_ref())
    }

    /// Whether a place is there; only a repetition may not be.
    pub(super) fn exists(&self, path: &Path) -> bool {
        self.instance.slot(path.node, path.at()).is_some()
    }

    /// The positions around a repeat.
    pub(super) fn around(&self, path: &Path) -> At {
        path.at().cut(path.at.len().saturating_sub(1))
    }
}

/// A number of repetitions, as JavaRosa takes it from a value.
fn whole(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Integer(number)) => *number,
        Some(Value::Decimal(number)) => number.floor() as i64,
        Some(Value::Text(text)) => text.trim().parse::<f64>().map_or(0, |number| number.floor() as i64),
        _ => 0,
    }
}

/// A node as it is come to: a repeat at its first repetition.
fn entered(form: &Form, node: NodeIndex, at: At) -> Path {
    Path::new(node, if form.is_repeat(node) { at.then(0) } else { at })
}

/// Whether a node has a place in the body of an XForm.
fn is_shown(form: &Form, node: NodeIndex) -> bool {
    match &form.node(node).kind {
        NodeKind::Question(question) => {
            let is_worked_out = question.calculation.is_some() || !question.triggers.is_empty();
            let is_silent = is_worked_out && form.node(node).label.is_empty() && form.node(node).hint.is_empty();
            is_asked_or_read(question) && !is_silent
        }
        _ => true,
    }
}

fn is_asked_or_read(question: &Question) -> bool {
    question.control.is_asked() || question.control == crate::form::Control::Note
}

/// Where a place stands in document order.
fn order(form: &Form, path: &Path) -> Vec<(u32, u16)> {
    let mut order = Vec::new();
    let mut node = path.node;
    while node.0 != 0 {
        let depth = form.layout.depth(node);
        let position = if form.is_repeat(node) { path.at.get(depth - 1).copied().unwrap_or(0) } else { 0 };
        order.push((node.0, position));
        node = form.node(node).parent;
    }
    order.reverse();
    order
}
