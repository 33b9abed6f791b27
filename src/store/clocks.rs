//! When an event was first reported and first captured, from the dates of its sources.
//!
//! A source's date is EDTF and may be coarse; so the first of several is known within bounds, too: no earlier than the
//! earliest of their beginnings, and before the earliest of their ends. A source without a date says nothing.

use std::collections::HashMap;

use crate::model::clock::Clock;
use crate::model::collection::Collection;
use crate::model::source::SourceId;
use crate::model::time::{EventTime, Timestamp, Zone, read_edtf};

/// When each source was published, and first captured.
#[derive(Debug, Default)]
pub(super) struct SourceDates {
    of: HashMap<SourceId, Dates>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Dates {
    published: Option<EventTime>,
    captured: Option<EventTime>,
}

impl SourceDates {
    pub(super) fn of(collection: &Collection) -> Self {
        let zone = collection.zone();
        let of = collection.sources.iter().map(|source| {
            let captured = source.captures.iter();
            let captured = captured.filter_map(|capture| date(capture.captured.as_deref()?, zone));
            let dates = Dates {
                published: source
                    .published
                    .as_deref()
                    .and_then(|text| date(text, zone)),
                captured: first(captured),
            };
            (source.id.clone(), dates)
        });
        Self { of: of.collect() }
    }

    /// The date of a source by a clock; none by the clock of what happened.
    pub(super) fn date(&self, id: &SourceId, clock: Clock) -> Option<EventTime> {
        let dates = self.of.get(id)?;
        match clock {
            Clock::Happened => None,
            Clock::Reported => dates.published,
            Clock::Captured => dates.captured,
        }
    }

    /// Whether any source has one.
    pub(super) fn has(&self, clock: Clock) -> bool {
        let mut all = self.of.values();
        match clock {
            Clock::Happened => true,
            Clock::Reported => all.any(|dates| dates.published.is_some()),
            Clock::Captured => all.any(|dates| dates.captured.is_some()),
        }
    }
}

/// A date as sources bear it: EDTF or RFC 3339.
fn date(text: &str, zone: Zone) -> Option<EventTime> {
    read_edtf(text, zone).ok().or_else(|| {
        let at = Timestamp::parse_rfc3339(text)?;
        Some(EventTime::within(at, at.plus_ms(1)))
    })
}

/// When the first of some things happened; `None` for none.
pub(super) fn first(times: impl Iterator<Item = EventTime>) -> Option<EventTime> {
    times
        .map(|time| EventTime {
            approximate: time.approximate,
            uncertain: time.uncertain,
            ..EventTime::within(time.start_min, time.end_max)
        })
        .reduce(|a, b| {
            let from = a.start_min.min(b.start_min);
            let to = a.end_max.min(b.end_max);
            // What has no part in the bounds has none in their softness.
            let counts = |time: &EventTime| time.start_min < to;
            let any = |flag: fn(&EventTime) -> bool| {
                [&a, &b].into_iter().any(|time| counts(time) && flag(time))
            };
            EventTime {
                approximate: any(|time| time.approximate),
                uncertain: any(|time| time.uncertain),
                ..EventTime::within(from, to)
            }
        })
}

/// Nothing is reported before it happens: a coarse date of a source reaches back no further.
/// Dates that contradict each other are left as they are.
pub(super) fn not_before(first: EventTime, happened: Option<EventTime>) -> EventTime {
    let begun = happened.map_or(Timestamp::NEG_INFINITY, |time| time.start_min);
    if first.start_min < begun && begun < first.end_max {
        EventTime {
            approximate: first.approximate,
            uncertain: first.uncertain,
            ..EventTime::within(begun, first.end_max)
        }
    } else {
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<EventTime> {
        first(texts.iter().filter_map(|text| date(text, Zone::default())))
    }

    #[test]
    fn the_first_of_several_days_is_the_earliest() {
        assert_eq!(of(&["2016-12-16", "2016-12-14"]), of(&["2016-12-14"]));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_coarse_date_may_come_first_and_a_fine_one_says_by_when() {
        let time = of(&["2016-12", "2016-12-16~"]).unwrap();
        let month = of(&["2016-12"]).unwrap();
        let day = of(&["2016-12-16"]).unwrap();
        assert_eq!(
            (time.start_min, time.end_max),
            (month.start_min, day.end_max)
        );
        assert!(time.approximate);
    }

    #[test]
    fn what_comes_later_for_certain_does_not_make_the_first_uncertain() {
        let time = of(&["2016-12-14", "2017~"]).unwrap();
        assert!(!time.approximate);
        assert_eq!(Some(time), of(&["2016-12-14"]));
    }

    #[test]
    fn nothing_is_reported_before_it_happens() {
        let month = of(&["2016-12"]).unwrap();
        let day = of(&["2016-12-11"]).unwrap();
        let known = not_before(month, Some(day));
        assert_eq!(
            (known.start_min, known.end_max),
            (day.start_min, month.end_max)
        );
        let earlier = of(&["2016-11"]).unwrap();
        assert_eq!(not_before(earlier, Some(day)), earlier);
        assert_eq!(not_before(month, None), month);
    }

    #[test]
    fn a_capture_may_be_dated_to_the_millisecond() {
        let time = of(&["2016-12-14T08:00:00.250Z"]).unwrap();
        assert_eq!(time.outer().length_ms(), 1);
    }
}
