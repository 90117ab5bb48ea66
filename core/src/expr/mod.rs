//! The XPath expression language of XLSForm: lex, parse, resolve, evaluate, functions.
//!
//! An author writes `${age} >= 5`. [`parse`](Expression::compile) turns it into a tree, resolution replaces every name
//! by the index of the node it means, and what remains is a [`Code`] without names that is stored with the form and
//! evaluated without looking anything up. This room knows of nodes as numbers in a [`World`]; what a form or an
//! interview is, it must not know.

mod at;
mod code;
mod error;
mod functions;
mod resolve;

use serde::{Deserialize, Serialize};

pub use at::{At, NodeIndex, REPEAT_DEPTH_MAX};
pub use code::{Code, Filter, NodeRef};
pub use error::{ExprError, ExprFault};
pub use functions::Function;
pub use resolve::{Names, Resolved};

/// An expression as an author wrote it, and what it means in its form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// In the author's words.
    pub source: String,
    /// Resolved: indexes in place of names.
    pub code: Code,
}
