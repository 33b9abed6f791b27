//! The member `strabo` of a collection: what GeoJSON has no word for.

use std::collections::{HashMap, HashSet};

use crate::io::import::context::{Context, Spot, Target};
use crate::io::import::fields::{Fields, read_text};
use crate::io::import::scene::read_scene;
use crate::model::collection::{Category, Collection, Handling};
use crate::model::event::CategoryId;
use crate::model::problem::ProblemCode;
use crate::model::source::{Capture, Reliability, Source, SourceId};
use crate::model::time::{Timestamp, Zone, parse_edtf};

/// The version of the format that this program writes.
const FORMAT_VERSION: f64 = 1.0;

/// The one rule for the network that a collection can make.
const FORBIDDEN: &str = "forbidden";

/// Reads the header into a collection that has no events yet.
pub(super) fn read_header(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Collection {
    let mut collection = Collection {
        own_format: true,
        ..Collection::default()
    };
    let Some(mut fields) = Fields::open(ctx, at) else {
        return collection;
    };
    read_version(ctx, &mut fields);
    collection.zone = read_zone(ctx, &mut fields);
    ctx.zone = collection.zone();
    collection.title = fields.text(ctx, "title");
    collection.summary = fields.text(ctx, "summary");
    collection.handling = fields.present("handling").and_then(|at| {
        let handling = read_handling(ctx, &at)?;
        fields.take("handling");
        Some(handling)
    });
    collection.network_forbidden = read_network(ctx, &mut fields);
    let mut seen = HashSet::new();
    collection.categories = fields.list(ctx, "categories", |ctx, at| {
        let category = read_category(ctx, at)?;
        report_duplicate(ctx, at, &mut seen, &category.id.0, "category");
        Some(category)
    });
    ctx.categories = seen;
    let mut seen = HashSet::new();
    collection.sources = fields.list(ctx, "sources", |ctx, at| {
        let source = read_source(ctx, at)?;
        report_duplicate(ctx, at, &mut seen, &source.id.0, "source");
        Some(source)
    });
    ctx.sources = seen;
    if let Some(at) = fields.present("sources") {
        report_circles(ctx, &at, &collection.sources);
    }
    let mut seen = HashSet::new();
    collection.scenes = fields.list(ctx, "scenes", |ctx, at| {
        let scene = read_scene(ctx, at)?;
        if let Some(id) = &scene.id {
            report_duplicate(ctx, at, &mut seen, id, "scene");
        }
        Some(scene)
    });
    collection.extra = fields.extra();
    collection
}

/// Only version 1 is left out of `extra`: any other is written back as it was.
fn read_version(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) {
    let Some(at) = fields.present("version") else {
        let message = "“strabo” does not say which version of the format it is in";
        let hint = "add \"version\": 1";
        ctx.report(fields.spot, ProblemCode::MissingMember, message, hint);
        return;
    };
    match at.value.number() {
        Some(FORMAT_VERSION) => fields.take("version"),
        Some(version) => {
            let message = format!(
                "version {version} of the format; this program knows version {FORMAT_VERSION} and shows what it understands"
            );
            let hint = "what it does not understand is kept as it is";
            ctx.report(&at, ProblemCode::UnsupportedVersion, message, hint);
        }
        None => ctx.wrong_type(&at, "a number"),
    }
}

fn read_zone(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> Option<Zone> {
    fields.value("zone", |at| {
        let name = read_text(ctx, at)?;
        // The name has to be the zone's own spelling: it is written back from the zone.
        let zone = Zone::from_name(&name).filter(|zone| zone.name() == name);
        if zone.is_none() {
            let message =
                format!("“{name}” is no time zone; times without an offset are read as UTC");
            let hint = "use an IANA name such as Asia/Damascus";
            ctx.report(at, ProblemCode::BadZone, message, hint);
        }
        zone
    })
}

/// Whether all network is forbidden. A word that is not known is reported, stays as written, and forbids too:
/// whoever wrote it wanted less than everything.
fn read_network(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> bool {
    let Some(at) = fields.present("network") else {
        return false;
    };
    let hint = "write \"network\": \"forbidden\", or leave it away";
    match at.value.text().as_deref() {
        Some(FORBIDDEN) => fields.take("network"),
        Some(word) => {
            let message = format!("“{word}” is no rule for the network; all of it is forbidden");
            ctx.report(&at, ProblemCode::BadValue, message, hint);
        }
        None => {
            let message = "the rule for the network is no text; all of it is forbidden";
            ctx.report(&at, ProblemCode::BadValue, message, hint);
        }
    }
    true
}

fn read_handling(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Handling> {
    let mut fields = Fields::open(ctx, at)?;
    Some(Handling {
        text: fields.needed_text(ctx, "text", "the handling caveat"),
        color: read_color(ctx, &mut fields),
        extra: fields.extra(),
    })
}

fn read_color(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> Option<String> {
    fields.value("color", |at| {
        let color = read_text(ctx, at)?;
        let is_color = color.strip_prefix('#').is_some_and(|digits| {
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        if !is_color {
            let message = format!("“{color}” is no color");
            ctx.report(
                at,
                ProblemCode::BadValue,
                message,
                "write #rrggbb, such as #d1495b",
            );
        }
        is_color.then_some(color)
    })
}

fn read_category(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Category> {
    let mut fields = Fields::open(ctx, at)?;
    let id = fields.needed_text(ctx, "id", "the category");
    Some(Category {
        label: fields.text(ctx, "label").unwrap_or_else(|| id.clone()),
        id: CategoryId(id),
        symbol: fields.text(ctx, "symbol"),
        color: read_color(ctx, &mut fields),
        extra: fields.extra(),
    })
}

fn read_source(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Source> {
    let mut fields = Fields::open(ctx, at)?;
    Some(Source {
        id: SourceId(fields.needed_text(ctx, "id", "the source")),
        title: fields.needed_text(ctx, "title", "the source"),
        publisher: fields.text(ctx, "publisher"),
        authors: fields.texts(ctx, "authors"),
        kind: fields.text(ctx, "kind"),
        published: read_edtf_text(ctx, &mut fields, "published"),
        accessed: read_edtf_text(ctx, &mut fields, "accessed"),
        url: fields.text(ctx, "url"),
        archive_url: fields.text(ctx, "archive_url"),
        language: fields.text(ctx, "language"),
        reliability: fields.value("reliability", |at| {
            let text = read_text(ctx, at)?;
            let grade = Reliability::parse(&text);
            if grade.is_none() {
                let message = format!("“{text}” is no grade of reliability");
                let hint = "the Admiralty code has the letters A to F";
                ctx.report(at, ProblemCode::BadValue, message, hint);
            }
            grade
        }),
        origin: fields.value("origin", |at| {
            let id = read_text(ctx, at)?;
            ctx.refer(at, Target::Source, id.clone());
            Some(SourceId(id))
        }),
        captures: fields.list(ctx, "captures", read_capture),
        extra: fields.extra(),
    })
}

fn read_capture(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<Capture> {
    let mut fields = Fields::open(ctx, at)?;
    Some(Capture {
        file: fields.needed_text(ctx, "file", "the stored copy"),
        sha256: read_sha256(ctx, &mut fields),
        captured: read_edtf_text(ctx, &mut fields, "captured"),
        by: fields.text(ctx, "by"),
        extra: fields.extra(),
    })
}

/// A SHA-256; one that cannot be any is reported, and stays in `extra`.
pub(super) fn read_sha256(ctx: &mut Context<'_>, fields: &mut Fields<'_, '_>) -> Option<String> {
    const DIGITS: usize = 64;
    fields.value("sha256", |at| {
        let text = read_text(ctx, at)?;
        let is_hash = text.len() == DIGITS && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hash {
            let message = "a SHA-256 has 64 hexadecimal digits";
            ctx.report(
                at,
                ProblemCode::BadValue,
                message,
                "`sha256sum FILE` prints it",
            );
        }
        is_hash.then_some(text)
    })
}

/// A date that is only shown: one that cannot be read is reported, and shown all the same.
pub(super) fn read_edtf_text<'p>(
    ctx: &mut Context<'_>,
    fields: &mut Fields<'p, '_>,
    name: &'p str,
) -> Option<String> {
    fields.value(name, |at| {
        let text = read_text(ctx, at)?;
        if Timestamp::parse_rfc3339(&text).is_none()
            && let Err(error) = parse_edtf(&text)
        {
            let message = format!("the date “{text}” cannot be read: {error}");
            let hint = "write EDTF such as 2016-12-16, 2016-12 or 2016-12-16~";
            ctx.report(at, ProblemCode::BadTime, message, hint);
        }
        Some(text)
    })
}

/// Reports an id that stands twice; the first one counts.
fn report_duplicate(
    ctx: &mut Context<'_>,
    at: &Spot<'_, '_>,
    seen: &mut HashSet<String>,
    id: &str,
    what: &str,
) {
    if id.is_empty() || seen.insert(id.to_owned()) {
        return;
    }
    let value = at.value.member("id").unwrap_or(at.value);
    let message = format!("another {what} has the id “{id}” already");
    let hint = "ids are unique; the first one counts";
    ctx.report(
        &at.member("id", value),
        ProblemCode::DuplicateId,
        message,
        hint,
    );
}

/// Reports a source that, through the sources it repeats, repeats itself.
fn report_circles(ctx: &mut Context<'_>, at: &Spot<'_, '_>, sources: &[Source]) {
    let origins: HashMap<&str, &str> = sources
        .iter()
        .filter_map(|source| Some((source.id.0.as_str(), source.origin.as_ref()?.0.as_str())))
        .collect();
    let mut judged: HashSet<&str> = HashSet::new();
    for source in sources {
        let mut chain: HashSet<&str> = HashSet::new();
        let mut id = source.id.0.as_str();
        while let Some(origin) = origins.get(id)
            && !judged.contains(id)
        {
            if !chain.insert(id) {
                let message =
                    format!("the source “{id}” repeats itself: its “origin” leads back to it");
                ctx.report(
                    at,
                    ProblemCode::BadValue,
                    message,
                    "one of them is the first to say it",
                );
                break;
            }
            id = origin;
        }
        judged.extend(chain);
    }
}
