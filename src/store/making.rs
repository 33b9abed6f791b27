//! How a snapshot is made of a collection: the facts of each event, the order of the rows, the numbers of categories.

use std::collections::HashMap;

use crate::model::collection::Collection;
use crate::model::event::{CategoryId, Event, EventId};
use crate::model::fold::fold;
use crate::model::place::PrecisionClass;
use crate::model::source::{QuoteId, Reliability, SourceId};
use crate::model::time::{EventTime, Membership, Timestamp, Window};
use crate::store::builder::{Builder, Facts};
use crate::store::columns::Columns;
use crate::store::{CategoryInfo, Row};

/// The order of the rows of events: by time, then by id.
pub(super) fn order_of(builder: &Builder, collection: &Collection) -> Vec<u32> {
    let events = &collection.events;
    builder.order(|a, b| events[a as usize].id.cmp(&events[b as usize].id))
}

/// The events that link to one, each once, in the order of the rows.
pub(super) fn linking(collection: &Collection, order: &[u32]) -> HashMap<EventId, Vec<Row>> {
    let mut linking: HashMap<EventId, Vec<Row>> = HashMap::new();
    for (row, idx) in (0u32..).map(Row).zip(order) {
        let Some(event) = collection.events.get(*idx as usize) else {
            continue;
        };
        for link in &event.links {
            let rows = linking.entry(link.to.clone()).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }
    linking
}

/// The grade of each source that has one.
pub(super) fn grades(collection: &Collection) -> HashMap<&SourceId, Reliability> {
    let sources = collection.sources.iter();
    sources
        .filter_map(|source| Some((&source.id, source.reliability?)))
        .collect()
}

/// The quotes that the claims of an event cite.
pub(super) fn cited(event: &Event) -> impl Iterator<Item = &QuoteId> {
    let Event {
        when,
        places,
        actors,
        measures,
        ..
    } = event;
    let when = when.iter().flat_map(|claim| &claim.cites);
    let places = places.iter().flat_map(|claim| &claim.cites);
    let actors = actors.iter().flat_map(|claim| &claim.cites);
    let measures = measures.iter().flat_map(|claim| &claim.cites);
    when.chain(places).chain(actors).chain(measures)
}

pub(super) fn push_event(
    builder: &mut Builder,
    grades: &HashMap<&SourceId, Reliability>,
    event: &Event,
    time: Option<EventTime>,
) {
    let sources: Vec<&SourceId> = event.quotes.iter().map(|quote| &quote.source).collect();
    let class = event.precision_class();
    builder.push(&Facts {
        time,
        anchor: event.anchor(),
        precision_m: event.precision_m(),
        precision: Some(class).filter(|class| *class != PrecisionClass::Unlocated),
        category: event.category.as_ref().map(|id| id.0.as_str()),
        actors: event
            .actors
            .iter()
            .map(|claim| claim.value.name.as_str())
            .collect(),
        reliabilities: sources
            .iter()
            .filter_map(|id| grades.get(id).copied())
            .collect(),
        sources: sources.iter().map(|id| id.0.as_str()).collect(),
        tags: event.tags.iter().map(String::as_str).collect(),
        measures: event
            .measures
            .iter()
            .filter_map(|claim| Some((claim.value.name.as_str(), claim.value.value?)))
            .collect(),
    });
}

/// See [`crate::store::Dataset::extent`].
pub(super) fn extent_of(columns: &Columns) -> Option<Window> {
    let rows = 0..columns.n_dated;
    let finite = |bounds: &[i64]| {
        let finite = || {
            bounds
                .iter()
                .copied()
                .filter(|ms| Timestamp(*ms).is_finite())
        };
        (finite().min(), finite().max())
    };
    let special = || {
        let times = columns.special_times.iter().map(|(_, time)| time);
        let bounds = times.flat_map(|time| [time.start_max.0, time.end_min.0]);
        bounds.filter(|ms| Timestamp(*ms).is_finite())
    };
    let (from_min, from_max) = finite(&columns.from[rows.clone()]);
    let (to_min, to_max) = finite(&columns.to[rows]);
    let from = [from_min, to_min, special().min()];
    let to = [from_max, to_max, special().max()];
    let from = Timestamp(from.into_iter().flatten().min()?);
    let to = Timestamp(to.into_iter().flatten().max()?);
    let tight = Window {
        from,
        to: to.max(from.plus_ms(Timestamp::SECOND_MS)),
    };
    // Only times that the bounds do not tell in full can be certain in all of time and not in the stretch.
    let loses_certainty = |time: &EventTime| {
        time.membership(Window::ALL) == Membership::Certain
            && time.membership(tight) != Membership::Certain
    };
    let mut times = columns.special_times.iter().map(|(_, time)| time);
    if !times.any(loses_certainty) {
        return Some(tight);
    }
    Some(Window {
        from: tight.from.plus_ms(-Timestamp::DAY_MS),
        to: tight.to.plus_ms(Timestamp::DAY_MS),
    })
}

/// Numbers the categories: declared ones first, in the file's order; then those only used; then "no category".
/// Gives the number here of each category of the builder, and at the end that of none.
pub(super) fn number_categories(
    collection: &Collection,
    builder: &Builder,
    order: &[u32],
) -> (Vec<CategoryInfo>, Vec<u16>) {
    /// More kinds than this cannot be told apart anyway; the rest share the last number.
    const CATEGORIES_MAX: usize = u16::MAX as usize;

    let mut infos: Vec<CategoryInfo> = collection
        .categories
        .iter()
        .map(|category| CategoryInfo {
            id: Some(category.id.clone()),
            label: category.label.clone(),
            symbol: category.symbol.clone(),
            color: category.color.clone(),
        })
        .collect();
    let declared: HashMap<&str, usize> = collection
        .categories
        .iter()
        .enumerate()
        .map(|(idx, category)| (category.id.0.as_str(), idx))
        .collect();
    let names: Vec<&str> = builder.categories().collect();
    let mut numbers: Vec<Option<usize>> = names
        .iter()
        .map(|name| declared.get(name).copied())
        .collect();
    numbers.push(None);
    // Those that are only used are numbered as the rows first come to them.
    for id in builder.first_uses(order) {
        let id = id.map_or(names.len(), |id| id as usize);
        if numbers[id].is_none() {
            numbers[id] = Some(infos.len());
            let name = names.get(id).copied();
            infos.push(CategoryInfo {
                id: name.map(|name| CategoryId(name.to_owned())),
                label: name.unwrap_or("No category").to_owned(),
                symbol: None,
                color: None,
            });
        }
    }
    let number = |idx: Option<usize>| idx.unwrap_or_default().min(CATEGORIES_MAX) as u16;
    (infos, numbers.into_iter().map(number).collect())
}

pub(super) fn searchable_text(event: &Event) -> String {
    let mut words: Vec<&str> = vec![&event.title];
    words.extend(event.summary.as_deref());
    words.extend(event.tags.iter().map(String::as_str));
    for claim in &event.places {
        words.extend(claim.value.name.as_deref());
        words.extend(claim.as_written.as_deref());
    }
    words.extend(
        event
            .when
            .iter()
            .filter_map(|claim| claim.as_written.as_deref()),
    );
    for claim in &event.actors {
        words.push(&claim.value.name);
        words.extend(claim.value.role.as_deref());
    }
    words.extend(event.measures.iter().map(|claim| claim.value.name.as_str()));
    for quote in &event.quotes {
        words.push(&quote.text);
        words.extend(quote.translation.as_deref());
        words.extend(quote.speaker.as_deref());
        words.extend(quote.role.as_deref());
    }
    fold(&words.join("\n"))
}
