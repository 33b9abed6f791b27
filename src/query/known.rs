//! What was known when: the words of it, and which quotes and sources were there by the end of a window.
//!
//! By the clock of what happened everything is known; by those of report and capture only what was there in time.

use crate::model::clock::Clock;
use crate::model::event::Event;
use crate::model::source::{QuoteId, SourceId};
use crate::model::time::{EventTime, Timestamp, Window, Zone, Zones};
use crate::query::words::{clock_words, day_words, stretch_words, window_words};
use crate::store::Dataset;

/// Until when something had to be reported or captured to be known; `None`: everything counts.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    dataset: &'a Dataset,
    until: Option<Timestamp>,
}

impl<'a> Known<'a> {
    /// What was known at the end of a window, by the data's clock.
    pub fn by(dataset: &'a Dataset, window: Window) -> Self {
        Self {
            dataset,
            until: (dataset.clock() != Clock::Happened).then_some(window.to),
        }
    }

    /// Whether a source may have been there by then; one without a date may.
    pub fn has(&self, id: &SourceId) -> bool {
        let Some(until) = self.until else { return true };
        let date = self.dataset.source_date(id, self.dataset.clock());
        date.is_none_or(|date| date.start_min < until)
    }

    /// Why a source does not count yet, in words; `None`: it may have been there.
    pub fn why_late(&self, id: &SourceId) -> Option<&'static str> {
        if self.has(id) {
            return None;
        }
        match self.dataset.clock() {
            Clock::Happened => None,
            Clock::Reported => Some("Not yet published by then"),
            Clock::Captured => Some("Not yet captured by then"),
        }
    }

    /// Those of some quotes whose sources were there.
    pub fn cites(&self, event: &Event, cites: &[QuoteId]) -> Vec<QuoteId> {
        let source = |id: &QuoteId| match event.quote(id) {
            Some(quote) => Some(quote.source.clone()),
            None => self.dataset.quote(id).map(|quote| quote.source.clone()),
        };
        let known = |id: &&QuoteId| source(id).is_none_or(|source| self.has(&source));
        cites.iter().filter(known).cloned().collect()
    }

    /// Whether anything that backs a claim was there; a claim that cites nothing is not known to be late.
    pub fn has_any(&self, event: &Event, cites: &[QuoteId]) -> bool {
        cites.is_empty() || !self.cites(event, cites).is_empty()
    }
}

/// The window in words with what it is on: `11–15 Dec 2016`, `reported 11–15 Dec 2016`,
/// `as reported until 14 Dec 2016, 18:00`; by the wall clock of `zone`.
pub fn known_words(dataset: &Dataset, window: Window, zone: Zone) -> String {
    let verb = match dataset.clock() {
        Clock::Happened => return window_words(window, zone),
        Clock::Reported => "reported",
        Clock::Captured => "captured",
    };
    let is_from_the_first = dataset
        .extent()
        .is_some_and(|extent| window.from <= extent.from);
    match until_words(window.to, zone) {
        Some(until) if is_from_the_first => format!("as {verb} until {until}"),
        None if is_from_the_first => format!("as {verb}"),
        _ => format!("{verb} {}", window_words(window, zone)),
    }
}

/// `14 Dec 2016, 18:00`, `the end of 14 Dec 2016`; `None`: without end.
fn until_words(to: Timestamp, zone: Zone) -> Option<String> {
    let local = zone.local(to)?;
    if local.time() == chrono::NaiveTime::MIN {
        let last = local.date().pred_opt()?;
        return Some(format!("the end of {}", day_words(last)));
    }
    Some(format!(
        "{}, {}",
        day_words(local.date()),
        clock_words(local.time())
    ))
}

/// `3 not yet reported`; `None` where none is.
pub fn not_yet_words(clock: Clock, n: usize) -> Option<String> {
    let number = crate::model::number::grouped(n as u64);
    match clock {
        _ if n == 0 => None,
        Clock::Happened => None,
        Clock::Reported => Some(format!("{number} not yet reported")),
        Clock::Captured => Some(format!("{number} not yet captured")),
    }
}

/// When something was published or captured: `14 Dec 2016`, `about 14 Dec 2016, 18:00 Damascus time`.
pub fn date_words(time: &EventTime, zones: Zones) -> String {
    let outer = time.outer();
    let is_instant = outer.length_ms() <= Timestamp::SECOND_MS;
    let clock = zones.shown.spoken_name();
    let words = match zones.shown.local(outer.from) {
        Some(at) if is_instant => {
            format!(
                "{}, {} {clock}",
                day_words(at.date()),
                clock_words(at.time())
            )
        }
        _ => match zones.shown.local(outer.to.plus_ms(-1)) {
            Some(last) if !is_of_days(outer, zones.home) => {
                format!(
                    "by {}, {} {clock}",
                    day_words(last.date()),
                    last.format("%H:%M")
                )
            }
            _ => stretch_with_zone(outer, zones),
        },
    };
    match (time.approximate, time.uncertain) {
        (false, false) => words,
        (true, false) => format!("about {words}"),
        (false, true) => format!("{words}, uncertain"),
        (true, true) => format!("about {words}, uncertain"),
    }
}

/// A stretch of whole days, with the zone that they are days of where another is shown.
pub fn stretch_with_zone(stretch: Window, zones: Zones) -> String {
    let (words, zone) = stretch_words(stretch, zones);
    let has_clock = !is_of_days(stretch, zone);
    if has_clock || (zones.differ() && zone == zones.home) {
        format!("{words}, {}", zone.spoken_name())
    } else {
        words
    }
}

/// Whether both ends are midnights.
fn is_of_days(window: Window, zone: Zone) -> bool {
    [window.from, window.to].iter().all(|at| {
        let local = zone.local(*at);
        local.is_none_or(|local| local.time() == chrono::NaiveTime::MIN)
    })
}

/// Why a collection cannot be looked at by a clock.
pub fn why_not(dataset: &Dataset, clock: Clock) -> &'static str {
    match clock {
        _ if dataset.has_records() => "the rows of a table name sources without dates",
        Clock::Happened | Clock::Reported => "no source says when it was published",
        Clock::Captured => "no stored copy says when it was made",
    }
}
