//! Following a path through the form, once, when it is compiled.
//!
//! A path becomes a [`NodeRef`]. What JavaRosa does with positions at run time is decided here: a path takes the
//! positions of the repeats that it shares with the place of the expression, except those that it climbed out of
//! (`../../member/age` means the ages of all members), and those with a predicate.

use super::{
    Base, ExprError, ExprFault, Filter, NodeIndex, NodeRef,
    resolve::{Resolver, fault},
    tree::{Start, Step, StepKind},
};

/// A path on the way to its end.
struct Walk {
    node: NodeIndex,
    base: Base,
    chain: Vec<NodeIndex>,
    shared: usize,
    filters: Vec<Filter>,
}

impl Resolver<'_> {
    /// Follows a path to its end.
    pub(super) fn follow(&mut self, start: Start, steps: &[Step]) -> Result<NodeRef, ExprError> {
        let mut walk = self.begin(start);
        for (position, step) in steps.iter().enumerate() {
            self.step(&mut walk, step, position == 0 && start == Start::Root)?;
            self.predicates(&mut walk, step)?;
        }
        let repeats = self.outline.repeats(walk.node);
        let shared = walk.shared.min(common(&walk.chain, &repeats));
        Ok(NodeRef {
            node: walk.node,
            base: walk.base,
            shared: u8::try_from(shared).unwrap_or(u8::MAX),
            repeats,
            filters: walk.filters,
        })
    }

    fn begin(&self, start: Start) -> Walk {
        let unlimited = usize::MAX;
        match (start, self.candidates.last()) {
            (Start::Place | Start::Root, Some(candidate)) => {
                let node = if start == Start::Root { NodeIndex(0) } else { *candidate };
                let chain = self.outline.repeats(*candidate);
                Walk { node, base: Base::Candidate, chain, shared: unlimited, filters: Vec::new() }
            }
            _ => {
                let node = if start == Start::Root { NodeIndex(0) } else { self.standing.node };
                Walk { node, base: Base::Origin, chain: self.origin.clone(), shared: unlimited, filters: Vec::new() }
            }
        }
    }

    fn step(&self, walk: &mut Walk, step: &Step, is_root_step: bool) -> Result<(), ExprError> {
        match &step.kind {
            StepKind::Itself => Ok(()),
            StepKind::Parent => match self.outline.parent(walk.node) {
                Some(parent) => {
                    walk.node = parent;
                    walk.shared = walk.shared.min(self.outline.repeats(parent).len());
                    Ok(())
                }
                None => fault(step.offset, ExprFault::UnknownStep { step: "..".to_owned(), candidates: Vec::new() }),
            },
            StepKind::Named(name) => self.named(walk, step.offset, name),
            StepKind::Any => fault(step.offset, ExprFault::Unsupported("'*' in a path".to_owned())),
            // The first step of an absolute path names the form itself, whatever it is called there.
            StepKind::Child(name) if is_root_step && self.outline.child(walk.node, name).is_none() => Ok(()),
            StepKind::Child(name) => match self.outline.child(walk.node, name) {
                Some(child) => {
                    walk.node = child;
                    Ok(())
                }
                None => {
                    let list = self.standing.choice_list.filter(|_| self.candidates.is_empty());
                    let candidates = self.outline.near_below(walk.node, list, name);
                    fault(step.offset, ExprFault::UnknownStep { step: name.clone(), candidates })
                }
            },
        }
    }

    /// `${name}`: positions come from the place of the expression where the two share a repeat, else from the
    /// candidate. A repeat by its own name means all its repetitions.
    fn named(&self, walk: &mut Walk, offset: usize, name: &str) -> Result<(), ExprError> {
        let node = match self.outline.named(name) {
            [node] => *node,
            [] => {
                let name = name.to_owned();
                let candidates = self.outline.near(&name);
                let known = if name.contains('#') {
                    ExprFault::Unsupported(format!("${{{name}}}"))
                } else {
                    ExprFault::UnknownName { name, candidates }
                };
                return fault(offset, known);
            }
            _ => return fault(offset, ExprFault::AmbiguousName { name: name.to_owned() }),
        };
        let repeats = self.outline.repeats(node);
        if common(&self.origin, &repeats) > 0 || self.candidates.is_empty() {
            (walk.base, walk.chain) = (Base::Origin, self.origin.clone());
        }
        walk.shared = if self.outline.is_repeat(node) { repeats.len() - 1 } else { usize::MAX };
        walk.node = node;
        Ok(())
    }

    fn predicates(&mut self, walk: &mut Walk, step: &Step) -> Result<(), ExprError> {
        for predicate in &step.predicates {
            let repeats = self.outline.repeats(walk.node).len();
            let level = if self.outline.is_repeat(walk.node) { repeats - 1 } else { repeats };
            walk.shared = walk.shared.min(level);
            self.candidates.push(walk.node);
            let code = self.code(predicate);
            self.candidates.pop();
            walk.filters.push(Filter { level: u8::try_from(level).unwrap_or(u8::MAX), code: code? });
        }
        Ok(())
    }
}

/// How many outermost repeats are the same.
pub(super) fn common(left: &[NodeIndex], right: &[NodeIndex]) -> usize {
    left.iter().zip(right).take_while(|(one, other)| one == other).count()
}
