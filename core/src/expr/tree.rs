//! An expression as it was written, with names still names.

/// A part of an expression and where it begins, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Characters before it.
    pub offset: usize,
    /// What it is.
    pub kind: TreeKind,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub enum TreeKind {
    /// A number.
    Number(f64),
    /// A quoted text.
    Text(String),
    /// A minus sign before something.
    Negate(Box<Tree>),
    /// Two operands.
    Binary(&'static str, Box<[Tree; 2]>),
    /// More than two, reckoned from left to right.
    Chain(Box<Tree>, Vec<(&'static str, Tree)>),
    /// A function and its arguments.
    Call(String, Vec<Tree>),
    /// A path.
    Path(Start, Vec<Step>),
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// At the form: `/data/age`.
    Root,
    /// At the place of the expression, or at the candidate of a predicate: `../age`.
    Place,
    /// At the place of the expression, in a predicate too: `current()/../age`.
    Current,
    /// At a choice list or an attached file: `instance('districts')/root/item`.
    Instance(String),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Characters before it.
    pub offset: usize,
    /// What it leads to.
    pub kind: StepKind,
    /// What must hold of what it leads to.
    pub predicates: Vec<Tree>,
}

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// `${name}`: the node of that name, wherever it is.
    Named(String),
    /// `name`
    Child(String),
    /// `..`
    Parent,
    /// `.`
    Itself,
    /// `*`
    Any,
    /// `//name`, or `//*` without a name: whatever is so called at any depth.
    Below(Option<String>),
    /// `@name`
    Attribute(String),
}

impl StepKind {
    /// As an author writes it.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Named(name) => format!("${{{name}}}"),
            Self::Child(name) => format!("'{name}'"),
            Self::Parent => "'..'".to_owned(),
            Self::Itself => "'.'".to_owned(),
            Self::Any => "'*'".to_owned(),
            Self::Below(name) => format!("'//{}'", name.as_deref().unwrap_or("*")),
            Self::Attribute(name) => format!("'@{name}'"),
        }
    }
}
