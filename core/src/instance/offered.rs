//! Which choices are offered, and what becomes of an answer that no longer is among them.
//!
//! A filter that compares a column of the list with something that is the same for all choices (a cascade:
//! `district = ${district}`) looks the matching choices up in the sorted column. Every other filter is asked about each
//! choice.

use std::collections::HashSet;

use super::Instance;
use crate::{
    expr::{At, Code, Comparison, Evaluation, Function, Item, NodeIndex, NodesFunction},
    form::{Path, Question, Table, Value, table::Source},
};

impl Instance {
    pub(crate) fn offered(&self, node: NodeIndex, at: At) -> Vec<u32> {
        let (Some(question), Some(list)) = (self.form.question(node), self.form.choice_list(node)) else {
            return Vec::new();
        };
        let all = 0..list.len();
        let passes = |choice: &u32| self.row_passes(question, node, at, *choice);
        let mut offered: Vec<u32> = match &question.choice_filter {
            None => all.collect(),
            Some(filter) => match self.looked_up(&filter.code, list.table, node, at) {
                Some(candidates) if is_whole_lookup(&filter.code) => candidates,
                Some(candidates) => candidates.into_iter().filter(passes).collect(),
                None => all.filter(passes).collect(),
            },
        };
        if matches!(list.table.source, Source::Searched(_)) {
            // Rows of a file may have one value in common; it is offered once.
            let mut seen = HashSet::new();
            offered.retain(|choice| list.get(*choice).is_some_and(|choice| seen.insert(choice.name())));
        }
        offered
    }

    /// Whether a choice can be the answer now: it, or another of its name, passes the question's filter. What is
    /// stored is the name, and where names repeat a filter tells which of them is meant.
    #[must_use]
    pub fn offers(&self, at: &Path, choice: u32) -> bool {
        let _budget = self.bounds.budget();
        self.form.question(at.node).is_some_and(|question| self.passes(question, at.node, at.at(), choice))
    }

    /// The same, of a question.
    pub(super) fn passes(&self, question: &Question, node: NodeIndex, at: At, choice: u32) -> bool {
        if question.choice_filter.is_none() || self.row_passes(question, node, at, choice) {
            return true;
        }
        let named = self.form.choices_of(question).and_then(|list| Some((list, list.get(choice)?.name())));
        let Some((list, name)) = named else { return false };
        list.all_named(name).iter().any(|other| *other != choice && self.row_passes(question, node, at, *other))
    }

    /// Whether one row of the table passes the question's filter. When too much was visited already every row does:
    /// rather is too much offered than an answer refused for what has nothing to do with it.
    pub(super) fn row_passes(&self, question: &Question, node: NodeIndex, at: At, choice: u32) -> bool {
        let (Some(filter), Some(list)) = (&question.choice_filter, question.choice_list) else { return true };
        self.bounds.note_visits(1);
        if self.bounds.is_exhausted() {
            return true;
        }
        let evaluation = Evaluation { choice: Some((list, choice)), ..Evaluation::new(self, node, at) };
        evaluation.holds(filter)
    }

    /// The choices that a comparison with a sorted column leaves, in the list's order; `None` when the filter has no
    /// such comparison that must hold.
    fn looked_up(&self, code: &Code, table: &Table, node: NodeIndex, at: At) -> Option<Vec<u32>> {
        match code {
            Code::And(sides) => sides.iter().find_map(|side| self.looked_up(side, table, node, at)),
            Code::Compare(Comparison::Equal, sides) => {
                let (column, other) = column_and_other(sides)?;
                let item = Evaluation::new(self, node, at).code(other);
                // Numbers and truth compare by other rules than equality of texts.
                if matches!(item, Item::Number(_) | Item::Boolean(_)) {
                    return None;
                }
                table.rows_where(column, &item.to_text()).map(<[u32]>::to_vec)
            }
            _ => None,
        }
    }

    /// Takes out of an answer what is no longer offered. JavaRosa does so when the question is next shown; here it is
    /// done at once, so that nothing is calculated from an answer that nobody can see.
    pub(super) fn drop_what_is_not_offered(&mut self, node: NodeIndex, at: At) {
        let Some(value) = self.slot(node, at).and_then(|slot| slot.value.clone()) else { return };
        let form = self.form.clone();
        let Some(question) = form.question(node) else { return };
        let kept = match value {
            Value::Choice(choice) => Some(value).filter(|_| self.passes(question, node, at, choice)),
            Value::Choices(mut choices) => {
                choices.retain(|choice| self.passes(question, node, at, *choice));
                Some(Value::Choices(choices)).filter(|value| *value != Value::Choices(Vec::new()))
            }
            Value::Text(text) => self.answer_offered(&Path::new(node, at), &text).map(Value::Text),
            other => Some(other),
        };
        // What was looked for in too little says nothing of the answer.
        if !self.bounds.is_exhausted() {
            self.put(node, at, kept);
        }
    }
}

/// A column, and the side that is compared with it and asks nothing about the choice.
fn column_and_other(sides: &[Code; 2]) -> Option<(u32, &Code)> {
    match sides {
        [Code::Column(column), other] | [other, Code::Column(column)] if !asks_about_choice(other) => {
            Some((*column, other))
        }
        _ => None,
    }
}

fn is_whole_lookup(code: &Code) -> bool {
    matches!(code, Code::Compare(..))
}

fn asks_about_choice(code: &Code) -> bool {
    let is_position =
        |function: &Function| matches!(function, Function::Nodes(NodesFunction::Position | NodesFunction::Last));
    let mut asks = match code {
        Code::Column(_) => true,
        Code::Call(function, arguments) => arguments.is_empty() && is_position(function),
        _ => false,
    };
    code.each_operand(&mut |operand| asks |= asks_about_choice(operand));
    asks
}
