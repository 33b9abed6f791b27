//! The local store: an immutable snapshot of one collection with the columns and look-ups that questions need.
//!
//! A snapshot is built once, shared by `Arc`, and replaced whole; a [`Row`] is an index that is valid in one snapshot only.

pub mod columns;
pub mod records;
pub mod row_set;

use std::collections::HashMap;

use crate::model::collection::Collection;
use crate::model::event::{CategoryId, Event, EventId};
use crate::model::fold::fold;
use crate::model::place::{Bounds, LatLon};
use crate::model::problem::Problem;
use crate::model::source::{CaptureState, Quote, QuoteId};
use crate::model::time::{EventTime, Membership, Timestamp, Window, Zone};

/// An event's place in one snapshot; rows are in time order, undated ones last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(pub u32);

/// A category as the store numbers it: those that the file declares, those that events use beside them, and none.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryInfo {
    /// `None`: the events without a category.
    pub id: Option<CategoryId>,
    pub label: String,
    pub symbol: Option<String>,
    pub color: Option<String>,
}

/// Where a collection came from, and what the reading of it said.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The file's name without its folder; empty for a collection made in memory.
    pub file_name: String,
    /// The full path, as a key for what is remembered about the file.
    pub path: Option<std::path::PathBuf>,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    pub problems: Vec<Problem>,
    /// What was found of each stored copy, by its path in the collection.
    pub captures: std::collections::BTreeMap<String, CaptureState>,
}

/// One collection, ready to be asked.
#[derive(Debug)]
pub struct Dataset {
    collection: Collection,
    origin: Origin,
    /// Row → index into `collection.events`.
    order: Vec<u32>,
    row_of: HashMap<EventId, Row>,
    event_of_quote: HashMap<QuoteId, Row>,
    /// The events that link to one, each once, in time order.
    linking: HashMap<EventId, Vec<Row>>,
    categories: Vec<CategoryInfo>,
    // Columns, by row.
    times: Vec<Option<EventTime>>,
    anchors: Vec<Option<LatLon>>,
    category_idx: Vec<u16>,
    texts: Vec<String>,
    extent: Option<Window>,
}

