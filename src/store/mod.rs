//! The local store: an immutable snapshot of one collection with the columns and look-ups that questions need.
//!
//! A snapshot is built once, shared by `Arc`, and replaced whole; a [`Row`] is an index that is valid in one snapshot only.

pub mod builder;
pub mod columns;
mod ids;
pub mod labels;
pub mod parallel;
pub mod records;
pub mod row_set;
pub mod search;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::model::collection::Collection;
use crate::model::event::{CategoryId, Event, EventId};
use crate::model::fold::fold;
use crate::model::place::{Bounds, Geometry, LatLon, PrecisionClass};
use crate::model::problem::Problem;
use crate::model::source::{CaptureKey, CaptureState, Quote, QuoteId, SourceId};
use crate::model::time::{EventTime, Membership, Timestamp, Window, Zone};
use crate::store::builder::{Builder, Facts};
use crate::store::columns::{Columns, UNLOCATED};
use crate::store::ids::Ids;
use crate::store::records::Records;
use crate::store::search::Searches;

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
    /// What was found of each stored copy where that was looked at before anything is shown, as for pictures.
    pub captures: std::collections::BTreeMap<CaptureKey, CaptureState>,
}

/// One collection, ready to be asked.
#[derive(Debug)]
pub struct Dataset {
    /// Its `events` are empty where there are records instead.
    collection: Collection,
    records: Option<Arc<dyn Records>>,
    origin: Origin,
    /// Row → index into `collection.events` or the records.
    order: Vec<u32>,
    ids: OnceLock<Ids>,
    event_of_quote: HashMap<QuoteId, Row>,
    /// The events that link to one, each once, in time order.
    linking: HashMap<EventId, Vec<Row>>,
    categories: Vec<CategoryInfo>,
    columns: Columns,
    /// By row; none where there are records.
    texts: Vec<String>,
    extent: Option<Window>,
    measures: Vec<MeasureInfo>,
    searches: Searches,
}

/// A measure that events have, and between what its numbers lie.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureInfo {
    pub name: String,
    pub min: f64,
    pub max: f64,
}

impl Dataset {
    /// A collection whose events are held as such.
    pub fn new(collection: Collection, origin: Origin) -> Self {
        let mut builder = Builder::default();
        for event in &collection.events {
            push_event(&mut builder, &collection, event);
        }
        let events = &collection.events;
        let order = builder.order(|a, b| events[a as usize].id.cmp(&events[b as usize].id));

        let mut event_of_quote = HashMap::new();
        let mut linking: HashMap<EventId, Vec<Row>> = HashMap::new();
        let mut texts = Vec::with_capacity(order.len());
        for (row, idx) in (0u32..).map(Row).zip(&order) {
            let event = &events[*idx as usize];
            for quote in &event.quotes {
                event_of_quote.insert(quote.id.clone(), row);
            }
            for link in &event.links {
                let rows = linking.entry(link.to.clone()).or_default();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
            texts.push(searchable_text(event));
        }
        Self {
            event_of_quote,
            linking,
            texts,
            ..Self::assemble(collection, None, builder, order, origin)
        }
    }

    /// A collection whose events are records; `header` has everything but the events.
    ///
    /// The builder has taken in the facts of each record in the records' order.
    pub fn from_records(
        header: Collection,
        records: Arc<dyn Records>,
        builder: Builder,
        origin: Origin,
    ) -> Self {
        debug_assert_eq!(records.len(), builder.len());
        let order = builder.order(|_, _| std::cmp::Ordering::Equal);
        Self::assemble(header, Some(records), builder, order, origin)
    }

    fn assemble(
        collection: Collection,
        records: Option<Arc<dyn Records>>,
        builder: Builder,
        order: Vec<u32>,
        origin: Origin,
    ) -> Self {
        let (categories, numbers) = number_categories(&collection, &builder, &order);
        let columns = builder.finish(&order, &numbers);
        let extent = extent_of(&columns);
        let measures = columns
            .measures
            .iter()
            .map(|measure| {
                let values = || measure.values.iter().map(|(_, value)| *value);
                MeasureInfo {
                    name: measure.name.clone(),
                    min: values().fold(f64::INFINITY, f64::min),
                    max: values().fold(f64::NEG_INFINITY, f64::max),
                }
            })
            .collect();
        Self {
            collection,
            records,
            origin,
            order,
            ids: OnceLock::new(),
            event_of_quote: HashMap::new(),
            linking: HashMap::new(),
            categories,
            columns,
            texts: Vec::new(),
            extent,
            measures,
            searches: Searches::default(),
        }
    }

    /// What it says of itself: everything that the file holds beside the events.
    /// Its list of events is only full where there are no records.
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

    /// The whole event: held as such, or made from its record.
    pub fn event(&self, row: Row) -> Cow<'_, Event> {
        let idx = self.order[row.0 as usize];
        match &self.records {
            Some(records) => Cow::Owned(records.event(idx)),
            None => Cow::Borrowed(&self.collection.events[idx as usize]),
        }
    }

