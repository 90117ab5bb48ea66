//! GeoJSON: each feature of a collection is a row, with its place in `geometry` as a geopoint is written, its
//! properties as columns, and its `id`, which counts more than a property of that name.
//!
//! Features become rows one by one, so that the file is never a tree in memory.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{AttachedFault, Trouble, rows::Rows};
use crate::expr::double_text;

pub fn read(text: &str) -> Result<Rows, Trouble> {
    let mut collection = Collection { rows: Rows::default(), fault: None, is_collection: false, has_features: false };
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = CollectionSeed(&mut collection).deserialize(&mut reader).and_then(|()| reader.end());
    match (read, collection.fault) {
        (_, Some(fault)) => Err(fault.into()),
        (Err(error), None) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            let why = format!("expected something else in line {line}, column {}", error.column());
            Err(Trouble { line, fault: AttachedFault::Malformed { kind: "GeoJSON", why } })
        }
        (Ok(()), None) if !collection.is_collection || !collection.has_features => {
            let why = "expected a FeatureCollection with features".to_owned();
            Err(AttachedFault::Malformed { kind: "GeoJSON", why }.into())
        }
        (Ok(()), None) => Ok(collection.rows),
    }
}

struct Collection {
    rows: Rows,
    fault: Option<AttachedFault>,
    is_collection: bool,
    has_features: bool,
}

/// One feature; what else stands in it is left out.
#[derive(Deserialize)]
struct Feature<'j> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    geometry: Geometry<'j>,
    #[serde(default, borrow)]
    properties: Option<Properties<'j>>,
    #[serde(default, borrow)]
    id: Option<&'j RawValue>,
}

#[derive(Deserialize)]
struct Geometry<'j> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: &'j RawValue,
}

/// In the order of the file.
struct Properties<'j>(Vec<(String, &'j RawValue)>);

impl Collection {
    fn feature(&mut self, feature: &Feature<'_>) -> Result<(), AttachedFault> {
        if feature.kind != "Feature" {
            return Err(AttachedFault::Geometry);
        }
        let geometry = self.rows.column("geometry")?;
        self.rows.fill(geometry, &place_text(&feature.geometry)?)?;
        for (name, value) in feature.properties.iter().flat_map(|properties| &properties.0) {
            let column = self.rows.column(name)?;
            self.rows.fill(column, &scalar(value))?;
            if value.get().starts_with(['[', '{']) {
                let fault = AttachedFault::NotPlain(name.clone());
                self.rows.remark.get_or_insert(Trouble { line: 0, fault });
            }
        }
        if let Some(id) = feature.id {
            let column = self.rows.column("id")?;
            self.rows.refill(column, &scalar(id))?;
        }
        self.rows.end()
    }
}

/// A text without its quotes; a number or truth as it is written; `null` as nothing.
fn scalar(value: &RawValue) -> String {
    let written = value.get();
    match written {
        "null" => String::new(),
        _ if written.starts_with('"') => serde_json::from_str(written).unwrap_or_default(),
        _ => written.to_owned(),
    }
}

/// `latitude longitude 0 0` for each place, with `; ` between them.
fn place_text(geometry: &Geometry<'_>) -> Result<String, AttachedFault> {
    let written = geometry.coordinates.get();
    let bad = || AttachedFault::Malformed { kind: "GeoJSON", why: "a feature has no coordinates".to_owned() };
    let places: Vec<Vec<&RawValue>> = match geometry.kind.as_str() {
        "Point" => vec![serde_json::from_str(written).map_err(|_| bad())?],
        "LineString" => serde_json::from_str(written).map_err(|_| bad())?,
        "Polygon" => {
            let rings: Vec<Vec<Vec<&RawValue>>> = serde_json::from_str(written).map_err(|_| bad())?;
            rings.into_iter().next().unwrap_or_default()
        }
        _ => return Err(AttachedFault::Geometry),
    };
    let place = |place: &Vec<&RawValue>| match place.as_slice() {
        [longitude, latitude, ..] => Ok(format!("{} {} 0 0", degrees(latitude), degrees(longitude))),
        _ => Err(bad()),
    };
    Ok(places.iter().map(place).collect::<Result<Vec<_>, _>>()?.join("; "))
}

/// A whole number as it is written, another as Java writes it.
fn degrees(value: &RawValue) -> String {
    let written = value.get();
    let whole = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match written.parse::<f64>() {
        Ok(number) if !whole => double_text(number),
        _ => written.to_owned(),
    }
}

struct CollectionSeed<'c>(&'c mut Collection);

impl<'j> DeserializeSeed<'j> for CollectionSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'j> Visitor<'j> for CollectionSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => self.0.is_collection |= map.next_value::<String>()? == "FeatureCollection",
                "features" if !self.0.has_features => {
                    self.0.has_features = true;
                    map.next_value_seed(FeaturesSeed(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct FeaturesSeed<'c>(&'c mut Collection);

impl<'j> DeserializeSeed<'j> for FeaturesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'j> Visitor<'j> for FeaturesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("features")
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut features: A) -> Result<(), A::Error> {
        while let Some(feature) = features.next_element::<Feature<'j>>()? {
            if let Err(fault) = self.0.feature(&feature) {
                self.0.fault = Some(fault);
                return Err(A::Error::custom("a limit"));
            }
        }
        Ok(())
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Properties<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PropertiesVisitor(std::marker::PhantomData))
    }
}

struct PropertiesVisitor<'j>(std::marker::PhantomData<&'j ()>);

impl<'de: 'j, 'j> Visitor<'de> for PropertiesVisitor<'j> {
    type Value = Properties<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut properties = Vec::new();
        while let Some(property) = map.next_entry()? {
            properties.push(property);
        }
        Ok(Properties(properties))
    }
}
