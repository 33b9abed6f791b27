//! One feature: an event.
//!
//! A feature that cannot be read as an event is rejected whole and explained; the rest of the file loads.

use crate::io::import::claim::{read_actor, read_measure, read_when, read_where};
use crate::io::import::context::{Context, Spot, Target};
use crate::io::import::fields::{Fields, read_text};
use crate::io::import::geometry::{Shape, read_geometry};
use crate::io::import::header::{read_edtf_text, read_sha256};
use crate::io::import::plain;
use crate::io::json::Kind;
use crate::model::event::{CategoryId, Event, EventId, Link, LinkKind, Media};
use crate::model::problem::ProblemCode;
use crate::model::source::{Credibility, Quote, QuoteId, SourceId};

/// The title of an event that has none. It is not written.
pub const UNTITLED: &str = "Untitled";

/// Whose vocabulary the properties are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// The collection format's.
    Own,
    /// Anybody's.
    Plain,
}

/// Reads a feature; one without an id comes back with an empty one.
/// `None`: rejected, and explained in `ctx`.
pub(super) fn read_feature(
    ctx: &mut Context<'_>,
    at: &Spot<'_, '_>,
    vocabulary: Vocabulary,
) -> Option<Event> {
    let rejections = ctx.rejections;
    let references = ctx.references.len();
    ctx.own_quotes.clear();
    let event = read_event(ctx, at, vocabulary);
    let event = event.filter(|_| ctx.rejections == rejections);
    if event.is_none() {
        // What a rejected feature points to is of no concern any more.
        ctx.references.truncate(references);
    }
    event
}

fn read_event(ctx: &mut Context<'_>, at: &Spot<'_, '_>, vocabulary: Vocabulary) -> Option<Event> {
    let Some(mut fields) = Fields::open(ctx, at) else {
        ctx.reject_for_last();
        return None;
    };
    check_type(ctx, &fields);
    fields.take("type");

    let mut event = empty_event();
    event.written.id = read_id(ctx, &mut fields, &mut event.id);
    match fields.find("geometry") {
        Some(value) if value.kind() != Kind::Null => {
            event.written.geometry = Some(value.raw().to_owned());
            if let Shape::Geometry(geometry) = read_geometry(ctx, &at.member("geometry", value))? {
                event.geometry = Some(geometry);
            }
        }
        Some(_) => {}
        None => {
            let message = "the feature has no “geometry”";
            let hint = "null stands for an event that is not located";
            ctx.report(at, ProblemCode::MissingMember, message, hint);
        }
    }
    fields.take("geometry");

    if let Some(properties) = fields.find("properties") {
        let at = at.member("properties", properties);
        event.written.plain_properties = match vocabulary {
            Vocabulary::Plain => Some(properties.raw().to_owned()),
            Vocabulary::Own => None,
        };
        if properties.kind() != Kind::Null {
            let Some(fields) = Fields::open(ctx, &at) else {
                ctx.reject_for_last();
                return None;
            };
            match vocabulary {
                Vocabulary::Own => read_properties(ctx, fields, &mut event),
                Vocabulary::Plain => plain::read_properties(ctx, &fields, &mut event),
            }
        }
    }
    fields.take("properties");
    event.written.extra = fields.extra();
    Some(event)
}

fn empty_event() -> Event {
    Event::new(EventId(String::new()), UNTITLED.to_owned())
}

/// An event that is nothing but a place: a geometry that is a document of its own.
pub(super) fn bare_geometry(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Event> {
    let shape = read_geometry(ctx, at)?;
    let mut event = empty_event();
    event.written.geometry = Some(at.value.raw().to_owned());
    if let Shape::Geometry(geometry) = shape {
        event.geometry = Some(geometry);
    }
    Some(event)
}

fn check_type(ctx: &mut Context<'_>, fields: &Fields<'_, '_>) {
    let hint = "every item of “features” is an object with \"type\": \"Feature\"";
    match fields.present("type") {
        None => {
            let message = "the feature has no “type”";
            ctx.reject(fields.spot, ProblemCode::MissingMember, message, hint);
        }
        Some(at) if at.value.text().as_deref() != Some("Feature") => {
            let message = format!("expected the type “Feature”, found {}", at.value.raw());
            ctx.reject(&at, ProblemCode::NotGeoJson, message, hint);
        }
        Some(_) => {}
    }
}

/// The id as it is written: a text or a number, as RFC 7946 has it. Any other is no id, and kept.
fn read_id(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>, id: &mut EventId) -> Option<String> {
    fields.value("id", |at| {
        let text = match at.value.kind() {
            Kind::Number => Some(at.value.raw().to_owned()),
            Kind::Text => at.value.text(),
            _ => None,
        };
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            let message = "an id is a text that is not empty, or a number; another is made up";
            ctx.report(at, ProblemCode::WrongType, message, "");
            return None;
        };
        id.0 = text;
        Some(at.value.raw().to_owned())
    })
}

