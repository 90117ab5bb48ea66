//! An expression as it was written, with names still names: they are parts of what its author wrote.

use super::{Arithmetic, operator::Operator};

/// A part of an expression and where it begins, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<'s> {
    /// Characters before it.
    pub offset: usize,
    /// What it is.
    pub kind: TreeKind<'s>,
}

/// What a part of an expression is, as it is written: names are not looked up yet.
#[derive(Debug, Clone, PartialEq)]
pub enum TreeKind<'s> {
    /// A number.
    Number(f64),
    /// A quoted text.
    Text(&'s str),
    /// A minus sign before something.
    Negate(Box<Tree<'s>>),
    /// Two operands.
    Binary(Operator, Box<[Tree<'s>; 2]>),
    /// More than two, reckoned from left to right.
    Chain(Box<Tree<'s>>, Vec<(Arithmetic, Tree<'s>)>),
    /// A function and its arguments.
    Call(&'s str, Vec<Tree<'s>>),
    /// A path.
    Path(Start<'s>, Vec<Step<'s>>),
}

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start<'s> {
    /// At the form: `/data/age`.
    Root,
    /// At the place of the expression, or at the candidate of a predicate: `../age`.
    Place,
    /// At the place of the expression, in a predicate too: `current()/../age`.
    Current,
    /// At a choice list or an attached file: `instance('districts')/root/item`.
    Instance(&'s str),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'s> {
    /// Characters before it.
    pub offset: usize,
    /// What it leads to.
    pub kind: StepKind<'s>,
    /// What must hold of what it leads to.
    pub predicates: Vec<Tree<'s>>,
}

/// What a step leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind<'s> {
    /// `${name}`: the node of that name, wherever it is.
    Named(&'s str),
    /// `name`
    Child(&'s str),
    /// `..`
    Parent,
    /// `.`
    Itself,
    /// `*`
    Any,
    /// `//name`, or `//*` without a name: whatever is so called at any depth.
    Below(Option<&'s str>),
    /// `@name`
    Attribute(&'s str),
}

impl StepKind<'_> {
    /// As an author writes it.
    #[must_use]
    pub fn told(self) -> String {
        match self {
            Self::Named(name) => format!("${{{name}}}"),
            Self::Child(name) => format!("'{name}'"),
            Self::Parent => "'..'".to_owned(),
            Self::Itself => "'.'".to_owned(),
            Self::Any => "'*'".to_owned(),
            Self::Below(name) => format!("'//{}'", name.unwrap_or("*")),
            Self::Attribute(name) => format!("'@{name}'"),
        }
    }
}
