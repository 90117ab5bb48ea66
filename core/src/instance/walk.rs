//! An interview in document order, repetitions unrolled.

use super::Instance;
use crate::{
    expr::{At, NodeIndex},
    form::{Path, Value},
};

/// Which nodes a walk goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Through {
    /// All of them.
    All,
    /// Those that are relevant, and only what is inside them.
    Relevant,
}

impl Instance {
    /// Every question that is relevant now, notes and calculations too, in document order, with its value.
    #[must_use]
    pub fn leaves(&self) -> Vec<(Path, Option<Value>)> {
        let questions = self.relevant_nodes().into_iter().filter(|path| self.form.question(path.node).is_some());
        questions.map(|path| (path.clone(), self.value(&path).cloned())).collect()
    }

    /// Every node that is relevant now, groups and repetitions too, in document order.
    #[must_use]
    pub fn relevant_nodes(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        self.visit(NodeIndex(0), At::default(), Through::Relevant, &mut paths);
        paths
    }

    /// Every node, relevant or not.
    pub(crate) fn all_nodes(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        self.visit(NodeIndex(0), At::default(), Through::All, &mut paths);
        paths
    }

    fn visit(&self, parent: NodeIndex, at: At, through: Through, paths: &mut Vec<Path>) {
        for child in self.form.children(parent) {
            if self.form.is_repeat(child) {
                for position in 0..self.repetitions(child, at) {
                    self.visit_one(child, at.then(position), through, paths);
                }
            } else {
                self.visit_one(child, at, through, paths);
            }
        }
    }

    fn visit_one(&self, node: NodeIndex, at: At, through: Through, paths: &mut Vec<Path>) {
        let open = through == Through::All || self.slot(node, at).is_some_and(|slot| !slot.closed);
        if open {
            paths.push(Path::new(node, at));
            self.visit(node, at, through, paths);
        }
    }
}
