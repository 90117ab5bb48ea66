//! Which expressions an answer touches, and in which order they are evaluated.
//!
//! A *rule* is an expression whose value is kept: a calculation, a relevance, a number of repetitions, a choice filter.
//! Rules stand in an order in which each comes after those that it depends on; [`crate::instance`] tells with an
//! example how they are evaluated.

use serde::{Deserialize, Serialize};

use super::{NodeIndex, lists::Lists};

/// Rules, and who touches them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dependencies {
    /// In the order of evaluation.
    pub rules: Vec<Rule>,
    /// By node: what a change of its value, or of its repetitions, touches.
    pub touched: Lists<Touch>,
    /// By node: what a change of its relevance touches, through it or anything in it.
    pub cascades: Lists<Touch>,
    /// By node: its own rules.
    pub own: Lists<u32>,
    /// By node: the questions whose value is set when a person changes its answer (column `trigger`), in document
    /// order.
    pub set_by: Lists<NodeIndex>,
}

/// An expression whose value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rule {
    /// Whose.
    pub node: NodeIndex,
    /// What it decides.
    pub kind: RuleKind,
}

/// What a rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleKind {
    /// How many repetitions there are.
    Count,
    /// Whether the node is relevant.
    Relevant,
    /// Which choices are offered; an answer that no longer is among them goes.
    Offered,
    /// The value.
    Calculate,
}

/// A rule that is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Touch {
    /// Index into [`Dependencies::rules`].
    pub rule: u32,
    /// Repetitions of the rule that agree with the change in so many outermost positions are touched.
    pub shared: u8,
}
