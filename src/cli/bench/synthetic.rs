//! Made-up events as a data set, like the rows of a table: an event is only made when one is looked at.

use std::sync::Arc;

use crate::cli::bench::generate::{CATEGORIES, Columns, T0_S};
use crate::model::claim::Claim;
use crate::model::collection::{Category, Collection};
use crate::model::event::{CategoryId, Event, EventId, When};
use crate::model::place::{Geometry, LatLon};
use crate::model::time::{EventTime, Timestamp};
use crate::store::builder::{Builder, Facts};
use crate::store::records::Records;
use crate::store::{Dataset, Origin};

/// The data set of some made-up events.
pub(super) fn dataset(made: Columns) -> Dataset {
    let mut builder = Builder::default();
    for idx in 0..made.t.len() {
        builder.push(&Facts {
            time: Some(time(made.t[idx])),
            anchor: place(&made, idx),
            precision_m: Some(1_000.0),
            category: CATEGORIES.get(usize::from(made.category[idx])).copied(),
            ..Facts::default()
        });
    }
    let header = Collection {
        title: Some(String::from("Made-up events")),
        categories: CATEGORIES.map(category).to_vec(),
        ..Collection::default()
    };
    Dataset::from_records(
        header,
        Arc::new(Synthetic(made)),
        builder,
        Origin::default(),
    )
}

/// The second of an event as the instant at which it happened.
pub(super) fn instant(t: i32) -> Timestamp {
    Timestamp((T0_S + i64::from(t)) * Timestamp::SECOND_MS)
}

fn time(t: i32) -> EventTime {
    EventTime::within(instant(t), instant(t + 1))
}

fn place(made: &Columns, idx: usize) -> Option<LatLon> {
    LatLon::new(made.lat[idx].into(), made.lon[idx].into())
}

fn category(name: &str) -> Category {
    Category {
        id: CategoryId(name.to_owned()),
        label: name.to_owned(),
        symbol: None,
        color: None,
        extra: crate::model::claim::Extra::new(),
    }
}

#[derive(Debug)]
struct Synthetic(Columns);

impl Records for Synthetic {
    fn len(&self) -> usize {
        self.0.t.len()
    }

    fn event(&self, idx: u32) -> Event {
        let Self(made) = self;
        let at = idx as usize;
        let mut event = Event::new(self.id(idx), format!("Made-up event {idx}"));
        let name = CATEGORIES.get(usize::from(made.category[at]));
        event.category = name.map(|name| CategoryId((*name).to_owned()));
        event.geometry = place(made, at).map(Geometry::Point);
        event.when.push(Claim::bare(When {
            edtf: None,
            earliest: None,
            latest: None,
            time: time(made.t[at]),
        }));
        event
    }

    fn id(&self, idx: u32) -> EventId {
        EventId(format!("made-up:{idx}"))
    }

    fn holds_words(&self, idx: u32, words: &[String]) -> bool {
        let title = format!("made-up event {idx}");
        words.iter().all(|word| title.contains(word.as_str()))
    }
}
