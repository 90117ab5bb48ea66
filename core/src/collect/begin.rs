//! What stands in a form that was just opened, and in a repetition that was just made.
//!
//! First the values that the form has in writing, and what the device fills in; then the defaults that are worked out,
//! one after the other, each followed by what depends on it; then everything is evaluated once.

use super::Collect;
use crate::{
    expr::{At, Code, NodeIndex},
    form::{Control, Form, NodeKind, Question, look::watched::begins_without},
    instance::Written,
};

impl Collect {
    /// Opens the form.
    pub(super) fn load(&mut self) {
        self.fill(NodeIndex(0), At::default(), Written::Everywhere);
        // In document order, those in first repetitions among the others.
        for path in self.instance.all_nodes() {
            self.set_default(path.node, path.at());
        }
        self.evaluate_all();
        self.instance.say_begun();
    }

    /// Written and filled-in values of a new block.
    pub(super) fn fill(&mut self, node: NodeIndex, at: At, written: Written) {
        let form = self.form().clone();
        let mut index = node.0;
        while index < form.node(node).end.0 {
            let inner = NodeIndex(index);
            index += 1;
            match &form.node(inner).kind {
                NodeKind::Repeat { .. } if inner != node => {
                    index = form.node(inner).end.0;
                    if written == Written::InGroups && form.node(inner).parent == node {
                        continue;
                    }
                    let many = written_out(&form, inner).max(form.written.repetitions(&form, inner, at));
                    for position in 0..many {
                        if self.instance.push_block(inner, at).is_some() {
                            self.fill(inner, at.then(position), Written::Everywhere);
                        }
                    }
                }
                NodeKind::Question(question) if !is_worked_out(question) => {
                    let value = self.instance.first_value(inner, at, question);
                    if let Some(slot) = self.instance.slot_mut(inner, at) {
                        slot.value = value;
                    }
                }
                _ => {}
            }
        }
    }

    /// Defaults that are worked out, of the questions in a block and in no repeat inside it.
    pub(super) fn set_defaults(&mut self, node: NodeIndex, at: At) {
        let form = self.form().clone();
        let mut index = node.0;
        while index < form.node(node).end.0 {
            let inner = NodeIndex(index);
            index += 1;
            match &form.node(inner).kind {
                NodeKind::Repeat { .. } if inner != node => index = form.node(inner).end.0,
                NodeKind::Question(_) => self.set_default(inner, at),
                _ => {}
            }
        }
    }

    fn set_default(&mut self, node: NodeIndex, at: At) {
        let form = self.form().clone();
        let Some(question) = form.question(node).filter(|question| is_worked_out(question)) else { return };
        let value = self.instance.first_value(node, at, question);
        let value = value.and_then(|value| self.instance.typed(node, value));
        self.set(node, at, value, 0);
    }
}

/// How many repetitions an XForm has in writing: one also where a number says how many, and where an interview begins
/// without.
fn written_out(form: &Form, repeat: NodeIndex) -> u16 {
    let node = form.node(repeat);
    match &node.kind {
        NodeKind::Repeat { count: None, initial } if !begins_without(&node.appearance) => *initial,
        _ => 1,
    }
}

/// Whether the default is an expression and not a value in writing.
fn is_worked_out(question: &Question) -> bool {
    let is_preload = matches!(question.control, Control::Preload(_));
    let default = question.default.as_ref().filter(|_| !is_preload);
    default.is_some_and(|default| !matches!(default.code, Code::Text(_)))
}
