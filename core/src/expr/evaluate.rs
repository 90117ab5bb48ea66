//! What an expression is worth, here and now.
//!
//! Evaluation cannot fail: what JavaRosa refuses at run time (a text that is no date, a path that leads to many nodes
//! where one is wanted) is `NaN`, empty, or the first node, as XPath 1.0 has it. Functions that take node sets ask for
//! their nodes one by one through [`Evaluation::each_node`], so that nothing is allocated for the common single node.

use std::borrow::Cow;

use super::{Arithmetic, At, Base, Code, Comparison, Expression, Item, NodeIndex, NodeRef};
use crate::moment::Moment;

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
    /// How many rows a table has.
    fn rows(&self, table: u32) -> u32;
    /// One cell of a table; empty when there is none.
    fn cell(&self, table: u32, row: u32, column: u32) -> Cow<'_, str>;
    /// The rows with exactly this text in a column, in the table's order, when the form keeps the column sorted;
    /// `None` when it does not, and every row must be looked at.
    fn rows_where(&self, table: u32, column: u32, text: &str) -> Option<&[u32]>;
    /// What `jr:itext` says for a key, in the interview's language.
    fn itext(&self, id: &str) -> Option<String>;
    /// The label of the choice of this name in a question's list.
    fn label_of(&self, question: NodeIndex, name: &str) -> Option<String>;
    /// Whether a text matches a regular expression.
    fn matches(&self, pattern: &str, text: &str) -> bool;
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
    /// In a predicate: whom it is asked about.
    pub candidate: Option<Candidate>,
}

/// Whom a predicate is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The node.
    pub node: NodeIndex,
    /// Its repetition.
    pub at: At,
    /// From 1, among the candidates.
    pub position: u32,
}

impl<'w, W: World> Evaluation<'w, W> {
    /// At the place of an expression.
    #[must_use]
    pub fn new(world: &'w W, node: NodeIndex, at: At) -> Self {
        Self { world, node, at, answer: None, choice: None, candidate: None }
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
            Code::Negate(inner) => Item::Number(-self.number(inner)),
            Code::Union(_) => self.first_of_union(code),
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
            Item::Text(text) => text,
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
        let (left, right) = (self.number(&sides[0]), self.number(&sides[1]));
        match arithmetic {
            Arithmetic::Add => left + right,
            Arithmetic::Subtract => left - right,
            Arithmetic::Multiply => left * right,
            Arithmetic::Divide => left / right,
            Arithmetic::Modulo => left % right,
        }
    }

    fn first(&self, reference: &'w NodeRef) -> Item<'w> {
        if reference.filters.is_empty() && usize::from(reference.shared) == reference.repeats.len() {
            return self.value(reference.node, self.base(reference).cut(reference.repeats.len()));
        }
        let mut found = None;
        self.each(reference, &mut |node, at| {
            found.get_or_insert((node, at));
        });
        found.map_or(Item::EMPTY, |(node, at)| self.value(node, at))
    }

    fn first_of_union(&self, code: &'w Code) -> Item<'w> {
        let mut found = None;
        self.each_node(code, &mut |node, at| {
            found.get_or_insert((node, at));
        });
        found.map_or(Item::EMPTY, |(node, at)| self.value(node, at))
    }

    /// The value of a node, with the answer that is being checked in the place of the stored one.
    #[must_use]
    pub fn value(&self, node: NodeIndex, at: At) -> Item<'w> {
        match self.answer {
            Some(answer) if node == self.node && at == self.at => answer.clone(),
            _ => self.world.read(node, at),
        }
    }

    fn base(&self, reference: &NodeRef) -> At {
        match (reference.base, self.candidate) {
            (Base::Candidate, Some(candidate)) => candidate.at,
            _ => self.at,
        }
    }

    /// Visits the relevant nodes of a path or a union, in document order within each path. Gives whether the part is
    /// a node set at all.
    pub fn each_node(&self, code: &'w Code, visit: &mut dyn FnMut(NodeIndex, At)) -> bool {
        match code {
            Code::Nodes(reference) => {
                self.each(reference, visit);
                true
            }
            Code::Here => {
                visit(self.node, self.at);
                true
            }
            Code::Union(sides) => {
                let mut seen = Vec::new();
                let mut once = |node, at| {
                    if !seen.contains(&(node, at)) {
                        seen.push((node, at));
                        visit(node, at);
                    }
                };
                self.each_node(&sides[0], &mut once) & self.each_node(&sides[1], &mut once)
            }
            _ => false,
        }
    }

    fn each(&self, reference: &'w NodeRef, visit: &mut dyn FnMut(NodeIndex, At)) {
        let at = self.base(reference).cut(usize::from(reference.shared));
        self.descend(reference, at, visit);
    }

    /// Runs over the repetitions of the next repeat of a path that is not shared; then the node itself.
    fn descend(&self, reference: &'w NodeRef, at: At, visit: &mut dyn FnMut(NodeIndex, At)) {
        let level = at.depth();
        let Some(repeat) = reference.repeats.get(level) else {
            if self.world.is_relevant(reference.node, at) && self.passes(reference, level, reference.node, at) {
                visit(reference.node, at);
            }
            return;
        };
        let count = self.world.repetitions(*repeat, at);
        if !reference.filters.iter().any(|filter| usize::from(filter.level) == level) {
            (0..count).for_each(|position| self.descend(reference, at.then(position), visit));
            return;
        }
        for repetition in self.filtered(reference, *repeat, at, count) {
            self.descend(reference, repetition, visit);
        }
    }

    /// The repetitions that pass all predicates of this level; each predicate counts positions among those that
    /// passed the ones before it.
    fn filtered(&self, reference: &'w NodeRef, repeat: NodeIndex, at: At, count: u16) -> Vec<At> {
        let mut kept: Vec<At> =
            (0..count).map(|position| at.then(position)).filter(|at| self.world.is_relevant(repeat, *at)).collect();
        for filter in reference.filters.iter().filter(|filter| usize::from(filter.level) == at.depth()) {
            let mut position = 0;
            kept.retain(|at| {
                position += 1;
                self.passes_one(&filter.code, Candidate { node: repeat, at: *at, position })
            });
        }
        kept
    }

    fn passes(&self, reference: &'w NodeRef, level: usize, node: NodeIndex, at: At) -> bool {
        let filters = reference.filters.iter().filter(|filter| usize::from(filter.level) == level);
        filters.into_iter().all(|filter| self.passes_one(&filter.code, Candidate { node, at, position: 1 }))
    }

    fn passes_one(&self, code: &'w Code, candidate: Candidate) -> bool {
        let inner = Self { candidate: Some(candidate), ..*self };
        match inner.code(code) {
            Item::Number(number) => (number - f64::from(candidate.position)).abs() < 0.5,
            other => other.to_boolean(),
        }
    }
}
