//! How a question is meant to look, mirrored from [`fieldward_core::form::look`].
//!
//! A shell matches on it and leaves aside what it does not draw; what it means is in core.

use fieldward_core::form::{
    AudioQuality, CalendarKind, DayLook, DayPart, Incremental, Look, MockPlaces,
    look::{
        Arrangement, Buttons, ChoicesLook, Choosing, DayPicker, Echo, Finding, Keys, PlaceLook, PlaceMap, ScaleLook,
        ScaleShape, TakenFrom, TakenLook, Thousands, Ticks, TypedLook,
    },
};

/// How a question is meant to look, by what a person does with it.
#[uniffi::remote(Enum)]
pub enum Look {
    /// As its type is drawn when nothing is said.
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
pub enum Keys {
    /// Letters.
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
#[uniffi::remote(Enum)]
pub enum Echo {
    /// It can.
    Shown,
    /// `masked`, and `hidden-answer` of a barcode: it cannot.
    Masked,
}

/// Whether digits stand in groups of three.
#[uniffi::remote(Enum)]
pub enum Thousands {
    /// All in a row.
    Joined,
    /// `thousands-sep`: as the interviewer's language groups them.
    Grouped,
}

/// How a day is picked.
#[uniffi::remote(Record)]
pub struct DayLook {
    /// In which calendar it is shown and picked; what is stored is Gregorian.
    pub calendar: CalendarKind,
    /// How much of it is asked.
    pub part: DayPart,
    /// With what.
    pub picker: DayPicker,
}

/// How much of a day is asked. What is stored is the first day of it.
#[uniffi::remote(Enum)]
pub enum DayPart {
    /// All of it.
    Day,
    /// `month-year`.
    Month,
    /// `year`.
    Year,
}

/// With what a day is picked.
#[uniffi::remote(Enum)]
pub enum DayPicker {
    /// A page of the month.
    Page,
    /// `no-calendar`: wheels or fields for day, month and year.
    Wheels,
}

/// How choices are shown.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
pub enum Arrangement {
    /// One below the other.
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
#[uniffi::remote(Enum)]
pub enum Finding {
    /// By reading.
    Reading,
    /// `search`, `autocomplete`: by typing a part of it.
    Typing,
}

/// What choosing does.
#[uniffi::remote(Enum)]
pub enum Choosing {
    /// It stays until the interviewer goes on.
    Stays,
    /// `quick`: the next question comes at once.
    GoesOn,
}

/// Whether each choice has a button beside it.
#[uniffi::remote(Enum)]
pub enum Buttons {
    /// It has.
    Shown,
    /// `no-buttons`: its words or picture are the button.
    Hidden,
}

/// How a scale is drawn. Its numbers, ticks and their words come beside it.
#[uniffi::remote(Record)]
pub struct ScaleLook {
    /// As what.
    pub shape: ScaleShape,
    /// Whether its steps are marked.
    pub ticks: Ticks,
}

/// As what a scale is drawn.
#[uniffi::remote(Enum)]
pub enum ScaleShape {
    /// A line from left to right.
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
#[uniffi::remote(Enum)]
pub enum Ticks {
    /// They are.
    Shown,
    /// `no-ticks`.
    Hidden,
}

/// How a file is taken.
#[uniffi::remote(Record)]
pub struct TakenLook {
    /// From where.
    pub from: TakenFrom,
    /// `max-pixels`: a picture is made smaller until its longer side has no more.
    pub pixels_max: Option<u32>,
    /// `quality` of a sound.
    pub quality: Option<AudioQuality>,
}

/// From where a file is taken.
#[uniffi::remote(Enum)]
pub enum TakenFrom {
    /// Taken now, or picked from what is on the device.
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
pub enum PlaceMap {
    /// None: where the device is.
    Unmapped,
    /// `maps`: where the device is, shown on a map.
    Shown,
    /// `placement-map`: where somebody points.
    Pointed,
}

/// A calendar, by its word in the column `appearance`.
#[uniffi::remote(Enum)]
pub enum CalendarKind {
    /// The one that answers are stored in.
    Gregorian,
    /// Twelve months of 30 days and one of 5 or 6.
    Ethiopian,
    /// The same months, counted from the era of the martyrs.
    Coptic,
    /// Lunar months by the civil table.
    Islamic,
    /// Not reckoned: its days are said in the Gregorian calendar.
    BikramSambat,
    /// Not reckoned: its days are said in the Gregorian calendar.
    Myanmar,
    /// Solar, with eight leap years in 33.
    Persian,
    /// Gregorian months, years counted from 543 before.
    Buddhist,
}

/// Whether a place that the device was told to pretend is taken.
#[uniffi::remote(Enum)]
pub enum MockPlaces {
    /// Nothing is said.
    Unsaid,
    /// It is.
    Allowed,
    /// It is not.
    Refused,
}

/// When a trace or shape that is being drawn is kept.
#[uniffi::remote(Enum)]
pub enum Incremental {
    /// When it is finished.
    Finished,
    /// With every point.
    EveryPoint,
}

/// How well a sound is recorded.
#[uniffi::remote(Enum)]
pub enum AudioQuality {
    /// For speech only.
    VoiceOnly,
    /// Low.
    Low,
    /// Normal.
    Normal,
    /// By another app.
    External,
}
