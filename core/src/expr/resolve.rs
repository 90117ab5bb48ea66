//! From names to node indexes: the second half of compiling an expression.
//!
//! Operators are here, functions in `calls`; paths are followed in `follow` and `into_table`. What an expression reads
//! is noted on the way: it becomes the graph of dependencies.

use std::borrow::Cow;

use super::{
    Arithmetic, Base, Code, ExprError, ExprFault, Expression, Function, NodeIndex, NodeRef, Outline,
    follow::common,
    functions::AboutFunction,
    into_table::Stand,
    operator::Operator,
    parser::parse,
    tree::{Start, Step, StepKind, Tree, TreeKind},
};

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The node that has it.
    pub node: NodeIndex,
    /// Whether it is evaluated for each repetition of a repeat, or once for the repeat as a whole (`repeat_count`).
    pub scope: Scope,
    /// For a choice filter: the list whose columns it may name.
    pub choice_list: Option<u32>,
}

/// How often an expression is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In each repetition of its node.
    Inside,
    /// Around its node, which is a repeat.
    Around,
    /// In each repetition of its node, about an answer there that this question offers as a choice.
    Offered(NodeIndex),
}

/// An expression, and the nodes it reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The expression.
    pub expression: Expression,
    /// What it depends on.
    pub reads: Vec<Read>,
    /// Columns of tables that it looks things up in, which are worth sorting.
    pub lookups: Vec<(u32, u32)>,
    /// Paths that lead nowhere; they stand for no nodes.
    pub nowhere: Vec<ExprError>,
}

/// A node that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The node; a repeat when the number or order of its repetitions matters.
    pub node: NodeIndex,
    /// How many outer positions are the same for both.
    pub shared: u8,
}

impl Expression {
    /// Parses and resolves.
    ///
    /// # Errors
    /// The first fault, with its offset.
    pub fn compile(source: &str, standing: Standing, outline: &Outline) -> Result<Resolved, ExprError> {
        let mut resolved = Self::compile_as_written(source, standing, outline)?;
        if resolved.nowhere.is_empty() { Ok(resolved) } else { Err(resolved.nowhere.swap_remove(0)) }
    }

    /// The same, but a path that leads nowhere is only told: other clients load such a form, and the path finds
    /// nothing.
    ///
    /// # Errors
    /// The first other fault, with its offset.
    pub fn compile_as_written(source: &str, standing: Standing, outline: &Outline) -> Result<Resolved, ExprError> {
        let tree = parse(source)?;
        let mut origin = outline.repeats(standing.node);
        if standing.scope == Scope::Around {
            origin.pop();
        }
        let mut resolver = Resolver {
            outline,
            standing,
            origin,
            candidates: Vec::new(),
            reads: Vec::new(),
            lookups: Vec::new(),
            nowhere: Vec::new(),
        };
        let code = resolver.code(&tree)?;
        let Resolver { mut reads, mut lookups, nowhere, .. } = resolver;
        reads.sort_unstable();
        reads.dedup_by(|later, kept| later.node == kept.node);
        lookups.sort_unstable();
        lookups.dedup();
        Ok(Resolved { expression: Self::new(source, code), reads, lookups, nowhere })
    }
}

pub(super) struct Resolver<'o> {
    pub(super) outline: &'o Outline,
    pub(super) standing: Standing,
    /// Repeats whose positions the place of the expression gives.
    pub(super) origin: Vec<NodeIndex>,
    /// Whom the predicates around ask about, innermost last.
    pub(super) candidates: Vec<Asked>,
    pub(super) reads: Vec<Read>,
    pub(super) lookups: Vec<(u32, u32)>,
    pub(super) nowhere: Vec<ExprError>,
}

/// Whom a predicate asks about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    /// A node of the form.
    Node(NodeIndex),
    /// A row of a table.
    Row(u32),
    /// A cell of a table; of a column that it does not have, none.
    Cell(u32, Option<u32>),
}

pub(super) fn fault<T>(offset: usize, fault: ExprFault) -> Result<T, ExprError> {
    Err(ExprError { offset, fault })
}

