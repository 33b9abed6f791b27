//! Collections and parts of them as GeoJSON.
//!
//! What was read is written so that reading it again gives an equal collection, and writing that the same text.
//! Unknown members, ids and geometries go out to the letter; a plain GeoJSON feature goes out with the very
//! properties that it came with. Members stand in the order of the format, unknown ones after them.

use std::borrow::Borrow;
use std::io::{self, Write};

use crate::io::export::header::header_object;
use crate::io::export::json_text::{Json, Object, quoted};
use crate::io::import::UNTITLED;
use crate::model::briefing::Scene;
use crate::model::claim::{Claim, Extra};
use crate::model::collection::Collection;
use crate::model::event::{Actor, Event, Link, Measure, Media, When};
use crate::model::place::{Geometry, LatLon, Place};
use crate::model::source::Quote;

/// The whole collection, in the format that it was read in.
pub fn write_collection(collection: &Collection) -> String {
    let events: Vec<&Event> = collection.events.iter().collect();
    in_memory(|out| write_document(out, collection, &collection.scenes, events))
}

/// Some events of a collection, with everything that they may refer to.
/// Scenes stay out: they tell of the whole.
pub fn write_geojson(collection: &Collection, events: &[&Event]) -> String {
    in_memory(|out| write_events(out, collection, events.iter().copied()))
}

/// The same one event after the other, so that those of a table are never all in memory.
pub fn write_events<E: Borrow<Event>>(
    out: &mut impl Write,
    collection: &Collection,
    events: impl IntoIterator<Item = E>,
) -> io::Result<()> {
    write_document(out, collection, &[], events)
}

/// A collection in its own format with these scenes, whatever it was read from, one event after the other.
///
/// `header` is the collection without its events.
pub fn write_own<E: Borrow<Event>>(
    out: &mut impl Write,
    header: &Collection,
    scenes: &[Scene],
    events: impl IntoIterator<Item = E>,
) -> io::Result<()> {
    debug_assert!(header.own_format);
    write_document(out, header, scenes, events)
}

fn in_memory(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail, and everything that is written is a text.
    write(&mut bytes).ok();
    String::from_utf8(bytes).unwrap_or_default()
}

fn write_document<E: Borrow<Event>>(
    out: &mut impl Write,
    collection: &Collection,
    scenes: &[Scene],
    events: impl IntoIterator<Item = E>,
) -> io::Result<()> {
    let mut head = Object::default();
    head.put("type", Json::text("FeatureCollection"));
    head.put_extra(&collection.extra_document);
    let mut top = String::new();
    head.write_open(&mut top, 0);
    // The header and the features follow the other members, so the object stays open here.
    out.write_all(top.strip_suffix("\n}").unwrap_or(&top).as_bytes())?;
    if collection.own_format {
        let mut header = String::new();
        header_object(collection, scenes).write_open(&mut header, 1);
        write!(out, ",\n  \"strabo\": {header}")?;
    }
    out.write_all(b",\n  \"features\": [")?;
    let mut is_empty = true;
    let mut feature = String::new();
    for event in events {
        feature.clear();
        feature.push_str(if is_empty { "\n    " } else { ",\n    " });
        feature_object(event.borrow(), collection.own_format).write(&mut feature, 2);
        out.write_all(feature.as_bytes())?;
        is_empty = false;
    }
    out.write_all(if is_empty { b"" } else { b"\n  " })?;
    out.write_all(b"]\n}\n")
}

/// A feature is never on one line: in a comparison of two versions every event has lines of its own.
struct Feature(Object);

impl Feature {
    fn write(&self, out: &mut String, level: usize) {
        self.0.write_open(out, level);
    }
}

