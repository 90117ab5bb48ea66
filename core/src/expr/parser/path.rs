//! Paths: steps with `/` and `//` between them, their predicates, and axes in their long form.

use super::{
    super::{
        ExprError, ExprFault,
        lexer::{Spot, Token},
        tree::{Start, Step, StepKind, Tree, TreeKind},
    },
    Parser,
};

impl<'s> Parser<'s> {
    /// A path: at a name, a `${name}`, a `/`, or dots.
    pub(super) fn path(&mut self) -> Result<Tree<'s>, ExprError> {
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
        let first = match self.peek() {
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
    pub(super) fn further_steps(&mut self, mut steps: Vec<Step<'s>>) -> Result<Vec<Step<'s>>, ExprError> {
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

    fn step(&mut self) -> Result<Step<'s>, ExprError> {
        let offset = self.offset();
        let kind = match self.peek() {
            Some(Token::Mark("..")) => StepKind::Parent,
            Some(Token::Mark(".")) => StepKind::Itself,
            Some(Token::Mark("*")) => StepKind::Any,
            Some(Token::Mark("@")) => {
                self.next += 1;
                return self.axis_step(offset, "attribute");
            }
            Some(Token::Name(axis)) if self.is_axis() => {
                self.next += 2;
                return self.axis_step(offset, axis);
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
    fn axis_step(&mut self, offset: usize, axis: &str) -> Result<Step<'s>, ExprError> {
        let test = match self.peek() {
            Some(Token::Mark("*")) => None,
            Some(Token::Name(name)) if name == "node" && self.is_call() => {
                self.next += 2;
                Some("node()")
            }
            Some(Token::Name(name)) => Some(name),
            _ => return self.unexpected("a name"),
        };
        let is_node = test == Some("node()");
        let kind = match (axis, test) {
            ("parent", Some(_)) if is_node => StepKind::Parent,
            ("self", Some(_)) if is_node => StepKind::Itself,
            ("child", Some(name)) if !is_node => StepKind::Child(name),
            ("child", None) => StepKind::Any,
            ("descendant", name) if !is_node => StepKind::Below(name),
            ("attribute", Some(name)) if !is_node => StepKind::Attribute(name),
            (_, test) => {
                let test = test.unwrap_or("*");
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

    fn predicates(&mut self) -> Result<Vec<Tree<'s>>, ExprError> {
        let mut predicates = Vec::new();
        while self.mark("[") {
            predicates.push(self.deeper(Self::whole)?);
            self.require("]")?;
        }
        Ok(predicates)
    }
}

/// The step of a `//` before a step.
fn below(kind: StepKind<'_>) -> Option<StepKind<'_>> {
    match kind {
        StepKind::Child(name) => Some(StepKind::Below(Some(name))),
        StepKind::Any => Some(StepKind::Below(None)),
        _ => None,
    }
}
