//! What an expression is worth, here and now.
//!
//! Evaluation cannot fail: what JavaRosa refuses at run time (a text that is no date, a path that leads to many nodes
//! where one is wanted) is `NaN`, empty, or the first node, as XPath 1.0 has it. Functions that take node sets ask for
//! their nodes one by one through [`Evaluation::each_node`], so that nothing is allocated for the common single node.

use std::borrow::Cow;

use super::{Arithmetic, At, Code, Comparison, Expression, Item, NodeIndex};
use crate::moment::Moment;

/// So many bytes of a text count as one repetition or row visited.
const BYTES_A_VISIT: usize = 64;

/// What an expression can ask about the interview that it is evaluated in.
pub trait World {
    /// The value of a node; empty when it has none or is not relevant.
    fn read(&self, node: NodeIndex, at: At) -> Item<'_>;
    /// Whether the node and all that it is in are relevant.
    fn is_relevant(&self, node: NodeIndex, at: At) -> bool;
    /// How many repetitions a repeat has; `around` are the positions of the repeats around it.
    fn repetitions(&self, repeat: NodeIndex, around: At) -> u16;
    /// The table that `instance('...')` and `pulldata` call so; known when a form is compiled, and asked here only
    /// where the name is calculated.
    fn table(&self, name: &str) -> Option<u32>;
    /// The column of a table that a path calls so.
    fn column(&self, table: u32, name: &str) -> Option<u32>;
    /// The column that `pulldata` calls so, see [`crate::expr::alike`].
    fn column_alike(&self, table: u32, name: &str) -> Option<u32> {
        self.column(table, name)
    }
    /// How many rows a table has.
    fn rows(&self, table: u32) -> u32;
    /// Told how many repetitions or rows a path runs over: a world may answer that there are none once it is enough.
    fn visited(&self, _count: u32) {}
    /// One cell of a table; empty when there is none.
    fn cell(&self, table: u32, row: u32, column: u32) -> Cow<'_, str>;
    /// Whether a row has a cell in a column, which may be empty: what is not there is in no node set.
    fn has_cell(&self, table: u32, row: u32, column: u32) -> bool;
    /// The rows with exactly this text in a column, in the table's order, when the form keeps the column sorted;
    /// `None` when it does not, and every row must be looked at.
    fn rows_where(&self, table: u32, column: u32, text: &str) -> Option<&[u32]>;
    /// What `jr:itext` says for a key, in the interview's language.
    fn itext(&self, id: &str) -> Option<String>;
    /// The label of the choice of this name, if a question offers it there.
    fn label_of(&self, question: NodeIndex, at: At, name: &str) -> Option<String>;
    /// Whether a text matches a regular expression.
    fn matches(&self, pattern: &str, text: &str) -> bool;
    /// The form's version.
    fn version(&self) -> &str;
    /// What the device knows by this name (`deviceid`, `username` ...); empty for what it does not.
    fn property(&self, name: &str) -> String;
    /// The tag of the interview's language.
    fn language(&self) -> &str;
    /// Both clocks, now.
    fn now(&self) -> Moment;
    /// Sixteen random bytes.
    fn draw(&self) -> [u8; 16];
}

/// One evaluation: the world, and the place of the expression in it.
#[derive(Clone, Copy)]
pub struct Evaluation<'w, W: World> {
    /// The interview.
    pub world: &'w W,
    /// The node whose expression it is.
    pub node: NodeIndex,
    /// Its repetition.
    pub at: At,
    /// In a constraint: the answer that is being checked, which `.` means instead of the stored one.
    pub answer: Option<&'w Item<'w>>,
    /// In a choice filter: the table and the row.
    pub choice: Option<(u32, u32)>,
    /// In a filter of answers: the repetition of the question that offers them.
    pub asker: Option<At>,
    /// In a predicate: whom it is asked about.
    pub candidate: Option<Candidate>,
}

/// One member of a node set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Member {
    /// A node of the form, in its repetition.
    Node(NodeIndex, At),
    /// A row of a table, or one cell of it.
    Row {
        /// The table.
        table: u32,
        /// The row.
        row: u32,
        /// The cell's column.
        column: Option<u32>,
    },
}

