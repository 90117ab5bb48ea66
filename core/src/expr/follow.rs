//! Following a path through the form, once, when it is compiled.
//!
//! A path becomes a [`NodeRef`]. What JavaRosa does with positions at run time is decided here: a path takes the
//! positions of the repeats that it shares with the place of the expression, except those that it climbed out of
//! (`../../member/age` means the ages of all members), and those with a predicate. `*` and `//name` make several paths
//! of one; JavaRosa refuses them, XPath does not.

use std::collections::HashMap;

use super::{
    Base, ExprError, ExprFault, Filter, NodeIndex, NodeRef, Outline, PATHS_FORKED_MAX, Whom,
    resolve::{Asked, Resolver, Scope, fault},
    tree::{Start, Step, StepKind},
};

/// A path on the way to its end.
#[derive(Clone)]
struct Walk {
    node: NodeIndex,
    base: Base,
    chain: Vec<NodeIndex>,
    shared: usize,
    filters: Vec<Filter>,
}

impl Resolver<'_> {
    /// Follows a path to its ends: one, unless a step is `*` or `//name`.
    pub(super) fn follow(&mut self, start: &Start<'_>, steps: &[Step<'_>]) -> Result<Vec<NodeRef>, ExprError> {
        let mut walks = vec![self.begin(start)];
        for (position, step) in steps.iter().enumerate() {
            let is_root_step = position == 0 && *start == Start::Root;
            walks = match &step.kind {
                StepKind::Any if is_root_step => walks,
                StepKind::Any => self.fork(&walks, step, |outline, node| outline.children(node))?,
                StepKind::Below(name) => self.fork(&walks, step, |outline, node| outline.below(node, *name))?,
                _ => self.step_all(walks, step, is_root_step)?,
            };
            for walk in &mut walks {
                self.predicates(walk, step)?;
            }
        }
        Ok(walks.into_iter().map(|walk| self.end(walk)).collect())
    }

    /// Several paths of each. A form has room for so many: `*` inside a predicate on `*` makes as many of each.
    fn fork(
        &self,
        walks: &[Walk],
        step: &Step<'_>,
        targets: impl Fn(&Outline, NodeIndex) -> Vec<NodeIndex>,
    ) -> Result<Vec<Walk>, ExprError> {
        let mut forked = Vec::new();
        for walk in walks {
            let nodes = targets(self.outline, walk.node);
            if !self.outline.may_fork(nodes.len().saturating_add(1)) {
                return fault(step.offset, ExprFault::TooManyPaths(PATHS_FORKED_MAX));
            }
            forked.extend(nodes.into_iter().map(|node| Walk { node, ..walk.clone() }));
        }
        Ok(distinct(forked))
    }

    /// One step of each of several paths; those that do not have it end, unless it is the only one.
    fn step_all(&self, mut walks: Vec<Walk>, step: &Step<'_>, is_root_step: bool) -> Result<Vec<Walk>, ExprError> {
        if let [only] = walks.as_mut_slice() {
            self.step(only, step, is_root_step)?;
            return Ok(walks);
        }
        walks.retain_mut(|walk| self.step(walk, step, is_root_step).is_ok());
        Ok(distinct(walks))
    }

    fn end(&self, walk: Walk) -> NodeRef {
        let repeats = self.outline.repeats(walk.node);
        let shared = walk.shared.min(common(&walk.chain, &repeats));
        NodeRef {
            node: walk.node,
            base: walk.base,
            shared: u8::try_from(shared).unwrap_or(u8::MAX),
            repeats,
            filters: walk.filters,
        }
    }

    fn begin(&self, start: &Start<'_>) -> Walk {
        let shared = usize::MAX;
        let filters = Vec::new();
        let node = if *start == Start::Root { NodeIndex(0) } else { self.standing.node };
        if let (Start::Current, Scope::Offered(asker)) = (start, self.standing.scope) {
            return Walk { node: asker, base: Base::Asker, chain: self.asker(), shared, filters };
        }
        match (start, self.candidates.last()) {
            (Start::Place | Start::Root, Some(Asked::Node(candidate))) => {
                let node = if *start == Start::Root { node } else { *candidate };
                Walk { node, base: Base::Candidate, chain: self.outline.repeats(*candidate), shared, filters }
            }
            _ => Walk { node, base: Base::Origin, chain: self.origin.clone(), shared, filters },
        }
    }

    fn step(&self, walk: &mut Walk, step: &Step<'_>, is_root_step: bool) -> Result<(), ExprError> {
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
            StepKind::Any | StepKind::Below(_) | StepKind::Attribute(_) => {
                fault(step.offset, ExprFault::Unsupported(format!("{} here", step.kind.told())))
            }
            // The first step of an absolute path names the form itself, whatever it is called there.
            StepKind::Child(name) if is_root_step && self.is_root(walk.node, name) => Ok(()),
            StepKind::Child(name) => match self.outline.child(walk.node, name) {
                Some(child) => {
                    walk.node = child;
                    Ok(())
                }
                None => {
                    let list = self.standing.choice_list.filter(|_| self.candidates.is_empty());
                    let candidates = self.outline.near_below(walk.node, list, name);
                    fault(step.offset, ExprFault::UnknownStep { step: (*name).to_owned(), candidates })
                }
            },
        }
    }

    /// Whether the first name of an absolute path means the form and no question in it, which may be called the same.
    fn is_root(&self, root: NodeIndex, name: &str) -> bool {
        self.outline.name(root) == name || self.outline.child(root, name).is_none()
    }

    /// `${name}`: positions come from the place of the expression where the two share a repeat, else from the
    /// candidate. So a repeat that is named from inside itself is the one repetition around, as in JavaRosa; from
    /// outside it is all of them.
    fn named(&self, walk: &mut Walk, offset: usize, name: &str) -> Result<(), ExprError> {
        let node = self.only_node(offset, name)?;
        let repeats = self.outline.repeats(node);
        if common(&self.origin, &repeats) > 0 || self.candidates.is_empty() {
            (walk.base, walk.chain) = (Base::Origin, self.origin.clone());
        }
        // Where choices are answers, what does not stand beside them is meant from where it is asked.
        let (asker, beside) = (self.asker(), common(&self.origin, &repeats));
        if beside < self.origin.len() && common(&asker, &repeats) > beside {
            (walk.base, walk.chain) = (Base::Asker, asker);
        }
        walk.shared = usize::MAX;
        walk.node = node;
        Ok(())
    }

    /// The node of a name that only one has.
    pub(super) fn only_node(&self, offset: usize, name: &str) -> Result<NodeIndex, ExprError> {
        let mut named = self.outline.named(name);
        match (named.next(), named.next()) {
            (Some(node), None) => Ok(node),
            (None, _) => {
                let (name, candidates) = (name.to_owned(), self.outline.near(name));
                fault(offset, ExprFault::UnknownName { name, candidates })
            }
            _ => fault(offset, ExprFault::AmbiguousName { name: name.to_owned() }),
        }
    }

    fn predicates(&mut self, walk: &mut Walk, step: &Step<'_>) -> Result<(), ExprError> {
        for predicate in &step.predicates {
            let repeats = self.outline.repeats(walk.node).len();
            let (level, whom) = match self.outline.is_repeat(walk.node) {
                true => (repeats - 1, Whom::Repetitions),
                false => (repeats, Whom::Node(walk.node)),
            };
            walk.shared = walk.shared.min(level);
            self.candidates.push(Asked::Node(walk.node));
            let code = self.code(predicate);
            self.candidates.pop();
            walk.filters.push(Filter { level: u8::try_from(level).unwrap_or(u8::MAX), whom, code: code? });
        }
        Ok(())
    }
}

/// The paths that differ: `*/..` leads to one node, however many it went through.
fn distinct(walks: Vec<Walk>) -> Vec<Walk> {
    if walks.len() < 2 {
        return walks;
    }
    let mut kept: Vec<Walk> = Vec::with_capacity(walks.len());
    let mut places: HashMap<(NodeIndex, usize), Vec<usize>> = HashMap::new();
    for walk in walks {
        let alike = places.entry((walk.node, walk.shared)).or_default();
        if !alike.iter().any(|place| kept[*place].filters == walk.filters && kept[*place].base == walk.base) {
            alike.push(kept.len());
            kept.push(walk);
        }
    }
    kept
}

/// How many outermost repeats are the same.
pub(super) fn common(left: &[NodeIndex], right: &[NodeIndex]) -> usize {
    left.iter().zip(right).take_while(|(one, other)| one == other).count()
}