fn feature_object(event: &Event, own_format: bool) -> Feature {
    let written = &event.written;
    let mut feature = Object::default();
    feature.put("type", Json::text("Feature"));
    if let Some(raw) = &written.id
        && (!own_format || is_id_of(raw, event))
    {
        feature.put("id", Json::Raw(raw.clone()));
    }
    feature.put(
        "geometry",
        match (&written.geometry, &event.geometry) {
            (Some(raw), _) => Json::Raw(raw.clone()),
            (None, Some(geometry)) => Json::Raw(geometry_text(geometry)),
            (None, None) => Json::Raw(String::from("null")),
        },
    );
    feature.put(
        "properties",
        if own_format {
            properties(event).into_json()
        } else {
            Json::Raw(
                written
                    .plain_properties
                    .clone()
                    .unwrap_or_else(|| String::from("null")),
            )
        },
    );
    feature.put_extra(&written.extra);
    Feature(feature)
}

/// Whether the event is known by the id that it is written with: one of several with the same id is not,
/// and in the collection format it could not be read again.
fn is_id_of(raw: &str, event: &Event) -> bool {
    *raw == event.id.0
        || *raw == quoted(&event.id.0)
        || serde_json::from_str(raw).is_ok_and(|id: String| id == event.id.0)
}

/// The names of properties that mean something in the collection format.
pub(in crate::io) const OWN_NAMES: [&str; 11] = [
    "title", "summary", "category", "tags", "when", "where", "actors", "measures", "quotes",
    "links", "media",
];

fn properties(event: &Event) -> Object {
    let mut object = Object::default();
    if event.title != UNTITLED {
        object.put("title", Json::text(&event.title));
    }
    object.put_text("summary", event.summary.as_ref());
    object.put_some(
        "category",
        event.category.as_ref().map(|id| Json::text(&id.0)),
    );
    object.put_list(
        "tags",
        event.tags.iter().map(|tag| Json::text(tag)).collect(),
    );
    object.put_some("when", one_or_list(event.when.iter().map(when).collect()));
    object.put_some(
        "where",
        one_or_list(event.places.iter().map(place).collect()),
    );
    object.put_list("actors", event.actors.iter().map(actor).collect());
    object.put_list("measures", event.measures.iter().map(measure).collect());
    object.put_list("quotes", event.quotes.iter().map(quote).collect());
    object.put_list("links", event.links.iter().map(link).collect());
    object.put_list("media", event.media.iter().map(media).collect());
    if event.written.plain_properties.is_some() {
        object.put_extra(&renamed(&event.extra));
    } else {
        object.put_extra(&event.extra);
    }
    object
}

/// Properties that a plain feature had under names that this format gives a meaning of its own:
/// under these they would be read as something that they never were.
fn renamed(extra: &Extra) -> Extra {
    extra
        .iter()
        .map(|(name, raw)| {
            let has_own_meaning = OWN_NAMES.contains(&name.as_str());
            let prefix = if has_own_meaning { "original_" } else { "" };
            (format!("{prefix}{name}"), raw.clone())
        })
        .collect()
}

fn one_or_list(mut list: Vec<Json>) -> Option<Json> {
    match list.len() {
        0 => None,
        1 => list.pop(),
        _ => Some(Json::List(list)),
    }
}

fn when(claim: &Claim<When>) -> Json {
    let When {
        edtf,
        earliest,
        latest,
        time: _,
    } = &claim.value;
    if let (Some(text), None, None) = (edtf, earliest, latest)
        && is_bare(claim)
    {
        return Json::text(text);
    }
    let mut object = Object::default();
    object.put_text("edtf", edtf.as_ref());
    object.put_text("earliest", earliest.as_ref());
    object.put_text("latest", latest.as_ref());
    finish_claim(object, claim)
}

fn place(claim: &Claim<Place>) -> Json {
    let Place {
        name,
        precision_m,
        geometry,
        raw_geometry,
    } = &claim.value;
    let mut object = Object::default();
    object.put_text("name", name.as_ref());
    object.put_some("precision_m", precision_m.map(Json::number));
    object.put_some(
        "geometry",
        match (raw_geometry, geometry) {
            (Some(raw), _) => Some(Json::Raw(raw.clone())),
            (None, geometry) => geometry
                .as_ref()
                .map(|geometry| Json::Raw(geometry_text(geometry))),
        },
    );
    finish_claim(object, claim)
}

fn actor(claim: &Claim<Actor>) -> Json {
    let mut object = Object::default();
    object.put_needed("name", &claim.value.name);
    object.put_text("role", claim.value.role.as_ref());
    finish_claim(object, claim)
}

