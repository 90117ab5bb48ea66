//! From tokens to a tree, by precedence climbing.
//!
//! Parsing knows no form: any name is a name. The depth of nesting is limited, so that no workbook can exhaust the
//! stack of a phone.

use super::{
    ExprError, ExprFault,
    depth::{HEIGHT_MAX, is_too_high, joined},
    lexer::{Spot, Token, lex},
    tree::{Start, Step, StepKind, Tree, TreeKind},
};

/// How deep brackets, calls and signs may be nested.
pub const NESTING_MAX: usize = 64;

/// Operators by how tightly they bind, loosest first.
const LEVELS: [&[&str]; 7] =
    [&["or"], &["and"], &["=", "!="], &["<", "<=", ">", ">="], &["+", "-"], &["*", "div", "mod"], &["|"]];

/// Parses a whole expression.
///
/// # Errors
/// The first thing that does not fit, with its offset.
pub fn parse(source: &str) -> Result<Tree, ExprError> {
    let spots = lex(source)?;
    if spots.is_empty() {
        return Err(ExprError { offset: 0, fault: ExprFault::Empty });
    }
    let mut parser = Parser { spots, next: 0, depth: 0, end: source.chars().count() };
    let tree = parser.binary(0)?;
    if parser.peek().is_some() {
        return parser.unexpected("an operator or the end");
    }
    if is_too_high(&tree) {
        return Err(ExprError { offset: 0, fault: ExprFault::TooDeep(HEIGHT_MAX) });
    }
    Ok(tree)
}

