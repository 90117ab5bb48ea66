//! The nodes that a path leads to.
//!
//! They are visited one by one, so that nothing is allocated for the common single node. Predicates count positions
//! among those that passed the predicates before them.

use std::collections::HashSet;

use super::{
    At, Base, Candidate, Code, Evaluation, Filter, Function, Item, Member, NodeIndex, NodeRef, Whom, World, functions,
};

impl<'w, W: World> Evaluation<'w, W> {
    /// Visits the relevant nodes of a part, in document order within each path. Gives whether the part is a node set
    /// at all.
    pub fn each_node(&self, code: &'w Code, visit: &mut dyn FnMut(Member)) -> bool {
        match code {
            Code::Nodes(reference) => self.each(reference, visit),
            Code::Paths(references) => references.iter().for_each(|reference| self.each(reference, visit)),
            Code::Here => visit(Member::Node(self.node, self.at)),
            Code::Rows(reference) => self.each_row(reference, visit),
            Code::Cell(column) => self.cell_member(*column).into_iter().for_each(visit),
            Code::Call(function, arguments) if *function == Function::Nodes(functions::NodesFunction::Randomize) => {
                self.shuffled(arguments).into_iter().for_each(visit);
            }
            Code::Union(sides) => return self.each_of_union(sides, visit),
            Code::Call(Function::Logic(function), arguments) => {
                return function.handed_on(self, arguments).is_some_and(|code| self.each_node(code, visit));
            }
            _ => return false,
        }
        true
    }

    fn each_of_union(&self, sides: &'w [Code; 2], visit: &mut dyn FnMut(Member)) -> bool {
        let mut seen = HashSet::new();
        let mut once = |member| {
            if seen.insert(member) {
                visit(member);
            }
        };
        self.each_node(&sides[0], &mut once) & self.each_node(&sides[1], &mut once)
    }

    /// The nodes of `randomize(nodes, seed)` in their order.
    pub(super) fn shuffled(&self, arguments: &'w [Code]) -> Vec<Member> {
        let mut members = Vec::new();
        self.each_node(&arguments[0], &mut |member| members.push(member));
        let seed = match arguments.get(1) {
            Some(seed) => super::shuffle::seed_of(&self.code(seed)),
            None => super::shuffle::seed_from(self.world.draw()),
        };
        super::shuffle::shuffled(members.len(), seed).into_iter().map(|place| members[place]).collect()
    }

    /// The value of a single path: of its first node, where it leads to several.
    pub(super) fn first(&self, reference: &'w NodeRef) -> Item<'w> {
        if reference.filters.is_empty() && usize::from(reference.shared) == reference.repeats.len() {
            return self.value_at(reference.node, self.base(reference).cut(reference.repeats.len()));
        }
        let mut found = None;
        self.each(reference, &mut |member| {
            found.get_or_insert(member);
        });
        self.first_of(found)
    }

    pub(super) fn first_member(&self, code: &'w Code) -> Option<Member> {
        let mut found = None;
        self.each_node(code, &mut |member| {
            found.get_or_insert(member);
        });
        found
    }

    /// The value of what was found first; empty when nothing was.
    pub(super) fn first_of(&self, found: Option<Member>) -> Item<'w> {
        found.map_or(Item::EMPTY, |member| self.value(member))
    }

    /// The value of one member; a row itself has none.
    #[must_use]
    pub fn value(&self, member: Member) -> Item<'w> {
        match member {
            Member::Node(node, at) => self.value_at(node, at),
            Member::Row { table, row, column: Some(column) } => Item::Text(self.world.cell(table, row, column)),
            Member::Row { column: None, .. } => Item::EMPTY,
        }
    }

    /// The value of a node, with the answer that is being checked in the place of the stored one.
    fn value_at(&self, node: NodeIndex, at: At) -> Item<'w> {
        match self.answer {
            Some(answer) if node == self.node && at == self.at => answer.clone(),
            _ => self.world.read(node, at),
        }
    }

    /// Where the node that a path means stands, there or not: in the repetitions that it shares with the expression,
    /// and in the first of all others.
    pub(super) fn place_of(&self, reference: &'w NodeRef) -> At {
        if !reference.filters.is_empty() {
            let mut found = None;
            self.each(reference, &mut |member| {
                found.get_or_insert(member);
            });
            if let Some(Member::Node(_, at)) = found {
                return at;
            }
        }
        let shared = self.base(reference).cut(usize::from(reference.shared));
        (shared.depth()..reference.repeats.len()).fold(shared, |at, _| at.then(0))
    }

    fn base(&self, reference: &NodeRef) -> At {
        match (reference.base, self.candidate) {
            (Base::Candidate, Some(Candidate { member: Member::Node(_, at), .. })) => at,
            (Base::Asker, _) => self.asker.unwrap_or(self.at),
            _ => self.at,
        }
    }

    fn each(&self, reference: &'w NodeRef, visit: &mut dyn FnMut(Member)) {
        let at = self.base(reference).cut(usize::from(reference.shared));
        self.descend(reference, at, visit);
    }

    /// Runs over the repetitions of the next repeat of a path that is not shared; then the node itself.
    fn descend(&self, reference: &'w NodeRef, at: At, visit: &mut dyn FnMut(Member)) {
        let level = at.depth();
        let Some(repeat) = reference.repeats.get(level) else {
            if self.world.is_relevant(reference.node, at) && self.passes_on_the_way(reference, at) {
                visit(Member::Node(reference.node, at));
            }
            return;
        };
        if !self.passes_on_the_way(reference, at) {
            return;
        }
        let count = self.world.repetitions(*repeat, at);
        self.world.visited(u32::from(count));
        let of_repeat = |filter: &Filter| usize::from(filter.level) == level && filter.whom == Whom::Repetitions;
        if !reference.filters.iter().any(of_repeat) {
            (0..count).for_each(|position| self.descend(reference, at.then(position), visit));
            return;
        }
        for repetition in self.filtered(reference, *repeat, at, count) {
            self.descend(reference, repetition, visit);
        }
    }

    /// The repetitions that pass all predicates of this level.
    fn filtered(&self, reference: &'w NodeRef, repeat: NodeIndex, at: At, count: u16) -> Vec<At> {
        let mut kept: Vec<At> =
            (0..count).map(|position| at.then(position)).filter(|at| self.world.is_relevant(repeat, *at)).collect();
        let of_repeat = |filter: &&Filter| usize::from(filter.level) == at.depth() && filter.whom == Whom::Repetitions;
        for filter in reference.filters.iter().filter(of_repeat) {
            let mut position = 0;
            let last = u32::try_from(kept.len()).unwrap_or(u32::MAX);
            kept.retain(|at| {
                position += 1;
                self.passes(&filter.code, Candidate { member: Member::Node(repeat, *at), position, last })
            });
        }
        kept
    }

    /// Whether the groups that stand within these repetitions, and the node itself, pass their predicates.
    fn passes_on_the_way(&self, reference: &'w NodeRef, at: At) -> bool {
        reference.filters.iter().filter(|filter| usize::from(filter.level) == at.depth()).all(|filter| {
            let Whom::Node(node) = filter.whom else { return true };
            self.passes(&filter.code, Candidate { member: Member::Node(node, at), position: 1, last: 1 })
        })
    }

    /// Whether a predicate holds; a number means that position.
    pub(super) fn passes(&self, code: &'w Code, candidate: Candidate) -> bool {
        let inner = Self { candidate: Some(candidate), ..*self };
        match inner.code(code) {
            Item::Number(number) => (number - f64::from(candidate.position)).abs() < 0.5,
            other => other.to_boolean(),
        }
    }
}
