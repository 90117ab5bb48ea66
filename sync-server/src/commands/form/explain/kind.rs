//! What a node is, as its author wrote it in the column `type`.

use fieldward_core::form::{Control, DataType, Form, NodeIndex, NodeKind, Question, Upload};

/// `select_one yn`, `begin_repeat`, `calculate` ...
pub(super) fn kind(form: &Form, node: NodeIndex) -> String {
    match &form.node(node).kind {
        NodeKind::Root => "form".to_owned(),
        NodeKind::Group => "group".to_owned(),
        NodeKind::Repeat { .. } => "repeat".to_owned(),
        NodeKind::Question(question) => {
            let list = form.choice_list(node).map(|list| format!(" {}", list.table.name)).unwrap_or_default();
            format!("{}{list}", of_question(question))
        }
    }
}

fn of_question(question: &Question) -> &'static str {
    match question.control {
        Control::Note => "note",
        Control::Calculate => "calculate",
        Control::Preload(_) => "filled in by the device",
        Control::Range => "range",
        Control::Rank => "rank",
        Control::Acknowledge => "acknowledge",
        Control::Hidden => "hidden",
        Control::Upload(Upload::Image) => "image",
        Control::Upload(Upload::Audio) => "audio",
        Control::Upload(Upload::Video) => "video",
        Control::Upload(Upload::Osm) => "osm",
        Control::Upload(Upload::File) => "file",
        Control::Input => of_type(question.data_type),
    }
}

fn of_type(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "text",
        DataType::Integer => "integer",
        DataType::Decimal => "decimal",
        DataType::Date => "date",
        DataType::Time => "time",
        DataType::DateTime => "dateTime",
        DataType::SelectOne => "select_one",
        DataType::SelectMultiple => "select_multiple",
        DataType::Geopoint => "geopoint",
        DataType::Geotrace => "geotrace",
        DataType::Geoshape => "geoshape",
        DataType::File => "file",
        DataType::Barcode => "barcode",
    }
}
