//! Annotations of a scene: each is read or reported by itself, and one that cannot be drawn stays in the file as it is.

use crate::io::import::context::{Context, Spot};
use crate::io::import::fields::{Fields, read_text};
use crate::model::annotation::{
    ANNOTATIONS_MAX, Annotation, CORNERS_MAX, Figure, Kind, LABEL_MAX, Line, Style, Tone, Width,
    is_radius,
};
use crate::model::place::{LatLon, Ring};
use crate::model::problem::ProblemCode;

/// Those that can be drawn, and the raw text of the others.
pub(super) fn read_annotations(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'_, '_>,
) -> (Vec<Annotation>, Vec<String>) {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    let Some(at) = fields.present("annotations") else {
        return (read, unread);
    };
    let Some(items) = at.value.items() else {
        ctx.wrong_type(&at, "a list");
        return (read, unread);
    };
    for (idx, value) in items.iter().enumerate() {
        let at = at.item(idx, *value);
        if read.len() == ANNOTATIONS_MAX {
            let message = format!("a scene has at most {ANNOTATIONS_MAX} annotations");
            let hint = "this one and those after it are kept, and not drawn";
            ctx.report(&at, ProblemCode::TooLarge, message, hint);
            unread.extend(items[idx..].iter().map(|item| item.raw().to_owned()));
            break;
        }
        match read_annotation(ctx, &at) {
            Some(annotation) => read.push(annotation),
            None => unread.push(value.raw().to_owned()),
        }
    }
    // An empty list is kept as written, since the model cannot tell it from none.
    if !items.is_empty() {
        fields.take("annotations");
    }
    (read, unread)
}

