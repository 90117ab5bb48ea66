//! How a question is meant to look: what its appearance and its parameters ask of whoever draws it.
//!
//! Authors write it as words of one column, for all clients at once. Here each has a type, so that a shell matches on
//! it and its compiler names what was left out. A look is worked out from the form's words whenever somebody draws a
//! question and stands in no stored form. What a shell cannot draw it may leave aside: every look is still a question
//! of its type, drawn plainly. Knows no screen, and not what falls back where.

mod read;
#[cfg(test)]
mod tests;
pub mod watched;
mod written;

use serde::{Deserialize, Serialize};

pub use written::{search, words};

use super::{AudioQuality, CalendarKind, Incremental, MockPlaces};

/// How a question is meant to look, by what a person does with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// As its type is drawn when nothing is said.
    #[default]
    Plain,
    /// Something is typed or scanned.
    Typed(TypedLook),
    /// A day is picked, or a part of one.
    Day(DayLook),
    /// Choices are chosen or put in order.
    Choices(ChoicesLook),
    /// A pointer is put on a scale.
    Scale(ScaleLook),
    /// A picture, sound, film or other file is taken or picked.
    Taken(TakenLook),
    /// A place, line or area is taken or drawn.
    Place(PlaceLook),
}

/// How something is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedLook {
    /// With what.
    pub keys: Keys,
    /// How many lines to show at first: 1, or what `multiline` and `rows` say.
    pub lines: u32,
    /// Whether it can be read while it is typed and afterwards.
    pub echo: Echo,
    /// Whether its digits stand in groups of three.
    pub thousands: Thousands,
}

/// With what something is typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keys {
    /// Letters.
    #[default]
    Letters,
    /// Digits: of a number, and of a text by `numbers`.
    Numbers,
    /// `url`: nothing is typed; the text is an address to be opened.
    Link,
    /// `counter`: one up, one down.
    Counter,
    /// `bearing`: the compass.
    Bearing,
    /// The camera at the back reads a barcode.
    Scanner,
    /// `front`: the camera at the front does.
    FrontScanner,
}

/// Whether an answer can be read on the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Echo {
    /// It can.
    #[default]
    Shown,
    /// `masked`, and `hidden-answer` of a barcode: it cannot.
    Masked,
}

/// Whether digits stand in groups of three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thousands {
    /// All in a row.
    #[default]
    Joined,
    /// `thousands-sep`: as the interviewer's language groups them.
    Grouped,
}

/// How a day is picked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLook {
    /// In which calendar it is shown and picked; what is stored is Gregorian.
    pub calendar: CalendarKind,
    /// How much of it is asked.
    pub part: DayPart,
    /// With what.
    pub picker: DayPicker,
}

/// How much of a day is asked. What is stored is the first day of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayPart {
    /// All of it.
    #[default]
    Day,
    /// `month-year`.
    Month,
    /// `year`.
    Year,
}

/// With what a day is picked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayPicker {
    /// A page of the month.
    #[default]
    Page,
    /// `no-calendar`: wheels or fields for day, month and year.
    Wheels,
}

/// How choices are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesLook {
    /// Where they stand.
    pub arrangement: Arrangement,
    /// How one is found among many.
    pub finding: Finding,
    /// What choosing does.
    pub choosing: Choosing,
    /// Whether each has a button beside it.
    pub buttons: Buttons,
}

/// Where choices stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrangement {
    /// One below the other.
    #[default]
    List,
    /// `minimal`: folded up until they are wanted.
    Folded,
    /// `columns`, `columns-n`.
    Columns {
        /// How many; 0 for as many as the screen is meant to have.
        count: u8,
    },
    /// `columns-pack`: as many beside one another as fit.
    Packed,
    /// `likert`: points of a line.
    Likert,
    /// `image-map`: areas of the question's picture.
    ImageMap,
    /// `map`: their places.
    Map,
    /// `label`: the head of the table of the selects below; nobody answers it.
    TableHead,
    /// `list-nolabel`: a row of that table.
    TableRow,
    /// `list`: a row with its own head.
    TableOwnHead,
}

/// How one choice is found among many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// By reading.
    #[default]
    Reading,
    /// `search`, `autocomplete`: by typing a part of it.
    Typing,
}

/// What choosing does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choosing {
    /// It stays until the interviewer goes on.
    #[default]
    Stays,
    /// `quick`: the next question comes at once.
    GoesOn,
}

/// Whether each choice has a button beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Buttons {
    /// It has.
    #[default]
    Shown,
    /// `no-buttons`: its words or picture are the button.
    Hidden,
}

/// How a scale is drawn. Its numbers, ticks and their words come beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleLook {
    /// As what.
    pub shape: ScaleShape,
    /// Whether its steps are marked.
    pub ticks: Ticks,
}

/// As what a scale is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScaleShape {
    /// A line from left to right.
    #[default]
    Across,
    /// `vertical`: a line from bottom to top.
    Upright,
    /// `distress`: a thermometer.
    Thermometer,
    /// `picker`: its numbers in a list or on a wheel.
    Picker,
    /// `rating`: stars.
    Stars,
}

/// Whether the steps of a scale are marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ticks {
    /// They are.
    #[default]
    Shown,
    /// `no-ticks`.
    Hidden,
}

/// How a file is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenLook {
    /// From where.
    pub from: TakenFrom,
    /// `max-pixels`: a picture is made smaller until its longer side has no more.
    pub pixels_max: Option<u32>,
    /// `quality` of a sound.
    pub quality: Option<AudioQuality>,
}

/// From where a file is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TakenFrom {
    /// Taken now, or picked from what is on the device.
    #[default]
    Anywhere,
    /// `new`: taken now.
    Now,
    /// `new-front`: taken now, by the camera at the front.
    NowFront,
    /// `draw`: drawn by hand.
    Drawing,
    /// `annotate`: a picture that is drawn on.
    Annotation,
    /// `signature`.
    Signature,
}

/// How a place, a line or an area is taken. Numbers as the author wrote them, empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceLook {
    /// On which map.
    pub map: PlaceMap,
    /// `capture-accuracy`, metres: it is taken as soon as it is this exact.
    pub capture_accuracy: String,
    /// `warning-accuracy`, metres: a place less exact than this is warned about.
    pub warning_accuracy: String,
    /// `allow-mock-accuracy`.
    pub mock: MockPlaces,
    /// `incremental`.
    pub incremental: Incremental,
    /// `reference-geometry`: the list or repeat whose places are drawn beneath.
    pub beneath: String,
}

/// On which map a place is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceMap {
    /// None: where the device is.
    #[default]
    Unmapped,
    /// `maps`: where the device is, shown on a map.
    Shown,
    /// `placement-map`: where somebody points.
    Pointed,
}
