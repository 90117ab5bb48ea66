//! What a node is: its type and how its value comes about, from its bind, its control and its actions.
//!
//! A workbook says both in one word of the column `type`; an XForm says them in three places, which may disagree. Then
//! the control counts, as for the clients that draw it.

use super::actions::Sensed;
use crate::{
    form::{Control, DataType, Preload, Upload},
    xform::xml::{Element, Space},
};

/// The type that a bind names; text when it names none that is known.
pub fn data_type(bind: Option<&Element>) -> DataType {
    let written = bind.and_then(|bind| bind.attribute("type")).unwrap_or("string");
    match written.rsplit_once(':').map_or(written, |(_, name)| name) {
        "int" | "integer" | "long" | "short" | "byte" => DataType::Integer,
        "decimal" | "double" | "float" => DataType::Decimal,
        "date" => DataType::Date,
        "time" => DataType::Time,
        "dateTime" => DataType::DateTime,
        "geopoint" => DataType::Geopoint,
        "geotrace" => DataType::Geotrace,
        "geoshape" => DataType::Geoshape,
        "binary" => DataType::File,
        "barcode" => DataType::Barcode,
        _ => DataType::Text,
    }
}

/// Type and control of a node that a control asks for.
pub fn asked(control: &Element, data_type: DataType) -> (DataType, Control) {
    match &*control.name {
        "select1" => (DataType::SelectOne, Control::Input),
        "select" => (DataType::SelectMultiple, Control::Input),
        "rank" => (DataType::SelectMultiple, Control::Rank),
        "trigger" => (DataType::Text, Control::Acknowledge),
        "range" if data_type == DataType::Decimal => (DataType::Decimal, Control::Range),
        "range" => (DataType::Integer, Control::Range),
        "upload" => (DataType::File, Control::Upload(upload(control.attribute("mediatype").unwrap_or_default()))),
        _ => (data_type, Control::Input),
    }
}

fn upload(media_type: &str) -> Upload {
    match media_type.split('/').next().unwrap_or_default() {
        "image" => Upload::Image,
        "audio" => Upload::Audio,
        "video" => Upload::Video,
        "osm" => Upload::Osm,
        _ => Upload::File,
    }
}

/// What the device fills in, when it does.
pub fn preload(bind: Option<&Element>, sensed: Option<&Sensed>) -> Option<Preload> {
    match sensed {
        Some(Sensed::StartPlace) => return Some(Preload::StartGeopoint),
        Some(Sensed::TriggeredPlace) => return Some(Preload::BackgroundGeopoint),
        Some(Sensed::Sound(_)) => return Some(Preload::BackgroundAudio),
        None => {}
    }
    let bind = bind?;
    let says = |name| bind.attribute_in(&Space::JavaRosa, name).unwrap_or_default();
    let parameter = says("preloadParams");
    let parameter = parameter.strip_prefix("uri:").unwrap_or(parameter);
    Some(match (says("preload"), parameter) {
        ("timestamp", "start") => Preload::Start,
        ("timestamp", "end") => Preload::End,
        ("date", "today") => Preload::Today,
        ("property", "deviceid") => Preload::DeviceId,
        ("property", "username") => Preload::Username,
        ("property", "phonenumber") => Preload::PhoneNumber,
        ("property", "email") => Preload::Email,
        ("property", "simserial") => Preload::SimSerial,
        ("property", "subscriberid") => Preload::SubscriberId,
        _ => return None,
    })
}
