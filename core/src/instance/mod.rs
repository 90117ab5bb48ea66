//! One filling-in of a form: answers, repeats, recalculation in dependency order, validity.
//!
//! An instance holds what the log's answers lead to, and nothing that cannot be had again by answering the same in the
//! same order with the same [`Surroundings`]. It does not know gates, screens or storage.
//!
//! # The order of recalculation
//!
//! A *rule* is an expression whose value is kept: a calculation, a relevance, a number of repetitions, a choice filter.
//! The form's compiler puts all rules into one order in which each comes after those that decide what it reads,
//! wherever the rows stand; a circle is a fault of the form ([`crate::form::dependencies`]). Touched rules wait in a
//! queue that gives out the earliest first, and a rule whose value is as before touches nothing:
//!
//! ```
//! # use std::{collections::BTreeMap, sync::Arc};
//! # use fieldward_core::{form::Value, instance::{Instance, Surroundings}, moment::Moment, xlsform};
//! let rows = "
//! | survey |
//! |  | type      | name | label | calculation          | relevant |
//! |  | integer   | a    | A     |                      |          |
//! |  | calculate | c    |       | ${b} * 2             |          |
//! |  | calculate | b    |       | ${a} + 1             |          |
//! |  | text      | d    | D     |                      | ${c} > 4 |
//! |  | calculate | e    |       | string-length(${d})  |          |
//! ";
//! // The order is b, c, d, e.
//! let form = Arc::new(xlsform::read(rows.as_bytes()).form.expect("a sound form"));
//! # let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
//! # let around = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
//! let mut instance = Instance::new(form.clone(), &around);
//! let at = |name: &str| form.find(name).expect("it is in the form");
//!
//! // Touches b; b is 2, which touches c; c is 4, which touches d's relevance: 4 > 4 does not hold, as before, and so e
//! // is never looked at.
//! instance.answer(&at("a"), Some(Value::Integer(1)))?;
//! assert_eq!(instance.value(&at("c")), Some(&Value::Integer(4)));
//! assert!(!instance.is_relevant(&at("d")));
//!
//! // d becomes relevant, which touches what reads d: e.
//! instance.answer(&at("a"), Some(Value::Integer(2)))?;
//! assert!(instance.is_relevant(&at("d")));
//! instance.answer(&at("d"), Some(Value::Text("kite".into())))?;
//! assert_eq!(instance.value(&at("e")), Some(&Value::Integer(4)));
//! # Ok::<(), fieldward_core::instance::ChangeError>(())
//! ```
//!
//! A rule that two changes touch is evaluated once, after both. In a repeat it waits with the positions that touched
//! it: with `share = ${income} div ${total}` and `total = sum(${income})`, an income in member 3 touches `share` of
//! member 3 and `total`; the new total touches `share` of all members, because there the total stands outside the
//! repeat and shares no position with it.
//!
//! What an answer costs is therefore what it touches, not the form: the lists of what touches what are made when the
//! form is compiled, and relevance is stored where it is decided, so that a group that closes writes one flag and not
//! one for each question inside. A trigger is no rule: it sets a value once, when a person changes the answer that it
//! names, after everything that follows from that answer was settled (`actions`).
//!
//! The room `collect` leads the same filling-in as ODK Collect would; what is `pub(crate)` here is what it needs.
//! `README.md` beside this file says where an interview differs from ODK Collect, and why.

mod actions;
mod answers;
mod block;
mod bounds;
mod choice_name;
mod entities;
pub mod javarosa;
mod offered;
mod preset;
mod recalculate;
mod repetitions;
mod say;
mod shown;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod validity;
mod walk;
mod world;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

pub use actions::{TRIGGERS_DEEP_MAX, TRIGGERS_SET_MAX};
pub use bounds::{NODES_KEPT_MAX, TEXTS_KEPT_BYTES_MAX, VISITS_MAX};
pub use choice_name::LABELS_DEEP_MAX;
pub use entities::{EntityChange, EntityChangeKind};
pub(crate) use repetitions::Written;
pub use repetitions::{GROWTHS_MAX, REPETITIONS_MAX};
pub(crate) use store::calculated;
pub use store::value_of_type as stored;
pub use validity::Validity;

use self::{
    block::{Block, Slot},
    bounds::Bounds,
    recalculate::Queue,
};
use crate::{
    expr::{At, Evaluation, NodeIndex, Pattern},
    form::{Form, NodeKind, Path, Value},
    moment::Moment,
};

/// How many compiled regular expressions an instance keeps.
pub const PATTERNS_KEPT_MAX: usize = 256;

/// What the device knows besides the answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Surroundings {
    /// When the interview starts: `start`, `today`, and what `now()` says until [`Instance::set_now`].
    pub now: Moment,
    /// The enrolled id: `deviceid`.
    pub device_id: String,
    /// What `random()` and `uuid()` are drawn from; the same seed gives the same interview again.
    pub seed: [u8; 32],
    /// What the device or the study tells under a name: `username`, `phonenumber`, `email`, `start-geopoint` and so on.
    pub values: BTreeMap<String, String>,
}

/// Why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The path leads to no node of this form, or to a repetition that is not there.
    #[error("there is no such place in the interview")]
    NoSuchPlace,
    /// The node holds no answer, or its value is of another type.
    #[error("this value does not fit the question")]
    WrongKind,
    /// The number of repetitions is fixed by the form.
    #[error("the number of repetitions is fixed by the form")]
    CountIsFixed,
    /// Too many repetitions.
    #[error("more repetitions than can be kept")]
    TooMany,
}