    /// The id of a row's event.
    pub fn id(&self, row: Row) -> EventId {
        let idx = self.order[row.0 as usize];
        match &self.records {
            Some(records) => records.id(idx),
            None => self.collection.events[idx as usize].id.clone(),
        }
    }

    /// Whether it is held as records, which are made events one at a time.
    pub fn has_records(&self) -> bool {
        self.records.is_some()
    }

    pub fn row(&self, id: &EventId) -> Option<Row> {
        let ids = self.ids.get_or_init(|| {
            let rows = self.rows();
            Ids::new(rows.map(|row| (self.id(row), row)))
        });
        ids.candidates(id).find(|row| self.id(*row) == *id)
    }

    pub fn event_by_id(&self, id: &EventId) -> Option<Cow<'_, Event>> {
        self.row(id).map(|row| self.event(row))
    }

    /// The quote of any event; a record's quotes are found through its event alone.
    pub fn quote(&self, id: &QuoteId) -> Option<Cow<'_, Quote>> {
        match self.event(*self.event_of_quote.get(id)?) {
            Cow::Borrowed(event) => event.quote(id).map(Cow::Borrowed),
            Cow::Owned(event) => event.quote(id).cloned().map(Cow::Owned),
        }
    }

    /// The events that hold a link to this one, in time order.
    pub fn rows_linking_to(&self, id: &EventId) -> &[Row] {
        self.linking.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    pub fn time(&self, row: Row) -> Option<EventTime> {
        self.columns.time(row)
    }

    /// Where the event's symbol stands, to a centimetre; `None`: not located.
    pub fn anchor(&self, row: Row) -> Option<LatLon> {
        self.columns.anchor(row)
    }

    /// Whether its place is more than a point: an area, a line, several points. Records have points only.
    pub fn has_shape(&self, row: Row) -> bool {
        let shape = || {
            self.event(row)
                .shape()
                .map(|shape| matches!(shape, Geometry::Point(_)))
        };
        !self.has_records() && shape() == Some(false)
    }

    /// Index into [`Self::categories`].
    pub fn category_idx(&self, row: Row) -> usize {
        self.columns.category[row.0 as usize].into()
    }

    pub fn categories(&self) -> &[CategoryInfo] {
        &self.categories
    }

    pub fn category_of(&self, row: Row) -> &CategoryInfo {
        &self.categories[self.category_idx(row)]
    }

    /// The measures that events have, by name.
    pub fn measures(&self) -> &[MeasureInfo] {
        &self.measures
    }

    /// Whether every one of some folded words occurs in what the event says.
    pub fn holds_words(&self, row: Row, words: &[String]) -> bool {
        if let Some(records) = &self.records {
            return records.holds_words(self.order[row.0 as usize], words);
        }
        let text = &self.texts[row.0 as usize];
        words.iter().all(|word| text.contains(word.as_str()))
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
        if !self.has_records() {
            let events = self.collection.events.iter();
            let shapes = events.filter_map(Event::shape);
            return Bounds::around(shapes.flat_map(Geometry::positions));
        }
        let Columns { lon, lat, .. } = &self.columns;
        let located = || lon.iter().zip(lat).filter(|(lon, _)| **lon != UNLOCATED);
        let corner = |lon: Option<&i32>, lat: Option<&i32>| columns::position(*lon?, *lat?);
        let south_west = corner(
            located().map(|(lon, _)| lon).min(),
            located().map(|(_, lat)| lat).min(),
        )?;
        let north_east = corner(
            located().map(|(lon, _)| lon).max(),
            located().map(|(_, lat)| lat).max(),
        )?;
        Some(Bounds::of_point(south_west).extended(north_east))
    }
}

fn push_event(builder: &mut Builder, collection: &Collection, event: &Event) {
    let sources: Vec<&SourceId> = event.quotes.iter().map(|quote| &quote.source).collect();
    let class = event.precision_class();
    builder.push(&Facts {
        time: event.time(),
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
            .filter_map(|id| collection.source(id)?.reliability)
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

/// See [`Dataset::extent`].
fn extent_of(columns: &Columns) -> Option<Window> {
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
fn number_categories(
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
