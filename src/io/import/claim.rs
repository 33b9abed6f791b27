//! What an event's claims say: when, where, who and how many, each with what backs it.

use crate::io::import::context::{Context, Spot};
use crate::io::import::fields::{Fields, read_text};
use crate::io::import::geometry::{Shape, read_geometry};
use crate::io::json::Kind;
use crate::model::claim::Claim;
use crate::model::event::{Actor, Measure, When};
use crate::model::place::Place;
use crate::model::problem::ProblemCode;
use crate::model::time::{EventTime, Timestamp, read_edtf};

/// Where the rules of EDTF are, for whoever has to mend a date.
const EDTF_HINT: &str = "write EDTF such as 2016-12-11, 2016-12, 2016-12-11/2016-12-13 or 2016-12-15T14:00:00Z; \
    for other moments give “earliest” and “latest”";

const RFC3339_HINT: &str = "write a moment with its offset, such as 2016-12-15T14:00:00+02:00";

/// A time claim: EDTF, or an object that holds it or explicit bounds.
pub(super) fn read_when(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Claim<When>> {
    match at.value.kind() {
        Kind::Text => {
            let text = read_text(ctx, at)?;
            let time = edtf_time(ctx, at, &text)?;
            Some(Claim::bare(When {
                edtf: Some(text),
                earliest: None,
                latest: None,
                time,
            }))
        }
        Kind::Object => read_when_object(ctx, at),
        other => {
            let message = format!("expected a time, found {}", other.label());
            ctx.reject(at, ProblemCode::WrongType, message, EDTF_HINT);
            None
        }
    }
}

fn read_when_object(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Claim<When>> {
    let mut fields = Fields::open(ctx, at)?;
    let cites = fields.cites(ctx);
    let as_written = fields.text(ctx, "as_written");
    let adopted = fields.flag(ctx, "adopted");

    let rejections = ctx.rejections;
    let edtf = read_time_text(ctx, &mut fields, "edtf");
    let earliest = read_time_text(ctx, &mut fields, "earliest");
    let latest = read_time_text(ctx, &mut fields, "latest");
    if edtf.is_none() && earliest.is_none() && latest.is_none() {
        if ctx.rejections == rejections {
            let message =
                "the claim says nothing of the time: it has no “edtf”, “earliest” or “latest”";
            ctx.report(
                at,
                ProblemCode::MissingMember,
                message,
                "the event counts as undated",
            );
        }
        return None;
    }
    let time = match (&edtf, fields.present("edtf")) {
        (Some(text), Some(at)) => edtf_time(ctx, &at, text)?,
        _ => EventTime::within(Timestamp::NEG_INFINITY, Timestamp::POS_INFINITY),
    };
    let low = bound(ctx, &fields, "earliest", earliest.as_deref());
    let high = bound(ctx, &fields, "latest", latest.as_deref());
    let time = time.with_outer(low, high);
    if time.start_min > time.end_max {
        let message = "its earliest moment is after its latest";
        ctx.reject(at, ProblemCode::BadTime, message, "");
        return None;
    }
    Some(Claim {
        value: When {
            edtf,
            earliest,
            latest,
            time,
        },
        as_written,
        cites,
        adopted,
        extra: fields.extra(),
    })
}

/// A text that says when: of any other kind it rejects the feature, lest the event pass for undated.
fn read_time_text<'p>(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'p, '_>,
    name: &'p str,
) -> Option<String> {
    fields.value(name, |at| {
        let text = at.value.text();
        if text.is_none() {
            let message = format!("expected a text, found {}", at.value.kind().label());
            ctx.reject(at, ProblemCode::WrongType, message, EDTF_HINT);
        }
        text
    })
}

fn edtf_time(ctx: &mut Context<'_>, at: &Spot<'_, '_>, text: &str) -> Option<EventTime> {
    match read_edtf(text, ctx.zone) {
        Ok(time) => Some(time),
        Err(error) => {
            let message = format!("the time “{text}” cannot be read: {error}");
            ctx.reject(at, ProblemCode::BadTime, message, EDTF_HINT);
            None
        }
    }
}

/// An explicit bound; a bad one is `None` too, and rejects the feature.
fn bound<'p>(
    ctx: &mut Context<'_>,
    fields: &Fields<'p, '_>,
    name: &'p str,
    text: Option<&str>,
) -> Option<Timestamp> {
    let (text, at) = (text?, fields.present(name)?);
    let moment = Timestamp::parse_rfc3339(text);
    if moment.is_none() {
        let message = format!("“{text}” is not a moment in RFC 3339");
        ctx.reject(&at, ProblemCode::BadTime, message, RFC3339_HINT);
    }
    moment
}