fn measure(claim: &Claim<Measure>) -> Json {
    let Measure {
        name,
        value,
        low,
        high,
        written_as_best,
    } = &claim.value;
    let mut object = Object::default();
    object.put_needed("name", name);
    if !written_as_best {
        object.put_some("value", value.map(Json::number));
    }
    object.put_some("low", low.map(Json::number));
    if *written_as_best {
        object.put_some("best", value.map(Json::number));
    }
    object.put_some("high", high.map(Json::number));
    finish_claim(object, claim)
}

fn is_bare<T>(claim: &Claim<T>) -> bool {
    claim.as_written.is_none() && claim.cites.is_empty() && !claim.adopted && claim.extra.is_empty()
}

fn finish_claim<T>(mut object: Object, claim: &Claim<T>) -> Json {
    object.put_text("as_written", claim.as_written.as_ref());
    object.put_list(
        "cites",
        claim.cites.iter().map(|id| Json::text(&id.0)).collect(),
    );
    object.put_flag("adopted", claim.adopted);
    object.put_extra(&claim.extra);
    object.into_json()
}

fn quote(quote: &Quote) -> Json {
    let mut object = Object::default();
    object.put_needed("id", &quote.id.0);
    object.put_needed("source", &quote.source.0);
    object.put_needed("text", &quote.text);
    object.put_text("speaker", quote.speaker.as_ref());
    object.put_text("role", quote.role.as_ref());
    object.put_text("said", quote.said.as_ref());
    object.put_text("language", quote.language.as_ref());
    object.put_text("translation", quote.translation.as_ref());
    let grade = quote
        .credibility
        .map(|grade| Json::Raw(grade.grade().to_string()));
    object.put_some("credibility", grade);
    object.put_text("prefix", quote.prefix.as_ref());
    object.put_text("suffix", quote.suffix.as_ref());
    object.put_text("locator", quote.locator.as_ref());
    object.put_extra(&quote.extra);
    object.into_json()
}

fn link(link: &Link) -> Json {
    let mut object = Object::default();
    object.put_needed("to", &link.to.0);
    object.put_needed("kind", link.kind.id());
    object.put_extra(&link.extra);
    object.into_json()
}

fn media(media: &Media) -> Json {
    let mut object = Object::default();
    object.put_needed("file", &media.file);
    object.put_text("kind", media.kind.as_ref());
    object.put_text("caption", media.caption.as_ref());
    object.put_text("credit", media.credit.as_ref());
    object.put_text("sha256", media.sha256.as_ref());
    object.put_flag("graphic", media.graphic);
    object.put_extra(&media.extra);
    object.into_json()
}

/// A shape as a GeoJSON geometry, on one line.
pub fn geometry_text(geometry: &Geometry) -> String {
    let of_type = |kind: &str, coordinates: String| {
        format!("{{ \"type\": \"{kind}\", \"coordinates\": {coordinates} }}")
    };
    match geometry {
        Geometry::Point(at) => of_type("Point", position(*at)),
        Geometry::Points(points) => of_type("MultiPoint", positions(points)),
        Geometry::Lines(lines) => match lines.as_slice() {
            [line] => of_type("LineString", positions(line)),
            lines => of_type("MultiLineString", list(lines, |line| positions(line))),
        },
        Geometry::Polygons(polygons) => match polygons.as_slice() {
            [rings] => of_type("Polygon", list(rings, |ring| positions(ring))),
            polygons => of_type(
                "MultiPolygon",
                list(polygons, |rings| list(rings, |ring| positions(ring))),
            ),
        },
        Geometry::Collection(parts) => format!(
            "{{ \"type\": \"GeometryCollection\", \"geometries\": {} }}",
            list(parts, geometry_text)
        ),
    }
}

fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(text).collect();
    format!("[{}]", items.join(", "))
}

fn positions(positions: &[LatLon]) -> String {
    list(positions, |at| position(*at))
}

fn position(at: LatLon) -> String {
    format!("[{}, {}]", at.lon, at.lat)
}
