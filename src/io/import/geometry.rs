//! Shapes: GeoJSON geometry, as RFC 7946 has it, turned into the model's.
//!
//! The text is read with the `geojson` crate; what that leaves to its user is checked here:
//! the range of every coordinate, the length of positions, lines and rings, and that rings are closed.
//! Nothing is wrapped, closed or swapped to make it fit. A third coordinate is not used, and kept in the raw text.

use geojson::{GeometryValue, Position};

use crate::io::import::context::{Context, Spot};
use crate::io::json::Kind;
use crate::model::place::{Geometry, LatLon};
use crate::model::problem::ProblemCode;

/// What a geometry turned out to be.
pub(super) enum Shape {
    Geometry(Geometry),
    /// Without any position, which RFC 7946 lets stand for `null`.
    Nowhere,
}

/// The names of geometry types.
pub(super) const TYPES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// Reads a geometry; a bad one is reported, and rejects the feature that holds it.
pub(super) fn read_geometry(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Shape> {
    if at.value.kind() != Kind::Object {
        let message = format!("expected a geometry, found {}", at.value.kind().label());
        let hint = "null stands for an event that is not located";
        ctx.reject(at, ProblemCode::BadGeometry, message, hint);
        return None;
    }
    let parsed: geojson::Geometry = match serde_json::from_str(at.value.raw()) {
        Ok(parsed) => parsed,
        Err(_) if is_empty_point(at) => return Some(Shape::Nowhere),
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            ctx.reject(
                at,
                ProblemCode::BadGeometry,
                format!("not a geometry: {message}"),
                "a geometry has a “type” and the “coordinates” that belong to it (RFC 7946, section 3.1)",
            );
            return None;
        }
    };
    match shape_of(&parsed.value) {
        Ok(geometry) => Some(geometry.map_or(Shape::Nowhere, Shape::Geometry)),
        Err(fault) => {
            report_at_index(ctx, at, &fault, 0);
            None
        }
    }
}

/// `{"type": "Point", "coordinates": []}`, which the `geojson` crate refuses.
fn is_empty_point(at: &Spot<'_, '_>) -> bool {
    let coordinates = at
        .value
        .member("coordinates")
        .and_then(crate::io::json::Value::items);
    coordinates.is_some_and(|items| items.is_empty())
        && at
            .value
            .member("type")
            .and_then(crate::io::json::Value::text)
            .as_deref()
            == Some("Point")
}

/// What is wrong with a shape, and the way to it.
struct Fault {
    code: ProblemCode,
    message: String,
    hint: &'static str,
    /// Members and list indexes from the geometry down, last one first.
    way: Vec<Turn>,
}

#[derive(Clone, Copy)]
enum Turn {
    Member(&'static str),
    Item(usize),
}

impl Fault {
    fn shape(message: impl Into<String>, hint: &'static str) -> Self {
        Self {
            code: ProblemCode::BadGeometry,
            message: message.into(),
            hint,
            way: Vec::new(),
        }
    }

