//! Every name of a type that asks, shows or fills in one value, with what it means.
//!
//! The names are those of the reference reader, old ones included; capitals and spaces count. What parameters a type
//! takes belongs to the name and not to the meaning: `q image` is an old name that takes none.

use crate::form::{Control, DataType, Preload, Upload};

/// What a name of a type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// What its value is.
    pub data_type: DataType,
    /// How the value comes about.
    pub control: Control,
    /// The constraint that the type brings, unless the row has its own.
    pub constraint: &'static str,
    /// The hint that the type brings, likewise.
    pub hint: &'static str,
}

type Known = (&'static [&'static str], DataType, Control);

const INPUT: Control = Control::Input;
const TEXT: DataType = DataType::Text;

const ASKED: [Known; 20] = [
    (&["text", "string", "q string", "add text prompt"], TEXT, INPUT),
    (&["integer", "int", "q int", "add integer prompt"], DataType::Integer, INPUT),
    (&["decimal", "q decimal", "add decimal prompt"], DataType::Decimal, INPUT),
    (&["date", "q date", "add date prompt"], DataType::Date, INPUT),
    (&["time"], DataType::Time, INPUT),
    (
        &[
            "dateTime",
            "datetime",
            "date time",
            "q date time",
            "q dateTime",
            "add date time prompt",
            "add dateTime prompt",
        ],
        DataType::DateTime,
        INPUT,
    ),
    (&["geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"], DataType::Geopoint, INPUT),
    (&["geotrace", "q geotrace"], DataType::Geotrace, INPUT),
    (&["geoshape", "q geoshape"], DataType::Geoshape, INPUT),
    (&["barcode", "q barcode", "add barcode prompt"], DataType::Barcode, INPUT),
    (&["acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"], TEXT, Control::Acknowledge),
    (
        &["image", "photo", "q picture", "q image", "add image prompt", "add photo prompt"],
        DataType::File,
        Control::Upload(Upload::Image),
    ),
    (&["audio", "q audio", "add audio prompt"], DataType::File, Control::Upload(Upload::Audio)),
    (&["video", "q video", "add video prompt"], DataType::File, Control::Upload(Upload::Video)),
    (&["file", "add file prompt"], DataType::File, Control::Upload(Upload::File)),
    (&["osm"], DataType::File, Control::Upload(Upload::Osm)),
    (&["range"], DataType::Integer, Control::Range),
    (&["note", "q note", "add note prompt"], TEXT, Control::Note),
    (&["calculate", "q calculate", "add calculate prompt"], TEXT, Control::Calculate),
    (&["hidden"], TEXT, Control::Hidden),
];

const FILLED_IN: [Known; 11] = [
    (&["start", "start time", "get start time"], DataType::DateTime, Control::Preload(Preload::Start)),
    (&["end", "end time", "get end time"], DataType::DateTime, Control::Preload(Preload::End)),
    (&["today", "get today"], DataType::Date, Control::Preload(Preload::Today)),
    (&["deviceid", "device id", "get device id", "imei", "uri:deviceid"], TEXT, Control::Preload(Preload::DeviceId)),
    (&["username", "uri:username"], TEXT, Control::Preload(Preload::Username)),
    (&["phonenumber", "get phone number", "uri:phonenumber"], TEXT, Control::Preload(Preload::PhoneNumber)),
    (&["email", "uri:email"], TEXT, Control::Preload(Preload::Email)),
    (&["simserial", "sim id", "get sim id", "uri:simserial"], TEXT, Control::Preload(Preload::SimSerial)),
    (
        &["subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"],
        TEXT,
        Control::Preload(Preload::SubscriberId),
    ),
    (&["start-geopoint"], DataType::Geopoint, Control::Preload(Preload::StartGeopoint)),
    (&["background-geopoint"], DataType::Geopoint, Control::Preload(Preload::BackgroundGeopoint)),
];

/// Types with a constraint and a hint of their own.
const BOUNDED: [(&str, DataType, &str, &str); 5] = [
    ("percentage", DataType::Integer, "0 <= . and . <= 100", ""),
    ("number of days in last month", DataType::Integer, "0 <= . and . <= 31", "Enter a number 0-31."),
    ("number of days in last six months", DataType::Integer, "0 <= . and . <= 183", "Enter a number 0-183."),
    ("number of days in last year", DataType::Integer, "0 <= . and . <= 365", "Enter a number 0-365."),
    ("phone number", DataType::Text, r"regex(., '^\d*$')", "Enter numbers only."),
];

/// What a name means; `None` when nobody knows it.
pub fn meaning(name: &str) -> Option<Meaning> {
    if let Some((_, data_type, constraint, hint)) = BOUNDED.iter().find(|(known, ..)| *known == name) {
        return Some(Meaning { data_type: *data_type, control: INPUT, constraint, hint });
    }
    if name == "background-audio" {
        let control = Control::Preload(Preload::BackgroundAudio);
        return Some(Meaning { data_type: DataType::File, control, constraint: "", hint: "" });
    }
    let (_, data_type, control) = ASKED.iter().chain(&FILLED_IN).find(|(names, ..)| names.contains(&name))?;
    Some(Meaning { data_type: *data_type, control: *control, constraint: "", hint: "" })
}

/// All names, for "did you mean".
pub fn names() -> impl Iterator<Item = &'static str> {
    let plain = ASKED.iter().chain(&FILLED_IN).flat_map(|(names, ..)| names.iter().copied());
    plain.chain(BOUNDED.iter().map(|(name, ..)| *name)).chain([
        "background-audio",
        "audit",
        "csv-external",
        "xml-external",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_meaning() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{all:?}");
        assert!(all.len() > 90, "{}", all.len());
        for name in all.iter().filter(|name| !["audit", "csv-external", "xml-external"].contains(name)) {
            assert!(meaning(name).is_some(), "{name}");
        }
        assert_eq!(meaning("Text"), None);
    }
}
