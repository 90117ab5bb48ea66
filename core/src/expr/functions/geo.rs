//! Functions on places, lines and areas.
//!
//! The earth is a sphere of the equator's radius, an area is measured on a plane laid along the first point: rough, but
//! the same metres that ODK Collect gives. What is no place makes a measure no number, and a question about it false.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry, nodes::items_of};
use crate::expr::{
    Code, Evaluation, Item, World,
    crossing::crosses_itself,
    place::{Point, point, points},
};

/// Functions on places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum GeoFunction {
    Area,
    Distance,
    Geofence,
    Intersects,
}

pub(super) const TABLE: &[Entry<GeoFunction>] = &[
    entry("area", GeoFunction::Area, 1, 1),
    entry("enclosed-area", GeoFunction::Area, 1, 1),
    entry("distance", GeoFunction::Distance, 1, MANY),
    entry("geofence", GeoFunction::Geofence, 2, 2),
    entry("intersects", GeoFunction::Intersects, 1, 1),
];

const EARTH_RADIUS_M: f64 = 6_378_100.0;

impl GeoFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let metres = |measure: fn(&[Point]) -> f64| {
            Item::Number(line(evaluation, arguments).map_or(f64::NAN, |points| measure(&points)))
        };
        match self {
            Self::Area => metres(area),
            Self::Distance => metres(length),
            Self::Geofence => {
                let fence = line(evaluation, &arguments[1..]);
                let inside = point(&evaluation.text(&arguments[0])).zip(fence);
                Item::Boolean(inside.is_some_and(|(point, fence)| is_inside(point, &fence)))
            }
            Self::Intersects => {
                Item::Boolean(points(&evaluation.text(&arguments[0])).is_some_and(|line| crosses_itself(&line)))
            }
        }
    }
}

/// The points of the arguments: those of one line or area, or one point from each of several nodes or texts.
fn line<'w, W: World>(evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Option<Vec<Point>> {
    let items = items_of(evaluation, arguments);
    match items.as_slice() {
        [one] => points(&one.to_text()),
        several => several.iter().map(|item| point(&item.to_text())).collect(),
    }
}

/// Square metres within a line that ends where it began.
fn area(corners: &[Point]) -> f64 {
    let Some((first, others)) = corners.split_first() else { return 0.0 };
    if corners.len() < 3 {
        return 0.0;
    }
    // In this order and no other: each step rounds, and an area is compared as text later.
    let around = 2.0 * EARTH_RADIUS_M * PI;
    let flat: Vec<(f64, f64)> = others
        .iter()
        .map(|corner| {
            let (north, east) = (corner.latitude - first.latitude, corner.longitude - first.longitude);
            (east * around * corner.latitude.to_radians().cos() / 360.0, north * around / 360.0)
        })
        .collect();
    let triangles = flat.windows(2).map(|pair| (pair[0].1 * pair[1].0 - pair[0].0 * pair[1].1) / 2.0);
    triangles.sum::<f64>().abs()
}

/// Metres along a line.
fn length(line: &[Point]) -> f64 {
    // Not `sum()`, which is minus zero where there is nothing to add: one divided by it has the wrong sign.
    line.windows(2).fold(0.0, |metres, pair| metres + between(pair[0], pair[1]))
}

/// Metres from one point to another, by the law of cosines on the sphere. It makes centimetres of a last digit where
/// two points are near, so that the sines are those of the library that JavaRosa has here.
fn between(one: Point, other: Point) -> f64 {
    let turn = (one.longitude - other.longitude).to_radians();
    let (south, north) = (one.latitude.to_radians(), other.latitude.to_radians());
    let cosine = south.sin() * north.sin() + south.cos() * north.cos() * turn.cos();
    libm::acos(cosine) * EARTH_RADIUS_M
}

/// Whether a ray eastwards from the point crosses the fence an odd number of times.
fn is_inside(point: Point, fence: &[Point]) -> bool {
    let crossed = fence.windows(2).filter(|side| {
        let (from, to) = (side[0], side[1]);
        let spans = (to.latitude > point.latitude) != (from.latitude > point.latitude);
        let slope = (from.longitude - to.longitude) / (from.latitude - to.latitude);
        spans && point.longitude < slope * (point.latitude - to.latitude) + to.longitude
    });
    crossed.count() % 2 == 1
}
