//! The column `type`: what authors write there, in all the ways that XLSForm accepts.
//!
//! `select_one yn`, `select one from yn` and `Add select one prompt using yn` are one type. Knows the words only; what
//! a row of that type must have is the reader's business.

use crate::form::{Control, DataType, Preload};

use super::{issue::Severity, near::did_you_mean};

/// What a row of `survey` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowType {
    /// `begin_group`, `begin_repeat`.
    Begin(Block),
    /// `end_group`, `end_repeat`.
    End(Block),
    /// A question, note, calculation or preload, with the constraint that the type itself brings.
    Question(DataType, Control, &'static str),
    /// `select_one`, `select_multiple`.
    Select {
        /// One or several.
        data_type: DataType,
        /// The list's name, as written.
        list: String,
        /// What follows the list.
        ending: Ending,
    },
    /// XLSForm has it; here it stands as a simpler question, with a warning and this remedy.
    InPlace(DataType, Control, &'static str),
    /// XLSForm has it, this engine does not yet; the remedy.
    Unsupported(Severity, &'static str),
    /// Nobody knows it; the remedy.
    Unknown(String),
}

/// What is begun and ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A group.
    Group,
    /// A repeat.
    Repeat,
}

impl Block {
    /// `group` or `repeat`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
        }
    }
}

/// What follows the list's name in a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Nothing.
    Plain,
    /// `or_other`.
    OrOther,
    /// Words that mean nothing here.
    Strange(String),
}

const INPUT: Control = Control::Input;

/// Types by their words, lower case and joined by underscores, with the constraint that a type brings.
const TYPES: [(&[&str], DataType, Control, &str); 19] = [
    (&["text", "string", "q_string", "add_text_prompt"], DataType::Text, INPUT, ""),
    (&["integer", "int", "q_int", "add_integer_prompt"], DataType::Integer, INPUT, ""),
    (&["percentage"], DataType::Integer, INPUT, ". >= 0 and . <= 100"),
    (&["number_of_days_in_last_month"], DataType::Integer, INPUT, ". >= 0 and . <= 31"),
    (&["number_of_days_in_last_six_months"], DataType::Integer, INPUT, ". >= 0 and . <= 183"),
    (&["number_of_days_in_last_year"], DataType::Integer, INPUT, ". >= 0 and . <= 365"),
    (&["decimal", "q_decimal", "add_decimal_prompt"], DataType::Decimal, INPUT, ""),
    (&["date", "q_date", "add_date_prompt"], DataType::Date, INPUT, ""),
    (&["time"], DataType::Time, INPUT, ""),
    (
        &["datetime", "date_time", "q_datetime", "q_date_time", "add_datetime_prompt", "add_date_time_prompt"],
        DataType::DateTime,
        INPUT,
        "",
    ),
    (
        &["geopoint", "gps", "location", "q_geopoint", "q_location", "add_location_prompt"],
        DataType::Geopoint,
        INPUT,
        "",
    ),
    (&["note", "q_note", "add_note_prompt"], DataType::Text, Control::Note, ""),
    (&["calculate", "q_calculate", "add_calculate_prompt"], DataType::Text, Control::Calculate, ""),
    (&["hidden"], DataType::Text, Control::Calculate, ""),
    (&["start", "start_time", "get_start_time"], DataType::DateTime, Control::Preload(Preload::Start), ""),
    (&["end", "end_time", "get_end_time"], DataType::DateTime, Control::Preload(Preload::End), ""),
    (&["today", "get_today"], DataType::Date, Control::Preload(Preload::Today), ""),
    (&["deviceid", "device_id", "get_device_id"], DataType::Text, Control::Preload(Preload::DeviceId), ""),
    (&["imei", "uri:deviceid"], DataType::Text, Control::Preload(Preload::DeviceId), ""),
];

const SELECT_ONE: [&str; 7] = [
    "select_one",
    "select1",
    "select_one_from",
    "select_one_using",
    "add_select_one_prompt_using",
    "q_select1",
    "select_1",
];
/// A rank is asked as several choices, which keep the order in which they are given.
const SELECT_MULTIPLE: [&str; 8] = [
    "rank",
    "select_multiple",
    "select_multiple_from",
    "select_multiple_using",
    "select_all_that_apply",
    "select_all_that_apply_from",
    "add_select_multiple_prompt_using",
    "q_select",
];

