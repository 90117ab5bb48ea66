//! One filling-in of a form: answers, repeats, recalculation in dependency order, validity.
//!
//! An instance holds what the log's answers lead to, and nothing that cannot be had again by answering the same in the
//! same order. It does not know gates, screens or storage. An answer evaluates the expressions that depend on it, and
//! what depends on those, each once, in the order that the form's compiler found.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    form::{Form, Path, Value},
    moment::Moment,
};

/// What the device knows besides the answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Surroundings {
    /// When the interview starts: `start`, `today`, and what `now()` says until [`Instance::set_now`].
    pub now: Moment,
    /// The enrolled id: `deviceid`.
    pub device_id: String,
    /// What `random()` and `uuid()` are drawn from; the same seed gives the same interview again.
    pub seed: [u8; 32],
    /// Values that the study gives (`username` and so on), by name.
    pub values: BTreeMap<String, String>,
}

/// Whether an answer can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// It can.
    Ok,
    /// Its constraint does not hold, or it is not among the choices offered.
    Constraint,
    /// It is required and empty.
    Required,
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
    now: Moment,
}

impl Instance {
    /// An instance with its defaults, preloads and first calculations.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: &Surroundings) -> Self {
        Self { form, now: surroundings.now }
    }

    /// The form that is filled in.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// What `now()` and `today()` say from here on.
    pub fn set_now(&mut self, now: Moment) {
        self.now = now;
    }

    /// Stores an answer (or clears it) and recalculates what depends on it. Checks no constraint: see
    /// [`Instance::check`].
    ///
    /// # Errors
    /// The path or the value does not fit the form; nothing changed.
    pub fn answer(&mut self, at: &Path, value: Option<Value>) -> Result<(), ChangeError> {
        let _ = (at, value);
        Err(ChangeError::NoSuchPlace)
    }

    /// The value that stands there, relevant or not.
    #[must_use]
    pub fn value(&self, at: &Path) -> Option<&Value> {
        let _ = at;
        None
    }

    /// Whether the node and all that it is in are relevant.
    #[must_use]
    pub fn is_relevant(&self, at: &Path) -> bool {
        let _ = at;
        false
    }

    /// Whether the question is shown and not changed.
    #[must_use]
    pub fn is_read_only(&self, at: &Path) -> bool {
        let _ = at;
        false
    }

    /// Whether an empty answer would be refused now.
    #[must_use]
    pub fn is_required(&self, at: &Path) -> bool {
        let _ = at;
        false
    }

    /// Indexes of the choices that are offered now, in the list's order.
    #[must_use]
    pub fn choices(&self, at: &Path) -> Vec<u32> {
        let _ = at;
        Vec::new()
    }

    /// Whether this answer could stand there.
    #[must_use]
    pub fn check(&self, at: &Path, value: Option<&Value>) -> Validity {
        let _ = (at, value);
        Validity::Ok
    }

    /// One more repetition at the end; the path's own last position does not matter. Gives the new one's path.
    ///
    /// # Errors
    /// The path is no repeat of this interview, or its number is fixed.
    pub fn add_repeat(&mut self, at: &Path) -> Result<Path, ChangeError> {
        let _ = at;
        Err(ChangeError::NoSuchPlace)
    }

    /// Takes one repetition out; later ones move up.
    ///
    /// # Errors
    /// There is no such repetition, or the number is fixed.
    pub fn remove_repeat(&mut self, at: &Path) -> Result<(), ChangeError> {
        let _ = at;
        Err(ChangeError::NoSuchPlace)
    }

    /// How many repetitions there are; the path's own last position does not matter.
    #[must_use]
    pub fn repeat_count(&self, at: &Path) -> u16 {
        let _ = at;
        0
    }

    /// The label, outputs filled in. `language` as [`Form::language_index`] takes it.
    #[must_use]
    pub fn label(&self, at: &Path, language: &str) -> String {
        let _ = (at, language);
        String::new()
    }

    /// The hint, outputs filled in.
    #[must_use]
    pub fn hint(&self, at: &Path, language: &str) -> String {
        let _ = (at, language);
        String::new()
    }

    /// The label of one choice, outputs filled in.
    #[must_use]
    pub fn choice_label(&self, at: &Path, choice: u32, language: &str) -> String {
        let _ = (at, choice, language);
        String::new()
    }

    /// What is said when the constraint fails.
    #[must_use]
    pub fn constraint_message(&self, at: &Path, language: &str) -> String {
        let _ = (at, language);
        String::new()
    }

    /// What is said when a required answer is empty.
    #[must_use]
    pub fn required_message(&self, at: &Path, language: &str) -> String {
        let _ = (at, language);
        String::new()
    }

    /// Every question that is relevant now, in document order, repetitions unrolled, with its value.
    #[must_use]
    pub fn leaves(&self) -> Vec<(Path, Option<Value>)> {
        Vec::new()
    }

    /// Every node that is relevant now, groups and repetitions too, in document order.
    #[must_use]
    pub fn relevant_nodes(&self) -> Vec<Path> {
        Vec::new()
    }

    /// What keeps the whole from being valid; empty when nothing does.
    #[must_use]
    pub fn validate(&self) -> Vec<(Path, Validity)> {
        Vec::new()
    }
}