/// One filling-in.
#[derive(Debug, Clone)]
pub struct Instance {
    form: Arc<Form>,
    root: Block,
    around: Surroundings,
    /// How many times chance was asked.
    drawn: Cell<u64>,
    /// For labels of choices inside expressions.
    language: u16,
    patterns: RefCell<HashMap<String, Option<Pattern>>>,
    queue: Queue,
    bounds: Bounds,
    /// How many labels of choices are being said inside one another, see [`LABELS_DEEP_MAX`].
    labels_deep: Cell<u8>,
    /// Whether all stands there that the form begins with.
    has_begun: bool,
}

impl Instance {
    /// An instance with its defaults, preloads and first calculations.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: &Surroundings) -> Self {
        let mut instance = Self::blank(form, surroundings);
        instance.begin(NodeIndex(0), At::default(), Written::Everywhere);
        instance.touch_inside(NodeIndex(0), At::default());
        instance.settle();
        instance.say_begun();
        instance
    }

    /// One in which nothing stands yet.
    pub(crate) fn blank(form: Arc<Form>, surroundings: &Surroundings) -> Self {
        let root = Block::new(&form.layout.scopes[0]);
        let mut bounds = Bounds::default();
        bounds.note_new(&root);
        Self {
            root,
            around: surroundings.clone(),
            drawn: Cell::new(0),
            language: form.default_language,
            patterns: RefCell::default(),
            queue: Queue::new(&form),
            bounds,
            labels_deep: Cell::new(0),
            has_begun: false,
            form,
        }
    }

    /// All stands there that the form begins with.
    pub(crate) fn say_begun(&mut self) {
        self.has_begun = true;
    }

    /// The device's offset from UTC.
    pub(crate) fn offset_min(&self) -> i16 {
        self.around.now.offset_min
    }

    /// Begins to count what a change visits.
    pub(crate) fn begin_visits(&self) {
        self.bounds.begin_visits();
    }

    /// The form that is filled in.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// What `now()` and `today()` say from here on. Evaluates nothing by itself.
    pub fn set_now(&mut self, now: Moment) {
        self.around.now = now;
    }

    /// In which language `jr:choice-name` speaks from here on: a name or tag, as [`Form::language_index`] takes it.
    /// What was calculated before keeps its words until it is touched.
    pub fn set_language(&mut self, language: &str) {
        self.language = self.form.language_index(language);
    }

    /// Stores an answer (or clears it) and recalculates what depends on it. Checks no constraint: see
    /// [`Instance::check`]. A choice that is not offered does not stay.
    ///
    /// # Errors
    /// The path or the value does not fit the form; nothing changed.
    pub fn answer(&mut self, at: &Path, value: Option<Value>) -> Result<(), ChangeError> {
        self.place(at)?;
        let fits = value.as_ref().is_none_or(|value| store::fits(&self.form, at.node, value));
        if !fits || self.form.question(at.node).is_none() {
            return Err(ChangeError::WrongKind);
        }
        let before = self.value(at).cloned();
        self.put(at.node, at.at(), value);
        self.touch_offered(at.node, at.at());
        self.settle();
        if self.value(at) != before.as_ref() {
            let mut left = TRIGGERS_SET_MAX;
            self.set_others(at.node, at.at(), 0, &mut left);
        }
        Ok(())
    }

    /// The value that stands there, relevant or not.
    #[must_use]
    pub fn value(&self, at: &Path) -> Option<&Value> {
        self.place(at).ok()?;
        self.slot(at.node, at.at())?.value.as_ref()
    }

    /// Whether the node and all that it is in are relevant. For a repetition that is not there yet, whether it would
    /// be.
    #[must_use]
    pub fn is_relevant(&self, at: &Path) -> bool {
        let _budget = self.bounds.budget();
        if at.node.0 as usize >= self.form.nodes.len() {
            return false;
        }
        let position = at.at();
        if self.slot(at.node, position).is_some() {
            return self.is_open(at.node, position);
        }
        let node = self.form.node(at.node);
        let around = position.cut(self.form.layout.depth(at.node).saturating_sub(1));
        let is_repeat = matches!(node.kind, NodeKind::Repeat { .. });
        if !is_repeat || !self.is_relevant(&Path::new(node.parent, around)) {
            return false;
        }
        let next = around.then(position.positions().get(around.depth()).copied().unwrap_or(0));
        node.relevant.as_ref().is_none_or(|relevant| Evaluation::new(self, at.node, next).holds(relevant))
    }

    /// Indexes of the choices that are offered now, in the list's order.
    #[must_use]
    pub fn choices(&self, at: &Path) -> Vec<u32> {
        let _budget = self.bounds.budget();
        self.offered(at.node, at.at())
    }

    /// Whether a path leads to something that is there.
    fn place(&self, at: &Path) -> Result<(), ChangeError> {
        let known = (at.node.0 as usize) < self.form.nodes.len();
        let deep = known && at.at.len() == self.form.layout.depth(at.node);
        if deep && self.slot(at.node, at.at()).is_some() { Ok(()) } else { Err(ChangeError::NoSuchPlace) }
    }

    pub(crate) fn slot(&self, node: NodeIndex, at: At) -> Option<&Slot> {
        let place = self.form.layout.place(node);
        self.root.find(&self.form.layout, place.scope, at.positions())?.slots.get(place.slot as usize)
    }

    pub(crate) fn slot_mut(&mut self, node: NodeIndex, at: At) -> Option<&mut Slot> {
        let place = self.form.layout.place(node);
        self.root.find_mut(&self.form.layout, place.scope, at.positions())?.slots.get_mut(place.slot as usize)
    }

    /// Whether no `relevant` around a node, nor its own, fails.
    pub(crate) fn is_open(&self, node: NodeIndex, at: At) -> bool {
        let gates = self.form.layout.gates(node);
        gates.iter().all(|gate| self.slot(*gate, at).is_some_and(|slot| !slot.closed))
    }
}
