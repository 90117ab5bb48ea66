//! The XPath expression language of XLSForm: lex, parse, resolve, evaluate, functions.

use serde::{Deserialize, Serialize};

/// An expression as an author wrote it, parsed and resolved.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Expression {
    /// In the author's words.
    pub source: String,
}
