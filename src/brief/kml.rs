//! What matches, for Google Earth and its kin: a placemark for each event, with when, what is said of it and by whom.
//!
//! A circle of the stated radius stands around a place, so that a district does not look like a fix. A time known only
//! within bounds is a span, and an event without a date has none. Nothing in the file asks a network for anything.

use std::borrow::Borrow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use crate::brief::document::{Rgb, Sources, rgb};
use crate::brief::entries::{Entry, Quoted, single};
use crate::model::event::Event;
use crate::model::place::{EARTH_RADIUS_M, Geometry, LatLon};
use crate::model::time::{EventTime, Timestamp, Zones};
use crate::query::origins::Origins;
use crate::state::ThemeChoice;
use crate::store::{Dataset, Row};
use crate::ui::theme::Theme;

/// Corners of a circle; more would only make the file longer.
const CORNERS: usize = 36;

/// Writes some rows of a collection; `about` says which, and what is left out, one line each.
pub fn write_kml(
    out: &mut impl Write,
    dataset: &Dataset,
    rows: impl IntoIterator<Item = Row>,
    zones: Zones,
    about: &[String],
) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut sources = Sources::new(dataset, zones);
    let origins = Origins::of(&dataset.collection().sources);
    let root = xml
        .create_element("kml")
        .with_attribute(("xmlns", "http://www.opengis.net/kml/2.2"));
    root.write_inner_content(|xml| {
        xml.create_element("Document").write_inner_content(|xml| {
            text(xml, "name", dataset.title())?;
            text(xml, "description", &about.join("\n"))?;
            styles(xml, dataset)?;
            for row in rows {
                let event = &*dataset.event(row);
                let entry = single(dataset, row, event, zones, &mut sources, &origins);
                let names = |number: usize| sources.line(number);
                placemark(xml, dataset, row, event, &entry, &names)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

/// A style for each category.
fn styles<W: Write>(xml: &mut Writer<W>, dataset: &Dataset) -> io::Result<()> {
    let categories = dataset.categories();
    // Photographs of the ground are dark.
    let theme = Theme::of(ThemeChoice::Dark);
    for idx in 0..categories.len() {
        let ink = rgb(theme.category(categories, idx));
        let style = xml
            .create_element("Style")
            .with_attribute(("id", style_id(idx).as_str()));
        style.write_inner_content(|xml| {
            xml.create_element("IconStyle")
                .write_inner_content(|xml| text(xml, "color", &color(ink, 0xff)))?;
            xml.create_element("LineStyle").write_inner_content(|xml| {
                text(xml, "color", &color(ink, 0xc0))?;
                text(xml, "width", "2")
            })?;
            xml.create_element("PolyStyle")
                .write_inner_content(|xml| text(xml, "color", &color(ink, 0x30)))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn placemark<W: Write>(
    xml: &mut Writer<W>,
    dataset: &Dataset,
    row: Row,
    event: &Event,
    entry: &Entry,
    names: &dyn Fn(usize) -> String,
) -> io::Result<()> {
    xml.create_element("Placemark").write_inner_content(|xml| {
        text(xml, "name", &entry.title)?;
        text(xml, "description", &description(entry, names))?;
        if let Some(time) = event.time() {
            time_span(xml, time)?;
        }
        let style = format!("#{}", style_id(dataset.category_idx(row)));
        text(xml, "styleUrl", &style)?;
        data(xml, event, entry)?;
        if let Some(shape) = event.shape() {
            shape_with_circle(xml, shape, event.precision_m())?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What is said of an event, as the little HTML that such programs show.
fn description(entry: &Entry, names: &dyn Fn(usize) -> String) -> String {
    let mut html = String::new();
    let mut line = |words: &str| {
        html.push_str("<p>");
        html.push_str(&quick_xml::escape::escape(words));
        html.push_str("</p>\n");
    };
    for fact in &entry.facts {
        line(&format!("{}: {}", fact.label, fact.line()));
    }
    if let Some(summary) = &entry.summary {
        line(summary);
    }
    for quote in &entry.quotes {
        line(&quote.words_or_named());
        if let Quoted {
            translation: Some(translation),
            ..
        } = quote
        {
            line(&format!("“{translation}” (translation)"));
        }
        let said = quote.said();
        let source = names(quote.source);
        line(&format!(
            "— {said}{}in: {source}",
            if said.is_empty() { "" } else { ", " }
        ));
    }
    if entry.n_more_quotes > 0 {
        line(&format!("{} more quotes", entry.n_more_quotes));
    }
    html
}

fn time_span<W: Write>(xml: &mut Writer<W>, time: EventTime) -> io::Result<()> {
    let outer = time.outer();
    let [from, to] = [outer.from, outer.to].map(Timestamp::to_rfc3339);
    if let Some(at) = &from
        && outer.length_ms() <= Timestamp::SECOND_MS
    {
        xml.create_element("TimeStamp")
            .write_inner_content(|xml| text(xml, "when", at))?;
    } else if from.is_some() || to.is_some() {
        xml.create_element("TimeSpan").write_inner_content(|xml| {
            if let Some(from) = &from {
                text(xml, "begin", from)?;
            }
            if let Some(to) = &to {
                text(xml, "end", to)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What a program can work with.
fn data<W: Write>(xml: &mut Writer<W>, event: &Event, entry: &Entry) -> io::Result<()> {
    let values = [
        ("id", Some(event.id.0.clone())),
        (
            "category",
            (!entry.category.is_empty()).then(|| entry.category.clone()),
        ),
        ("when", Some(entry.when().to_owned())),
        ("where", Some(entry.place().to_owned())),
        (
            "precision_m",
            event.precision_m().map(|metres| metres.to_string()),
        ),
        (
            "tags",
            (!event.tags.is_empty()).then(|| event.tags.join("; ")),
        ),
    ];
    xml.create_element("ExtendedData")
        .write_inner_content(|xml| {
            for (name, value) in values {
                if let Some(value) = value {
                    let element = xml.create_element("Data").with_attribute(("name", name));
                    element.write_inner_content(|xml| text(xml, "value", &value))?;
                }
            }
            Ok(())
        })?;
    Ok(())
}

/// The shape itself, and around a point the circle that it lies in.
fn shape_with_circle<W: Write>(
    xml: &mut Writer<W>,
    shape: &Geometry,
    radius_m: Option<f64>,
) -> io::Result<()> {
    let circle = match (shape, radius_m) {
        (Geometry::Point(at), Some(radius_m)) => circle(*at, radius_m),
        _ => None,
    };
    let Some(circle) = circle else {
        return geometry(xml, shape);
    };
    xml.create_element("MultiGeometry")
        .write_inner_content(|xml| {
            geometry(xml, shape)?;
            polygon(xml, &[circle])
        })?;
    Ok(())
}

fn geometry<W: Write>(xml: &mut Writer<W>, shape: &Geometry) -> io::Result<()> {
    match shape {
        Geometry::Point(at) => point(xml, *at),
        Geometry::Points(points) => many(xml, points, |xml, at| point(xml, *at)),
        Geometry::Lines(lines) => many(xml, lines, |xml, line| {
            xml.create_element("LineString")
                .write_inner_content(|xml| {
                    text(xml, "tessellate", "1")?;
                    text(xml, "coordinates", &positions(line))
                })?;
            Ok(())
        }),
        Geometry::Polygons(polygons) => many(xml, polygons, |xml, rings| polygon(xml, rings)),
        Geometry::Collection(parts) => many(xml, parts, geometry),
    }
}

/// One thing as itself, several as one.
fn many<W: Write, T>(
    xml: &mut Writer<W>,
    parts: &[T],
    write: impl Fn(&mut Writer<W>, &T) -> io::Result<()>,
) -> io::Result<()> {
    if let [part] = parts {
        return write(xml, part);
    }
    xml.create_element("MultiGeometry")
        .write_inner_content(|xml| {
            for part in parts {
                write(xml, part)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn point<W: Write>(xml: &mut Writer<W>, at: LatLon) -> io::Result<()> {
    xml.create_element("Point")
        .write_inner_content(|xml| text(xml, "coordinates", &positions(&[at])))?;
    Ok(())
}

fn polygon<W: Write, R: Borrow<[LatLon]>>(xml: &mut Writer<W>, rings: &[R]) -> io::Result<()> {
    xml.create_element("Polygon").write_inner_content(|xml| {
        text(xml, "tessellate", "1")?;
        for (idx, ring) in rings.iter().enumerate() {
            let name = if idx == 0 {
                "outerBoundaryIs"
            } else {
                "innerBoundaryIs"
            };
            xml.create_element(name).write_inner_content(|xml| {
                xml.create_element("LinearRing")
                    .write_inner_content(|xml| {
                        text(xml, "coordinates", &positions(ring.borrow()))
                    })?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A closed circle on a sphere; `None` where it would hold a pole, or wind around half the Earth.
fn circle(at: LatLon, radius_m: f64) -> Option<Vec<LatLon>> {
    let arc = radius_m / EARTH_RADIUS_M;
    let is_tame = radius_m > 0.0 && at.lat.abs() + arc.to_degrees() < 89.0 && arc < 1.0;
    is_tame.then(|| {
        let corner = |idx: usize| {
            let bearing = std::f64::consts::TAU * (idx % CORNERS) as f64 / CORNERS as f64;
            let lat = at.lat.to_radians();
            let to = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).asin();
            let by =
                (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to.sin());
            let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
            LatLon {
                lat: round(to.to_degrees()),
                lon: round((at.lon + by.to_degrees() + 540.0).rem_euclid(360.0) - 180.0),
            }
        };
        (0..=CORNERS).map(corner).collect()
    })
}

fn positions(positions: &[LatLon]) -> String {
    let each = positions.iter().map(|at| format!("{},{}", at.lon, at.lat));
    each.collect::<Vec<_>>().join(" ")
}

fn style_id(category: usize) -> String {
    format!("category-{}", category + 1)
}

/// Opacity, blue, green and red, as the format has it.
fn color([red, green, blue]: Rgb, opacity: u8) -> String {
    format!("{opacity:02x}{blue:02x}{green:02x}{red:02x}")
}

/// An element that holds words; signs that XML cannot hold are left out.
fn text<W: Write>(xml: &mut Writer<W>, name: &str, words: &str) -> io::Result<()> {
    let is_sound = |letter: &char| {
        !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')
            || matches!(letter, '\n' | '\t')
    };
    let words: String = words.chars().filter(is_sound).collect();
    xml.create_element(name)
        .write_text_content(BytesText::new(&words))?;
    Ok(())
}
