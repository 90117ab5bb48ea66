//! An expression as an author wrote it, and what it means in its form.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::Code;

/// A compiled expression, behind one pointer: a question has room for eight and rarely has two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression(Box<Written>);

/// What an expression is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// In the author's words.
    pub source: String,
    /// Resolved: indexes in place of names.
    pub code: Code,
}

impl Expression {
    /// An expression and what it means.
    #[must_use]
    pub fn new(source: &str, code: Code) -> Self {
        Self(Box::new(Written { source: source.to_owned(), code }))
    }
}

impl Deref for Expression {
    type Target = Written;

    fn deref(&self) -> &Written {
        &self.0
    }
}
