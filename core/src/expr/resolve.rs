//! From names to node indexes: the second half of compiling an expression.
//!
//! Operators and functions are here; paths are followed in `follow`. What an expression reads is noted on the way: it
//! becomes the graph of dependencies.

use super::{
    Arithmetic, Base, Code, Comparison, ExprError, ExprFault, Expression, Function, NodeIndex, NodeRef, Outline,
    follow::common,
    functions::{
        AboutFunction, DigestFunction, NodesFunction, SelectFunction, TextFunction, knows_algorithm, knows_encoding,
    },
    into_table::Stand,
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

    /// The same, but a path that leads nowhere is only told: other clients load such a form, and the path finds nothing.
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
    pub(super) fn code(&mut self, tree: &Tree) -> Result<Code, ExprError> {
        match &tree.kind {
            TreeKind::Number(number) => Ok(Code::Number(*number)),
            TreeKind::Text(text) => Ok(Code::Text(text.as_str().into())),
            TreeKind::Negate(inner) => Ok(Code::Negate(Box::new(self.code(inner)?))),
            TreeKind::Binary(operator, sides) => self.binary(operator, sides),
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

    fn binary(&mut self, operator: &str, [left, right]: &[Tree; 2]) -> Result<Code, ExprError> {
        let sides = Box::new([self.code(left)?, self.code(right)?]);
        Ok(match operator {
            "or" => Code::Or(sides),
            "and" => Code::And(sides),
            "=" => Code::Compare(Comparison::Equal, sides),
            "!=" => Code::Compare(Comparison::NotEqual, sides),
            "<" => Code::Compare(Comparison::Less, sides),
            "<=" => Code::Compare(Comparison::LessOrEqual, sides),
            ">" => Code::Compare(Comparison::Greater, sides),
            ">=" => Code::Compare(Comparison::GreaterOrEqual, sides),
            "+" => Code::Calculate(Arithmetic::Add, sides),
            "-" => Code::Calculate(Arithmetic::Subtract, sides),
            "*" => Code::Calculate(Arithmetic::Multiply, sides),
            "div" => Code::Calculate(Arithmetic::Divide, sides),
            "mod" => Code::Calculate(Arithmetic::Modulo, sides),
            _ => Code::Union(sides),
        })
    }

    fn call(&mut self, offset: usize, name: &str, arguments: &[Tree]) -> Result<Code, ExprError> {
        let function = Function::named(name).map_err(|fault| ExprError { offset, fault })?;
        function.check_count(arguments.len()).map_err(|fault| ExprError { offset, fault })?;
        if function == Function::Nodes(NodesFunction::IndexedRepeat) {
            return self.indexed_repeat(arguments);
        }
        if let Function::About(function) = function
            && let Some(code) = self.about(offset, function, arguments)?
        {
            return Ok(code);
        }
        let mut codes = Vec::with_capacity(arguments.len());
        for (position, argument) in arguments.iter().enumerate() {
            codes.push(match function {
                Function::Select(SelectFunction::ChoiceName) if position == 1 => self.choice_question(argument)?,
                _ => self.code(argument)?,
            });
        }
        if function == Function::Nodes(NodesFunction::Position) {
            self.position_of(&mut codes)?;
        }
        self.check_arguments(offset, function, &codes)?;
        self.read_positions(function, &codes);
        Ok(Code::Call(self.of_containers(function, &codes), codes))
    }

    fn position_of(&self, codes: &mut Vec<Code>) -> Result<(), ExprError> {
        // Outside of predicates and choice filters it is the node's own position.
        if codes.is_empty() && self.candidates.is_empty() && self.standing.choice_list.is_none() {
            let repeats = self.outline.repeats(self.standing.node);
            let shared = u8::try_from(self.origin.len()).unwrap_or(u8::MAX);
            let node = self.standing.node;
            let itself = NodeRef { node, base: Base::Origin, shared, repeats, filters: Vec::new() };
            codes.push(Code::Nodes(Box::new(itself)));
        }
        if let Some(Code::Nodes(reference)) = codes.first_mut() {
            // A repeat named from within itself means the repetition around, not all of them.
            if reference.filters.is_empty() && reference.base == Base::Origin {
                let shared = common(&self.origin, &reference.repeats);
                reference.shared = reference.shared.max(u8::try_from(shared).unwrap_or(u8::MAX));
            }
        }
        Ok(())
    }

    /// Groups and repeats are never empty, so that the non-empty among them are all.
    fn of_containers(&self, function: Function, codes: &[Code]) -> Function {
        let holds_others = |code: &Code| match code {
            Code::Nodes(reference) => !self.outline.children(reference.node).is_empty(),
            _ => false,
        };
        match function {
            Function::Nodes(NodesFunction::CountNonEmpty) if codes.iter().all(holds_others) => {
                Function::Nodes(NodesFunction::Count)
            }
            other => other,
        }
    }

    fn check_arguments(&self, offset: usize, function: Function, codes: &[Code]) -> Result<(), ExprError> {
        let literal = |position: usize| match codes.get(position) {
            Some(Code::Text(text)) => Some(text),
            _ => None,
        };
        let name = function.name();
        let needs = |argument, needs| fault(offset, ExprFault::Argument { function: name, argument, needs });
        match function {
            Function::Nodes(
                NodesFunction::Count | NodesFunction::CountNonEmpty | NodesFunction::Sum | NodesFunction::Position,
            ) if codes.iter().any(|code| !code.is_node_set()) => needs(1, "a question or a repeat"),
            Function::Nodes(NodesFunction::Randomize) if !codes[0].is_node_set() => {
                needs(1, "a question, a repeat or a list")
            }
            Function::Text(TextFunction::Regex)
                if literal(1).is_some_and(|pattern| super::pattern::Pattern::new(pattern).is_none()) =>
            {
                fault(offset, ExprFault::BadRegex)
            }
            Function::Digest(DigestFunction::Digest) if literal(1).is_some_and(|name| !knows_algorithm(name)) => {
                needs(2, "one of 'MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'")
            }
            Function::Digest(DigestFunction::Digest) if literal(2).is_some_and(|name| !knows_encoding(name)) => {
                needs(3, "'hex' or 'base64'")
            }
            _ => Ok(()),
        }
    }

    /// `position()` changes when a repetition before it goes, so it reads the repeats themselves.
    fn read_positions(&mut self, function: Function, codes: &[Code]) {
        if function != Function::Nodes(NodesFunction::Position) {
            return;
        }
        let repeats = match codes.first() {
            Some(Code::Nodes(reference)) => reference.repeats.clone(),
            _ => self.origin.clone(),
        };
        for (level, repeat) in repeats.into_iter().enumerate() {
            self.reads.push(Read { node: repeat, shared: u8::try_from(level).unwrap_or(u8::MAX) });
        }
    }

    /// The second argument of `jr:choice-name`: a question, written as it is or in quotes.
    fn choice_question(&mut self, argument: &Tree) -> Result<Code, ExprError> {
        let reads = self.reads.len();
        let code = match &argument.kind {
            TreeKind::Text(quoted) => self.code(&parse(quoted.trim())?)?,
            _ => self.code(argument)?,
        };
        self.reads.truncate(reads);
        match &code {
            Code::Nodes(reference) if self.outline.choice_list(reference.node).is_some() => Ok(code),
            _ => {
                let function = "jr:choice-name";
                fault(argument.offset, ExprFault::Argument { function, argument: 2, needs: "a select question" })
            }
        }
    }

    /// `indexed-repeat(${age}, ${member}, 2)` becomes the path with a predicate-like level for each index.
    fn indexed_repeat(&mut self, arguments: &[Tree]) -> Result<Code, ExprError> {
        let Code::Nodes(mut target) = self.code(&arguments[0])? else {
            return self.not_a_reference(&arguments[0], 1, "a question inside a repeat");
        };
        let mut codes = Vec::new();
        for (pair, sides) in arguments[1..].chunks_exact(2).enumerate() {
            let Code::Nodes(repeat) = self.code(&sides[0])? else {
                return self.not_a_reference(&sides[0], pair * 2 + 2, "a repeat");
            };
            let Some(level) = target.repeats.iter().position(|around| *around == repeat.node) else {
                return self.not_a_reference(&sides[0], pair * 2 + 2, "a repeat around the first argument");
            };
            target.shared = target.shared.min(u8::try_from(level).unwrap_or(u8::MAX));
            codes.push(Code::Number(f64::from(u32::try_from(level).unwrap_or(u32::MAX))));
            codes.push(self.code(&sides[1])?);
        }
        self.read(&target);
        codes.insert(0, Code::Nodes(target));
        Ok(Code::Call(Function::Nodes(NodesFunction::IndexedRepeat), codes))
    }

    fn not_a_reference<T>(&self, tree: &Tree, argument: usize, needs: &'static str) -> Result<T, ExprError> {
        fault(tree.offset, ExprFault::Argument { function: "indexed-repeat", argument, needs })
    }

    fn path(&mut self, offset: usize, start: &Start, steps: &[Step]) -> Result<Code, ExprError> {
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
    fn choice_column(&self, start: &Start, steps: &[Step]) -> Option<Code> {
        let list = self.standing.choice_list.filter(|_| self.candidates.is_empty())?;
        let steps = match steps {
            [Step { kind: StepKind::Itself, predicates, .. }, rest @ ..] if predicates.is_empty() => rest,
            steps => steps,
        };
        let [Step { kind: StepKind::Child(name), predicates, .. }] = steps else { return None };
        if *start != Start::Place || !predicates.is_empty() {
            return None;
        }
        self.outline.column(list, name).map(Code::Column)
    }

    /// `/data/@version`: the one attribute of a form that expressions ask for.
    fn attribute(&mut self, start: &Start, steps: &[Step]) -> Option<Code> {
        let [before @ .., Step { kind: StepKind::Attribute(name), .. }] = steps else { return None };
        let around = self.follow(start, before).ok()?;
        let of_form = name == "version" && around.iter().all(|reference| reference.node == NodeIndex(0));
        of_form.then(|| Code::Call(Function::About(AboutFunction::Version), Vec::new()))
    }

    fn read_itself(&mut self) {
        let shared = u8::try_from(self.origin.len()).unwrap_or(u8::MAX);
        self.reads.push(Read { node: self.standing.node, shared });
    }

    /// A path depends on its node, and on every repeat whose repetitions it runs over.
    fn read(&mut self, reference: &NodeRef) {
        // A candidate's position is not the origin's, even where both stand in the same repeat.
        let common = if reference.base == Base::Candidate { 0 } else { common(&self.origin, &reference.repeats) };
        let shared = reference.shared.min(u8::try_from(common).unwrap_or(u8::MAX));
        for level in usize::from(shared)..reference.repeats.len() {
            let level_u8 = u8::try_from(level).unwrap_or(u8::MAX);
            self.reads.push(Read { node: reference.repeats[level], shared: level_u8.min(shared) });
        }
        self.reads.push(Read { node: reference.node, shared });
    }
}

fn is_itself(steps: &[Step]) -> bool {
    matches!(steps, [Step { kind: StepKind::Itself, predicates, .. }] if predicates.is_empty())
}
