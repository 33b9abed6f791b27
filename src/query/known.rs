//! What was known when: the words of it, and which quotes and sources were there by the end of a window.
//!
//! By the clock of what happened everything is known; by those of report and capture only what was there in time.

use crate::model::clock::Clock;
use crate::model::event::Event;
use crate::model::source::{QuoteId, SourceId};
use crate::model::time::{EventTime, Timestamp, Window, Zone};
use crate::query::words::{clock_words, day_words, window_words};
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
/// `as reported until 14 Dec 2016, 18:00`.
pub fn known_words(dataset: &Dataset, window: Window) -> String {
    let zone = dataset.zone();
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

/// When something was published or captured: `14 Dec 2016`, `about 14 Dec 2016, 18:00`.
pub fn date_words(time: &EventTime, zone: Zone) -> String {
    let outer = time.outer();
    let is_instant = outer.length_ms() <= Timestamp::SECOND_MS;
    let words = match zone.local(outer.from) {
        Some(at) if is_instant => format!("{}, {}", day_words(at.date()), clock_words(at.time())),
        _ => match zone.local(outer.to.plus_ms(-1)) {
            Some(last) if !is_of_days(outer, zone) => {
                format!("by {}, {}", day_words(last.date()), last.format("%H:%M"))
            }
            _ => window_words(outer, zone),
        },
    };
    match (time.approximate, time.uncertain) {
        (false, false) => words,
        (true, false) => format!("about {words}"),
        (false, true) => format!("{words}, uncertain"),
        (true, true) => format!("about {words}, uncertain"),
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
