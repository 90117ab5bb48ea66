//! A filling-in as ODK Collect leads it, to the last detail: what a transcript of JavaRosa is compared with.
//!
//! An [`Instance`] is what an interview needs, and does better than Collect where Collect would leave something stale
//! (the list is in `instance/README.md`). This is the same instance, with the same expressions, order and values, led
//! the way Collect leads it. Three things are Collect's own: how far an answer reaches (`reach`, `spread`), that
//! repetitions of a fixed number are made when somebody comes by (`step`), and that an answer which is no longer
//! offered goes when its question is shown (`shown`). No interview uses it: the commands that replay a walk, write its
//! submission or try a form do, and what measures us by JavaRosa.

mod begin;
mod reach;
pub mod replay;
mod shown;
mod spread;
mod state;
mod step;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use self::{reach::Reach, step::Stand};
use crate::{
    expr::{At, NodeIndex},
    form::{Form, NodeKind, Path, Value},
    instance::{Instance, Surroundings, TRIGGERS_SET_MAX, Validity},
};

/// One filling-in, led as Collect leads it.
#[derive(Debug, Clone)]
pub struct Collect {
    instance: Instance,
    reach: Reach,
    /// What the numbers of repetitions are that an XForm keeps in nodes of their own.
    counts: HashMap<(NodeIndex, At), Option<Value>>,
    /// What the filled-in form is called, as it was worked out last.
    name: Option<Value>,
    /// By select: the list that was worked out last.
    remembered: HashMap<NodeIndex, Remembered>,
    /// How far the first way through the form has come.
    stand: Stand,
    /// Steps of the first way through the form.
    steps: usize,
    /// The last step was refused, so that the next one may be another try.
    refused: bool,
    /// How many values the triggers of this answer may still set.
    sets_left: usize,
}

/// A list of choices that was worked out, and for which values of the nodes that its filter names.
#[derive(Debug, Clone)]
struct Remembered {
    values: Vec<(NodeIndex, At, Option<Value>)>,
    offered: Vec<u32>,
}

impl Collect {
    /// A form as it is opened.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: &Surroundings) -> Self {
        let reach = Reach::of(&form);
        let mut collect = Self {
            instance: Instance::blank(form, surroundings),
            reach,
            counts: HashMap::new(),
            name: None,
            remembered: HashMap::new(),
            stand: Stand::Before,
            steps: 0,
            refused: false,
            sets_left: TRIGGERS_SET_MAX,
        };
        collect.load();
        collect
    }

    /// The form.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        self.instance.form()
    }

    /// What stands there.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Answers a question, or clears it. What is refused is not stored.
    pub fn answer(&mut self, at: &Path, value: Option<Value>) -> Validity {
        self.instance.begin_visits();
        self.come_to(at);
        if value.is_some() {
            self.show(at);
        }
        let validity = self.judge(at, value.as_ref());
        self.refused = validity != Validity::Ok;
        let had = self.instance.value(at).is_some();
        if !self.refused && (value.is_some() || had) {
            self.set(at.node, at.at(), value, 0);
        }
        validity
    }

    /// Adds a repetition where Collect asks whether there is another. Gives whether there is one now.
    pub fn add(&mut self, at: &Path) -> Option<Path> {
        self.instance.begin_visits();
        self.come_to(at);
        self.refused = false;
        if !self.exists(at) {
            self.create(at.node, self.around(at));
        }
        self.exists(at).then(|| at.clone())
    }

    /// Takes a repetition out, if it is there and its number is not fixed; later ones move up.
    pub fn remove(&mut self, at: &Path) -> bool {
        self.refused = false;
        let is_free = matches!(self.form().node(at.node).kind, NodeKind::Repeat { count: None, .. });
        let there = is_free && self.exists(at);
        if there {
            self.take_out(at.node, at.at());
        }
        there
    }

    /// Goes through the form once more, giving each answer again, up to the first that cannot stand.
    pub fn validate(&mut self) -> Option<(Path, Validity)> {
        self.instance.begin_visits();
        self.come_to_end();
        let mut stand = Stand::Before;
        loop {
            self.instance.begin_visits();
            stand = self.step(stand);
            let Stand::At(path) = &stand else { return None };
            if self.form().question(path.node).is_none() {
                continue;
            }
            self.show(path);
            let value = self.instance.value(path).cloned();
            let validity = self.judge(path, value.as_ref());
            if validity != Validity::Ok {
                return Some((path.clone(), validity));
            }
            if value.is_some() {
                self.set(path.node, path.at(), value, 0);
            }
        }
    }

    /// Whether Collect takes an answer. That nobody offers a choice is no reason not to.
    fn judge(&self, at: &Path, value: Option<&Value>) -> Validity {
        let Some(value) = value else {
            return if self.instance.is_required(at) { Validity::Required } else { Validity::Ok };
        };
        if self.instance.satisfies(at, value) { Validity::Ok } else { Validity::Constraint }
    }
}
