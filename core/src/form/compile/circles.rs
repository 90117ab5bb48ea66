//! Circles through `required` and `read_only`.
//!
//! They decide nothing that is kept, so an interview would come through such a circle. JavaRosa puts them into one
//! order with calculations and relevances and refuses the form, so nobody could open it in ODK Collect. Circles of
//! calculations and relevances alone are told by `order`.

use super::{
    Cell, Compiler,
    order::{circle, names_around},
};
use crate::form::{FormFaultKind, Node, NodeIndex, Sheet, dependencies::RuleKind};

/// `required` or `read_only` as an expression.
pub struct Condition {
    /// Whose.
    pub node: NodeIndex,
    /// Which of the two.
    pub column: &'static str,
    /// What it reads.
    pub reads: Vec<NodeIndex>,
}

/// All that JavaRosa puts into one order: what decides something about a node, and the nodes that it reads.
type Decision = (NodeIndex, Vec<NodeIndex>);

impl Compiler {
    /// Tells the circles that conditions are part of.
    pub fn circles(&mut self, nodes: &[Node]) {
        let conditions = std::mem::take(&mut self.conditions);
        if conditions.is_empty() {
            return;
        }
        let before = self.before(&conditions, nodes.len());
        let mut order = Order::of(&before);
        for place in 0..before.len() {
            while !order.done[place] {
                let found = circle(place, &before, &order.done);
                self.tell_circle(&conditions, &found, nodes);
                order.finish(found);
            }
        }
    }

    /// At the first condition of a circle.
    fn tell_circle(&mut self, conditions: &[Condition], found: &[usize], nodes: &[Node]) {
        let Some(first) = found.iter().copied().filter(|one| *one < conditions.len()).min() else { return };
        let start = found.iter().position(|one| *one == first).unwrap_or(0);
        let turned = found[start..].iter().chain(&found[..start]);
        let names = turned.map(|one| nodes[self.decided(conditions, *one).0 as usize].name.clone()).collect();
        let Condition { node, column, .. } = conditions[first];
        let cell = Cell { sheet: Sheet::Survey, row: nodes[node.0 as usize].row, column };
        self.fault(cell, FormFaultKind::CircleOfConditions(names_around(names)));
    }

    /// Whom a decision is about: conditions come first, then the rules.
    fn decided(&self, conditions: &[Condition], place: usize) -> NodeIndex {
        match conditions.get(place) {
            Some(condition) => condition.node,
            None => self.rules[place - conditions.len()].0,
        }
    }

    /// For each decision, those about what it reads; counts and choice filters are none.
    fn before(&self, conditions: &[Condition], nodes: usize) -> Vec<Vec<usize>> {
        let of_condition = |condition: &Condition| (condition.node, condition.reads.clone());
        let mut decisions: Vec<Decision> = conditions.iter().map(of_condition).collect();
        let mut about: Vec<Vec<usize>> = vec![Vec::new(); nodes];
        let mut relevance: Vec<Option<usize>> = vec![None; nodes];
        for (place, (node, _)) in decisions.iter().enumerate() {
            about[node.0 as usize].push(place);
        }
        for (node, kind, reads) in &self.rules {
            match kind {
                RuleKind::Relevant => relevance[node.0 as usize] = Some(decisions.len()),
                RuleKind::Calculate => about[node.0 as usize].push(decisions.len()),
                RuleKind::Offered | RuleKind::Count => {}
            }
            // How many repetitions there are is no value that anything decides.
            let reads = reads.iter().map(|read| read.node).filter(|node| !self.outline.is_repeat(*node));
            let is_order = matches!(kind, RuleKind::Relevant | RuleKind::Calculate);
            decisions.push((*node, if is_order { reads.collect() } else { Vec::new() }));
        }
        let of_reads = |(_, reads): &Decision| {
            let mut found = Vec::new();
            for read in reads {
                found.extend(&about[read.0 as usize]);
                let mut around = Some(*read);
                while let Some(node) = around {
                    found.extend(relevance[node.0 as usize]);
                    around = self.outline.parent(node);
                }
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        decisions.iter().map(of_reads).collect()
    }
}

/// What is in its order already, while circles are taken out one by one.
struct Order {
    after: Vec<Vec<usize>>,
    waiting: Vec<usize>,
    done: Vec<bool>,
}

impl Order {
    fn of(before: &[Vec<usize>]) -> Self {
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
        for (place, earlier) in before.iter().enumerate() {
            earlier.iter().for_each(|one| after[*one].push(place));
        }
        let waiting: Vec<usize> = before.iter().map(Vec::len).collect();
        let ready = (0..before.len()).filter(|place| waiting[*place] == 0).collect();
        let mut order = Self { after, waiting, done: vec![false; before.len()] };
        order.finish(ready);
        order
    }

    /// These, and all that waited for nothing else: whatever is left waits for a circle.
    fn finish(&mut self, mut ready: Vec<usize>) {
        while let Some(place) = ready.pop() {
            if std::mem::replace(&mut self.done[place], true) {
                continue;
            }
            for later in &self.after[place] {
                self.waiting[*later] = self.waiting[*later].saturating_sub(1);
                if self.waiting[*later] == 0 {
                    ready.push(*later);
                }
            }
        }
    }
}