/// Whom a predicate is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The node or row.
    pub member: Member,
    /// From 1, among the candidates.
    pub position: u32,
    /// How many candidates there are.
    pub last: u32,
}

impl<'w, W: World> Evaluation<'w, W> {
    /// At the place of an expression.
    #[must_use]
    pub fn new(world: &'w W, node: NodeIndex, at: At) -> Self {
        Self { world, node, at, answer: None, choice: None, asker: None, candidate: None }
    }

    /// The value of an expression.
    #[must_use]
    pub fn item(&self, expression: &'w Expression) -> Item<'w> {
        self.code(&expression.code)
    }

    /// Whether an expression holds.
    #[must_use]
    pub fn holds(&self, expression: &'w Expression) -> bool {
        self.code(&expression.code).to_boolean()
    }

    /// The value of a part.
    #[must_use]
    pub fn code(&self, code: &'w Code) -> Item<'w> {
        match code {
            Code::Number(number) => Item::Number(*number),
            Code::Text(text) => Item::Text(Cow::Borrowed(text)),
            Code::Here => self.here(),
            Code::Nodes(reference) => self.first(reference),
            Code::Column(column) => {
                self.choice.map_or(Item::EMPTY, |(table, row)| Item::Text(self.world.cell(table, row, *column)))
            }
            Code::And(sides) => Item::Boolean(self.truth(&sides[0]) && self.truth(&sides[1])),
            Code::Or(sides) => Item::Boolean(self.truth(&sides[0]) || self.truth(&sides[1])),
            Code::Compare(comparison, sides) => Item::Boolean(self.compare(*comparison, sides)),
            Code::Calculate(arithmetic, sides) => Item::Number(self.calculate(*arithmetic, sides)),
            Code::Chain(first, further) => Item::Number(self.chain(first, further)),
            Code::Negate(inner) => Item::Number(-self.number(inner)),
            Code::Union(_) | Code::Paths(_) => self.first_of(self.first_member(code)),
            Code::Rows(reference) => self.first_row(reference),
            Code::Cell(column) => self.cell(*column),
            Code::Call(function, arguments) => function.call(self, arguments),
        }
    }

    /// A part as a number.
    #[must_use]
    pub fn number(&self, code: &'w Code) -> f64 {
        self.code(code).to_number()
    }

    /// A part as true or false.
    #[must_use]
    pub fn truth(&self, code: &'w Code) -> bool {
        self.code(code).to_boolean()
    }

    /// A part as text.
    #[must_use]
    pub fn text(&self, code: &'w Code) -> Cow<'w, str> {
        match self.code(code) {
            Item::Text(text) => {
                // Work on a long text is work too.
                self.world.visited(u32::try_from(text.len() / BYTES_A_VISIT).unwrap_or(u32::MAX));
                text
            }
            other => Cow::Owned(other.to_text().into_owned()),
        }
    }

    fn here(&self) -> Item<'w> {
        match self.answer {
            Some(answer) => answer.clone(),
            None => self.world.read(self.node, self.at),
        }
    }

    /// The value stored at the expression's own place.
    #[must_use]
    pub fn stored(&self) -> Item<'w> {
        self.world.read(self.node, self.at)
    }

    fn compare(&self, comparison: Comparison, sides: &'w [Code; 2]) -> bool {
        let (left, right) = (self.code(&sides[0]), self.code(&sides[1]));
        match comparison {
            Comparison::Equal => left.equals(&right),
            Comparison::NotEqual => !left.equals(&right),
            Comparison::Less => left.to_number() < right.to_number(),
            Comparison::LessOrEqual => left.to_number() <= right.to_number(),
            Comparison::Greater => left.to_number() > right.to_number(),
            Comparison::GreaterOrEqual => left.to_number() >= right.to_number(),
        }
    }

    fn calculate(&self, arithmetic: Arithmetic, sides: &'w [Code; 2]) -> f64 {
        arithmetic.of(self.number(&sides[0]), self.number(&sides[1]))
    }

    fn chain(&self, first: &'w Code, further: &'w [(Arithmetic, Code)]) -> f64 {
        let first = self.number(first);
        further.iter().fold(first, |left, (arithmetic, right)| arithmetic.of(left, self.number(right)))
    }
}