impl Dataset {
    pub fn new(collection: Collection, origin: Origin) -> Self {
        let mut order: Vec<u32> = (0..collection.events.len() as u32).collect();
        order.sort_by(|a, b| {
            let key = |idx: u32| collection.events[idx as usize].sort_key();
            key(*a).cmp(&key(*b))
        });

        let (categories, category_idx) = number_categories(&collection, &order);
        let mut row_of = HashMap::with_capacity(order.len());
        let mut event_of_quote = HashMap::new();
        let mut linking: HashMap<EventId, Vec<Row>> = HashMap::new();
        let mut times = Vec::with_capacity(order.len());
        let mut anchors = Vec::with_capacity(order.len());
        let mut texts = Vec::with_capacity(order.len());
        for (row, idx) in (0u32..).map(Row).zip(&order) {
            let event = &collection.events[*idx as usize];
            row_of.insert(event.id.clone(), row);
            for quote in &event.quotes {
                event_of_quote.insert(quote.id.clone(), row);
            }
            for link in &event.links {
                let rows = linking.entry(link.to.clone()).or_default();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
            times.push(event.time());
            anchors.push(event.anchor());
            texts.push(searchable_text(event));
        }
        let extent = extent_of(&times);
        Self {
            collection,
            origin,
            order,
            row_of,
            event_of_quote,
            linking,
            categories,
            times,
            anchors,
            category_idx,
            texts,
            extent,
        }
    }

    pub fn collection(&self) -> &Collection {
        &self.collection
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The collection's title, else the file's name.
    pub fn title(&self) -> &str {
        match &self.collection.title {
            Some(title) => title,
            None if self.origin.file_name.is_empty() => "Untitled",
            None => &self.origin.file_name,
        }
    }

    pub fn zone(&self) -> Zone {
        self.collection.zone()
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// All rows, in time order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row> + use<> {
        (0..self.order.len() as u32).map(Row)
    }

    pub fn event(&self, row: Row) -> &Event {
        &self.collection.events[self.order[row.0 as usize] as usize]
    }

    pub fn row(&self, id: &EventId) -> Option<Row> {
        self.row_of.get(id).copied()
    }

    pub fn event_by_id(&self, id: &EventId) -> Option<&Event> {
        self.row(id).map(|row| self.event(row))
    }

    /// The quote of any event.
    pub fn quote(&self, id: &QuoteId) -> Option<&Quote> {
        self.event(*self.event_of_quote.get(id)?).quote(id)
    }

    /// The events that hold a link to this one, in time order.
    pub fn rows_linking_to(&self, id: &EventId) -> &[Row] {
        self.linking.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn time(&self, row: Row) -> Option<EventTime> {
        self.times[row.0 as usize]
    }

    /// Where the event's symbol stands; `None`: not located.
    pub fn anchor(&self, row: Row) -> Option<LatLon> {
        self.anchors[row.0 as usize]
    }

    /// Index into [`Self::categories`].
    pub fn category_idx(&self, row: Row) -> usize {
        self.category_idx[row.0 as usize].into()
    }

    pub fn categories(&self) -> &[CategoryInfo] {
        &self.categories
    }

    pub fn category_of(&self, row: Row) -> &CategoryInfo {
        &self.categories[self.category_idx(row)]
    }

    /// The folded text that a search looks in.
    pub fn text(&self, row: Row) -> &str {
        &self.texts[row.0 as usize]
    }

    /// The stretch of time from the first finite bound to the last; `None` if nothing is dated.
    ///
    /// It holds for certain whatever all of time holds for certain: where an event without an end began at its edge,
    /// a day is added at both sides.
    pub fn extent(&self) -> Option<Window> {
        self.extent
    }

    /// The box around everything that is located.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(
            self.collection
                .events
                .iter()
                .filter_map(Event::shape)
                .flat_map(crate::model::place::Geometry::positions),
        )
    }
}

/// See [`Dataset::extent`].
fn extent_of(times: &[Option<EventTime>]) -> Option<Window> {
    let bounds = || {
        times
            .iter()
            .flatten()
            .flat_map(|time| [time.start_min, time.start_max, time.end_min, time.end_max])
            .filter(|bound| bound.is_finite())
    };
    let from = bounds().min()?;
    let to = bounds().max()?;
    let tight = Window {
        from,
        to: to.max(from.plus_ms(Timestamp::SECOND_MS)),
    };
    let loses_certainty = |time: &EventTime| {
        time.membership(Window::ALL) == Membership::Certain
            && time.membership(tight) != Membership::Certain
    };
    if !times.iter().flatten().any(loses_certainty) {
        return Some(tight);
    }
    Some(Window {
        from: tight.from.plus_ms(-Timestamp::DAY_MS),
        to: tight.to.plus_ms(Timestamp::DAY_MS),
    })
}

/// Numbers the categories: declared ones first, in the file's order; then those only used; then "no category".
fn number_categories(collection: &Collection, order: &[u32]) -> (Vec<CategoryInfo>, Vec<u16>) {
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
    let mut idx_of: HashMap<Option<CategoryId>, usize> = infos
        .iter()
        .enumerate()
        .map(|(idx, info)| (info.id.clone(), idx))
        .collect();
    let mut column = Vec::with_capacity(order.len());
    for event_idx in order {
        let id = &collection.events[*event_idx as usize].category;
        let idx = *idx_of.entry(id.clone()).or_insert_with(|| {
            infos.push(CategoryInfo {
                id: id.clone(),
                label: id
                    .as_ref()
                    .map_or_else(|| String::from("No category"), |id| id.0.clone()),
                symbol: None,
                color: None,
            });
            infos.len() - 1
        });
        column.push(idx.min(CATEGORIES_MAX) as u16);
    }
    (infos, column)
}

fn searchable_text(event: &Event) -> String {
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
