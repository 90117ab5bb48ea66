//! Functions on truth, and those that choose between values.

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry, nodes::items_of};
use crate::expr::{Code, Evaluation, Item, World};

/// Functions on truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum LogicFunction {
    If,
    Coalesce,
    Once,
    True,
    False,
    Boolean,
    BooleanFromString,
    Not,
    Checklist,
    WeightedChecklist,
}

pub(super) const TABLE: &[Entry<LogicFunction>] = &[
    entry("if", LogicFunction::If, 3, 3),
    entry("coalesce", LogicFunction::Coalesce, 2, MANY),
    entry("once", LogicFunction::Once, 1, 1),
    entry("true", LogicFunction::True, 0, 0),
    entry("false", LogicFunction::False, 0, 0),
    entry("boolean", LogicFunction::Boolean, 1, 1),
    entry("boolean-from-string", LogicFunction::BooleanFromString, 1, 1),
    entry("not", LogicFunction::Not, 1, 1),
    entry("checklist", LogicFunction::Checklist, 2, MANY),
    entry("weighted-checklist", LogicFunction::WeightedChecklist, 2, MANY),
];

impl LogicFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        match self {
            Self::If => evaluation.code(chosen(evaluation, arguments)),
            Self::Coalesce => {
                let (last, earlier) = arguments.split_last().expect("coalesce() has arguments");
                let mut values = earlier.iter().map(|argument| evaluation.code(argument));
                values.find(|value| !value.is_empty()).unwrap_or_else(|| evaluation.code(last))
            }
            Self::Once => {
                let stored = evaluation.stored();
                if stored.is_empty() { evaluation.code(&arguments[0]) } else { stored }
            }
            Self::True => Item::Boolean(true),
            Self::False => Item::Boolean(false),
            Self::Boolean => Item::Boolean(evaluation.truth(&arguments[0])),
            Self::BooleanFromString => {
                let text = evaluation.text(&arguments[0]);
                Item::Boolean(text.eq_ignore_ascii_case("true") || text == "1")
            }
            Self::Not => Item::Boolean(!evaluation.truth(&arguments[0])),
            Self::Checklist => Item::Boolean(checklist(evaluation, arguments)),
            Self::WeightedChecklist => Item::Boolean(weighted(evaluation, arguments)),
        }
    }
}

impl LogicFunction {
    /// The argument that a call stands for, where it chooses among them: nodes stay nodes then.
    pub fn handed_on<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Option<&'w Code> {
        match self {
            Self::If => Some(chosen(evaluation, arguments)),
            Self::Coalesce => {
                arguments.iter().find(|argument| !evaluation.code(argument).is_empty()).or(arguments.last())
            }
            _ => None,
        }
    }

    /// Whether a call may stand for nodes.
    pub fn may_hand_nodes_on(self, arguments: &[Code]) -> bool {
        let among = match self {
            Self::If => arguments.get(1..).unwrap_or_default(),
            Self::Coalesce => arguments,
            _ => &[],
        };
        among.iter().any(Code::is_node_set)
    }
}

fn chosen<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> &'w Code {
    &arguments[if evaluation.truth(&arguments[0]) { 1 } else { 2 }]
}

/// Whether at least, and at most, so many of the others hold; below zero means no limit.
fn checklist<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> bool {
    let limit = |code| i64::from(evaluation.number(code) as i32);
    let (least, most) = (limit(&arguments[0]), limit(&arguments[1]));
    let holding = items_of(evaluation, &arguments[2..]).iter().filter(|item| item.to_boolean()).count();
    let count = i64::try_from(holding).unwrap_or(i64::MAX);
    (least < 0 || count >= least) && (most < 0 || count <= most)
}

/// Whether the weights of those that hold sum to between least and most. Arguments are pairs of truth and weight, or
/// two node sets of the same length.
fn weighted<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> bool {
    let (least, most) = (evaluation.number(&arguments[0]), evaluation.number(&arguments[1]));
    let (factors, weights): (Vec<_>, Vec<_>) = if arguments.len() == 4 {
        (items_of(evaluation, &arguments[2..3]), items_of(evaluation, &arguments[3..]))
    } else {
        let pairs = arguments[2..].chunks_exact(2);
        pairs.map(|pair| (evaluation.code(&pair[0]), evaluation.code(&pair[1]))).unzip()
    };
    let holding = factors.iter().zip(&weights).filter(|(factor, _)| factor.to_boolean());
    let sum: f64 = holding.map(|(_, weight)| weight.to_number()).sum();
    sum >= least && sum <= most
}
