//! One row for each appearance and parameter: what it comes to.

use super::*;
use crate::form::{
    ChoiceOrder, Control, DataType, GeoParameters, Parameters, Question, SelectParameters, Upload,
    look::read::LINES_USUAL,
};

const TYPED: TypedLook = TypedLook { keys: Keys::Letters, lines: 1, echo: Echo::Shown, thousands: Thousands::Joined };

fn asked(data_type: DataType) -> Question {
    Question { data_type, ..Question::default() }
}

fn check(question: &Question, appearance: &str, expected: &Look) {
    let words: Vec<String> = appearance.split_whitespace().map(str::to_owned).collect();
    assert_eq!(Look::of(question, &words), *expected, "{appearance}");
}

#[test]
fn what_is_typed() {
    let (text, whole, code) = (asked(DataType::Text), asked(DataType::Integer), asked(DataType::Barcode));
    let numbers = TypedLook { keys: Keys::Numbers, ..TYPED };
    for (question, appearance, expected) in [
        (&text, "", TYPED),
        (&text, "numbers", numbers.clone()),
        (&text, "numbers thousands-sep", TypedLook { thousands: Thousands::Grouped, ..numbers.clone() }),
        (&text, "thousands-sep", TYPED),
        (&text, "multiline", TypedLook { lines: LINES_USUAL, ..TYPED }),
        (&text, "masked", TypedLook { echo: Echo::Masked, ..TYPED }),
        (&text, "url", TypedLook { keys: Keys::Link, ..TYPED }),
        (&whole, "", numbers.clone()),
        (&whole, "thousands-sep", TypedLook { thousands: Thousands::Grouped, ..numbers.clone() }),
        (&whole, "masked", TypedLook { echo: Echo::Masked, ..numbers }),
        (&whole, "counter", TypedLook { keys: Keys::Counter, ..TYPED }),
        (&asked(DataType::Decimal), "bearing", TypedLook { keys: Keys::Bearing, ..TYPED }),
        (&code, "", TypedLook { keys: Keys::Scanner, ..TYPED }),
        (&code, "front", TypedLook { keys: Keys::FrontScanner, ..TYPED }),
        (&code, "hidden-answer", TypedLook { keys: Keys::Scanner, echo: Echo::Masked, ..TYPED }),
    ] {
        check(question, appearance, &Look::Typed(expected));
    }
    let rows = |rows| Question { parameters: Parameters::Text { rows: Some(rows) }, ..asked(DataType::Text) };
    check(&rows(7), "multiline", &Look::Typed(TypedLook { lines: 7, ..TYPED }));
    check(&rows(0), "", &Look::Typed(TYPED));
}

#[test]
fn days() {
    let (date, both) = (asked(DataType::Date), asked(DataType::DateTime));
    let plain = DayLook::default();
    for (question, appearance, expected) in [
        (&date, "", plain),
        (&date, "no-calendar", DayLook { picker: DayPicker::Wheels, ..plain }),
        (&date, "month-year", DayLook { part: DayPart::Month, ..plain }),
        (&date, "year", DayLook { part: DayPart::Year, ..plain }),
        (&both, "year", plain),
        (&both, "no-calendar", DayLook { picker: DayPicker::Wheels, ..plain }),
        (&date, "gregorian", plain),
        (&date, "ethiopian", DayLook { calendar: CalendarKind::Ethiopian, ..plain }),
        (&date, "coptic", DayLook { calendar: CalendarKind::Coptic, ..plain }),
        (&date, "islamic", DayLook { calendar: CalendarKind::Islamic, ..plain }),
        (&date, "bikram-sambat", DayLook { calendar: CalendarKind::BikramSambat, ..plain }),
        (&date, "myanmar", DayLook { calendar: CalendarKind::Myanmar, ..plain }),
        (&date, "persian", DayLook { calendar: CalendarKind::Persian, ..plain }),
        (&date, "buddhist month-year", DayLook { calendar: CalendarKind::Buddhist, part: DayPart::Month, ..plain }),
    ] {
        check(question, appearance, &Look::Day(expected));
    }
    check(&asked(DataType::Time), "no-calendar", &Look::Plain);
}

