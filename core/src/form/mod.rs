//! The immutable, compiled questionnaire: questions, groups, repeats, choice lists, translations.
//!
//! A form is a flat list of nodes in document order; a node knows its parent and where its subtree ends, so a walk is
//! an index and a comparison. Nothing here is about one filling-in (that is [`crate::instance`]) and nothing knows
//! where the form came from (that is [`crate::xlsform`]).

mod care;
mod compile;
pub mod dependencies;
mod draft;
mod fault;
#[cfg(test)]
pub mod fixture;
pub mod layout;
mod lexical;
mod path;
mod text;
mod value;
mod walk;

use serde::{Deserialize, Serialize};

pub use care::{AskedBy, Care, Sensitivity};
pub use compile::{CHOICES_MAX, GROUP_DEPTH_MAX, NODES_MAX};
pub use dependencies::Dependencies;
pub use draft::{DraftChoice, DraftChoiceList, DraftKind, DraftRow, DraftText, FormDraft};
pub use fault::{FormFault, FormFaultKind, Sheet};
pub use layout::Layout;
pub use lexical::{TEXT_BYTES_MAX, ValueError};
pub use path::{NodeIndex, Path};
pub use text::{Language, NoOutputs, Outputs, Piece, Text};
pub use value::{DeclineReason, Geopoint, Value};

use crate::{
    expr::Expression,
    ids::{FormId, FormVersion},
};

/// One compiled questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// The `form_id` of the settings sheet.
    pub id: FormId,
    /// The `version` of the settings sheet; empty when the author gave none.
    pub version: FormVersion,
    /// The form's title, by language.
    pub title: Text,
    /// Languages in the order of the workbook's columns; a [`Text`] is indexed by this. Never empty.
    pub languages: Vec<Language>,
    /// Index into `languages`.
    pub default_language: u16,
    /// Root first, then document order.
    pub nodes: Vec<Node>,
    /// All choice lists that a question uses.
    pub choice_lists: Vec<ChoiceList>,
    /// Which expressions an answer touches, in the order in which they are recalculated.
    pub dependencies: Dependencies,
    /// Where the values of one filling-in lie.
    pub layout: Layout,
}

/// A question, group or repeat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The `name` column: unique among its siblings.
    pub name: String,
    /// The group or repeat that holds it; the root is its own parent.
    pub parent: NodeIndex,
    /// One past its last descendant.
    pub end: NodeIndex,
    /// What it is.
    pub kind: NodeKind,
    /// What is read aloud.
    pub label: Text,
    /// What helps to answer, shown smaller.
    pub hint: Text,
    /// What helps the interviewer only.
    pub guidance: Text,
    /// When it is asked; absent means always.
    pub relevant: Option<Expression>,
    /// Appearance words, lower case, in order.
    pub appearance: Vec<String>,
    /// How carefully it is handled.
    pub care: Care,
    /// Row of the `survey` sheet, 1-based as a spreadsheet shows it; 0 when made by no row.
    pub row: u32,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum NodeKind {
    /// The form itself; node 0.
    Root,
    /// Questions that belong together. A top-level group is a section of the interview.
    Group,
    /// A group that is filled once for each member, leg, passing ...
    Repeat {
        /// How many there are, when the author fixes it (`repeat_count`).
        count: Option<Expression>,
        /// How many there are at first: one, as JavaRosa has it; none when a count decides, or when the appearance is
        /// `hour-block` or `counted-row`, whose repetitions are made by counting.
        initial: u16,
    },
    /// Something with a value.
    Question(Box<Question>),
}

/// What is asked, calculated or noted at one node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What its value is.
    pub data_type: DataType,
    /// How the value comes about.
    pub control: Control,
    /// Index into [`Form::choice_lists`], for selects.
    pub choice_list: Option<u32>,
    /// Which choices are offered; evaluated for each choice.
    pub choice_filter: Option<Expression>,
    /// Whether an empty answer is refused. Without effect on participant items (rule 7, R055).
    pub required: Option<Expression>,
    /// Shown when a required answer is empty.
    pub required_message: Text,
    /// What an answer must satisfy; `.` is the answer.
    pub constraint: Option<Expression>,
    /// Shown when the constraint fails.
    pub constraint_message: Text,
    /// The value of a calculation.
    pub calculation: Option<Expression>,
    /// The value before anybody answers.
    pub default: Option<Expression>,
    /// When it is shown and not changed; absent means never. [`crate::instance::Instance::is_read_only`] evaluates it.
    pub read_only: Option<Expression>,
}

/// The type of a value (XForms data types, as XLSForm names them).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataType {
    /// Any text.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A day and time with offset.
    DateTime,
    /// One choice.
    SelectOne,
    /// Any number of choices.
    SelectMultiple,
    /// Latitude, longitude, altitude, accuracy.
    Geopoint,
}

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// A person answers.
    Input,
    /// Shown to be read; has no value.
    Note,
    /// The engine calculates it; not shown.
    Calculate,
    /// The device fills it in: `start`, `end`, `today`, `deviceid` ...
    Preload(Preload),
}

/// What a device fills in by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preload {
    /// When the interview began.
    Start,
    /// When it was finalized.
    End,
    /// The day on which it began.
    Today,
    /// The device's enrolled id.
    DeviceId,
}

/// A list of choices, as the `choices` sheet has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChoiceList {
    /// The `list_name`.
    pub name: String,
    /// In the sheet's order.
    pub choices: Vec<Choice>,
    /// Names of the extra columns that a filter may use; `Choice::columns` runs parallel.
    pub columns: Vec<String>,
    /// Choices sorted by name.
    pub by_name: Vec<u32>,
    /// For each column that a filter compares, choices sorted by it; empty for the others.
    pub by_column: Vec<Vec<u32>>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The stored name.
    pub name: String,
    /// What is read aloud.
    pub label: Text,
    /// Values of the list's extra columns; empty text when the cell is empty.
    pub columns: Vec<String>,
}
