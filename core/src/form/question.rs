//! What is asked, calculated or noted at one node, and of which type its value is.
//!
//! The type says what a value is; the control says how it comes about. Knows no filling-in.

use serde::{Deserialize, Serialize};

use super::{ChoiceColumns, NodeIndex, Parameters, Text, stored::StoredQuestion};
use crate::expr::Expression;

/// What is asked, calculated or noted at one node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredQuestion", into = "StoredQuestion")]
pub struct Question {
    /// What its value is.
    pub data_type: DataType,
    /// How the value comes about.
    pub control: Control,
    /// Index into [`super::Form::tables`], for selects.
    pub choice_list: Option<u32>,
    /// Which columns of that table are stored and read aloud.
    pub choice_columns: ChoiceColumns,
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
    /// Where the choices come from, for selects.
    pub choice_source: ChoiceSource,
    /// `trigger`: a change of one of these evaluates the calculation (or takes the place), and nothing else does.
    /// Empty means that the calculation follows what it reads.
    pub triggers: Vec<NodeIndex>,
    /// How it is asked, by its type.
    pub parameters: Parameters,
    /// `seed` of the parameters: what a shuffled order follows from.
    pub seed: Option<Expression>,
}

/// Where the choices of a select come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum ChoiceSource {
    /// The list of [`Question::choice_list`], from the workbook or from an attached file.
    #[default]
    List,
    /// Answers of this node in all its repetitions: `select_one ${name}`.
    Answers(NodeIndex),
    /// `search(...)` in the appearance: its arguments choose among the rows of an attached file.
    Search(String),
    /// The list of [`Question::choice_list`], from the sheet `external_choices` (`select_one_external`): other clients
    /// keep its choices outside of the form, where the form's engine does not see them.
    External,
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
    /// A line: places with `;` between them. Its value is a text.
    Geotrace,
    /// An area: a line that ends where it began. Its value is a text.
    Geoshape,
    /// The name of a file that lies beside the answers. Its value is a text.
    File,
    /// What a barcode says. Its value is a text.
    Barcode,
}

/// How a value comes about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// A person answers.
    #[default]
    Input,
    /// Shown to be read; has no value.
    Note,
    /// The engine calculates it; not shown.
    Calculate,
    /// The device fills it in: `start`, `end`, `today`, `deviceid` ...
    Preload(Preload),
    /// A person answers by a pointer on a scale; see [`super::RangeParameters`].
    Range,
    /// A person puts the choices in order.
    Rank,
    /// A person says `OK`.
    Acknowledge,
    /// A person takes or picks a file.
    Upload(Upload),
    /// Holds a value that nobody sees: a default, or what another app writes.
    Hidden,
}

impl Control {
    /// Whether a person is asked for the value, in whichever way.
    #[must_use]
    pub fn is_asked(self) -> bool {
        matches!(self, Self::Input | Self::Range | Self::Rank | Self::Acknowledge | Self::Upload(_))
    }
}

/// What kind of file is taken or picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Upload {
    /// A picture, a drawing or a signature.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
    /// Any file.
    File,
    /// Something drawn on OpenStreetMap.
    Osm,
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
    /// Who is interviewing.
    Username,
    /// The interviewer's telephone number.
    PhoneNumber,
    /// The interviewer's e-mail address.
    Email,
    /// The number of the device's SIM card; devices no longer tell it.
    SimSerial,
    /// The subscriber of the SIM card; devices no longer tell it.
    SubscriberId,
    /// Where the interview began.
    StartGeopoint,
    /// Where the device was when one of [`Question::triggers`] was answered.
    BackgroundGeopoint,
    /// A sound recorded from the beginning on.
    BackgroundAudio,
    /// The id of this filling-in: the `instanceID` of a submission.
    InstanceId,
}
