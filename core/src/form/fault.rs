//! What can be wrong with a form, with the cell that it stands in and what would mend it.
//!
//! Cells are named by sheet, row and column as XLSForm names them; whoever read another kind of file finds its own
//! place by the row's number. How a fault is put on a line is said by `told`.

use thiserror::Error;

use crate::expr::ExprError;

/// One fault of a draft. Its `Display` is the message; sheet, row and column are for the reader to print.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct FormFault {
    /// Which sheet.
    pub sheet: Sheet,
    /// Its row, as the draft gave it; 0 when the fault belongs to no row.
    pub row: u32,
    /// XLSForm name of the column, such as `relevant` or `label::French (fr)`.
    pub column: String,
    /// What is wrong.
    pub kind: FormFaultKind,
}

/// Sheets of an XLSForm workbook that a draft comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sheet {
    /// Questions, groups, repeats.
    Survey,
    /// Choice lists.
    Choices,
    /// The form as a whole.
    Settings,
    /// What a form makes or changes in lists of entities.
    Entities,
}

/// What is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormFaultKind {
    /// An expression that cannot be read or resolved.
    #[error("{0}")]
    Expression(ExprError),
    /// A path that leads nowhere: it finds nothing.
    #[error("{0}; it finds nothing")]
    Nowhere(ExprError),
    /// Nothing to ask.
    #[error("the form has no questions")]
    NoQuestions,
    /// A name is missing.
    #[error("a name is missing")]
    NoName,
    /// A name that cannot be used.
    #[error("'{0}' cannot be a name: a name begins with a letter or _ and holds letters, digits, _, - and .")]
    BadName(String),
    /// Two siblings of one name.
    #[error("'{name}' is already the name of row {first_row}")]
    DuplicateName {
        /// The name.
        name: String,
        /// Where it was first.
        first_row: u32,
    },
    /// A group or repeat without its end.
    #[error("this group or repeat is never ended")]
    NotEnded,
    /// An end without its beginning.
    #[error("this ends a group or repeat that was never begun")]
    NotBegun,
    /// A select without its list.
    #[error("there is no choice list named '{0}'")]
    UnknownList(String),
    /// Two lists of one name.
    #[error("the choice list '{0}' is defined twice")]
    DuplicateList(String),
    /// Two choices of one name in a list.
    #[error("'{name}' is already a choice of this list, in row {first_row}")]
    DuplicateChoice {
        /// The name.
        name: String,
        /// Where it was first.
        first_row: u32,
    },
    /// A choice's name that cannot be told from two names.
    #[error("a choice's name must not hold spaces when several can be chosen: '{0}'")]
    SpacedChoice(String),
    /// A filter on something that is no select.
    #[error("only a select question can have a {0}")]
    OnlySelects(&'static str),
    /// A cell that this kind of row does not use.
    #[error("{0}")]
    Misplaced(&'static str),
    /// Expressions that decide each other in a circle.
    #[error("these decide each other in a circle: {}", .0.join(" -> "))]
    Cycle(Vec<String>),
    /// The same with `required` or `read_only` among them, which only JavaRosa refuses.
    #[error("ODK Collect cannot open the form, for these decide each other in a circle: {}", .0.join(" -> "))]
    CircleOfConditions(Vec<String>),
    /// A default that is no value of the question's type.
    #[error("the default is not {0}")]
    BadDefault(&'static str),
    /// A choice that an expression names and the list does not have.
    #[error("the list '{list}' has no choice '{name}'")]
    UnknownChoice {
        /// As written.
        name: String,
        /// The list.
        list: String,
        /// Nearest names of the list, best first.
        candidates: Vec<String>,
    },
    /// A property of no entity.
    #[error("no row of the entities sheet declares the list '{0}' that this is saved to")]
    UnknownEntity(String),
    /// A `search()` that cannot be carried out, and why.
    #[error("search() is not carried out: {0}; the choices of the list itself are offered")]
    Search(String),
    /// A limit of the engine.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// Something XLSForm has and this engine does not yet.
    #[error("{0} is not supported yet")]
    Unsupported(String),
}

impl FormFault {
    /// Whether the form cannot be used with it; else it can, and the author should look.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        !matches!(
            self.kind,
            FormFaultKind::Nowhere(_)
                | FormFaultKind::NoQuestions
                | FormFaultKind::UnknownChoice { .. }
                | FormFaultKind::BadDefault(_)
                | FormFaultKind::Search(_)
        )
    }

    /// What would mend it, in one sentence; empty when the message says it already.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match &self.kind {
            FormFaultKind::NoName => "Write a name that no other row of the same group has.",
            FormFaultKind::DuplicateName { .. } | FormFaultKind::DuplicateChoice { .. } => "Rename one of the two.",
            FormFaultKind::NotEnded => "Add a row end_group or end_repeat.",
            FormFaultKind::NotBegun => "Remove this row, or begin the group above.",
            FormFaultKind::UnknownList(_) => "Add the list to the choices sheet, or mend its name.",
            FormFaultKind::DuplicateList(_) => "Put the choices of one list together.",
            FormFaultKind::SpacedChoice(_) => "Use _ in place of the space.",
            FormFaultKind::UnknownEntity(_) => "Add the list to the entities sheet, or clear the cell.",
            FormFaultKind::Search(_) => "Mend it, or use select_one_from_file with a choice_filter.",
            FormFaultKind::CircleOfConditions(_) => {
                "Keep the condition in one of them and clear it in the other, or write it as a constraint."
            }
            FormFaultKind::Cycle(_) => "Let one of them no longer use the next.",
            FormFaultKind::Unsupported(_) => "Leave it out, or express it in another way.",
            _ => "",
        }
    }
}
