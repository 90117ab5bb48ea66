//! The XPath expression language of XLSForm: lex, parse, resolve, evaluate, functions.
//!
//! An author writes `${age} >= 5`. [`Expression::compile`] parses it into a tree and replaces every name by the index
//! of the node it means; what remains is a [`Code`] without names that is stored with the form and evaluated without
//! looking anything up. This room knows nodes as numbers in a [`World`]; what a form or an interview is, it must not
//! know.

mod at;
mod calls;
mod code;
mod constant;
mod crossing;
mod depth;
mod double;
mod error;
mod evaluate;
mod expression;
mod follow;
mod functions;
mod into_table;
mod item;
mod lexer;
mod nodeset;
mod operator;
mod outline;
mod parser;
mod parts;
mod pattern;
mod place;
mod resolve;
mod rows;
mod shuffle;
mod spelling;
#[cfg(test)]
mod tests;
pub mod time;
mod tree;
mod utf16;

pub use at::{At, NodeIndex, REPEAT_DEPTH_MAX};
pub use code::{Arithmetic, Base, Code, Comparison, Filter, NodeRef, Reach, RowFilter, RowsRef, Whom};
pub use depth::{CODE_DEPTH_MAX, HEIGHT_MAX};
pub use double::double_text;
pub use error::{ExprError, ExprFault};
pub use evaluate::{Candidate, Evaluation, Member, World};
pub use expression::{Expression, Written};
pub use functions::{DateFunction, Function, LogicFunction, NodesFunction, SelectFunction, TEXT_BYTES_MAX};
pub use into_table::LAST_SAVED;
pub use item::{Item, number_text, text_number};
pub use lexer::EXPRESSION_BYTES_MAX;
pub use outline::{Outline, PATHS_FORKED_MAX, Shape, alike, nearest};
pub use parser::NESTING_MAX;
pub use pattern::{BACKTRACKS_MAX, CLASSES_NESTED_MAX, PATTERN_BYTES_MAX, Pattern};
pub use resolve::{Read, Resolved, Scope, Standing};
pub use shuffle::{seed_from, seed_of, shuffled};
pub use spelling::{SPELLED_CHARS_MAX, Spelling};
