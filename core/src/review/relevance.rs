//! Which items apply to this person, and what the engine worked out: the form's own expressions over the log's
//! answers.
//!
//! A sealed log is redacted: answers that a stop dropped, or that went to the identity record, are gone. So the
//! instance is filled from what is there, not replayed event by event, and what does not fit is left out.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    form::{Form, Path, Value},
    ids::Hash32,
    instance::{Instance, Surroundings},
    log::{Event, EventKind, Start},
    review::answers::Folded,
};

/// What the device told of who holds it.
fn told(log: &[Event]) -> BTreeMap<String, String> {
    let brought = log.iter().filter_map(|event| match &event.kind {
        EventKind::Brought(brought) => Some(brought),
        _ => None,
    });
    brought.flat_map(|brought| brought.told.iter().cloned()).collect()
}

/// What the form's expressions say.
#[derive(Debug, Clone)]
pub(super) struct Relevance {
    instance: Instance,
}

impl Relevance {
    /// Fills an instance with what the log holds.
    pub(super) fn of(form: &Arc<Form>, log: &[Event], start: &Start, folded: &Folded) -> Self {
        let surroundings = Surroundings {
            now: start.at,
            device_id: start.device_id.clone(),
            seed: Hash32::of(&start.reference.0).0,
            values: told(log),
        };
        let mut instance = Instance::new(Arc::clone(form), &surroundings);
        for (repeat, wanted) in folded.repeats() {
            let inside = Path { node: repeat.node, at: repeat.at.iter().copied().chain([0]).collect() };
            while instance.repeat_count(&inside) < wanted && instance.add_repeat(&inside).is_ok() {}
        }
        for (at, held) in &folded.items {
            // A place that this form does not have is shown as the log has it; the form cannot reason about it.
            let value = held.value.clone().map(|value| form.as_choice(at.node, value));
            let _ = instance.answer(at, value);
        }
        Self { instance }
    }

    /// Whether an item applies.
    pub(super) fn applies(&self, path: &Path) -> bool {
        self.instance.is_relevant(path)
    }

    /// A value that nobody typed: calculated, or filled in by the device.
    pub(super) fn computed(&self, path: &Path) -> Option<&Value> {
        let question = self.instance.form().question(path.node)?;
        let made = !question.control.is_asked() || question.calculation.is_some();
        if made && self.applies(path) { self.instance.value(path) } else { None }
    }
}
