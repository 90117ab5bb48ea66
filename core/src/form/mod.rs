//! The immutable, compiled questionnaire: questions, groups, repeats, choice lists, translations.
//!
//! A form is a flat list of nodes in document order; a node knows its parent and where its subtree ends, so a walk is
//! an index and a comparison. Nothing here is about one filling-in (that is [`crate::instance`]) and nothing knows
//! where the form came from (that is [`crate::xlsform`]).

pub mod attached;
mod calendar;
mod care;
mod choices;
mod compile;
pub mod dependencies;
mod draft;
mod draft_choices;
mod dynamic;
mod entity;
pub mod explain;
mod fault;
#[cfg(test)]
pub mod fixture;
mod keeping;
pub mod layout;
mod lexical;
mod lists;
pub mod look;
mod media;
mod name;
mod parameters;
mod path;
mod question;
mod scale;
pub mod search;
mod settings;
mod stored;
pub mod table;
mod text;
pub mod told;
mod value;
mod walk;
mod written;

use serde::{Deserialize, Serialize};

pub use calendar::{CalendarDay, CalendarKind};
pub use care::{AskedBy, Care, Sensitivity};
pub use choices::{Choice, ChoiceColumns, ChoiceList};
pub use compile::{CHOICES_MAX, GROUP_DEPTH_MAX, NODES_MAX};
pub use dependencies::Dependencies;
pub use draft::{
    Attachment, DraftChoiceSource, DraftKind, DraftMedia, DraftRow, DraftText, DraftWritten, FormDraft,
    REPETITIONS_WRITTEN_MAX,
};
pub use draft_choices::DraftChoiceList;
pub use dynamic::is_dynamic;
pub use entity::{DraftEntity, Entity};
pub use fault::{FormFault, FormFaultKind, Sheet};
pub use keeping::Keeping;
pub use layout::Layout;
pub use lexical::{TEXT_BYTES_MAX, ValueError, is_first_value, parse_geopoint};
pub use lists::Lists;
pub use look::{DayLook, DayPart, Look};
pub use media::{Media, MediaKind};
pub use name::{Reference, is_name, only_reference, references};
pub use parameters::{
    AudioQuality, ChoiceOrder, GeoParameters, Incremental, MockPlaces, OsmTag, Parameters, RangeParameters,
    SelectParameters,
};
pub use path::{NodeIndex, Path};
pub use question::{ChoiceSource, Control, DataType, Preload, Question, Upload};
pub use settings::{Attribute, Audit, Element, InstanceId, Settings};
pub use stored::{STORED_BYTES_MAX, STORED_VERSION, StoredFormError};
pub use table::Table;
pub use text::{Language, NoOutputs, Outputs, Piece, Text};
pub use value::{DeclineReason, Geopoint, Value};
pub use written::{WRITTEN_VALUES_MAX, WrittenValue, WrittenValues};

use crate::{
    expr::Expression,
    ids::{FormId, FormVersion},
};

/// One compiled questionnaire. Read from bytes it is checked against itself, wherever it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
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
    #[serde(deserialize_with = "stored::all")]
    pub nodes: Vec<Node>,
    /// Choice lists in the order of their sheet, then attached files, then the answers saved last.
    pub tables: Vec<Table>,
    /// Which expressions an answer touches, in the order in which they are recalculated.
    pub dependencies: Dependencies,
    /// Where the values of one filling-in lie.
    pub layout: Layout,
    /// The rest of the settings sheet.
    pub settings: Settings,
    /// `instance_name`: what a finished interview is called, for those who list them.
    pub instance_name: Option<Expression>,
    /// What the form makes or changes in lists of entities.
    pub entities: Vec<Entity>,
    /// What first repetitions have in writing.
    pub written: WrittenValues,
}

/// A question, group or repeat.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "stored::StoredNode", into = "stored::StoredNode")]
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
    /// Pictures and sounds that go with the label.
    pub media: Vec<Media>,
    /// `autoplay`: `audio` or `video` when it plays by itself; empty when not.
    pub autoplay: String,
    /// Attributes that go into an XForm as they stand.
    pub attributes: Vec<Attribute>,
}

impl Node {
    /// Whether it only shows the choices of the selects below it, as the head of their table: appearance `label`.
    /// Nobody answers it.
    #[must_use]
    pub fn is_header(&self) -> bool {
        let NodeKind::Question(question) = &self.kind else { return false };
        matches!(question.data_type, DataType::SelectOne | DataType::SelectMultiple)
            && question.control == Control::Input
            && self.has_word("label")
    }

    /// Whether its appearance has this word.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.appearance.iter().any(|known| known == word)
    }
}

/// What a node is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum NodeKind {
    /// The form itself; node 0.
    #[default]
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
