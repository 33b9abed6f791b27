//! The local store: an immutable snapshot of one collection with the columns and look-ups that questions need.
//!
//! A snapshot is built once, shared by `Arc`, and replaced whole; a [`Row`] is an index that is valid in one snapshot only.

pub mod builder;
mod clocks;
pub mod columns;
pub mod gazetteer;
mod ids;
pub mod labels;
mod making;
pub mod parallel;
pub mod records;
pub mod row_set;
pub mod search;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::model::clock::Clock;
use crate::model::collection::Collection;
use crate::model::event::{CategoryId, Event, EventId};
use crate::model::place::{Bounds, Geometry, LatLon};
use crate::model::problem::Problem;
use crate::model::report::ImportReport;
use crate::model::source::{CaptureKey, CaptureState, Quote, QuoteId, SourceId};
use crate::model::table::TableImport;
use crate::model::time::{EventTime, Window, Zone};
use crate::store::builder::Builder;
use crate::store::clocks::SourceDates;
use crate::store::columns::{Columns, UNLOCATED};
use crate::store::ids::Ids;
use crate::store::making::{
    cited, extent_of, grades, linking, number_categories, order_of, push_event, searchable_text,
};
use crate::store::records::{Records, Unreadable};
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
    /// What came of reading the file; `None` for a collection made in memory.
    pub report: Option<ImportReport>,
    /// How a table was read; `None` for what is none.
    pub table: Option<TableImport>,
    /// What was found of each stored copy where that was looked at before anything is shown, as for pictures.
    pub captures: std::collections::BTreeMap<CaptureKey, CaptureState>,
}

/// One collection, ready to be asked.
#[derive(Debug)]
pub struct Dataset {
    held: Arc<Held>,
    /// By which clock its rows are in time order.
    clock: Clock,
    /// Row → index into `collection.events` or the records.
    order: Vec<u32>,
    ids: OnceLock<Ids>,
    /// The events that link to one, each once, in time order.
    linking: HashMap<EventId, Vec<Row>>,
    columns: Columns,
    extent: Option<Window>,
    measures: Vec<MeasureInfo>,
    searches: Searches,
    /// The same collection by the other clocks, made when first asked for.
    others: [OnceLock<Arc<Self>>; Clock::ALL.len()],
}