fn read_annotation(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Annotation> {
    let mut fields = Fields::open(ctx, at)?;
    if fields.present("kind").is_none() {
        let message = "the annotation has no “kind”";
        ctx.report(at, ProblemCode::MissingMember, message, KINDS);
    }
    let kind = fields.value("kind", |at| {
        read_word(ctx, at, "kind of annotation", Kind::parse, KINDS)
    })?;
    let figure = match kind {
        Kind::Arrow => {
            let (from, to) = (
                needed(ctx, &mut fields, "from", read_position),
                needed(ctx, &mut fields, "to", read_position),
            );
            let arrow = Figure::Arrow {
                from: from?,
                to: to?,
            };
            if !arrow.is_sound() {
                let message = "the arrow ends where it begins";
                ctx.report(at, ProblemCode::BadGeometry, message, "");
                return None;
            }
            arrow
        }
        Kind::Circle => {
            let center = needed(ctx, &mut fields, "at", read_position);
            let radius_m = needed(ctx, &mut fields, "radius_m", read_radius);
            Figure::Circle {
                center: center?,
                radius_m: radius_m?,
            }
        }
        Kind::Polygon => Figure::Polygon(needed(ctx, &mut fields, "ring", read_ring)?),
        Kind::Text => Figure::Text(needed(ctx, &mut fields, "at", read_position)?),
        Kind::Highlight => {
            let center = needed(ctx, &mut fields, "at", read_position);
            let radii_m = needed(ctx, &mut fields, "radii_m", read_radii);
            Figure::Highlight {
                center: center?,
                radii_m: radii_m?,
            }
        }
    };
    let label = fields.value("label", |at| read_label(ctx, at));
    if kind == Kind::Text && label.is_none() {
        // It stays, to be found and given words.
        let message = "the text has no words: it needs a “label”";
        ctx.report(at, ProblemCode::MissingMember, message, "");
    }
    Some(Annotation {
        figure,
        label,
        style: read_style(ctx, &mut fields),
        extra: fields.extra(),
    })
}

/// What `is_radius` takes.
const RADII: &str = "1 to 5,000,000";

const KINDS: &str = "arrow, circle, polygon, text or highlight";

/// A member without which the annotation cannot be drawn.
fn needed<'p, T>(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'p, '_>,
    name: &'p str,
    read: impl FnOnce(&mut Context<'_>, &Spot<'_, '_>) -> Option<T>,
) -> Option<T> {
    if fields.present(name).is_none() {
        let message = format!("the annotation has no “{name}”");
        ctx.report(fields.spot, ProblemCode::MissingMember, message, "");
    }
    fields.value(name, |at| read(ctx, at))
}

/// What stands for the usual anyway stays in `extra`, and so is written back.
fn read_style(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> Style {
    let tones = "accent, red, blue, green or neutral";
    let tone = fields.value("tone", |at| {
        read_word(ctx, at, "tone", Tone::parse, tones).filter(|tone| *tone != Tone::default())
    });
    let line = fields.value("line", |at| {
        let line = read_word(ctx, at, "kind of line", Line::parse, "solid or dashed");
        line.filter(|line| *line != Line::default())
    });
    let width = fields.value("width", |at| {
        let width = read_word(ctx, at, "width", Width::parse, "thin, medium or bold");
        width.filter(|width| *width != Width::default())
    });
    Style {
        tone: tone.unwrap_or_default(),
        line: line.unwrap_or_default(),
        width: width.unwrap_or_default(),
    }
}

/// A word of a list; any other is reported.
fn read_word<T>(
    ctx: &mut Context<'_>,
    at: &Spot<'_, '_>,
    what: &str,
    parse: impl Fn(&str) -> Option<T>,
    hint: &str,
) -> Option<T> {
    let text = read_text(ctx, at)?;
    let word = parse(&text);
    if word.is_none() {
        let message = format!("“{text}” is no {what}");
        ctx.report(at, ProblemCode::BadValue, message, hint);
    }
    word
}

fn read_label(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<String> {
    let text = read_text(ctx, at)?;
    if text.chars().count() > LABEL_MAX || text.chars().any(char::is_control) {
        let message = format!("a label is one line of at most {LABEL_MAX} letters");
        let hint = "what is longer is said in the narration";
        ctx.report(at, ProblemCode::BadValue, message, hint);
        return None;
    }
    if text.trim().is_empty() {
        // It says nothing, and is written back as it is.
        return None;
    }
    Some(text)
}

fn read_position(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<LatLon> {
    let hint = "a place is [longitude, latitude] in degrees, within ±180 and ±90";
    let parsed: Result<[f64; 2], _> = serde_json::from_str(at.value.raw());
    let Ok([lon, lat]) = parsed else {
        let message = "expected a longitude and a latitude";
        ctx.report(at, ProblemCode::BadCoordinate, message, hint);
        return None;
    };
    let place = LatLon::new(lat, lon);
    if place.is_none() {
        let message = format!("there is no place at longitude {lon}, latitude {lat}");
        ctx.report(at, ProblemCode::BadCoordinate, message, hint);
    }
    place
}

fn read_radius(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<f64> {
    let radius_m = at.value.number().filter(|metres| is_radius(*metres));
    if radius_m.is_none() {
        let message = format!("a radius is {RADII} metres");
        ctx.report(at, ProblemCode::BadValue, message, "");
    }
    radius_m
}

fn read_radii(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<[f64; 2]> {
    let parsed: Option<[f64; 2]> = serde_json::from_str(at.value.raw()).ok();
    let radii_m = parsed.filter(|radii| radii.iter().all(|metres| is_radius(*metres)));
    if radii_m.is_none() {
        let message =
            format!("expected two radii, to the east and to the north, of {RADII} metres");
        ctx.report(at, ProblemCode::BadValue, message, "");
    }
    radii_m
}

fn read_ring(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Ring> {
    let Some(items) = at.value.items() else {
        ctx.wrong_type(at, "a list");
        return None;
    };
    if !(3..=CORNERS_MAX).contains(&items.len()) {
        let message = format!(
            "a polygon has three corners or more, up to {CORNERS_MAX}; this has {}",
            items.len()
        );
        let hint = "its first corner is not repeated at the end";
        ctx.report(at, ProblemCode::BadGeometry, message, hint);
        return None;
    }
    let corners = items.into_iter().enumerate();
    let corners = corners.map(|(idx, value)| read_position(ctx, &at.item(idx, value)));
    Ring::new(corners.collect::<Option<_>>()?)
}
