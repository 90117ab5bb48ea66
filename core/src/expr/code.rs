//! What an expression becomes when its form is compiled: a tree of numbers, texts, operators and node indexes.
//!
//! Serialised with the form, so new variants are added at the end. A [`NodeRef`] keeps how many repeats its node
//! shares with the place where the expression stands: those positions come from that place, the others run over all
//! repetitions.

use serde::{Deserialize, Serialize};

use super::{Function, NodeIndex, functions::NodesFunction};

/// A compiled expression. It is read within a depth: see [`super::CODE_DEPTH_MAX`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub enum Code {
    /// A number as written.
    Number(f64),
    /// A text as written.
    Text(Box<str>),
    /// The value at the place of the expression itself: `.` in a constraint.
    Here,
    /// The nodes of a path.
    Nodes(Box<NodeRef>),
    /// In a choice filter: a column of the table, its name and label among them.
    Column(u32),
    /// Both, the right one only if it matters.
    And(Box<[Code; 2]>),
    /// Either, the right one only if it matters.
    Or(Box<[Code; 2]>),
    /// A comparison.
    Compare(Comparison, Box<[Code; 2]>),
    /// Arithmetic.
    Calculate(Arithmetic, Box<[Code; 2]>),
    /// The number with its sign turned.
    Negate(Box<Code>),
    /// Nodes of either.
    Union(Box<[Code; 2]>),
    /// A function and its arguments.
    Call(Function, Vec<Code>),
    /// The nodes of several paths, in their order: what `*` and `//name` lead to.
    Paths(Vec<NodeRef>),
    /// Rows of a table, or a column of them: `instance('x')/root/item[...]/name`.
    Rows(Box<RowsRef>),
    /// In a predicate on rows: a column of the row that is asked about; without one, the row itself.
    Cell(Option<u32>),
    /// Arithmetic of more than two, from left to right: a sum of two thousand answers is no deeper than one of three.
    Chain(Box<Code>, Vec<(Arithmetic, Code)>),
}

impl Code {
    /// Whether it is a path or gives nodes as a path does, so that it may stand for none or many.
    #[must_use]
    pub fn is_node_set(&self) -> bool {
        match self {
            Self::Here | Self::Nodes(_) | Self::Union(_) | Self::Paths(_) | Self::Rows(_) | Self::Cell(_) => true,
            Self::Column(_) => true,
            Self::Call(Function::Logic(function), arguments) => function.may_hand_nodes_on(arguments),
            Self::Call(function, _) => *function == Function::Nodes(NodesFunction::Randomize),
            _ => false,
        }
    }
}

impl Code {
    /// Visits every path in it, those in predicates too.
    pub fn each_reference<'c>(&'c self, visit: &mut dyn FnMut(&'c NodeRef)) {
        self.each_part(&mut |part| match part {
            Self::Nodes(reference) => visit(reference),
            Self::Paths(references) => references.iter().for_each(&mut *visit),
            _ => {}
        });
    }
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `div`
    Divide,
    /// `mod`
    Modulo,
}

impl Arithmetic {
    /// The result.
    #[must_use]
    pub fn of(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Modulo => left % right,
        }
    }
}

/// A path, resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeRef {
    /// The node it ends at.
    pub node: NodeIndex,
    /// Whose positions are shared.
    pub base: Base,
    /// How many of `repeats` have their position given by the place of the expression.
    pub shared: u8,
    /// The repeats around the node and, when it is one, the node itself; outermost first.
    pub repeats: Vec<NodeIndex>,
    /// Predicates on repeats that are not shared, in the order written.
    pub filters: Vec<Filter>,
}

/// Whose positions a path shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Base {
    /// Those of the place where the expression stands.
    Origin,
    /// Those of the candidate that a predicate is asked about.
    Candidate,
    /// Those of the question whose choices are answers, where the expression is asked about one of these.
    Asker,
}

/// A predicate on one step of a path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// How many repeats are around what it asks about.
    pub level: u8,
    /// What it asks about.
    pub whom: Whom,
    /// What must hold; a number means that position.
    pub code: Code,
}

/// What a predicate on a path asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whom {
    /// Each repetition of the path's next repeat.
    Repetitions,
    /// One node that is not repeated, on the way or at the end. Its position is 1, of 1.
    Node(NodeIndex),
}

/// A path into a table, resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowsRef {
    /// The table.
    pub table: u32,
    /// Predicates on its rows, in the order written.
    pub filters: Vec<RowFilter>,
    /// What of the rows is meant.
    pub column: Reach,
}

/// Where a path into a table ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// At the rows themselves.
    Row,
    /// At a column.
    Column(u32),
    /// At a column that the table does not have: no nodes, as in JavaRosa.
    Nothing,
}

/// A predicate on rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RowFilter {
    /// A column equals something that is the same for all rows, so that a sorted column can be looked up.
    Equals(u32, Code),
    /// What must hold; a number means that position.
    Holds(Code),
    /// The first row whose column is this text; where none is, the first that differs in small and capital letters
    /// alone. So `pulldata` finds a row.
    Alike(u32, Code),
}
