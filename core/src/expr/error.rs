//! What can be wrong with an expression, said so that its author can mend it.

use thiserror::Error;

/// A fault and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault} (at character {})", .offset + 1)]
pub struct ExprError {
    /// Characters before the fault, from 0.
    pub offset: usize,
    /// What is wrong.
    pub fault: ExprFault,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExprFault {
    /// A character that no expression holds.
    #[error("the character '{0}' does not belong in an expression")]
    StrangeCharacter(char),
    /// An operator or a quote of another language.
    #[error("'{written}' means nothing here; write {instead}")]
    Foreign {
        /// As written.
        written: &'static str,
        /// What to write.
        instead: &'static str,
    },
    /// A quoted text without its end.
    #[error("a quoted text is not closed")]
    OpenQuote,
    /// A `${` without its `}`.
    #[error("a ${{ is not closed by a }}")]
    OpenReference,
    /// A number that is none, such as `1.2.3`.
    #[error("'{0}' is not a number")]
    BadNumber(String),
    /// Something else was expected here.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What would fit.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// Nothing is written.
    #[error("the expression is empty")]
    Empty,
    /// A name that the form does not have.
    #[error("there is no question named '{name}'{}", did_you_mean(.candidates))]
    UnknownName {
        /// As written.
        name: String,
        /// Nearest names of the form, best first.
        candidates: Vec<String>,
    },
    /// A name that more than one node has.
    #[error("more than one question is named '{name}'")]
    AmbiguousName {
        /// As written.
        name: String,
    },
    /// A path step that leads nowhere.
    #[error("the path leads to no question: there is no '{step}' here{}", did_you_mean(.candidates))]
    UnknownStep {
        /// The step.
        step: String,
        /// Nearest names among those that are there.
        candidates: Vec<String>,
    },
    /// A function that XLSForm does not have.
    #[error("there is no function named '{name}'{}", did_you_mean(.candidates))]
    UnknownFunction {
        /// As written.
        name: String,
        /// Nearest functions.
        candidates: Vec<String>,
    },
    /// Something that neither this engine nor JavaRosa can do.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// Too few or too many arguments.
    #[error("{function}() takes {takes}, not {found}")]
    Arity {
        /// The function.
        function: &'static str,
        /// How many it takes, in words.
        takes: String,
        /// How many there are.
        found: usize,
    },
    /// An argument that must be a reference is not one.
    #[error("{function}() needs {needs} as argument {argument}")]
    Argument {
        /// The function.
        function: &'static str,
        /// Which argument, from 1.
        argument: usize,
        /// What it needs.
        needs: &'static str,
    },
    /// `instance('x')` of something that the form does not have.
    #[error("there is no list or attached file named '{name}'{}", did_you_mean(.candidates))]
    UnknownTable {
        /// As written.
        name: String,
        /// Nearest names.
        candidates: Vec<String>,
    },
    /// A regular expression that cannot be read.
    #[error("the regular expression cannot be read")]
    BadRegex,
    /// `*` or `//` lead to more paths than the limit.
    #[error("'*' and '//' lead to more than {0} paths in this form")]
    TooManyPaths(usize),
    /// Longer than the limit.
    #[error("the expression is longer than {0} characters")]
    TooLong(usize),
    /// Deeper than the limit.
    #[error("the expression is nested deeper than {0} levels")]
    TooDeep(usize),
}

/// ` - did you mean 'a' or 'b'?`, or nothing.
fn did_you_mean(candidates: &[String]) -> String {
    if candidates.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = candidates.iter().map(|candidate| format!("'{candidate}'")).collect();
    format!(" - did you mean {}?", quoted.join(" or "))
}
