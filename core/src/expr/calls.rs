//! Calls of functions, resolved: which function it is, whether its arguments can be right, and what it reads.
//!
//! A few functions look at their arguments as they are written and not at their values: `jr:choice-name` and
//! `indexed-repeat` want references, `position` means a repetition.

use super::{
    Base, Code, ExprError, ExprFault, Function, NodeRef, Read,
    follow::common,
    functions::{DigestFunction, NodesFunction, SelectFunction, TextFunction, knows_algorithm, knows_encoding},
    parser::parse,
    resolve::{Resolver, fault},
    tree::{Tree, TreeKind},
};

impl Resolver<'_> {
    pub(super) fn call(&mut self, offset: usize, name: &str, arguments: &[Tree<'_>]) -> Result<Code, ExprError> {
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
        let needs = |argument, needs| {
            let function = function.name();
            fault(offset, ExprFault::Argument { function, argument, needs })
        };
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

    /// The second argument of `jr:choice-name`: a question, written as it is or in quotes. One that offers no choices
    /// has no labels either.
    fn choice_question(&mut self, argument: &Tree<'_>) -> Result<Code, ExprError> {
        let reads = self.reads.len();
        let code = match &argument.kind {
            TreeKind::Text(quoted) => self.code(&parse(quoted.trim())?)?,
            _ => self.code(argument)?,
        };
        self.reads.truncate(reads);
        match &code {
            Code::Nodes(_) | Code::Paths(_) => Ok(code),
            _ => {
                let function = "jr:choice-name";
                fault(argument.offset, ExprFault::Argument { function, argument: 2, needs: "a select question" })
            }
        }
    }

    /// `indexed-repeat(${age}, ${member}, 2)` becomes the path with a predicate-like level for each index.
    fn indexed_repeat(&mut self, arguments: &[Tree<'_>]) -> Result<Code, ExprError> {
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

    fn not_a_reference<T>(&self, tree: &Tree<'_>, argument: usize, needs: &'static str) -> Result<T, ExprError> {
        fault(tree.offset, ExprFault::Argument { function: "indexed-repeat", argument, needs })
    }
}
