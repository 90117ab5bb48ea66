//! From names to node indexes.

use super::{Code, ExprError, ExprFault, Expression, NodeIndex};

/// What a form tells about its names.
pub trait Names {
    /// All nodes of this name.
    fn named(&self, name: &str) -> &[NodeIndex];
}

/// An expression, and the nodes it reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The expression.
    pub expression: Expression,
    /// Nodes whose value, relevance or number it depends on.
    pub reads: Vec<NodeIndex>,
}

impl Expression {
    /// Parses and resolves, at a node.
    ///
    /// # Errors
    /// The first fault, with its offset.
    pub fn compile(source: &str, at: NodeIndex, names: &impl Names) -> Result<Resolved, ExprError> {
        let _ = (at, names.named(source));
        if source.trim().is_empty() {
            return Err(ExprError { offset: 0, fault: ExprFault::Empty });
        }
        let expression = Self { source: source.to_owned(), code: Code::Text(source.into()) };
        Ok(Resolved { expression, reads: Vec::new() })
    }
}