impl Resolver<'_> {
    pub(super) fn code(&mut self, tree: &Tree<'_>) -> Result<Code, ExprError> {
        match &tree.kind {
            TreeKind::Number(number) => Ok(Code::Number(*number)),
            TreeKind::Text(text) => Ok(Code::Text((*text).into())),
            TreeKind::Negate(inner) => Ok(Code::Negate(Box::new(self.code(inner)?))),
            TreeKind::Binary(operator, sides) => self.binary(*operator, sides),
            TreeKind::Chain(first, further) => self.chain(first, further),
            TreeKind::Call(name, arguments) => self.call(tree.offset, name, arguments),
            TreeKind::Path(start, steps) => match self.path(tree.offset, start, steps) {
                Err(error) if matches!(error.fault, ExprFault::UnknownStep { .. }) => {
                    self.nowhere.push(error);
                    Ok(Code::Paths(Vec::new()))
                }
                code => code,
            },
        }
    }

    fn binary(&mut self, operator: Operator, [left, right]: &[Tree<'_>; 2]) -> Result<Code, ExprError> {
        let sides = Box::new([self.code(left)?, self.code(right)?]);
        Ok(match operator {
            Operator::Or => Code::Or(sides),
            Operator::And => Code::And(sides),
            Operator::Compare(comparison) => Code::Compare(comparison, sides),
            Operator::Calculate(arithmetic) => Code::Calculate(arithmetic, sides),
            Operator::Union => Code::Union(sides),
        })
    }

    fn chain(&mut self, first: &Tree<'_>, further: &[(Arithmetic, Tree<'_>)]) -> Result<Code, ExprError> {
        let first = self.code(first)?;
        let further: Result<Vec<_>, ExprError> =
            further.iter().map(|(arithmetic, next)| Ok((*arithmetic, self.code(next)?))).collect();
        Ok(Code::Chain(Box::new(first), further?))
    }

    fn path(&mut self, offset: usize, start: &Start<'_>, steps: &[Step<'_>]) -> Result<Code, ExprError> {
        if let Start::Instance(name) = start {
            return self.instance_path(offset, name, steps);
        }
        if let [Step { kind: StepKind::Named(name), .. }] = steps
            && let Some(name) = name.strip_prefix("last-saved#")
        {
            return self.last_saved(offset, name);
        }
        let is_named = matches!(steps.first(), Some(Step { kind: StepKind::Named(_), .. }));
        match self.candidates.last() {
            Some(Asked::Row(table)) if *start == Start::Place && !is_named => {
                return self.table_path(*table, Stand::Own, steps);
            }
            Some(Asked::Cell(table, column)) if *start == Start::Place && !is_named => {
                return if is_itself(steps) {
                    Ok(Code::Cell(*column))
                } else {
                    self.table_path(*table, Stand::Own, steps)
                };
            }
            _ => {}
        }
        if let Some(code) = self.choice_column(start, steps).or_else(|| self.attribute(start, steps)) {
            return Ok(code);
        }
        if *start == Start::Place && self.candidates.is_empty() && is_itself(steps) {
            self.read_itself();
            return Ok(Code::Here);
        }
        let mut references = self.follow(start, steps)?;
        references.iter().for_each(|reference| self.read(reference));
        Ok(match references.len() {
            1 => Code::Nodes(Box::new(references.remove(0))),
            _ => Code::Paths(references),
        })
    }

    /// In a choice filter a bare name is a column of the table.
    fn choice_column(&self, start: &Start<'_>, steps: &[Step<'_>]) -> Option<Code> {
        let list = self.standing.choice_list.filter(|_| self.candidates.is_empty())?;
        let steps = match steps {
            [Step { kind: StepKind::Itself, predicates, .. }, rest @ ..] if predicates.is_empty() => rest,
            steps => steps,
        };
        let [Step { kind, predicates, .. }] = steps else { return None };
        let name = match kind {
            StepKind::Child(name) => Cow::Borrowed(*name),
            StepKind::Attribute(name) => Cow::Owned(format!("@{name}")),
            _ => return None,
        };
        if *start != Start::Place || !predicates.is_empty() {
            return None;
        }
        self.outline.column(list, &name).map(Code::Column)
    }

    /// `/data/@version`: the one attribute of a form that expressions ask for.
    fn attribute(&mut self, start: &Start<'_>, steps: &[Step<'_>]) -> Option<Code> {
        let [before @ .., Step { kind: StepKind::Attribute(name), .. }] = steps else { return None };
        let around = self.follow(start, before).ok()?;
        let of_form = *name == "version" && around.iter().all(|reference| reference.node == NodeIndex(0));
        of_form.then(|| Code::Call(Function::About(AboutFunction::Version), Vec::new()))
    }

    fn read_itself(&mut self) {
        let shared = u8::try_from(self.settled().len()).unwrap_or(u8::MAX);
        self.reads.push(Read { node: self.standing.node, shared });
    }

    /// A path depends on its node, and on every repeat whose repetitions it runs over.
    pub(super) fn read(&mut self, reference: &NodeRef) {
        let common = match reference.base {
            Base::Origin => common(self.settled(), &reference.repeats),
            Base::Asker => common(&self.asker(), &reference.repeats),
            // A candidate's position is not the origin's, even where both stand in the same repeat.
            Base::Candidate => 0,
        };
        let shared = reference.shared.min(u8::try_from(common).unwrap_or(u8::MAX));
        for level in usize::from(shared)..reference.repeats.len() {
            let level_u8 = u8::try_from(level).unwrap_or(u8::MAX);
            self.reads.push(Read { node: reference.repeats[level], shared: level_u8.min(shared) });
        }
        self.reads.push(Read { node: reference.node, shared });
    }
}

impl Resolver<'_> {
    /// Repeats around the question whose choices are answers; none for any other expression.
    pub(super) fn asker(&self) -> Vec<NodeIndex> {
        match self.standing.scope {
            Scope::Offered(asker) => self.outline.repeats(asker),
            Scope::Inside | Scope::Around => Vec::new(),
        }
    }

    /// The repeats of the origin whose positions are those of the node that has the expression. Of the repeat whose
    /// answers are offered every repetition is asked about, wherever the question stands.
    fn settled(&self) -> &[NodeIndex] {
        let depth = match self.standing.scope {
            Scope::Offered(_) => common(&self.origin, &self.asker()).min(self.origin.len().saturating_sub(1)),
            Scope::Inside | Scope::Around => self.origin.len(),
        };
        &self.origin[..depth]
    }
}

fn is_itself(steps: &[Step<'_>]) -> bool {
    matches!(steps, [Step { kind: StepKind::Itself, predicates, .. }] if predicates.is_empty())
}
