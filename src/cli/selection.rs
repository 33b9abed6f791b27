//! The events that the filter flags select, and in words which ones they leave out.

use std::borrow::Cow;

use crate::cli::filter::FilterArgs;
use crate::io::export::About;
use crate::model::event::Event;
use crate::model::filter::Filter;
use crate::model::time::{Window, Zone};
use crate::query::matching::{Matching, matching};
use crate::query::sentence::{counts_sentence, filter_sentence};
use crate::store::records::Unreadable;
use crate::store::{Dataset, Row};

/// What the flags ask for, and the answer.
pub struct Selection {
    pub filter: Filter,
    pub window: Window,
    /// The zone that times are said in.
    pub zone: Zone,
    pub matching: Matching,
    /// Whether undated events are no answer, since the question is about time.
    asks_for_time: bool,
}

impl Selection {
    pub fn of(dataset: &Dataset, args: &FilterArgs) -> anyhow::Result<Self> {
        let filter = args.filter(dataset)?;
        let window = args.window(dataset)?;
        let matching = matching(dataset, &filter, window);
        Ok(Self {
            filter,
            window,
            zone: args.zone(dataset),
            matching,
            asks_for_time: args.asks_for_time(),
        })
    }

    /// The selected events in time order; undated ones last, unless the question is about time.
    pub fn events<'a>(&self, dataset: &'a Dataset) -> Result<Vec<Cow<'a, Event>>, Unreadable> {
        let events = self.each_event(dataset).collect();
        dataset.all_readable().map(|()| events)
    }

    /// The same one after the other: those of a table are made when they are asked for. Whoever writes them has to
    /// ask [`Dataset::all_readable`] afterwards.
    pub fn each_event<'a>(&self, dataset: &'a Dataset) -> impl Iterator<Item = Cow<'a, Event>> {
        self.rows().map(|row| dataset.event(row))
    }

    /// What is selected and what is not, for the file itself.
    pub fn about(&self, dataset: &Dataset) -> About {
        let sentence = filter_sentence(dataset, &self.filter, self.window, self.zone);
        let mut lines = vec![
            ("filter", sentence),
            ("counts", counts_sentence(self.matching.counts)),
            ("written", self.remark()),
        ];
        let report = dataset.origin().report.as_ref();
        let rejected = report.filter(|report| report.rejected > 0);
        lines.extend(rejected.map(|report| ("read", report.sentence())));
        let handling = dataset.collection().handling.as_ref();
        lines.extend(handling.map(|handling| ("handling", handling.text.clone())));
        About(lines)
    }

    /// The rows of [`Self::each_event`].
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let dated = self.matching.rows().map(|(row, _)| row);
        let undated = self.matching.undated.rows();
        dated.chain(undated.filter(|_| !self.asks_for_time))
    }

    /// `12 of 19 events written; 3 left out that match but for the time: they are undated`.
    pub fn remark(&self) -> String {
        let counts = self.matching.counts;
        let undated = if self.asks_for_time {
            0
        } else {
            counts.undated
        };
        let written = format!(
            "{} of {} events written",
            counts.matching + undated,
            counts.total
        );
        if undated > 0 {
            format!("{written}, {undated} of them {}", counts.clock.undated())
        } else if counts.undated > 0 {
            format!(
                "{written}; {} left out that match but for the time: they are {}",
                counts.undated,
                counts.clock.undated()
            )
        } else {
            written
        }
    }
}
