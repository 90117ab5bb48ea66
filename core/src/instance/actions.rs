//! Triggers: questions whose value is set when a person changes the answer of another (column `trigger`).
//!
//! What a trigger sets is set once, at that moment, from what stands there then; it is no rule, and the value can be
//! answered over afterwards. A value that was set sets others in its turn, as an answer does; a calculation does not.

use super::{Instance, javarosa, store};
use crate::{
    expr::{At, Evaluation, NodeIndex},
    form::{DataType, Value},
};

/// How far one answer's triggers reach through each other: two that set each other would never come to rest.
pub const TRIGGERS_DEEP_MAX: usize = 32;

/// How many values one answer's triggers set at most: three questions that each set the other two would set thousands
/// of millions within that depth.
pub const TRIGGERS_SET_MAX: usize = 4_096;

impl Instance {
    /// Sets what has this node as its trigger, and what has those. Counts them down from [`TRIGGERS_SET_MAX`].
    pub(super) fn set_others(&mut self, trigger: NodeIndex, at: At, depth: usize, left: &mut usize) {
        if depth >= TRIGGERS_DEEP_MAX {
            return;
        }
        let form = self.form.clone();
        for node in &form.dependencies.set_by[trigger.0 as usize] {
            let Some(place) = self.only_place(*node, trigger, at) else { continue };
            let Some(fewer) = left.checked_sub(1) else { return self.bounds.say_cut_short() };
            *left = fewer;
            let value = self.bounds.kept_if_room(self.to_be_set(*node, place));
            let changed = self.slot(*node, place).is_some_and(|slot| slot.value != value);
            self.put(*node, place, value);
            self.settle();
            if changed {
                self.set_others(*node, place, depth + 1, left);
            }
        }
    }

    /// The one place of a node in the repetitions that it shares with another; `None` when there is none or more than
    /// one. Repetitions around it in which it does not stand do not count: a second member without a visit leaves the
    /// first one's only visit the only one.
    pub(crate) fn only_place(&self, node: NodeIndex, other: NodeIndex, at: At) -> Option<At> {
        let shared = self.form.shared_depth(node, other);
        let mut found = Vec::new();
        self.places_up_to_two(&self.form.repeats_of(node), at.cut(shared), &mut found);
        if let [only] = found[..] { Some(only) } else { None }
    }

    /// The first two places below a repetition.
    fn places_up_to_two(&self, repeats: &[NodeIndex], at: At, found: &mut Vec<At>) {
        let Some(repeat) = repeats.get(at.depth()) else { return found.push(at) };
        for position in 0..self.repetitions(*repeat, at) {
            if found.len() > 1 {
                return;
            }
            self.places_up_to_two(repeats, at.then(position), found);
        }
    }

    /// What a trigger gives a question: its calculation, as its type has it; nothing when there is none.
    pub(crate) fn to_be_set(&self, node: NodeIndex, at: At) -> Option<Value> {
        let calculation = self.form.question(node)?.calculation.as_ref()?;
        let item = Evaluation::new(self, node, at).item(calculation);
        self.typed(node, store::value_of(&self.form, node, &item, self.offset_min())?)
    }

    /// A calculated value read again as the question's type has it: a number set into a text is a text.
    pub(crate) fn typed(&self, node: NodeIndex, value: Value) -> Option<Value> {
        let text = javarosa::written(&self.form, node, &value, self.offset_min());
        match self.form.question(node)?.data_type {
            DataType::Text => Some(Value::Text(text)),
            DataType::Integer => match value {
                Value::Decimal(number) => Some(Value::Integer(number as i64)),
                other => Some(other),
            },
            _ => self.form.parse_value(node, &text).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        form::fixture,
        instance::tests::{path, start},
    };

    #[test]
    fn triggers_that_set_each_other_come_to_an_end() {
        let form = Arc::new(fixture::form(&[
            "text a | trigger: b c | calculation: uuid()",
            "text b | trigger: a c | calculation: uuid()",
            "text c | trigger: a b | calculation: uuid()",
        ]));
        let mut instance = start(&form);
        instance.answer(&path(&form, "a"), Some(Value::Text("x".to_owned()))).expect("a text fits a text");
        assert!(instance.is_cut_short());
        let drawn = instance.drawn();
        assert!(drawn > 1_000 && drawn <= TRIGGERS_SET_MAX as u64, "{drawn}");
    }
}
