//! The column `parameters`, read and checked: how a question of one type is to be asked.
//!
//! Each type has its own; a question has those of its type or none. Numbers stay as the author wrote them, so that a
//! form goes out as it came in, and are known to be numbers.

use serde::{Deserialize, Serialize};

/// What the column says, by the question's type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Parameters {
    /// Nothing.
    #[default]
    None,
    /// Of a select or a rank. The seed is in [`super::Question::seed`].
    Select(SelectParameters),
    /// Of a range.
    Range(Box<RangeParameters>),
    /// Of a geopoint, geotrace or geoshape.
    Geo(Box<GeoParameters>),
    /// Of a picture.
    Image {
        /// `max-pixels`: pictures are made smaller than this.
        max_pixels: Option<u32>,
        /// `app`: the Android package that takes the picture; empty for the device's own.
        app: String,
    },
    /// Of a sound, in the foreground or in the background.
    Audio {
        /// `quality`.
        quality: Option<AudioQuality>,
    },
    /// Of a text.
    Text {
        /// `rows`: how many lines to show.
        rows: Option<u32>,
    },
    /// Of an `osm` question: what may be said about the thing on the map.
    Osm(Vec<OsmTag>),
}

/// Of a select or a rank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectParameters {
    /// In which order the choices are shown.
    pub order: ChoiceOrder,
    /// `value`: the column of an attached file that is stored; empty for its usual one.
    pub value: String,
    /// `label`: the column of an attached file that is read aloud; empty for its usual one.
    pub label: String,
}

/// In which order choices are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChoiceOrder {
    /// As the list has them.
    #[default]
    AsListed,
    /// `randomize=true`: shuffled, by the seed where there is one.
    Shuffled,
}

/// Of a range: where it begins, ends, and how far a step goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeParameters {
    /// `start`; 1 when nothing is said. May be above `end`.
    pub start: String,
    /// `end`; 10 when nothing is said.
    pub end: String,
    /// `step`; 1 when nothing is said. Never 0.
    pub step: String,
    /// `tick_interval`; empty for every step.
    pub tick_interval: String,
    /// `placeholder`: where the pointer stands before an answer; empty for nowhere.
    pub placeholder: String,
    /// `tick_labelset`: index into [`super::Form::tables`] of the words under the ticks; empty for none.
    pub tick_labels: String,
}

impl Default for RangeParameters {
    fn default() -> Self {
        Self {
            start: "1".to_owned(),
            end: "10".to_owned(),
            step: "1".to_owned(),
            tick_interval: String::new(),
            placeholder: String::new(),
            tick_labels: String::new(),
        }
    }
}

/// Of a geopoint, geotrace or geoshape. Empty texts where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeoParameters {
    /// `capture-accuracy`, metres: a place is taken as soon as it is this exact.
    pub capture_accuracy: String,
    /// `warning-accuracy`, metres: a place less exact than this is warned about.
    pub warning_accuracy: String,
    /// `allow-mock-accuracy`.
    pub mock: MockPlaces,
    /// `incremental`: what is drawn so far is kept at once.
    pub incremental: Incremental,
    /// `reference-geometry`: the table or `${repeat}` whose places are drawn beneath.
    pub reference_geometry: String,
}

/// Whether a place that the device was told to pretend is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MockPlaces {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// `true`.
    Allowed,
    /// `false`.
    Refused,
}

/// When a trace or shape that is being drawn is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Incremental {
    /// When it is finished.
    #[default]
    Finished,
    /// With every point.
    EveryPoint,
}

/// How well a sound is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AudioQuality {
    /// `voice-only`.
    VoiceOnly,
    /// `low`.
    Low,
    /// `normal`.
    Normal,
    /// `external`: by another app.
    External,
}

impl AudioQuality {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::VoiceOnly, Self::Low, Self::Normal, Self::External];

    /// The word in the column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::VoiceOnly => "voice-only",
            Self::Low => "low",
            Self::Normal => "normal",
            Self::External => "external",
        }
    }
}

/// Something that may be said about a thing on OpenStreetMap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OsmTag {
    /// The tag's key.
    pub key: String,
    /// What is read aloud.
    pub label: String,
    /// Values to choose from, with their labels; empty when any will do.
    pub choices: Vec<(String, String)>,
}