fn read_properties(ctx: &mut Context<'_>, mut fields: Fields<'_, '_>, event: &mut Event) {
    // First the quotes: the claims cite them.
    event.quotes = fields.list(ctx, "quotes", read_quote);
    // A title that reads as the stand-in stays in `extra`, and so is written back.
    if let Some(title) = fields.value("title", |at| {
        read_text(ctx, at).filter(|title| title != UNTITLED)
    }) {
        event.title = title;
    }
    event.summary = fields.text(ctx, "summary");
    event.category = fields.value("category", |at| {
        let id = read_text(ctx, at)?;
        ctx.refer(at, Target::Category, id.clone());
        Some(CategoryId(id))
    });
    event.tags = fields.texts(ctx, "tags");
    event.when = fields.one_or_list(ctx, "when", read_when);
    event.places = fields.one_or_list(ctx, "where", read_where);
    event.actors = fields.list(ctx, "actors", read_actor);
    event.measures = fields.list(ctx, "measures", read_measure);
    event.links = fields.list(ctx, "links", read_link);
    event.media = fields.list(ctx, "media", read_media);
    event.extra = fields.extra();
}

fn read_quote(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Quote> {
    let mut fields = Fields::open(ctx, at)?;
    let id = fields.needed_text(ctx, "id", "the quote");
    if !id.is_empty() && !ctx.own_quotes.insert(id.clone()) {
        report_duplicate_quote(ctx, at, &id);
    }
    Some(Quote {
        id: QuoteId(id),
        source: read_quote_source(ctx, &mut fields),
        // Without words it names a source, and no more.
        text: match fields.present("text") {
            Some(_) => fields.needed_text(ctx, "text", "the quote"),
            None => String::new(),
        },
        speaker: fields.text(ctx, "speaker"),
        role: fields.text(ctx, "role"),
        said: read_edtf_text(ctx, &mut fields, "said"),
        language: fields.text(ctx, "language"),
        translation: fields.text(ctx, "translation"),
        credibility: fields.value("credibility", |at| {
            let grade: Option<u64> = at.value.raw().parse().ok();
            let grade = grade.and_then(Credibility::new);
            if grade.is_none() {
                let message = format!("{} is no grade of credibility", at.value.raw());
                let hint = "the Admiralty code has the numbers 1 to 6";
                ctx.report(at, ProblemCode::BadValue, message, hint);
            }
            grade
        }),
        prefix: fields.text(ctx, "prefix"),
        suffix: fields.text(ctx, "suffix"),
        locator: fields.text(ctx, "locator"),
        extra: fields.extra(),
    })
}

/// Reports a quote whose id another one has.
pub(super) fn report_duplicate_quote(ctx: &mut Context<'_>, at: &Spot<'_, '_>, id: &str) {
    let value = at.value.member("id").unwrap_or(at.value);
    let message = format!("another quote has the id “{id}” already");
    let hint = "ids are unique in the whole collection; who cites it cannot tell which is meant";
    ctx.report(
        &at.member("id", value),
        ProblemCode::DuplicateId,
        message,
        hint,
    );
}

fn read_quote_source(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> SourceId {
    if fields.present("source").is_none() {
        let message = "the quote does not say which source it is from";
        let hint = "add “source” with the id of one of the collection's sources";
        ctx.report(fields.spot, ProblemCode::QuoteWithoutSource, message, hint);
    }
    let source = fields.value("source", |at| {
        let id = read_text(ctx, at)?;
        ctx.refer(at, Target::Source, id.clone());
        Some(id).filter(|id| !id.is_empty())
    });
    SourceId(source.unwrap_or_default())
}

fn read_link(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Link> {
    let mut fields = Fields::open(ctx, at)?;
    let to = fields.needed_text(ctx, "to", "the link");
    if let Some(at) = fields_spot(at, "to")
        && !to.is_empty()
    {
        ctx.refer(&at, Target::Event, to.clone());
    }
    Some(Link {
        to: EventId(to),
        kind: LinkKind::parse(&fields.needed_text(ctx, "kind", "the link")),
        extra: fields.extra(),
    })
}

fn fields_spot<'p, 'a>(at: &'p Spot<'p, 'a>, name: &'p str) -> Option<Spot<'p, 'a>> {
    let value = at.value.member(name)?;
    Some(at.member(name, value))
}

fn read_media(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Media> {
    let mut fields = Fields::open(ctx, at)?;
    Some(Media {
        file: fields.needed_text(ctx, "file", "the media item"),
        kind: fields.text(ctx, "kind"),
        caption: fields.text(ctx, "caption"),
        credit: fields.text(ctx, "credit"),
        sha256: read_sha256(ctx, &mut fields),
        graphic: fields.flag(ctx, "graphic"),
        extra: fields.extra(),
    })
}
