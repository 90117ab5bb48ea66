//! How deep expressions go, so that nothing that recurses through one can exhaust the stack of a phone.
//!
//! What an author writes is measured when it is parsed. What is read from bytes is measured while it is read: a few
//! bytes of a damaged or hostile file could otherwise say "the negation of" a million times.

use std::cell::Cell;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    Code,
    operator::Operator,
    tree::{Tree, TreeKind},
};

/// Operators, calls and predicates inside one another. Chains of `and`, `or` and arithmetic are as long as an author
/// likes; of comparisons and `|`, each operator counts.
pub const HEIGHT_MAX: usize = 512;
/// The same in a compiled expression: some calls become several parts inside one another.
pub const CODE_DEPTH_MAX: usize = HEIGHT_MAX + 4 * super::NESTING_MAX;

/// Whether an expression is higher than [`HEIGHT_MAX`]. Walks without recursion, for that is what it protects.
pub fn is_too_high(tree: &Tree<'_>) -> bool {
    let mut open = vec![(tree, 1)];
    while let Some((part, height)) = open.pop() {
        if height > HEIGHT_MAX {
            return true;
        }
        let below = height + 1;
        match &part.kind {
            TreeKind::Number(_) | TreeKind::Text(_) => {}
            TreeKind::Negate(inner) => open.push((inner, below)),
            TreeKind::Chain(first, further) => {
                open.extend(
                    std::iter::once(&**first).chain(further.iter().map(|(_, next)| next)).map(|one| (one, below)),
                );
            }
            TreeKind::Binary(_, sides) => open.extend(sides.iter().map(|side| (side, below))),
            TreeKind::Call(_, arguments) => open.extend(arguments.iter().map(|argument| (argument, below))),
            TreeKind::Path(_, steps) => {
                open.extend(steps.iter().flat_map(|step| &step.predicates).map(|predicate| (predicate, below)));
            }
        }
    }
    false
}

/// Joins operands by an operator for which it does not matter in which pairs: as flat as can be, in their order. A
/// chain of a hundred `or` is ordinary.
pub fn joined(operator: Operator, mut operands: Vec<Tree<'_>>) -> Option<Tree<'_>> {
    if operands.len() < 2 {
        return operands.pop();
    }
    let right = operands.split_off(operands.len() / 2);
    let (left, right) = (joined(operator, operands)?, joined(operator, right)?);
    Some(Tree { offset: left.offset, kind: TreeKind::Binary(operator, Box::new([left, right])) })
}

thread_local! {
    /// How many parts are being read around the one that is read.
    static OPEN: Cell<usize> = const { Cell::new(0) };
}

/// One part that is being read.
struct Level;

impl Level {
    fn enter() -> Option<Self> {
        let level = OPEN.get();
        (level < CODE_DEPTH_MAX).then(|| {
            OPEN.set(level + 1);
            Self
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        OPEN.set(OPEN.get().saturating_sub(1));
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let _level = Level::enter().ok_or_else(|| D::Error::custom("an expression is nested too deep"))?;
        Self::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::parser::parse;

    fn check(source: &str, expected: Result<(), &str>) {
        let parsed = parse(source).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(parsed.as_ref().copied().map_err(String::as_str), expected);
    }

    #[test]
    fn long_chains_have_an_end() {
        let chain = |operator: &str, terms: usize| vec!["1"; terms].join(operator);
        check(&chain(" = ", HEIGHT_MAX), Ok(()));
        let refused = "the expression is nested deeper than 512 levels (at character 1)";
        check(&chain(" = ", HEIGHT_MAX + 1), Err(refused));
        // Refused while it is put together, and not when it is taken apart.
        for operator in ["=", "!=", "<", "|"] {
            check(&chain(operator, 30_000), Err(refused));
        }
        let brackets = (0..60).fold("1".to_owned(), |inner, _| format!("({inner}){}", "=1".repeat(500)));
        check(&brackets, Err(refused));
        check(&chain(" + ", 5_000), Ok(()));
        check(&chain(" div ", 5_000), Ok(()));
        check(&chain(" or ", 5_000), Ok(()));
    }

    #[test]
    fn a_compiled_expression_is_read_to_a_depth() {
        let nested = |depth: usize| (1..depth).fold(Code::Here, |inner, _| Code::Negate(Box::new(inner)));
        let read = |depth: usize| {
            let bytes = postcard::to_stdvec(&nested(depth)).expect("it has a stored form");
            postcard::from_bytes::<Code>(&bytes).is_ok()
        };
        assert!(read(CODE_DEPTH_MAX));
        assert!(!read(CODE_DEPTH_MAX + 1));
        // The refusal leaves nothing behind.
        assert!(read(CODE_DEPTH_MAX));
    }
}
