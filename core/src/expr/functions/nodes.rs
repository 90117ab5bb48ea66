//! Functions on many nodes at once: totals over repeats, and positions in them.

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry};
use crate::expr::{At, Code, Evaluation, Item, Member, NodeRef, World};

/// Functions on many nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum NodesFunction {
    Count,
    CountNonEmpty,
    Sum,
    Max,
    Min,
    Position,
    IndexedRepeat,
    Last,
    Randomize,
}

pub(super) const TABLE: &[Entry<NodesFunction>] = &[
    entry("count", NodesFunction::Count, 1, 1),
    entry("count-non-empty", NodesFunction::CountNonEmpty, 1, 1),
    entry("sum", NodesFunction::Sum, 1, 1),
    entry("max", NodesFunction::Max, 0, MANY),
    entry("min", NodesFunction::Min, 0, MANY),
    entry("position", NodesFunction::Position, 0, 1),
    entry("indexed-repeat", NodesFunction::IndexedRepeat, 3, 11),
    entry("last", NodesFunction::Last, 0, 0),
    entry("randomize", NodesFunction::Randomize, 1, 2),
];

impl NodesFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        match self {
            Self::Count => {
                let mut count = 0u32;
                evaluation.each_node(&arguments[0], &mut |_| count += 1);
                Item::Number(f64::from(count))
            }
            Self::CountNonEmpty => Item::Number(f64::from(count_non_empty(evaluation, &arguments[0]))),
            Self::Sum => {
                let mut sum = 0.0;
                each_number(evaluation, arguments, &mut |number| sum += number);
                Item::Number(sum)
            }
            // The largest and the smallest of what are numbers; none gives no number. (JavaRosa's max() never goes
            // below the smallest positive number: a slip that nobody can want.)
            Self::Max => Item::Number(extreme(evaluation, arguments, f64::max)),
            Self::Min => Item::Number(extreme(evaluation, arguments, f64::min)),
            Self::Position => Item::Number(f64::from(position(evaluation, arguments.first()))),
            Self::IndexedRepeat => indexed_repeat(evaluation, arguments),
            Self::Last => Item::Number(f64::from(last(evaluation))),
            Self::Randomize => evaluation.first_of(evaluation.shuffled(arguments).first().copied()),
        }
    }
}

/// The values of all nodes of all arguments; an argument that is no node set counts as one value.
pub(super) fn items_of<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Vec<Item<'w>> {
    let mut items = Vec::with_capacity(arguments.len());
    // Only a single argument is spread out: of several, each is one value.
    let spread = arguments.len() == 1;
    for argument in arguments {
        let is_set = spread && evaluation.each_node(argument, &mut |member| items.push(evaluation.value(member)));
        if !is_set {
            items.push(evaluation.code(argument));
        }
    }
    items
}

/// The same as texts.
pub(super) fn texts_of<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Vec<String> {
    items_of(evaluation, arguments).iter().map(|item| item.to_text().into_owned()).collect()
}

fn each_number<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code], visit: &mut dyn FnMut(f64)) {
    let mut number = |item: Item<'w>| {
        let number = item.to_number();
        if !number.is_nan() {
            visit(number);
        }
    };
    let spread = arguments.len() == 1;
    for argument in arguments {
        let is_set = spread && evaluation.each_node(argument, &mut |member| number(evaluation.value(member)));
        if !is_set {
            number(evaluation.code(argument));
        }
    }
}

fn extreme<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code], better: fn(f64, f64) -> f64) -> f64 {
    let mut best = f64::NAN;
    each_number(evaluation, arguments, &mut |number| best = if best.is_nan() { number } else { better(best, number) });
    best
}

fn count_non_empty<'w, W: World>(evaluation: &Evaluation<'w, W>, argument: &'w Code) -> u32 {
    let mut count = 0;
    let is_repeat = matches!(argument, Code::Nodes(reference) if reference.repeats.last() == Some(&reference.node));
    evaluation.each_node(argument, &mut |member| {
        let is_row = matches!(member, Member::Row { column: None, .. });
        count += u32::from(is_repeat || is_row || !evaluation.value(member).is_empty());
    });
    count
}

/// How many candidates a predicate has, or choices the list that is filtered.
fn last<W: World>(evaluation: &Evaluation<'_, W>) -> u32 {
    let of_choices = evaluation.choice.map_or(1, |(table, _)| evaluation.world.rows(table));
    evaluation.candidate.map_or(of_choices, |candidate| candidate.last)
}

/// The position, from 1, of the candidate of a predicate, or of a choice in its list; with an argument, of the first
/// of its nodes (`position(..)`), among the repetitions or rows that there are.
fn position<'w, W: World>(evaluation: &Evaluation<'w, W>, argument: Option<&'w Code>) -> u32 {
    let Some(argument) = argument else {
        let choice = evaluation.choice.map_or(1, |(_, row)| row + 1);
        return evaluation.candidate.map_or(choice, |candidate| candidate.position);
    };
    let is_repeat = !matches!(argument, Code::Nodes(reference) if reference.repeats.last() != Some(&reference.node));
    let mut first = None;
    evaluation.each_node(argument, &mut |member| {
        first.get_or_insert(member);
    });
    match first {
        None => 0,
        Some(Member::Node(_, at)) if is_repeat => at.positions().last().map_or(1, |position| u32::from(*position) + 1),
        Some(Member::Row { row, column: None, .. }) => row + 1,
        Some(_) => 1,
    }
}

/// The node in the repetitions that the indexes say; an index below 1 counts as 1.
fn indexed_repeat<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
    let Some(Code::Nodes(target)) = arguments.first() else { return Item::EMPTY };
    let at = (0..target.repeats.len()).fold(At::default(), |at, level| {
        let index = arguments[1..].chunks_exact(2).find(|pair| pair[0] == Code::Number(level as f64));
        at.then(match index {
            Some(pair) => evaluation.number(&pair[1]).max(1.0) as u16 - 1,
            None => own_position(evaluation.at, level),
        })
    });
    let exists = (0..target.repeats.len()).all(|level| is_there(evaluation, target, at, level));
    if exists { evaluation.value(Member::Node(target.node, at)) } else { Item::EMPTY }
}

fn own_position(at: At, level: usize) -> u16 {
    at.positions().get(level).copied().unwrap_or(0)
}

fn is_there<W: World>(evaluation: &Evaluation<'_, W>, target: &NodeRef, at: At, level: usize) -> bool {
    own_position(at, level) < evaluation.world.repetitions(target.repeats[level], at.cut(level))
}