/// A place claim: a name, or an object.
pub(super) fn read_where(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Claim<Place>> {
    if at.value.kind() == Kind::Text {
        return Some(Claim::bare(Place {
            name: Some(read_text(ctx, at)?),
            ..Place::default()
        }));
    }
    let mut fields = Fields::open(ctx, at)?;
    let mut raw_geometry = None;
    let geometry = fields.value("geometry", |at| {
        let shape = read_geometry(ctx, at)?;
        raw_geometry = Some(at.value.raw().to_owned());
        Some(shape)
    });
    let value = Place {
        name: fields.text(ctx, "name"),
        precision_m: read_precision(ctx, &mut fields),
        geometry: match geometry {
            Some(Shape::Geometry(geometry)) => Some(geometry),
            Some(Shape::Nowhere) | None => None,
        },
        raw_geometry,
    };
    Some(finish(ctx, fields, value))
}

fn read_precision(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> Option<f64> {
    let at = fields.present("precision_m")?;
    if at.value.number().is_some_and(|radius_m| radius_m < 0.0) {
        let message = format!("a radius of {} metres is less than nothing", at.value.raw());
        ctx.report(
            &at,
            ProblemCode::BadValue,
            message,
            "the precision counts as unknown",
        );
        return None;
    }
    fields.number(ctx, "precision_m")
}

/// Somebody who took part: a name, or an object.
pub(super) fn read_actor(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Claim<Actor>> {
    if at.value.kind() == Kind::Text {
        return Some(Claim::bare(Actor {
            name: read_text(ctx, at)?,
            role: None,
        }));
    }
    let mut fields = Fields::open(ctx, at)?;
    let value = Actor {
        name: fields.needed_text(ctx, "name", "the actor"),
        role: fields.text(ctx, "role"),
    };
    Some(finish(ctx, fields, value))
}

/// A number that is reported.
pub(super) fn read_measure(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Claim<Measure>> {
    let mut fields = Fields::open(ctx, at)?;
    let name = fields.needed_text(ctx, "name", "the measure");
    let written_as_best = fields.present("value").is_none() && fields.present("best").is_some();
    let value = fields.number(ctx, if written_as_best { "best" } else { "value" });
    let low = fields.number(ctx, "low");
    let high = fields.number(ctx, "high");
    if value.is_none() && low.is_none() && high.is_none() {
        let message = "the measure has no number";
        ctx.report(
            at,
            ProblemCode::MissingMember,
            message,
            "give “value”, or “low”, “best” and “high”",
        );
    }
    let in_order = [low, value, high]
        .into_iter()
        .flatten()
        .is_sorted_by(|a, b| a <= b);
    if !in_order {
        let message = "the numbers are not in order: low, best (or value), high";
        ctx.report(at, ProblemCode::BadValue, message, "");
    }
    let measure = Measure {
        name,
        value,
        low,
        high,
        written_as_best,
    };
    Some(finish(ctx, fields, measure))
}

/// What all claims have in common.
fn finish<T>(ctx: &mut Context<'_>, mut fields: Fields<'_, '_>, value: T) -> Claim<T> {
    Claim {
        value,
        as_written: fields.text(ctx, "as_written"),
        cites: fields.cites(ctx),
        adopted: fields.flag(ctx, "adopted"),
        extra: fields.extra(),
    }
}
