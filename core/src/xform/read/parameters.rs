//! How a question is to be asked: attributes of bind and control as the parameters of its type.
//!
//! A workbook has one column for them. Attributes that are known here are not kept as they stand, for the form writes
//! them again from its parameters.

use super::{
    actions::Sensed,
    itemset::{ItemSource, Itemset},
};
use crate::{
    form::{
        AudioQuality, Control, DataType, GeoParameters, Incremental, MockPlaces, OsmTag, Parameters, RangeParameters,
        Upload,
    },
    xform::xml::{Element, Space},
};

/// Attributes of a bind that are read as something.
pub const BIND_KNOWN: [&str; 17] = [
    "nodeset",
    "ref",
    "id",
    "type",
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculate",
    "jr:constraintMsg",
    "jr:requiredMsg",
    "jr:preload",
    "jr:preloadParams",
    "orx:max-pixels",
    "odk:allow-mock-accuracy",
    "odk:quality",
    "entities:saveto",
];

/// Attributes of a control that are read as something.
pub const BODY_KNOWN: [&str; 18] = [
    "ref",
    "nodeset",
    "bind",
    "appearance",
    "autoplay",
    "mediatype",
    "jr:count",
    "start",
    "end",
    "step",
    "odk:tick-interval",
    "odk:placeholder",
    "accuracyThreshold",
    "unacceptableAccuracyThreshold",
    "incremental",
    "rows",
    "intent",
    "query",
];

/// The parameters of a question.
pub fn of(
    bind: Option<&Element>,
    control: Option<&Element>,
    data_type: DataType,
    how: Control,
    sensed: Option<&Sensed>,
) -> Parameters {
    let body = |name: &str| control.and_then(|control| control.attribute(name)).unwrap_or_default().to_owned();
    let quality = |word: &str| AudioQuality::ALL.into_iter().find(|quality| quality.word() == word);
    match (how, data_type) {
        (Control::Range, _) => range(control),
        (Control::Upload(Upload::Image), _) => {
            let pixels = bind.and_then(|bind| bind.attribute_in(&Space::OpenRosa, "max-pixels"));
            let (max_pixels, app) = (pixels.and_then(|pixels| pixels.parse().ok()), body("intent"));
            if max_pixels.is_none() && app.is_empty() {
                Parameters::None
            } else {
                Parameters::Image { max_pixels, app }
            }
        }
        (Control::Upload(Upload::Audio), _) => {
            let word = bind.and_then(|bind| bind.attribute_in(&Space::Odk, "quality")).unwrap_or_default();
            quality(word).map_or(Parameters::None, |word| Parameters::Audio { quality: Some(word) })
        }
        (Control::Upload(Upload::Osm), _) => {
            let tags: Vec<OsmTag> = control.into_iter().flat_map(Element::elements).filter_map(osm_tag).collect();
            if tags.is_empty() { Parameters::None } else { Parameters::Osm(tags) }
        }
        (Control::Preload(_), _) => match sensed {
            Some(Sensed::Sound(word)) => {
                quality(word).map_or(Parameters::None, |word| Parameters::Audio { quality: Some(word) })
            }
            _ => Parameters::None,
        },
        (Control::Input, DataType::Geopoint | DataType::Geotrace | DataType::Geoshape) => geo(bind, control),
        (Control::Input, DataType::Text) => {
            body("rows").parse().map_or(Parameters::None, |rows| Parameters::Text { rows: Some(rows) })
        }
        _ => Parameters::None,
    }
}

fn range(control: Option<&Element>) -> Parameters {
    let mut range = RangeParameters::default();
    let Some(control) = control else { return Parameters::Range(Box::new(range)) };
    for (name, value) in [("start", &mut range.start), ("end", &mut range.end), ("step", &mut range.step)] {
        if let Some(written) = control.attribute(name) {
            written.clone_into(value);
        }
    }
    control.attribute_in(&Space::Odk, "tick-interval").unwrap_or_default().clone_into(&mut range.tick_interval);
    control.attribute_in(&Space::Odk, "placeholder").unwrap_or_default().clone_into(&mut range.placeholder);
    if let Some(ItemSource::Instance(id)) = control.child("itemset").and_then(Itemset::of).map(|itemset| itemset.source)
    {
        range.tick_labels = id;
    }
    Parameters::Range(Box::new(range))
}

fn geo(bind: Option<&Element>, control: Option<&Element>) -> Parameters {
    let body = |name: &str| control.and_then(|control| control.attribute(name)).unwrap_or_default().to_owned();
    let mut geo = GeoParameters {
        capture_accuracy: body("accuracyThreshold"),
        warning_accuracy: body("unacceptableAccuracyThreshold"),
        ..GeoParameters::default()
    };
    geo.mock = match bind.and_then(|bind| bind.attribute_in(&Space::Odk, "allow-mock-accuracy")) {
        Some("true") => MockPlaces::Allowed,
        Some("false") => MockPlaces::Refused,
        _ => MockPlaces::Unsaid,
    };
    if body("incremental") == "true" {
        geo.incremental = Incremental::EveryPoint;
    }
    if let Some(itemset) = control.and_then(|control| control.child("itemset")).and_then(Itemset::of) {
        geo.reference_geometry = match itemset.source {
            ItemSource::Instance(id) => id,
            ItemSource::Nodes(path) => format!("${{{}}}", path.rsplit('/').next().unwrap_or_default()),
        };
    }
    if geo == GeoParameters::default() { Parameters::None } else { Parameters::Geo(Box::new(geo)) }
}

fn osm_tag(tag: &Element) -> Option<OsmTag> {
    let text = |element: &Element, name: &str| element.child(name).map(Element::text).unwrap_or_default();
    let key = tag.attribute("key").filter(|_| &*tag.name == "tag")?.to_owned();
    let items = tag.elements().filter(|element| &*element.name == "item");
    Some(OsmTag {
        key,
        label: text(tag, "label"),
        choices: items.map(|item| (text(item, "value"), text(item, "label"))).collect(),
    })
}