const NO_FILES: &str = "Remove the row if the form can do without: it is shown as a note, and nothing is gathered";
const NO_LINES: &str = "Use geopoint if one place will do: it is shown as a note, and nothing is gathered";
const NOT_KNOWN: &str = "Ask for it in a text question if it matters: it stays empty";

/// Types that stand as something simpler until shells can draw them.
const IN_PLACE: [(&[&str], DataType, Control, &str); 7] = [
    (
        &["barcode", "q_barcode", "add_barcode_prompt"],
        DataType::Text,
        INPUT,
        "None needed: the code is typed as a text",
    ),
    (&["range"], DataType::Integer, INPUT, "Add a constraint with its limits: it is typed as a number"),
    (
        &["acknowledge", "trigger", "q_acknowledge", "add_acknowledge_prompt"],
        DataType::Text,
        INPUT,
        "Use a select_one with one choice: it is answered with a text, such as OK",
    ),
    (
        &[
            "image",
            "photo",
            "q_picture",
            "q_image",
            "add_image_prompt",
            "add_photo_prompt",
            "audio",
            "q_audio",
            "add_audio_prompt",
            "video",
            "q_video",
            "add_video_prompt",
            "file",
            "add_file_prompt",
        ],
        DataType::Text,
        Control::Note,
        NO_FILES,
    ),
    (&["geotrace", "geoshape", "q_geotrace", "q_geoshape", "osm"], DataType::Text, Control::Note, NO_LINES),
    (&["start_geopoint", "background_geopoint", "background_audio"], DataType::Text, Control::Calculate, NOT_KNOWN),
    (
        &[
            "username",
            "uri:username",
            "email",
            "uri:email",
            "phonenumber",
            "phone_number",
            "get_phone_number",
            "uri:phonenumber",
            "simserial",
            "sim_id",
            "get_sim_id",
            "uri:simserial",
            "subscriberid",
            "subscriber_id",
            "get_subscriber_id",
            "uri:subscriberid",
        ],
        DataType::Text,
        Control::Calculate,
        NOT_KNOWN,
    ),
];

/// Types that XLSForm has and this engine does not yet, with what an author can do instead.
const UNSUPPORTED: [(&[&str], Severity, &str); 2] = [
    (&["audit"], Severity::Warning, "Remove the row: every interview keeps its own log of events"),
    (
        &[
            "csv_external",
            "xml_external",
            "select_one_external",
            "select_multiple_external",
            "select_one_from_file",
            "select_multiple_from_file",
            "cascading_select",
        ],
        Severity::Error,
        "Put the choices into the choices sheet and use select_one or select_multiple",
    ),
];

/// Reads the words of the column `type`.
#[must_use]
pub fn parse(text: &str) -> RowType {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = joined(&words);
    if let Some(found) = block(&whole) {
        return found;
    }
    if let Some((_, data_type, control, constraint)) = TYPES.iter().find(|(names, ..)| names.contains(&whole.as_str()))
    {
        return RowType::Question(*data_type, *control, constraint);
    }
    if let Some((_, data_type, control, remedy)) = IN_PLACE.iter().find(|(names, ..)| names.contains(&whole.as_str())) {
        return RowType::InPlace(*data_type, *control, remedy);
    }
    for count in (1..=words.len().min(6)).rev() {
        let (first, rest) = words.split_at(count);
        let first = joined(first);
        if let Some((_, severity, remedy)) = UNSUPPORTED.iter().find(|(names, ..)| names.contains(&first.as_str())) {
            return RowType::Unsupported(*severity, remedy);
        }
        let data_type = match first.as_str() {
            one if SELECT_ONE.contains(&one) => DataType::SelectOne,
            many if SELECT_MULTIPLE.contains(&many) => DataType::SelectMultiple,
            _ => continue,
        };
        return select(data_type, rest);
    }
    RowType::Unknown(suggestion(&whole, &words))
}

/// Lower case, joined by single underscores.
fn joined(words: &[&str]) -> String {
    super::header::normal(&words.join("_"))
}

