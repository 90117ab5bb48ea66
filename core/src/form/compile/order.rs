//! The order in which rules are evaluated, and which change touches which.
//!
//! A rule comes after those that write what it reads: the calculation or choice filter of a node that it reads, and
//! the relevance of that node and of all it is in. A number of repetitions orders nothing: when it changes, the rules
//! inside are evaluated for the new repetitions whatever their place in the order.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use super::{Cell, Compiler};
use crate::form::{
    Dependencies, FormFaultKind, Node, NodeIndex, NodeKind, Sheet,
    dependencies::{Rule, RuleKind, Touch},
    lists::Lists,
};

/// How many names of one circle are told.
const CIRCLE_NAMES_MAX: usize = 12;

impl Compiler {
    pub fn order(&mut self, nodes: &[Node]) -> Dependencies {
        self.rules.sort_by_key(|(node, kind, _)| (*node, *kind));
        let before = self.predecessors(nodes);
        let order = self.sorted(&before, nodes);
        let mut rules = Vec::with_capacity(order.len());
        let (mut touched, mut own) = (vec![Vec::new(); nodes.len()], vec![Vec::new(); nodes.len()]);
        for (place, rule) in order.into_iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let (node, kind, reads) = &self.rules[rule];
            rules.push(Rule { node: *node, kind: *kind });
            own[node.0 as usize].push(place);
            for read in reads {
                touched[read.node.0 as usize].push(Touch { rule: place, shared: read.shared });
            }
        }
        let touched: Lists<Touch> = touched.into_iter().collect();
        let cascades = cascades(&rules, &touched, nodes);
        Dependencies { rules, touched, cascades, own: own.into_iter().collect(), set_by: set_by(nodes) }
    }

    /// For each rule, the rules that must come before it.
    fn predecessors(&self, nodes: &[Node]) -> Vec<Vec<usize>> {
        let mut values: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        let mut relevance: Vec<Option<usize>> = vec![None; nodes.len()];
        for (rule, (node, kind, _)) in self.rules.iter().enumerate() {
            match kind {
                RuleKind::Relevant => relevance[node.0 as usize] = Some(rule),
                RuleKind::Calculate | RuleKind::Offered => values[node.0 as usize].push(rule),
                RuleKind::Count => {}
            }
        }
        let before = |rule: usize| {
            let (own, kind, reads) = &self.rules[rule];
            let mut found = Vec::new();
            for read in reads {
                // A filter may look at its own answer, and a repeat's relevance at the number of its repetition.
                let is_own = read.node == *own && (*kind == RuleKind::Offered || self.outline.is_repeat(*own));
                if !is_own {
                    found.extend(&values[read.node.0 as usize]);
                }
                // Whether a repeat is relevant decides what its inside is worth, not how its rules are numbered.
                let mut around = Some(read.node);
                while let Some(node) = around {
                    found.extend(relevance[node.0 as usize].filter(|relevant| !(is_own && *relevant == rule)));
                    around = self.outline.parent(node);
                }
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        (0..self.rules.len()).map(before).collect()
    }

    /// The rules in an order that respects `before`, document order where that leaves a choice. Circles are faults.
    fn sorted(&mut self, before: &[Vec<usize>], nodes: &[Node]) -> Vec<usize> {
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
        let mut waiting: Vec<usize> = before.iter().map(Vec::len).collect();
        for (rule, earlier) in before.iter().enumerate() {
            earlier.iter().for_each(|one| after[*one].push(rule));
        }
        let mut ready: BinaryHeap<Reverse<usize>> =
            (0..before.len()).filter(|rule| waiting[*rule] == 0).map(Reverse).collect();
        let mut order = Vec::with_capacity(before.len());
        let mut done = vec![false; before.len()];
        let mut first = 0;
        loop {
            while let Some(Reverse(rule)) = ready.pop() {
                order.push(rule);
                done[rule] = true;
                for later in &after[rule] {
                    waiting[*later] = waiting[*later].saturating_sub(1);
                    if waiting[*later] == 0 && !done[*later] {
                        ready.push(Reverse(*later));
                    }
                }
            }
            // What is done stays done, so the search goes on where it ended.
            let Some(stuck) = (first..before.len()).find(|rule| !done[*rule]) else { return order };
            first = stuck;
            let circle = circle(stuck, before, &done);
            self.report(&circle, nodes);
            // Taken as done, so that other circles are found too.
            for rule in circle {
                if !done[rule] {
                    waiting[rule] = 0;
                    done[rule] = true;
                    ready.push(Reverse(rule));
                }
            }
        }
    }

    fn report(&mut self, circle: &[usize], nodes: &[Node]) {
        let Some(first) = circle.iter().copied().min() else { return };
        let name = |rule: &usize| nodes[self.rules[*rule].0.0 as usize].name.clone();
        let start = circle.iter().position(|rule| *rule == first).unwrap_or(0);
        let names = names_around(circle[start..].iter().chain(&circle[..start]).map(name).collect());
        let (node, kind, _) = &self.rules[first];
        let column = match kind {
            RuleKind::Count => "repeat_count",
            RuleKind::Relevant => "relevant",
            RuleKind::Offered => "choice_filter",
            RuleKind::Calculate => "calculation",
        };
        let row = nodes[node.0 as usize].row;
        self.fault(Cell { sheet: Sheet::Survey, row, column }, FormFaultKind::Cycle(names));
    }
}

/// The names of a circle, from one to itself, so many that they can be read.
pub(super) fn names_around(mut names: Vec<String>) -> Vec<String> {
    names.extend(names.first().cloned());
    names.dedup();
    if names.len() == 1 {
        names.push(names[0].clone());
    }
    if names.len() > CIRCLE_NAMES_MAX {
        let last = names.len() - 1;
        names.splice(CIRCLE_NAMES_MAX - 2..last, ["...".to_owned()]);
    }
    names
}

/// Rules that wait for each other, found by going back from one that waits; each uses the next.
pub(super) fn circle(stuck: usize, before: &[Vec<usize>], done: &[bool]) -> Vec<usize> {
    let (mut path, mut places) = (vec![stuck], HashMap::from([(stuck, 0)]));
    loop {
        let last = *path.last().unwrap_or(&stuck);
        let Some(next) = before[last].iter().copied().find(|rule| !done[*rule]) else { return path };
        if let Some(start) = places.get(&next) {
            return path.split_off(*start);
        }
        places.insert(next, path.len());
        path.push(next);
    }
}

/// By node: the questions that name it as their trigger.
fn set_by(nodes: &[Node]) -> Lists<NodeIndex> {
    let mut set_by = vec![Vec::new(); nodes.len()];
    for (index, node) in (0_u32..).zip(nodes) {
        let NodeKind::Question(question) = &node.kind else { continue };
        for trigger in &question.triggers {
            set_by[trigger.0 as usize].push(NodeIndex(index));
        }
    }
    set_by.into_iter().collect()
}

/// By node: what a change of its relevance touches, which is all that reads it or anything in it.
fn cascades(rules: &[Rule], touched: &Lists<Touch>, nodes: &[Node]) -> Lists<Touch> {
    let cascade = |(index, node): (usize, &Node)| {
        if node.relevant.is_none() {
            return Vec::new();
        }
        let mut touches = touched.between(index..node.end.0 as usize).to_vec();
        touches.sort_unstable();
        touches.dedup_by(|later, kept| later.rule == kept.rule);
        // A relevance that looks at its own node is not asked again by its own answer.
        let own = NodeIndex(u32::try_from(index).unwrap_or(u32::MAX));
        touches.retain(|touch| rules[touch.rule as usize] != Rule { node: own, kind: RuleKind::Relevant });
        touches
    };
    nodes.iter().enumerate().map(cascade).collect()
}
