//! A form at a glance: how much there is of what, what is recalculated longest in a row, what is asked about most.

use super::{Form, Influence, NodeIndex, NodeKind};
use crate::form::{
    Control,
    dependencies::{RuleKind, Touch},
};

/// How many of the most depended-on questions are named.
pub const MOST_READ_MAX: usize = 10;

/// A form at a glance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Questions that somebody answers.
    pub questions: usize,
    /// Words to be read.
    pub notes: usize,
    /// What the engine or the device fills in.
    pub calculations: usize,
    /// Groups.
    pub groups: usize,
    /// Repeats.
    pub repeats: usize,
    /// Choice lists.
    pub lists: usize,
    /// Their choices, all together.
    pub choices: usize,
    /// Cells with an expression, outputs in labels among them.
    pub expressions: usize,
    /// Groups in groups, at the deepest.
    pub depth: usize,
    /// The longest chain of recalculation: each node's rule waits for the one before it.
    pub longest_chain: Vec<NodeIndex>,
    /// Questions by how many expressions read them, most first; at most [`MOST_READ_MAX`].
    pub most_read: Vec<(NodeIndex, usize)>,
}

/// Looks at a form from above.
#[must_use]
pub fn overview(form: &Form) -> Overview {
    let influence = Influence::of(form);
    let mut overview = Overview {
        lists: form.tables.len(),
        choices: form.tables.iter().map(|table| table.len() as usize).sum(),
        expressions: influence.rulings().len(),
        longest_chain: longest_chain(form),
        most_read: most_read(&influence),
        ..Overview::default()
    };
    let mut depths = vec![0; form.nodes.len()];
    for (index, node) in form.nodes.iter().enumerate().skip(1) {
        let is_group = matches!(node.kind, NodeKind::Group | NodeKind::Repeat { .. });
        depths[index] = depths[node.parent.0 as usize] + usize::from(is_group);
        overview.depth = overview.depth.max(depths[index]);
        count(&mut overview, &node.kind);
    }
    overview
}

fn count(overview: &mut Overview, kind: &NodeKind) {
    match kind {
        NodeKind::Root => {}
        NodeKind::Group => overview.groups += 1,
        NodeKind::Repeat { .. } => overview.repeats += 1,
        NodeKind::Question(question) => match question.control {
            Control::Note => overview.notes += 1,
            control if control.is_asked() => overview.questions += 1,
            _ => overview.calculations += 1,
        },
    }
}

fn most_read(influence: &Influence<'_>) -> Vec<(NodeIndex, usize)> {
    let mut read: Vec<(NodeIndex, usize)> = influence
        .readers
        .iter()
        .enumerate()
        .map(|(node, readers)| (NodeIndex(u32::try_from(node).unwrap_or(u32::MAX)), readers.len()))
        .filter(|(_, readers)| *readers > 0)
        .collect();
    read.sort_by_key(|(node, readers)| (std::cmp::Reverse(*readers), *node));
    read.truncate(MOST_READ_MAX);
    read
}

/// Rules stand in an order in which each comes after those it waits for, so one pass finds the longest way.
fn longest_chain(form: &Form) -> Vec<NodeIndex> {
    let rules = &form.dependencies.rules;
    let mut length = vec![1_usize; rules.len()];
    let mut before: Vec<Option<usize>> = vec![None; rules.len()];
    for at in 0..rules.len() {
        for touch in touches(form, at) {
            let later = touch.rule as usize;
            if later > at && length[at] + 1 > length[later] {
                (length[later], before[later]) = (length[at] + 1, Some(at));
            }
        }
    }
    let last = (0..rules.len()).max_by_key(|at| (length[*at], std::cmp::Reverse(*at)));
    let mut chain: Vec<NodeIndex> = std::iter::successors(last, |at| before[*at]).map(|at| rules[at].node).collect();
    chain.reverse();
    chain
}

fn touches(form: &Form, rule: usize) -> &[Touch] {
    let dependencies = &form.dependencies;
    let rule = dependencies.rules[rule];
    match rule.kind {
        RuleKind::Relevant => &dependencies.cascades[rule.node.0 as usize],
        RuleKind::Count | RuleKind::Offered | RuleKind::Calculate => &dependencies.touched[rule.node.0 as usize],
    }
}
