//! From tokens to a tree, by precedence climbing.
//!
//! Parsing knows no form: any name is a name. The depth of nesting is limited, so that no workbook can exhaust the
//! stack of a phone.

mod path;

use super::{
    Arithmetic, ExprError, ExprFault,
    depth::{HEIGHT_MAX, is_too_high, joined},
    lexer::{Spot, Token, lex},
    operator::Operator,
    tree::{Start, Tree, TreeKind},
};

/// How deep brackets, calls and signs may be nested.
pub const NESTING_MAX: usize = 64;

/// Parses a whole expression.
///
/// # Errors
/// The first thing that does not fit, with its offset.
pub fn parse(source: &str) -> Result<Tree<'_>, ExprError> {
    let spots = lex(source)?;
    if spots.is_empty() {
        return Err(ExprError { offset: 0, fault: ExprFault::Empty });
    }
    let mut parser = Parser { spots, next: 0, depth: 0, end: source.chars().count() };
    let tree = parser.binary(Operator::LOOSEST)?;
    if parser.peek().is_some() {
        return parser.unexpected("an operator or the end");
    }
    if is_too_high(&tree) {
        return parser.too_high();
    }
    Ok(tree)
}

struct Parser<'s> {
    spots: Vec<Spot<'s>>,
    next: usize,
    depth: usize,
    end: usize,
}

impl<'s> Parser<'s> {
    fn peek(&self) -> Option<Token<'s>> {
        self.spots.get(self.next).map(|spot| spot.token)
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
            Some(Token::Operator(operator)) => format!("'{}'", operator.symbol()),
            Some(Token::Mark(mark)) => format!("'{mark}'"),
        };
        Err(ExprError { offset: self.offset(), fault: ExprFault::Unexpected { expected, found } })
    }

    fn mark(&mut self, mark: &str) -> bool {
        let here = matches!(self.peek(), Some(Token::Mark(found)) if found == mark);
        self.next += usize::from(here);
        here
    }

    fn require(&mut self, mark: &'static str) -> Result<(), ExprError> {
        if self.mark(mark) { Ok(()) } else { self.unexpected(mark) }
    }

    /// Operands joined by operators of this level and of tighter ones.
    fn binary(&mut self, level: u8) -> Result<Tree<'s>, ExprError> {
        let mut left = self.tighter(level)?;
        let (mut further, mut nested) = (Vec::new(), 0);
        while let Some(operator) = self.operator(level) {
            if matches!(operator, Operator::Or | Operator::And) {
                return self.chain(operator, left);
            }
            self.next += 1;
            let right = self.tighter(level)?;
            if let Operator::Calculate(arithmetic) = operator {
                further.push((arithmetic, right));
            } else {
                nested += 1;
                self.check_height(nested)?;
                left = Tree { offset: left.offset, kind: TreeKind::Binary(operator, Box::new([left, right])) };
            }
        }
        // One operator more than the brackets count is measured at once: what is put together from such parts, and
        // taken apart again part by part, must never be higher than the stack is deep.
        if nested > 1 && is_too_high(&left) {
            return self.too_high();
        }
        Ok(reckoned(left, further))
    }

    /// The operator that stands here, if it is one of this level.
    fn operator(&self, level: u8) -> Option<Operator> {
        match self.peek() {
            Some(Token::Operator(operator)) if operator.level() == level => Some(operator),
            _ => None,
        }
    }

    /// Operators that stand inside one another may be so many.
    fn check_height(&self, nested: usize) -> Result<(), ExprError> {
        if nested < HEIGHT_MAX { Ok(()) } else { self.too_high() }
    }

    fn too_high<T>(&self) -> Result<T, ExprError> {
        Err(ExprError { offset: 0, fault: ExprFault::TooDeep(HEIGHT_MAX) })
    }

    /// Operands joined by `or`, or by `and`.
    fn chain(&mut self, operator: Operator, first: Tree<'s>) -> Result<Tree<'s>, ExprError> {
        let mut operands = vec![first];
        while self.operator(operator.level()).is_some() {
            self.next += 1;
            operands.push(self.tighter(operator.level())?);
        }
        match joined(operator, operands) {
            Some(tree) => Ok(tree),
            None => self.unexpected("a value"),
        }
    }

    /// What the operators of a level join. A sign binds tighter than any operator but `|`.
    fn tighter(&mut self, level: u8) -> Result<Tree<'s>, ExprError> {
        match level {
            Operator::TIGHTEST => self.operand(),
            Operator::TIGHTEST_BUT_UNION => self.signed(),
            _ => self.binary(level + 1),
        }
    }

    fn signed(&mut self) -> Result<Tree<'s>, ExprError> {
        let offset = self.offset();
        if !matches!(self.peek(), Some(Token::Operator(Operator::Calculate(Arithmetic::Subtract)))) {
            return self.binary(Operator::TIGHTEST);
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

    fn whole(&mut self) -> Result<Tree<'s>, ExprError> {
        self.binary(Operator::LOOSEST)
    }

    fn operand(&mut self) -> Result<Tree<'s>, ExprError> {
        let offset = self.offset();
        let kind = match self.peek() {
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

    fn arguments(&mut self) -> Result<Vec<Tree<'s>>, ExprError> {
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
    fn after_call(&mut self, offset: usize, name: &'s str, arguments: Vec<Tree<'s>>) -> Result<Tree<'s>, ExprError> {
        let start = match (name, arguments.as_slice()) {
            ("current", []) => Start::Current,
            ("instance", [Tree { kind: TreeKind::Text(table), .. }]) => Start::Instance(table),
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
}

/// A first operand and what is reckoned with it, one after the other.
fn reckoned<'s>(first: Tree<'s>, mut further: Vec<(Arithmetic, Tree<'s>)>) -> Tree<'s> {
    let offset = first.offset;
    match further.len() {
        0 => first,
        1 => {
            let (arithmetic, right) = further.remove(0);
            Tree { offset, kind: TreeKind::Binary(Operator::Calculate(arithmetic), Box::new([first, right])) }
        }
        _ => Tree { offset, kind: TreeKind::Chain(Box::new(first), further) },
    }
}
