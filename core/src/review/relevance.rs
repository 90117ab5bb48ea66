//! Which items apply to this person, and what the engine worked out: the form's own expressions, over the log's
//! answers.

use std::collections::BTreeMap;

use crate::form::{Path, Value};

/// What the form's expressions say.
#[derive(Debug, Clone, Default)]
pub(super) struct Relevance {
    computed: BTreeMap<Path, Value>,
    irrelevant: std::collections::BTreeSet<Path>,
}

impl Relevance {
    /// Whether an item applies.
    pub(super) fn applies(&self, path: &Path) -> bool {
        !self.irrelevant.contains(path)
    }

    /// A value that the engine worked out.
    pub(super) fn computed(&self, path: &Path) -> Option<&Value> {
        self.computed.get(path)
    }
}
