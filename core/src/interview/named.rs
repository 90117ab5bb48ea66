//! Choices out of lists that stand on one device only, as they leave it: by name.
//!
//! In a log a choice is a place in its list. Whoever opens the record has the form's own lists, so a choice that the
//! device brought travels as its name. Of the brought rows only those travel that the record's own answers name: a
//! record never carries the rest of a list, and with it what other people left there.

use std::{collections::HashSet, sync::Arc};

use crate::{
    form::{Form, NodeIndex, Value},
    interview::{Interview, outcome},
    log::{Brought, BroughtList, Event, EventKind},
};

/// What an interview's answers name.
pub(super) struct Names<'a> {
    /// The form as everybody has it.
    shared: &'a Form,
    /// The same with what the device brought.
    own: &'a Form,
    named: HashSet<String>,
}

impl<'a> Names<'a> {
    pub fn of(interview: &'a Interview) -> Self {
        let (shared, own) = (&*interview.instrument().form, interview.form());
        let mut names = Self { shared, own, named: HashSet::new() };
        if Arc::ptr_eq(&interview.instrument().form, interview.instance.form()) {
            return names;
        }
        for (path, value) in outcome::standing(interview) {
            if !outcome::stays(interview, path.node) {
                continue;
            }
            let text = own.lexical_at(path.node, &value);
            names.named.extend(text.split_whitespace().map(str::to_owned));
            names.named.insert(text);
        }
        names
    }

    /// A value as others can read it.
    pub fn value(&self, node: NodeIndex, value: Value) -> Value {
        let known = self.shared.choice_list(node).map_or(0, |list| list.len());
        match &value {
            Value::Choice(choice) if *choice >= known => Value::Text(self.own.lexical_at(node, &value)),
            Value::Choices(choices) if choices.iter().any(|choice| *choice >= known) => {
                Value::Text(self.own.lexical_at(node, &value))
            }
            _ => value,
        }
    }

    /// An event as it leaves the device; `None` when nothing of it does.
    pub fn event(&self, event: &Event) -> Option<Event> {
        let maybe = |at: NodeIndex, value: &Option<Value>| value.clone().map(|value| self.value(at, value));
        let kind = match event.kind.clone() {
            EventKind::Brought(brought) => EventKind::Brought(Box::new(self.brought(*brought)?)),
            EventKind::Answered { at, value } => EventKind::Answered { value: self.value(at.node, value), at },
            EventKind::Corrected { at, value, reason } => {
                EventKind::Corrected { value: maybe(at.node, &value), at, reason }
            }
            EventKind::Noted { at, value } => EventKind::Noted { value: maybe(at.node, &value), at },
            EventKind::Tally { block, at, count, row } => {
                let row = row.into_iter().map(|(node, value)| (node, self.value(node, value))).collect();
                EventKind::Tally { block, at, count, row }
            }
            kind => kind,
        };
        Some(Event { kind, ..event.clone() })
    }

    fn brought(&self, brought: Brought) -> Option<Brought> {
        let lists = brought.lists.into_iter().filter_map(|list| self.list(list)).collect();
        Some(Brought { lists, ..brought }).filter(|brought| !brought.is_empty())
    }

    fn list(&self, mut list: BroughtList) -> Option<BroughtList> {
        let columns = self.own.attached_list(&list.name)?.columns();
        let key = columns.iter().position(|column| column == "name")?;
        list.rows.retain(|row| row.get(key).is_some_and(|name| self.named.contains(name)));
        (!list.rows.is_empty()).then_some(list)
    }
}
