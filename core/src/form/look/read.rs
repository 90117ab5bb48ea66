//! A question's words and parameters, read as its look.
//!
//! A word that belongs to another type says nothing here, as in other clients. Older spellings that other clients still
//! draw (`compact`, `quickcompact`, `spinner`, `horizontal`) mean what they mean there.

use super::{
    Arrangement, Buttons, ChoicesLook, Choosing, DayLook, DayPart, DayPicker, Echo, Finding, Keys, Look, PlaceLook,
    PlaceMap, ScaleLook, ScaleShape, TakenFrom, TakenLook, Thousands, Ticks, TypedLook, watched,
};
use crate::form::{CalendarKind, Control, DataType, Form, NodeIndex, Parameters, Question};

/// Lines of a text that is `multiline` and says no number.
pub const LINES_USUAL: u32 = 5;

/// The words of one question.
struct Words<'w>(&'w [String]);

impl Words<'_> {
    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }

    /// What the first of these words that is there stands for.
    fn first<T: Copy + Default>(&self, meanings: &[(&str, T)]) -> T {
        let found = meanings.iter().find(|(word, _)| self.has(word));
        found.map(|(_, meaning)| *meaning).unwrap_or_default()
    }
}

impl Form {
    /// How a question is meant to look; plain for what is no question.
    #[must_use]
    pub fn look(&self, node: NodeIndex) -> Look {
        match self.question(node) {
            Some(question) => Look::of(question, &self.node(node).appearance),
            None => Look::Plain,
        }
    }
}

impl Look {
    /// The look of a question with these words in its appearance, lower case.
    #[must_use]
    pub fn of(question: &Question, appearance: &[String]) -> Self {
        let words = Words(appearance);
        match question.control {
            Control::Range => Self::Scale(scale(&words)),
            Control::Rank => Self::Choices(choices(&words)),
            Control::Upload(_) => Self::Taken(taken(&words, &question.parameters)),
            Control::Input => by_type(question, &words),
            _ => Self::Plain,
        }
    }
}

fn by_type(question: &Question, words: &Words<'_>) -> Look {
    match question.data_type {
        DataType::Text | DataType::Integer | DataType::Decimal | DataType::Barcode => {
            Look::Typed(typed(question, words))
        }
        DataType::Date | DataType::DateTime => Look::Day(day(question.data_type, words)),
        DataType::SelectOne | DataType::SelectMultiple => Look::Choices(choices(words)),
        DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => Look::Place(place(words, &question.parameters)),
        DataType::File => Look::Taken(taken(words, &question.parameters)),
        DataType::Time => Look::Plain,
    }
}

fn typed(question: &Question, words: &Words<'_>) -> TypedLook {
    let keys = match question.data_type {
        DataType::Barcode => words.first(&[("front", Keys::FrontScanner)]),
        DataType::Text => words.first(&[("url", Keys::Link), ("numbers", Keys::Numbers)]),
        _ => words.first(&[(watched::COUNTER, Keys::Counter), ("bearing", Keys::Bearing)]),
    };
    let keys = match (question.data_type, keys) {
        (DataType::Barcode, Keys::Letters) => Keys::Scanner,
        (DataType::Integer | DataType::Decimal, Keys::Letters) => Keys::Numbers,
        (_, keys) => keys,
    };
    let lines = match question.parameters {
        Parameters::Text { rows: Some(rows) } => rows.max(1),
        _ if words.has("multiline") => LINES_USUAL,
        _ => 1,
    };
    let thousands =
        if keys == Keys::Numbers { words.first(&[("thousands-sep", Thousands::Grouped)]) } else { Thousands::Joined };
    TypedLook {
        keys,
        lines,
        echo: words.first(&[("masked", Echo::Masked), ("hidden-answer", Echo::Masked)]),
        thousands,
    }
}

fn day(data_type: DataType, words: &Words<'_>) -> DayLook {
    let calendar = CalendarKind::ALL.into_iter().find(|calendar| words.has(calendar.word())).unwrap_or_default();
    let part = match data_type {
        DataType::Date => words.first(&[("year", DayPart::Year), ("month-year", DayPart::Month)]),
        _ => DayPart::Day,
    };
    DayLook { calendar, part, picker: words.first(&[("no-calendar", DayPicker::Wheels)]) }
}

fn choices(words: &Words<'_>) -> ChoicesLook {
    let named = words.first(&[
        ("label", Arrangement::TableHead),
        ("list-nolabel", Arrangement::TableRow),
        ("list", Arrangement::TableOwnHead),
        ("likert", Arrangement::Likert),
        ("image-map", Arrangement::ImageMap),
        ("map", Arrangement::Map),
        ("minimal", Arrangement::Folded),
        ("spinner", Arrangement::Folded),
        ("columns-pack", Arrangement::Packed),
        ("compact", Arrangement::Packed),
        ("quickcompact", Arrangement::Packed),
        ("horizontal-compact", Arrangement::Packed),
        ("columns", Arrangement::Columns { count: 0 }),
        ("horizontal", Arrangement::Columns { count: 0 }),
    ]);
    let numbered = |word: &String| {
        let stems = ["columns-", "compact-", "quickcompact-"];
        stems.iter().find_map(|stem| word.strip_prefix(stem)?.parse().ok()).filter(|count: &u8| *count > 0)
    };
    let arrangement = match words.0.iter().find_map(numbered) {
        Some(count) if named == Arrangement::List => Arrangement::Columns { count },
        _ => named,
    };
    let is_quick = words.0.iter().any(|word| word == "quick" || word.starts_with("quickcompact"));
    ChoicesLook {
        arrangement,
        finding: words.first(&[("search", Finding::Typing), ("autocomplete", Finding::Typing)]),
        choosing: if is_quick { Choosing::GoesOn } else { Choosing::Stays },
        buttons: words.first(&[("no-buttons", Buttons::Hidden)]),
    }
}

fn scale(words: &Words<'_>) -> ScaleLook {
    let shape = words.first(&[
        ("rating", ScaleShape::Stars),
        ("picker", ScaleShape::Picker),
        ("distress", ScaleShape::Thermometer),
        ("vertical", ScaleShape::Upright),
    ]);
    ScaleLook { shape, ticks: words.first(&[("no-ticks", Ticks::Hidden)]) }
}

fn taken(words: &Words<'_>, parameters: &Parameters) -> TakenLook {
    let from = words.first(&[
        ("signature", TakenFrom::Signature),
        ("draw", TakenFrom::Drawing),
        ("annotate", TakenFrom::Annotation),
        ("new-front", TakenFrom::NowFront),
        ("selfie", TakenFrom::NowFront),
        ("new", TakenFrom::Now),
    ]);
    let (pixels_max, quality) = match parameters {
        Parameters::Image { max_pixels, .. } => (*max_pixels, None),
        Parameters::Audio { quality } => (None, *quality),
        _ => (None, None),
    };
    TakenLook { from, pixels_max, quality }
}

fn place(words: &Words<'_>, parameters: &Parameters) -> PlaceLook {
    let map = words.first(&[("placement-map", PlaceMap::Pointed), ("maps", PlaceMap::Shown)]);
    let Parameters::Geo(geo) = parameters else { return PlaceLook { map, ..PlaceLook::default() } };
    PlaceLook {
        map,
        capture_accuracy: geo.capture_accuracy.clone(),
        warning_accuracy: geo.warning_accuracy.clone(),
        mock: geo.mock,
        incremental: geo.incremental,
        beneath: geo.reference_geometry.clone(),
    }
}