struct Parser {
    spots: Vec<Spot>,
    next: usize,
    depth: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.spots.get(self.next).map(|spot| &spot.token)
    }

    fn offset(&self) -> usize {
        self.spots.get(self.next).map_or(self.end, |spot| spot.offset)
    }

    fn unexpected<T>(&self, expected: &'static str) -> Result<T, ExprError> {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(Token::Number(number)) => format!("the number {number}"),
            Some(Token::Text(_)) => "a quoted text".to_owned(),
            Some(Token::Reference(name)) => format!("${{{name}}}"),
            Some(Token::Name(name)) => format!("'{name}'"),
            Some(Token::Operator(symbol) | Token::Mark(symbol)) => format!("'{symbol}'"),
        };
        Err(ExprError { offset: self.offset(), fault: ExprFault::Unexpected { expected, found } })
    }

    fn mark(&mut self, mark: &str) -> bool {
        let here = matches!(self.peek(), Some(Token::Mark(found)) if *found == mark);
        self.next += usize::from(here);
        here
    }

    fn require(&mut self, mark: &'static str) -> Result<(), ExprError> {
        if self.mark(mark) { Ok(()) } else { self.unexpected(mark) }
    }

    /// Operands joined by operators of this level and of tighter ones.
    fn binary(&mut self, level: usize) -> Result<Tree, ExprError> {
        if let [operator @ ("or" | "and")] = LEVELS[level] {
            return self.chain(level, operator);
        }
        let mut left = self.tighter(level)?;
        while let Some(Token::Operator(found)) = self.peek() {
            let Some(operator) = LEVELS[level].iter().find(|operator| *operator == found).copied() else { break };
            self.next += 1;
            let right = self.tighter(level)?;
            left = Tree { offset: left.offset, kind: TreeKind::Binary(operator, Box::new([left, right])) };
        }
        Ok(left)
    }

    /// Operands joined by `or`, or by `and`.
    fn chain(&mut self, level: usize, operator: &'static str) -> Result<Tree, ExprError> {
        let mut operands = vec![self.tighter(level)?];
        while matches!(self.peek(), Some(Token::Operator(found)) if *found == operator) {
            self.next += 1;
            operands.push(self.tighter(level)?);
        }
        match joined(operator, operands) {
            Some(tree) => Ok(tree),
            None => self.unexpected("a value"),
        }
    }

    /// What the operators of a level join. A sign binds tighter than any operator but `|`.
    fn tighter(&mut self, level: usize) -> Result<Tree, ExprError> {
        match LEVELS.len() - level {
            1 => self.operand(),
            2 => self.signed(),
            _ => self.binary(level + 1),
        }
    }

    fn signed(&mut self) -> Result<Tree, ExprError> {
        let offset = self.offset();
        if !matches!(self.peek(), Some(Token::Operator("-"))) {
            return self.binary(LEVELS.len() - 1);
        }
        self.next += 1;
        let inner = self.deeper(Self::signed)?;
        Ok(Tree { offset, kind: TreeKind::Negate(Box::new(inner)) })
    }

    fn deeper<T>(&mut self, part: fn(&mut Self) -> Result<T, ExprError>) -> Result<T, ExprError> {
        if self.depth == NESTING_MAX {
            return Err(ExprError { offset: self.offset(), fault: ExprFault::TooDeep(NESTING_MAX) });
        }
        self.depth += 1;
        let parsed = part(self);
        self.depth -= 1;
        parsed
    }

    fn whole(&mut self) -> Result<Tree, ExprError> {
        self.binary(0)
    }

    fn operand(&mut self) -> Result<Tree, ExprError> {
        let offset = self.offset();
        let kind = match self.peek().cloned() {
            Some(Token::Number(number)) => {
                self.next += 1;
                TreeKind::Number(number)
            }
            Some(Token::Text(text)) => {
                self.next += 1;
                TreeKind::Text(text)
            }
            Some(Token::Mark("(")) => {
                self.next += 1;
                let inner = self.deeper(Self::whole)?;
                self.require(")")?;
                self.no_path_after()?;
                return Ok(inner);
            }
            Some(Token::Name(name)) if self.is_call() => {
                self.next += 2;
                let arguments = self.arguments()?;
                return self.after_call(offset, name, arguments);
            }
            _ => return self.path(),
        };
        Ok(Tree { offset, kind })
    }

    fn is_call(&self) -> bool {
        matches!(self.spots.get(self.next + 1), Some(Spot { token: Token::Mark("("), .. }))
    }

    fn arguments(&mut self) -> Result<Vec<Tree>, ExprError> {
        let mut arguments = Vec::new();
        if self.mark(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.deeper(Self::whole)?);
            if self.mark(")") {
                return Ok(arguments);
            }
            if !self.mark(",") {
                return self.unexpected("',' or ')'");
            }
        }
    }

    /// `current()` and `instance('x')` begin paths; every other call is a value.
    fn after_call(&mut self, offset: usize, name: String, arguments: Vec<Tree>) -> Result<Tree, ExprError> {
        let start = match (name.as_str(), arguments.as_slice()) {
            ("current", []) => Start::Current,
            ("instance", [Tree { kind: TreeKind::Text(table), .. }]) => Start::Instance(table.clone()),
            ("instance", _) => {
                let fault = ExprFault::Argument { function: "instance", argument: 1, needs: "one name in quotes" };
                return Err(ExprError { offset, fault });
            }
            _ => {
                self.no_path_after()?;
                return Ok(Tree { offset, kind: TreeKind::Call(name, arguments) });
            }
        };
        let steps = self.further_steps(Vec::new())?;
        Ok(Tree { offset, kind: TreeKind::Path(start, steps) })
    }

    /// Predicates and steps follow a path, not what stands in brackets or what a function gives.
    fn no_path_after(&self) -> Result<(), ExprError> {
        match self.peek() {
            Some(Token::Mark(mark @ ("[" | "/" | "//"))) => {
                let fault = ExprFault::Unsupported(format!("'{mark}' after brackets"));
                Err(ExprError { offset: self.offset(), fault })
            }
            _ => Ok(()),
        }
    }

    fn path(&mut self) -> Result<Tree, ExprError> {
        let offset = self.offset();
        if self.mark("/") {
            let steps = vec![self.step()?];
            let steps = self.further_steps(steps)?;
            return Ok(Tree { offset, kind: TreeKind::Path(Start::Root, steps) });
        }
        if matches!(self.peek(), Some(Token::Mark("//"))) {
            let steps = self.further_steps(Vec::new())?;
            return Ok(Tree { offset, kind: TreeKind::Path(Start::Root, steps) });
        }
        let first = match self.peek().cloned() {
            Some(Token::Reference(name)) => {
                self.next += 1;
                let predicates = self.predicates()?;
                Step { offset, kind: StepKind::Named(name), predicates }
            }
            _ => self.step()?,
        };
        let steps = self.further_steps(vec![first])?;
        Ok(Tree { offset, kind: TreeKind::Path(Start::Place, steps) })
    }

    /// Steps that follow a `/` or a `//` each.
    fn further_steps(&mut self, mut steps: Vec<Step>) -> Result<Vec<Step>, ExprError> {
        loop {
            if self.mark("/") {
                steps.push(self.step()?);
            } else if self.mark("//") {
                let Step { offset, kind, predicates } = self.step()?;
                let kind = below(kind).ok_or(ExprError {
                    offset,
                    fault: ExprFault::Unsupported("'//' before anything but a name".to_owned()),
                })?;
                steps.push(Step { offset, kind, predicates });
            } else {
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Result<Step, ExprError> {
        let offset = self.offset();
        let kind = match self.peek().cloned() {
            Some(Token::Mark("..")) => StepKind::Parent,
            Some(Token::Mark(".")) => StepKind::Itself,
            Some(Token::Mark("*")) => StepKind::Any,
            Some(Token::Mark("@")) => {
                self.next += 1;
                return self.axis_step(offset, "attribute");
            }
            Some(Token::Name(axis)) if self.is_axis() => {
                self.next += 2;
                return self.axis_step(offset, &axis);
            }
            Some(Token::Name(name)) if !self.is_call() => StepKind::Child(name),
            Some(Token::Name(name)) => {
                return Err(ExprError { offset, fault: ExprFault::Unsupported(format!("{name}() in a path")) });
            }
            _ => return self.unexpected("a value, a name or a path"),
        };
        self.next += 1;
        let predicates = self.predicates()?;
        Ok(Step { offset, kind, predicates })
    }

    fn is_axis(&self) -> bool {
        matches!(self.spots.get(self.next + 1), Some(Spot { token: Token::Mark("::"), .. }))
    }

    /// What follows an axis in its long form: `parent::node()`, `child::name`, `descendant::*`.
    fn axis_step(&mut self, offset: usize, axis: &str) -> Result<Step, ExprError> {
        let test = match self.peek().cloned() {
            Some(Token::Mark("*")) => None,
            Some(Token::Name(name)) if name == "node" && self.is_call() => {
                self.next += 2;
                Some("node()".to_owned())
            }
            Some(Token::Name(name)) => Some(name),
            _ => return self.unexpected("a name"),
        };
        let is_node = test.as_deref() == Some("node()");
        let kind = match (axis, test) {
            ("parent", Some(_)) if is_node => StepKind::Parent,
            ("self", Some(_)) if is_node => StepKind::Itself,
            ("child", Some(name)) if !is_node => StepKind::Child(name),
            ("child", None) => StepKind::Any,
            ("descendant", name) if !is_node => StepKind::Below(name),
            ("attribute", Some(name)) if !is_node => StepKind::Attribute(name),
            (_, test) => {
                let test = test.unwrap_or_else(|| "*".to_owned());
                return Err(ExprError { offset, fault: ExprFault::Unsupported(format!("{axis}::{test}")) });
            }
        };
        if is_node && !matches!(self.peek(), Some(Token::Mark(")"))) {
            return self.unexpected(")");
        }
        self.next += 1;
        let predicates = self.predicates()?;
        Ok(Step { offset, kind, predicates })
    }

    fn predicates(&mut self) -> Result<Vec<Tree>, ExprError> {
        let mut predicates = Vec::new();
        while self.mark("[") {
            predicates.push(self.deeper(Self::whole)?);
            self.require("]")?;
        }
        Ok(predicates)
    }
}

/// The step of a `//` before a step.
fn below(kind: StepKind) -> Option<StepKind> {
    match kind {
        StepKind::Child(name) => Some(StepKind::Below(Some(name))),
        StepKind::Any => Some(StepKind::Below(None)),
        _ => None,
    }
}
