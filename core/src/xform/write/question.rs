//! What a question is in the words of XForms: its type, its control, its default.
//!
//! Words only; where they go is known by those who write binds, controls and the instance.

use crate::{
    expr::Code,
    form::{Control, DataType, Node, NodeKind, Preload, Question, Upload},
};

/// The type in a bind.
pub fn bind_type(question: &Question) -> &'static str {
    match (question.control, question.data_type) {
        (Control::Rank, _) => "odk:rank",
        (_, DataType::Text | DataType::SelectOne | DataType::SelectMultiple) => "string",
        (_, DataType::Integer) => "int",
        (_, DataType::Decimal) => "decimal",
        (_, DataType::Date) => "date",
        (_, DataType::Time) => "time",
        (_, DataType::DateTime) => "dateTime",
        (_, DataType::Geopoint) => "geopoint",
        (_, DataType::Geotrace) => "geotrace",
        (_, DataType::Geoshape) => "geoshape",
        (_, DataType::File) => "binary",
        (_, DataType::Barcode) => "barcode",
    }
}

/// The element in the body; none for what nobody sees.
pub fn tag(node: &Node, question: &Question) -> Option<&'static str> {
    let silent = node.label.is_empty() && node.hint.is_empty();
    let made = question.calculation.is_some() || !question.triggers.is_empty();
    let tag = match (question.control, question.data_type) {
        (Control::Calculate | Control::Hidden | Control::Preload(_), _) => return None,
        (Control::Input | Control::Note, DataType::SelectOne) => "select1",
        (Control::Input | Control::Note, DataType::SelectMultiple) => "select",
        (Control::Input | Control::Note, _) => "input",
        (Control::Range, _) => "range",
        (Control::Rank, _) => "odk:rank",
        (Control::Acknowledge, _) => "trigger",
        (Control::Upload(_), _) => "upload",
    };
    (!silent || !made).then_some(tag)
}

/// The `mediatype` of an upload.
pub fn media_type(upload: Upload) -> &'static str {
    match upload {
        Upload::Image => "image/*",
        Upload::Audio => "audio/*",
        Upload::Video => "video/*",
        Upload::File => "application/*",
        Upload::Osm => "osm/*",
    }
}

/// `jr:preload` and `jr:preloadParams`.
pub fn preload(preload: Preload) -> Option<(&'static str, &'static str)> {
    Some(match preload {
        Preload::Start => ("timestamp", "start"),
        Preload::End => ("timestamp", "end"),
        Preload::Today => ("date", "today"),
        Preload::DeviceId => ("property", "deviceid"),
        Preload::Username => ("property", "username"),
        Preload::PhoneNumber => ("property", "phonenumber"),
        Preload::Email => ("property", "email"),
        Preload::SimSerial => ("property", "simserial"),
        Preload::SubscriberId => ("property", "subscriberid"),
        Preload::StartGeopoint | Preload::BackgroundGeopoint | Preload::BackgroundAudio | Preload::InstanceId => {
            return None;
        }
    })
}

/// A default that is a value as it stands, as the instance has it.
pub fn static_default(question: &Question) -> Option<String> {
    let default = question.default.as_ref()?;
    match &default.code {
        Code::Text(text) if **text == *default.source => {
            let picture = question.control == Control::Upload(Upload::Image) && !text.contains("://");
            Some(if picture { format!("jr://images/{text}") } else { text.to_string() })
        }
        _ => None,
    }
}

/// A default that must be evaluated, in its author's words.
pub fn dynamic_default(question: &Question) -> Option<&str> {
    let default = question.default.as_ref()?;
    static_default(question).is_none().then_some(default.source.as_str())
}

/// The question of a node.
pub fn of(node: &Node) -> Option<&Question> {
    match &node.kind {
        NodeKind::Question(question) => Some(question),
        _ => None,
    }
}
