//! What an answer changed: who is asked now, who no longer, which values, choices and verdicts are others.

use std::collections::BTreeMap;

use fieldward_core::{
    form::{Path, Value},
    instance::{Instance, Validity},
};

/// What is seen of one node that is relevant.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    value: Option<Value>,
    validity: Validity,
    /// How many choices are offered, where a filter decides.
    offered: Option<usize>,
}

/// Whose value is compared: what was typed just now is no news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Answered,
    Others,
}

/// All relevant nodes at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moment(BTreeMap<Path, Seen>);

/// One difference between two moments.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// Is relevant now.
    Appeared,
    /// No longer is.
    Vanished,
    /// Another value than before.
    Value(Option<Value>, Option<Value>),
    /// Another number of choices.
    Offered(usize, usize),
    /// What stands there can no longer stand, or can again.
    Validity(Validity),
}

impl Moment {
    /// Looks at everything that is relevant now.
    pub fn of(instance: &Instance) -> Self {
        let seen = |path: Path| {
            let value = instance.value(&path).cloned();
            let validity = match &value {
                Some(value) => instance.check(&path, Some(value)),
                None => Validity::Ok,
            };
            let question = instance.form().question(path.node);
            let is_filtered = question.is_some_and(|question| question.choice_filter.is_some());
            let offered = is_filtered.then(|| instance.choices(&path).len());
            (path, Seen { value, validity, offered })
        };
        Self(instance.relevant_nodes().into_iter().map(seen).collect())
    }

    /// What is different later, in document order; the answer itself left out.
    pub fn changes(&self, later: &Self, answered: Option<&Path>) -> Vec<(Path, Change)> {
        let mut changes = Vec::new();
        for (path, seen) in &later.0 {
            match self.0.get(path) {
                None => changes.push((path.clone(), Change::Appeared)),
                Some(before) => changes.extend(
                    before
                        .differences(seen, if answered == Some(path) { Whose::Answered } else { Whose::Others })
                        .into_iter()
                        .map(|change| (path.clone(), change)),
                ),
            }
        }
        let gone = self.0.keys().filter(|path| !later.0.contains_key(*path));
        changes.extend(gone.map(|path| (path.clone(), Change::Vanished)));
        changes.sort_by(|one, other| one.0.cmp(&other.0));
        changes
    }
}

impl Seen {
    fn differences(&self, later: &Self, whose: Whose) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.value != later.value && whose == Whose::Others {
            changes.push(Change::Value(self.value.clone(), later.value.clone()));
        }
        if let (Some(before), Some(after)) = (self.offered, later.offered)
            && before != after
        {
            changes.push(Change::Offered(before, after));
        }
        if self.validity != later.validity {
            changes.push(Change::Validity(later.validity));
        }
        changes
    }
}
