//! From tokens to a tree, by precedence climbing.
//!
//! Parsing knows no form: any name is a name. The depth of nesting is limited, so that no workbook can exhaust the
//! stack of a phone.

use super::{
    ExprError, ExprFault,
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
        let mut left = self.tighter(level)?;
        while let Some(Token::Operator(found)) = self.peek() {
            let Some(operator) = LEVELS[level].iter().find(|operator| *operator == found).copied() else { break };
            self.next += 1;
            let right = self.tighter(level)?;
            left = Tree { offset: left.offset, kind: TreeKind::Binary(operator, Box::new([left, right])) };
        }
        Ok(left)
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
        let start = match name.as_str() {
            "current" if arguments.is_empty() => Start::Current,
            "instance" => Start::Instance,
            _ => return Ok(Tree { offset, kind: TreeKind::Call(name, arguments) }),
        };
        let steps = if self.mark("/") { self.steps(Vec::new())? } else { Vec::new() };
        Ok(Tree { offset, kind: TreeKind::Path(start, steps) })
    }

    fn path(&mut self) -> Result<Tree, ExprError> {
        let offset = self.offset();
        if self.mark("/") {
            let steps = self.steps(Vec::new())?;
            return Ok(Tree { offset, kind: TreeKind::Path(Start::Root, steps) });
        }
        if let Some(Token::Reference(name)) = self.peek().cloned() {
            self.next += 1;
            let predicates = self.predicates()?;
            let first = Step { offset, kind: StepKind::Named(name), predicates };
            let steps = if self.mark("/") { self.steps(vec![first])? } else { vec![first] };
            return Ok(Tree { offset, kind: TreeKind::Path(Start::Place, steps) });
        }
        let steps = self.steps(Vec::new())?;
        Ok(Tree { offset, kind: TreeKind::Path(Start::Place, steps) })
    }

    fn steps(&mut self, mut steps: Vec<Step>) -> Result<Vec<Step>, ExprError> {
        loop {
            steps.push(self.step()?);
            if !self.mark("/") {
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
            Some(Token::Name(axis)) if self.is_axis() => return self.axis_step(offset, &axis),
            Some(Token::Name(name)) => StepKind::Child(name),
            Some(Token::Mark(mark @ ("//" | "@"))) => {
                let fault = ExprFault::Unsupported(format!("'{mark}' in a path"));
                return Err(ExprError { offset, fault });
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

    /// `parent::node()`, `self::node()` and `child::name` in their long form.
    fn axis_step(&mut self, offset: usize, axis: &str) -> Result<Step, ExprError> {
        self.next += 2;
        let kind = match (axis, self.peek().cloned()) {
            ("child", Some(Token::Name(name))) if !self.is_call() => StepKind::Child(name),
            ("parent" | "self", Some(Token::Name(name))) if name == "node" && self.is_call() => {
                self.next += 1;
                self.next += 1;
                if axis == "parent" { StepKind::Parent } else { StepKind::Itself }
            }
            _ => {
                let fault = ExprFault::Unsupported(format!("the axis '{axis}' with this step"));
                return Err(ExprError { offset, fault });
            }
        };
        if kind == StepKind::Parent || kind == StepKind::Itself {
            self.require(")")?;
        } else {
            self.next += 1;
        }
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
