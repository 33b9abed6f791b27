//! Scenes: the words of a briefing, and the view that goes with each.

use std::collections::{BTreeMap, BTreeSet};

use crate::io::import::annotation::read_annotations;
use crate::io::import::context::{Context, Spot, Target};
use crate::io::import::fields::{Fields, read_text};
use crate::model::briefing::{Scene, SceneFilter, SceneWindow};
use crate::model::clock::Clock;
use crate::model::event::{CategoryId, EventId};
use crate::model::filter::{CertaintyFilter, NumberRange};
use crate::model::place::{Bounds, LatLon, PrecisionClass, Ring};
use crate::model::problem::ProblemCode;
use crate::model::source::Reliability;
use crate::model::time::window_of;
use crate::model::view::{Camera, WindowMode};

/// How a scene may be entered.
const ENTER: [&str; 3] = ["cut", "fly", "play"];

pub(super) fn read_scene(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Scene> {
    let mut fields = Fields::open(ctx, at)?;
    let (annotations, unread_annotations) = read_annotations(ctx, &mut fields);
    Some(Scene {
        annotations,
        unread_annotations,
        id: fields.text(ctx, "id"),
        heading: fields.text(ctx, "heading").unwrap_or_default(),
        narration: fields.text(ctx, "narration"),
        notes: fields.text(ctx, "notes"),
        camera: fields.value("camera", |at| read_camera(ctx, at)),
        window: fields.value("window", |at| read_window(ctx, at)),
        filter: fields.value("filter", |at| read_filter(ctx, at)),
        selection: fields.value("selection", |at| {
            let id = read_text(ctx, at)?;
            ctx.refer(at, Target::Event, id.clone());
            Some(EventId(id))
        }),
        enter: fields.value("enter", |at| {
            let text = read_text(ctx, at)?;
            if !ENTER.contains(&text.as_str()) {
                let message = format!("“{text}” is no way to enter a scene");
                ctx.report(at, ProblemCode::BadValue, message, "cut, fly or play");
            }
            Some(text)
        }),
        seconds: fields.value("seconds", |at| {
            let seconds = at.value.number().filter(|seconds| *seconds > 0.0);
            if seconds.is_none() {
                let message = "“seconds” is how long playing takes: a number above zero";
                ctx.report(at, ProblemCode::BadValue, message, "");
            }
            seconds
        }),
        extra: fields.extra(),
    })
}

/// A camera; one that cannot be is reported, and stays in `extra`.
fn read_camera(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Camera> {
    let mut fields = Fields::open(ctx, at)?;
    let mut part = |name| {
        if fields.present(name).is_none() {
            let message = format!("the camera has no “{name}”");
            ctx.report(at, ProblemCode::MissingMember, message, "");
        }
        fields.number(ctx, name)
    };
    let (lat, lon, zoom) = (part("lat"), part("lon"), part("zoom"));
    let center = LatLon::new(lat?, lon?);
    if center.is_none() {
        let message = "the camera looks at no place on Earth";
        let hint = "latitude is within ±90, longitude within ±180";
        ctx.report(at, ProblemCode::BadCoordinate, message, hint);
    }
    Some(Camera {
        center: center?,
        zoom: zoom?,
    })
}

fn read_window(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<SceneWindow> {
    let mut fields = Fields::open(ctx, at)?;
    let window = SceneWindow {
        from: fields.text(ctx, "from"),
        to: fields.text(ctx, "to"),
        mode: fields.value("mode", |at| {
            let text = read_text(ctx, at)?;
            let mode = WindowMode::parse(&text);
            if mode.is_none() {
                let message = format!("“{text}” is no mode of the window");
                ctx.report(
                    at,
                    ProblemCode::BadValue,
                    message,
                    "instant, moving or cumulative",
                );
            }
            mode
        }),
        clock: fields.value("clock", |at| {
            let text = read_text(ctx, at)?;
            let clock = Clock::parse(&text);
            if clock.is_none() {
                let message = format!("“{text}” is no clock");
                ctx.report(
                    at,
                    ProblemCode::BadValue,
                    message,
                    "happened, reported or captured",
                );
            }
            clock
        }),
        extra: fields.extra(),
    };
    if let Err(error) = window_of(window.from.as_deref(), window.to.as_deref(), ctx.zone) {
        let message = format!("the window cannot be read: {error}");
        let hint = "“from” and “to” are EDTF, such as 2016-12-11";
        ctx.report(at, ProblemCode::BadTime, message, hint);
    }
    Some(window)
}

fn read_filter(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<SceneFilter> {
    let mut fields = Fields::open(ctx, at)?;
    let categories = fields.list(ctx, "categories", |ctx, at| {
        let id = read_text(ctx, at)?;
        ctx.refer(at, Target::Category, id.clone());
        Some(CategoryId(id))
    });
    let actors = fields.texts(ctx, "actors");
    let sources = fields.list(ctx, "sources", |ctx, at| {
        let id = read_text(ctx, at)?;
        ctx.refer(at, Target::Source, id.clone());
        Some(id)
    });
    let tags = fields.texts(ctx, "tags");
    let precisions = read_set(
        ctx,
        &mut fields,
        "precisions",
        "a precision",
        PrecisionClass::parse,
    );
    let reliabilities = read_set(
        ctx,
        &mut fields,
        "reliabilities",
        "a grade of reliability",
        Reliability::parse,
    );
    let measures = part(
        ctx,
        &mut fields,
        "measures",
        "ranges by the name of a measure, such as { \"killed\": [1, null] }",
        read_measures,
    );
    let bounds = part(
        ctx,
        &mut fields,
        "bounds",
        "a box: west, south, east, north",
        read_bounds,
    );
    let lasso = part(
        ctx,
        &mut fields,
        "lasso",
        "three corners or more, each longitude and latitude",
        read_lasso,
    );
    let text = fields.text(ctx, "text");
    let certainty = fields.value("certainty", |at| {
        let text = read_text(ctx, at)?;
        let certainty = certainty_of(&text);
        if certainty.is_none() {
            let message = format!("“{text}” is no certainty");
            ctx.report(
                at,
                ProblemCode::BadValue,
                message,
                "certain, possible or possible_only",
            );
        }
        // What is the default anyway stays in `extra`, and so is written back.
        certainty.filter(|certainty| *certainty != CertaintyFilter::default())
    });
    Some(SceneFilter {
        categories: categories.into_iter().collect(),
        actors: actors.into_iter().collect(),
        sources: sources.into_iter().collect(),
        tags: tags.into_iter().collect(),
        precisions,
        reliabilities,
        measures: measures.unwrap_or_default(),
        bounds,
        lasso,
        text,
        certainty: certainty.unwrap_or_default(),
        extra: fields.extra(),
    })
}

/// `possible` takes in what is certain, as the format has it.
fn certainty_of(text: &str) -> Option<CertaintyFilter> {
    Some(match text {
        "possible" => CertaintyFilter::Both,
        "certain" => CertaintyFilter::CertainOnly,
        "possible_only" => CertaintyFilter::PossibleOnly,
        _ => return None,
    })
}

/// A list of words that all mean something; else it is reported, and stays in `extra`.
fn read_set<'p, T: Ord>(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'p, '_>,
    name: &'p str,
    what: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> BTreeSet<T> {
    let list = fields.list(ctx, name, |ctx, at| {
        let text = read_text(ctx, at)?;
        let item = parse(&text);
        if item.is_none() {
            let message = format!("“{text}” is not {what}");
            ctx.report(at, ProblemCode::BadValue, message, "");
        }
        item
    });
    list.into_iter().collect()
}

/// A part of a filter; one that cannot be is reported, and stays in `extra`.
fn part<'p, T>(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'p, '_>,
    name: &'p str,
    is: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    fields.value(name, |at| {
        let part = read(at.value.raw());
        if part.is_none() {
            let message = format!("“{name}” cannot be read");
            ctx.report(at, ProblemCode::BadValue, message, &format!("it is {is}"));
        }
        part
    })
}

fn read_measures(raw: &str) -> Option<BTreeMap<String, NumberRange>> {
    let ranges: BTreeMap<String, (Option<f64>, Option<f64>)> = serde_json::from_str(raw).ok()?;
    // An empty one asks for nothing, and stays as it is written.
    (!ranges.is_empty()).then_some(())?;
    let range = |(min, max): (Option<f64>, Option<f64>)| NumberRange {
        min: min.unwrap_or(f64::NEG_INFINITY),
        max: max.unwrap_or(f64::INFINITY),
    };
    Some(
        ranges
            .into_iter()
            .map(|(name, ends)| (name, range(ends)))
            .collect(),
    )
}

fn read_bounds(raw: &str) -> Option<Bounds> {
    let [west, south, east, north]: [f64; 4] = serde_json::from_str(raw).ok()?;
    LatLon::new(south, west)?;
    LatLon::new(north, east)?;
    (south <= north).then_some(Bounds {
        west,
        south,
        east,
        north,
    })
}

fn read_lasso(raw: &str) -> Option<Ring> {
    let corners: Vec<(f64, f64)> = serde_json::from_str(raw).ok()?;
    let corner = |(lon, lat): (f64, f64)| LatLon::new(lat, lon);
    Ring::new(corners.into_iter().map(corner).collect::<Option<_>>()?)
}
