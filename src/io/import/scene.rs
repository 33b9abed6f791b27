//! Scenes: the words of a briefing, and the view that goes with each.

use crate::io::import::context::{Context, Spot, Target};
use crate::io::import::fields::{Fields, read_text};
use crate::model::briefing::{Scene, SceneFilter, SceneWindow};
use crate::model::clock::Clock;
use crate::model::event::{CategoryId, EventId};
use crate::model::filter::CertaintyFilter;
use crate::model::place::LatLon;
use crate::model::problem::ProblemCode;
use crate::model::time::window_of;
use crate::model::view::{Camera, WindowMode};

/// How a scene may be entered.
const ENTER: [&str; 3] = ["cut", "fly", "play"];

pub(super) fn read_scene(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Scene> {
    let mut fields = Fields::open(ctx, at)?;
    Some(Scene {
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
