//! Events as a table: one row each, in UTF-8, for a spreadsheet or a database.
//!
//! The columns are fixed and never change their meaning; new ones go to the end. Lists are joined by `; `.
//! Of rival claims the table holds the adopted one of when and where, and every actor and measure.
//! The name of a last, empty column says what the table is a part of, so that no row and no reader has to mind it.
//! `start_min` to `end_max` are the four bounds in UTC; an open end and an undated event leave them empty.

use std::borrow::Borrow;
use std::io::Write;

use crate::io::export::About;
use crate::model::claim::adopted;
use crate::model::collection::Collection;
use crate::model::event::Event;

/// The columns.
pub const COLUMNS: [&str; 18] = [
    "id",
    "title",
    "category",
    "when",
    "start_min",
    "start_max",
    "end_min",
    "end_max",
    "place",
    "lat",
    "lon",
    "precision_m",
    "actors",
    "measures",
    "summary",
    "quotes",
    "sources",
    "tags",
];

/// What stands between the items of a list.
const BETWEEN: &str = "; ";

/// A table of some events.
pub fn write_csv(collection: &Collection, events: &[&Event]) -> Result<String, csv::Error> {
    let mut bytes = Vec::new();
    write_rows(&mut bytes, collection, events.iter().copied(), None)?;
    // Every field is a text, so this cannot fail.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// The same one event after the other, so that those of a table are never all in memory. `about` says what it is a part of.
pub fn write_rows<E: Borrow<Event>>(
    out: &mut impl Write,
    collection: &Collection,
    events: impl IntoIterator<Item = E>,
    about: Option<&About>,
) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(out);
    let about = about.map(About::line);
    let names = COLUMNS.iter().copied().chain(about.as_deref());
    writer.write_record(names)?;
    let empty = about.is_some().then(String::new);
    for event in events {
        let cells = row(collection, event.borrow());
        writer.write_record(cells.iter().chain(&empty))?;
    }
    Ok(writer.flush()?)
}

fn row(collection: &Collection, event: &Event) -> [String; COLUMNS.len()] {
    let time = event.time();
    let bound = |bound: Option<crate::model::time::Timestamp>| {
        bound
            .and_then(crate::model::time::Timestamp::to_rfc3339)
            .unwrap_or_default()
    };
    let place = event.place();
    let anchor = event.anchor();
    let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
    [
        event.id.0.clone(),
        event.title.clone(),
        event
            .category
            .as_ref()
            .map(|id| id.0.clone())
            .unwrap_or_default(),
        when_text(event),
        bound(time.map(|time| time.start_min)),
        bound(time.map(|time| time.start_max)),
        bound(time.map(|time| time.end_min)),
        bound(time.map(|time| time.end_max)),
        place
            .and_then(|claim| claim.value.name.clone())
            .unwrap_or_default(),
        number(anchor.map(|at| at.lat)),
        number(anchor.map(|at| at.lon)),
        number(event.precision_m()),
        joined(event.actors.iter().map(|claim| match &claim.value.role {
            Some(role) => format!("{} ({role})", claim.value.name),
            None => claim.value.name.clone(),
        })),
        joined(
            event
                .measures
                .iter()
                .map(|claim| format!("{}: {}", claim.value.name, claim.value.value_text())),
        ),
        event.summary.clone().unwrap_or_default(),
        joined(event.quotes.iter().map(|quote| quote.text.clone())),
        source_titles(collection, event),
        joined(event.tags.iter().cloned()),
    ]
}

/// The time as written: EDTF, else the explicit bounds.
fn when_text(event: &Event) -> String {
    let Some(claim) = adopted(&event.when) else {
        return String::new();
    };
    let when = &claim.value;
    when.edtf.clone().unwrap_or_else(|| {
        let bound = |bound: &Option<String>| bound.clone().unwrap_or_else(|| String::from(".."));
        format!("{}/{}", bound(&when.earliest), bound(&when.latest))
    })
}

/// The sources that are quoted, each once, by title.
fn source_titles(collection: &Collection, event: &Event) -> String {
    let mut titles: Vec<String> = Vec::new();
    for quote in &event.quotes {
        let title = match collection.source(&quote.source) {
            Some(source) if !source.title.is_empty() => &source.title,
            _ => &quote.source.0,
        };
        if !titles.contains(title) && !title.is_empty() {
            titles.push(title.clone());
        }
    }
    joined(titles)
}

fn joined(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().collect::<Vec<_>>().join(BETWEEN)
}