/// What is the same by every clock.
#[derive(Debug)]
struct Held {
    /// Its `events` are empty where there are records instead.
    collection: Collection,
    records: Option<Arc<dyn Records>>,
    origin: Origin,
    event_of_quote: HashMap<QuoteId, u32>,
    categories: Vec<CategoryInfo>,
    /// The number of each of the builder's categories, and at the end that of none.
    category_numbers: Vec<u16>,
    /// By index into `collection.events`; none where there are records.
    texts: Vec<String>,
    dates: OnceLock<SourceDates>,
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
        let grades = grades(&collection);
        for event in &collection.events {
            push_event(&mut builder, &grades, event, event.time());
        }
        let order = order_of(&builder, &collection);
        let events = &collection.events;
        let texts = events.iter().map(searchable_text).collect();
        let numbered = (0u32..).zip(events);
        let event_of_quote = numbered
            .flat_map(|(idx, event)| {
                event
                    .quotes
                    .iter()
                    .map(move |quote| (quote.id.clone(), idx))
            })
            .collect();
        let (categories, category_numbers) = number_categories(&collection, &builder, &order);
        let held = Held {
            collection,
            records: None,
            origin,
            event_of_quote,
            categories,
            category_numbers,
            texts,
            dates: OnceLock::new(),
        };
        Self::assemble(Arc::new(held), Clock::Happened, builder, order)
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
        let (categories, category_numbers) = number_categories(&header, &builder, &order);
        let held = Held {
            collection: header,
            records: Some(records),
            origin,
            event_of_quote: HashMap::new(),
            categories,
            category_numbers,
            texts: Vec::new(),
            dates: OnceLock::new(),
        };
        Self::assemble(Arc::new(held), Clock::Happened, builder, order)
    }

    fn assemble(held: Arc<Held>, clock: Clock, builder: Builder, order: Vec<u32>) -> Self {
        let columns = builder.finish(&order, &held.category_numbers);
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
            linking: linking(&held.collection, &order),
            held,
            clock,
            order,
            ids: OnceLock::new(),
            columns,
            extent,
            measures,
            searches: Searches::default(),
            others: Default::default(),
        }
    }

    /// The clock by which its rows are in time order, and its times are meant.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The same collection by another clock: what is undated by it comes last.
    ///
    /// Made once for each clock, in about the time that reading the events into columns took. A collection that has no
    /// times by that clock is given as it is.
    pub fn on(self: &Arc<Self>, clock: Clock) -> Arc<Self> {
        if clock == self.clock || !self.has_clock(clock) {
            return Arc::clone(self);
        }
        let made = self.others[clock as usize].get_or_init(|| Arc::new(self.clocked(clock)));
        Arc::clone(made)
    }

    fn clocked(&self, clock: Clock) -> Self {
        let Held { collection, .. } = &*self.held;
        let mut builder = Builder::default();
        let grades = grades(collection);
        for event in &collection.events {
            push_event(&mut builder, &grades, event, self.time_on(event, clock));
        }
        let order = order_of(&builder, collection);
        Self::assemble(Arc::clone(&self.held), clock, builder, order)
    }

    /// Whether any source has a date by this clock. A table has no clock but that of what happened:
    /// its rows name sources without dates.
    pub fn has_clock(&self, clock: Clock) -> bool {
        clock == Clock::Happened || (!self.has_records() && self.dates().has(clock))
    }

    /// When an event happened, was first reported, or first captured; `None`: not known.
    pub fn time_on(&self, event: &Event, clock: Clock) -> Option<EventTime> {
        if clock == Clock::Happened {
            return event.time();
        }
        let own = event.quotes.iter().map(|quote| &quote.source);
        // Claims may cite quotes that stand with other events.
        let cited = cited(event).filter(|id| event.quote(id).is_none());
        let cited = cited.filter_map(|id| {
            let idx = *self.held.event_of_quote.get(id)?;
            let event = self.held.collection.events.get(idx as usize)?;
            Some(&event.quote(id)?.source)
        });
        let dates = self.dates();
        let first = clocks::first(own.chain(cited).filter_map(|id| dates.date(id, clock)))?;
        Some(clocks::not_before(first, event.time()))
    }

    /// When a source was published, or first captured; `None`: not known.
    pub fn source_date(&self, id: &SourceId, clock: Clock) -> Option<EventTime> {
        self.dates().date(id, clock)
    }

    fn dates(&self) -> &SourceDates {
        let held = &self.held;
        held.dates.get_or_init(|| SourceDates::of(&held.collection))
    }

    /// What it says of itself: everything that the file holds beside the events.
    /// Its list of events is only full where there are no records.
    pub fn collection(&self) -> &Collection {
        &self.held.collection
    }

    pub fn origin(&self) -> &Origin {
        &self.held.origin
    }

    /// The collection's title, else the file's name.
    pub fn title(&self) -> &str {
        match &self.held.collection.title {
            Some(title) => title,
            None if self.held.origin.file_name.is_empty() => "Untitled",
            None => &self.held.origin.file_name,
        }
    }

    pub fn zone(&self) -> Zone {
        self.held.collection.zone()
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
        match &self.held.records {
            Some(records) => Cow::Owned(records.event(idx)),
            None => Cow::Borrowed(&self.held.collection.events[idx as usize]),
        }
    }

    /// The id of a row's event.
    pub fn id(&self, row: Row) -> EventId {
        let idx = self.order[row.0 as usize];
        match &self.held.records {
            Some(records) => records.id(idx),
            None => self.held.collection.events[idx as usize].id.clone(),
        }
    }

    /// Why some rows can no longer be read, once that has been met: a large table stays in its file.
    pub fn trouble(&self) -> Option<&str> {
        self.held.records.as_ref()?.trouble()
    }

    /// An error if some rows could not be read: for what is made of events and must not be short of any.
    pub fn all_readable(&self) -> Result<(), Unreadable> {
        match self.trouble() {
            Some(reason) => Err(Unreadable(reason.to_owned())),
            None => Ok(()),
        }
    }

    /// The rows of a table that were left out, as a table in CSV; `None` where none are kept.
    pub fn rejects(&self) -> Option<Result<Vec<u8>, String>> {
        self.held.records.as_ref()?.rejects()
    }

    /// Whether it is held as records, which are made events one at a time.
    pub fn has_records(&self) -> bool {
        self.held.records.is_some()
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
        let idx = *self.held.event_of_quote.get(id)?;
        let event = self.held.collection.events.get(idx as usize)?;
        event.quote(id).map(Cow::Borrowed)
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
        &self.held.categories
    }

    pub fn category_of(&self, row: Row) -> &CategoryInfo {
        &self.held.categories[self.category_idx(row)]
    }

    /// The measures that events have, by name.
    pub fn measures(&self) -> &[MeasureInfo] {
        &self.measures
    }

    /// Whether every one of some folded words occurs in what the event says.
    pub fn holds_words(&self, row: Row, words: &[String]) -> bool {
        if let Some(records) = &self.held.records {
            return records.holds_words(self.order[row.0 as usize], words);
        }
        let text = &self.held.texts[self.order[row.0 as usize] as usize];
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
            let events = self.held.collection.events.iter();
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

    /// The same, across the antimeridian where that is the shorter way round: what a map looks at.
    pub fn narrowest_bounds(&self) -> Option<Bounds> {
        let plain = self.bounds()?;
        if plain.width() <= 180.0 {
            return Some(plain);
        }
        if !self.has_records() {
            let events = self.held.collection.events.iter();
            let shapes = events.filter_map(Event::shape);
            return Bounds::narrowest(shapes.flat_map(Geometry::positions));
        }
        // The ends of what lies in each degree of longitude tell.
        let Columns { lon, lat, .. } = &self.columns;
        let mut by_degree: Vec<Option<[LatLon; 2]>> = vec![None; 361];
        let located = lon.iter().zip(lat);
        for at in located.filter_map(|(lon, lat)| columns::position(*lon, *lat)) {
            let Some(ends) = by_degree.get_mut((at.lon + 180.0) as usize) else {
                continue;
            };
            let [west, east] = ends.get_or_insert([at, at]);
            if at.lon < west.lon {
                *west = at;
            } else if at.lon > east.lon {
                *east = at;
            }
        }
        let narrow = Bounds::narrowest(by_degree.into_iter().flatten().flatten())?;
        Some(Bounds {
            south: plain.south,
            north: plain.north,
            ..narrow
        })
    }
}