fn block(whole: &str) -> Option<RowType> {
    let (ends, rest) = match (whole.strip_prefix("begin_"), whole.strip_prefix("end_")) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return None,
    };
    let block = match rest {
        "group" => Block::Group,
        "repeat" | "lgroup" | "looped_group" => Block::Repeat,
        _ => return None,
    };
    Some(if ends { RowType::End(block) } else { RowType::Begin(block) })
}

fn select(data_type: DataType, rest: &[&str]) -> RowType {
    let Some((list, ending)) = rest.split_first() else {
        return RowType::Select { data_type, list: String::new(), ending: Ending::Plain };
    };
    if list.starts_with("${") {
        return RowType::Unsupported(Severity::Error, "Write the choices into the choices sheet");
    }
    if [".csv", ".xml", ".geojson"].iter().any(|end| list.to_lowercase().ends_with(end)) {
        return RowType::Unsupported(Severity::Error, "Put the choices of the file into the choices sheet");
    }
    let ending = match joined(ending).as_str() {
        "" => Ending::Plain,
        "or_other" | "or_specify_other" => Ending::OrOther,
        _ => Ending::Strange(ending.join(" ")),
    };
    RowType::Select { data_type, list: (*list).to_owned(), ending }
}

/// "Did you mean", over everything that could stand in the column.
fn suggestion(whole: &str, words: &[&str]) -> String {
    let plain = TYPES.iter().chain(&IN_PLACE).flat_map(|(names, ..)| names.iter());
    let blocks = ["begin_group", "end_group", "begin_repeat", "end_repeat"];
    let otherwise = "Use a type of XLSForm, such as text, integer, select_one LIST or begin_group";
    let near = did_you_mean(whole, plain.copied().chain(blocks), "");
    if !near.is_empty() {
        return near;
    }
    let first = words.first().copied().unwrap_or_default();
    let near = did_you_mean(first, ["select_one", "select_multiple"], "");
    if near.is_empty() { otherwise.to_owned() } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select_one(list: &str, ending: Ending) -> RowType {
        RowType::Select { data_type: DataType::SelectOne, list: list.to_owned(), ending }
    }

    #[test]
    fn types_are_read_in_all_their_spellings() {
        let text = RowType::Question(DataType::Text, Control::Input, "");
        for (written, expected) in [
            ("text", text.clone()),
            ("Add text prompt", text),
            ("int", RowType::Question(DataType::Integer, Control::Input, "")),
            ("dateTime", RowType::Question(DataType::DateTime, Control::Input, "")),
            ("gps", RowType::Question(DataType::Geopoint, Control::Input, "")),
            ("start time", RowType::Question(DataType::DateTime, Control::Preload(Preload::Start), "")),
            ("begin group", RowType::Begin(Block::Group)),
            ("begin_repeat", RowType::Begin(Block::Repeat)),
            ("begin lgroup", RowType::Begin(Block::Repeat)),
            ("END  REPEAT", RowType::End(Block::Repeat)),
            ("select_one yn", select_one("yn", Ending::Plain)),
            ("select one from yn", select_one("yn", Ending::Plain)),
            ("add select one prompt using yn or specify other", select_one("yn", Ending::OrOther)),
            ("select_one yn or_other", select_one("yn", Ending::OrOther)),
            ("select1 Yn now", select_one("Yn", Ending::Strange("now".to_owned()))),
            ("select_one", select_one("", Ending::Plain)),
            (
                "select_one towns.csv",
                RowType::Unsupported(Severity::Error, "Put the choices of the file into the choices sheet"),
            ),
            ("audit", RowType::Unsupported(Severity::Warning, UNSUPPORTED[0].2)),
            ("photo", RowType::InPlace(DataType::Text, Control::Note, NO_FILES)),
            ("integr", RowType::Unknown("Did you mean integer?".to_owned())),
            ("selct_one yn", RowType::Unknown("Did you mean select_one?".to_owned())),
            ("begin_grup", RowType::Unknown("Did you mean begin_group?".to_owned())),
        ] {
            assert_eq!(parse(written), expected, "{written}");
        }
        for written in ["select all that apply from foods", "rank wishes"] {
            let many = parse(written);
            assert!(matches!(many, RowType::Select { data_type: DataType::SelectMultiple, .. }), "{many:?}");
        }
    }
}