    fn under(mut self, turn: Turn) -> Self {
        self.way.push(turn);
        self
    }
}

/// Walks down the way of a fault, and reports it at its end.
fn report_at_index(ctx: &mut Context<'_>, at: &Spot<'_, '_>, fault: &Fault, walked: usize) {
    let turn = fault.way.iter().rev().nth(walked);
    let next = match turn {
        Some(Turn::Member(name)) => at.value.member(name).map(|value| at.member(name, value)),
        Some(Turn::Item(idx)) => at
            .value
            .items()
            .and_then(|items| items.get(*idx).map(|value| at.item(*idx, *value))),
        None => None,
    };
    match next {
        Some(next) => report_at_index(ctx, &next, fault, walked + 1),
        None => ctx.reject(at, fault.code, fault.message.clone(), fault.hint),
    }
}

/// The model's shape; `None` where there is no position in it.
fn shape_of(value: &GeometryValue) -> Result<Option<Geometry>, Fault> {
    let in_coordinates = |fault: Fault| fault.under(Turn::Member("coordinates"));
    Ok(match value {
        GeometryValue::Point { coordinates } => Some(Geometry::Point(
            position(coordinates).map_err(in_coordinates)?,
        )),
        GeometryValue::MultiPoint { coordinates } => {
            let points = each(coordinates, position).map_err(in_coordinates)?;
            (!points.is_empty()).then_some(Geometry::Points(points))
        }
        GeometryValue::LineString { coordinates } if coordinates.is_empty() => None,
        GeometryValue::LineString { coordinates } => Some(Geometry::Lines(vec![
            line(coordinates).map_err(in_coordinates)?,
        ])),
        GeometryValue::MultiLineString { coordinates } => {
            let lines = each(coordinates, |l| line(l)).map_err(in_coordinates)?;
            (!lines.is_empty()).then_some(Geometry::Lines(lines))
        }
        GeometryValue::Polygon { coordinates } if coordinates.is_empty() => None,
        GeometryValue::Polygon { coordinates } => Some(Geometry::Polygons(vec![
            each(coordinates, |r| ring(r)).map_err(in_coordinates)?,
        ])),
        GeometryValue::MultiPolygon { coordinates } => {
            let polygons = each(coordinates, |rings| match rings.len() {
                0 => Err(Fault::shape("a polygon without a ring", "")),
                _ => each(rings, |r| ring(r)),
            });
            let polygons = polygons.map_err(in_coordinates)?;
            (!polygons.is_empty()).then_some(Geometry::Polygons(polygons))
        }
        GeometryValue::GeometryCollection { geometries } => {
            let parts = each(geometries, |part| shape_of(&part.value));
            let parts = parts.map_err(|fault| fault.under(Turn::Member("geometries")))?;
            let parts: Vec<Geometry> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then_some(Geometry::Collection(parts))
        }
    })
}

fn each<T, U>(items: &[T], read: impl Fn(&T) -> Result<U, Fault>) -> Result<Vec<U>, Fault> {
    items
        .iter()
        .enumerate()
        .map(|(idx, item)| read(item).map_err(|fault| fault.under(Turn::Item(idx))))
        .collect()
}

fn position(position: &Position) -> Result<LatLon, Fault> {
    let &[lon, lat, ..] = position.as_slice() else {
        return Err(Fault::shape(
            "a position needs a longitude and a latitude",
            "",
        ));
    };
    LatLon::new(lat, lon).ok_or_else(|| {
        let lon_is_bad = !(-180.0..=180.0).contains(&lon);
        let (idx, name, value, limit) = if lon_is_bad {
            (0, "longitude", lon, 180)
        } else {
            (1, "latitude", lat, 90)
        };
        let could_be_swapped = LatLon::new(lon, lat).is_some();
        Fault {
            code: ProblemCode::BadCoordinate,
            message: format!("{name} {value} is outside of ±{limit}"),
            hint: if could_be_swapped {
                "GeoJSON puts the longitude first: [longitude, latitude]; these may be swapped"
            } else {
                "coordinates are degrees in WGS 84, longitude first; these may be in another reference system"
            },
            way: vec![Turn::Item(idx)],
        }
    })
}

fn line(positions: &[Position]) -> Result<Vec<LatLon>, Fault> {
    if positions.len() < 2 {
        return Err(Fault::shape(
            format!("a line needs two positions, this has {}", positions.len()),
            "write one position as a Point",
        ));
    }
    each(positions, position)
}

fn ring(positions: &[Position]) -> Result<Vec<LatLon>, Fault> {
    let ring = each(positions, position)?;
    if ring.len() < 4 {
        return Err(Fault::shape(
            format!("a ring needs four positions, this has {}", ring.len()),
            "the last position repeats the first",
        ));
    }
    if ring.first() != ring.last() {
        return Err(Fault::shape(
            "the ring is not closed",
            "repeat its first position at the end",
        ));
    }
    Ok(ring)
}