#[test]
fn choices() {
    let one = asked(DataType::SelectOne);
    let arranged = |arrangement| ChoicesLook { arrangement, ..ChoicesLook::default() };
    let plain = ChoicesLook::default();
    for (appearance, expected) in [
        ("", plain),
        ("minimal", arranged(Arrangement::Folded)),
        ("columns", arranged(Arrangement::Columns { count: 0 })),
        ("columns-3", arranged(Arrangement::Columns { count: 3 })),
        ("columns-pack", arranged(Arrangement::Packed)),
        ("columns-0", plain),
        ("columns-many", plain),
        ("compact-2", arranged(Arrangement::Columns { count: 2 })),
        ("likert", arranged(Arrangement::Likert)),
        ("image-map", arranged(Arrangement::ImageMap)),
        ("map", arranged(Arrangement::Map)),
        ("label", arranged(Arrangement::TableHead)),
        ("list-nolabel", arranged(Arrangement::TableRow)),
        ("list", arranged(Arrangement::TableOwnHead)),
        ("search", ChoicesLook { finding: Finding::Typing, ..plain }),
        ("autocomplete", ChoicesLook { finding: Finding::Typing, ..plain }),
        ("quick", ChoicesLook { choosing: Choosing::GoesOn, ..plain }),
        ("no-buttons", ChoicesLook { buttons: Buttons::Hidden, ..plain }),
        ("minimal search", ChoicesLook { finding: Finding::Typing, ..arranged(Arrangement::Folded) }),
        ("quick columns-2", ChoicesLook { choosing: Choosing::GoesOn, ..arranged(Arrangement::Columns { count: 2 }) }),
        ("quickcompact", ChoicesLook { choosing: Choosing::GoesOn, ..arranged(Arrangement::Packed) }),
    ] {
        check(&one, appearance, &Look::Choices(expected));
    }
    check(&asked(DataType::SelectMultiple), "minimal", &Look::Choices(arranged(Arrangement::Folded)));
    let order = SelectParameters { order: ChoiceOrder::Shuffled, ..SelectParameters::default() };
    let rank = Question { control: Control::Rank, parameters: Parameters::Select(order), ..one };
    check(&rank, "", &Look::Choices(plain));
}

#[test]
fn scales() {
    let range = Question { control: Control::Range, ..asked(DataType::Integer) };
    for (appearance, shape, ticks) in [
        ("", ScaleShape::Across, Ticks::Shown),
        ("vertical", ScaleShape::Upright, Ticks::Shown),
        ("no-ticks", ScaleShape::Across, Ticks::Hidden),
        ("vertical no-ticks", ScaleShape::Upright, Ticks::Hidden),
        ("picker", ScaleShape::Picker, Ticks::Shown),
        ("rating", ScaleShape::Stars, Ticks::Shown),
        ("distress", ScaleShape::Thermometer, Ticks::Shown),
    ] {
        check(&range, appearance, &Look::Scale(ScaleLook { shape, ticks }));
    }
}

#[test]
fn files() {
    let upload =
        |upload, parameters| Question { control: Control::Upload(upload), parameters, ..asked(DataType::File) };
    let image = upload(Upload::Image, Parameters::Image { max_pixels: Some(640), app: String::new() });
    for (appearance, from) in [
        ("", TakenFrom::Anywhere),
        ("new", TakenFrom::Now),
        ("new-front", TakenFrom::NowFront),
        ("draw", TakenFrom::Drawing),
        ("annotate", TakenFrom::Annotation),
        ("signature", TakenFrom::Signature),
    ] {
        check(&image, appearance, &Look::Taken(TakenLook { from, pixels_max: Some(640), quality: None }));
    }
    let sound = upload(Upload::Audio, Parameters::Audio { quality: Some(AudioQuality::VoiceOnly) });
    let quality = Some(AudioQuality::VoiceOnly);
    check(&sound, "", &Look::Taken(TakenLook { quality, ..TakenLook::default() }));
}

#[test]
fn places() {
    let geo = GeoParameters {
        capture_accuracy: "10".to_owned(),
        warning_accuracy: "50".to_owned(),
        mock: MockPlaces::Refused,
        incremental: Incremental::EveryPoint,
        reference_geometry: "plots".to_owned(),
    };
    let said = PlaceLook {
        map: PlaceMap::Pointed,
        capture_accuracy: "10".to_owned(),
        warning_accuracy: "50".to_owned(),
        mock: MockPlaces::Refused,
        incremental: Incremental::EveryPoint,
        beneath: "plots".to_owned(),
    };
    let shape = Question { parameters: Parameters::Geo(Box::new(geo)), ..asked(DataType::Geoshape) };
    check(&shape, "placement-map", &Look::Place(said));
    let point = asked(DataType::Geopoint);
    check(&point, "maps", &Look::Place(PlaceLook { map: PlaceMap::Shown, ..PlaceLook::default() }));
    check(&point, "", &Look::Place(PlaceLook::default()));
}

#[test]
fn what_nobody_answers_is_plain() {
    for control in [Control::Note, Control::Calculate, Control::Hidden, Control::Acknowledge] {
        check(&Question { control, ..asked(DataType::Text) }, "multiline masked", &Look::Plain);
    }
}
