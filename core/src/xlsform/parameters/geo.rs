//! Parameters of places, lines and areas.

use crate::form::{GeoParameters, Incremental, MockPlaces, Parameters};

use super::{Checked, Pairs};

/// The parameters of a geopoint: how exact a place must be, and what is taken for one.
pub fn point(mut pairs: Pairs) -> Checked {
    pairs.accept(&["allow-mock-accuracy", "capture-accuracy", "reference-geometry", "warning-accuracy"]);
    let geo = GeoParameters {
        capture_accuracy: pairs.number("capture-accuracy"),
        warning_accuracy: pairs.number("warning-accuracy"),
        ..both(&mut pairs)
    };
    pairs.done(Parameters::Geo(Box::new(geo)))
}

/// The parameters of a geotrace or geoshape.
pub fn line(mut pairs: Pairs) -> Checked {
    pairs.accept(&["allow-mock-accuracy", "incremental", "reference-geometry"]);
    let truth = pairs.word("incremental", &["true", "yes", "true()"]);
    let incremental = if truth.is_some() { Incremental::EveryPoint } else { Incremental::Finished };
    let geo = GeoParameters { incremental, ..both(&mut pairs) };
    pairs.done(Parameters::Geo(Box::new(geo)))
}

fn both(pairs: &mut Pairs) -> GeoParameters {
    let mock = match pairs.word("allow-mock-accuracy", &["true", "false"]).as_deref() {
        Some("true") => MockPlaces::Allowed,
        Some(_) => MockPlaces::Refused,
        None => MockPlaces::Unsaid,
    };
    GeoParameters { mock, reference_geometry: pairs.text("reference-geometry"), ..GeoParameters::default() }
}
