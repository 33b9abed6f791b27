//! Reads dates written in EDTF (ISO 8601-2:2019 annex A, levels 0 to 2, by `edtf-core`) into four instants.
//!
//! Qualifiers (`~`, `?`, `%`) never move a bound; they are kept as flags, to be shown.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use edtf_core::{
    Bound, BoundDate, Date, Edtf, IntervalEndpoint, Precision, SetElement, SetKind, TimeShift,
};

use crate::model::time::{EventTime, Extent, Timestamp, Window, Zone};

/// Why a text is not a time that Strabo can compute with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("not a date in EDTF: {message} (at character {offset})")]
    Syntax { message: String, offset: usize },
    #[error("the year is beyond the calendar of this program (about ±262,000 years)")]
    YearOutOfRange,
    #[error("it ends before it begins")]
    Reversed,
}

/// Turns an EDTF text into the four bounds, as the table of `format.md` says.
pub fn read_edtf(text: &str, zone: Zone) -> Result<EventTime, TimeError> {
    let edtf = parse_edtf(text)?;
    event_time(&edtf, zone)
}

/// Parses EDTF without computing bounds.
pub fn parse_edtf(text: &str) -> Result<Edtf, TimeError> {
    Edtf::parse(text).map_err(|error| TimeError::Syntax {
        message: error.message.to_owned(),
        offset: error.offset,
    })
}

fn event_time(edtf: &Edtf, zone: Zone) -> Result<EventTime, TimeError> {
    let mut time = match edtf {
        Edtf::Date(date) => {
            let days = Days::of(date)?;
            EventTime::within(days.low(zone)?, days.high(zone)?)
        }
        Edtf::DateTime(moment) => {
            let (low, high) = second_bounds(moment, zone)?;
            EventTime::within(low, high)
        }
        Edtf::Interval(interval) => interval_time(&interval.start, &interval.end, zone)?,
        Edtf::Set(set) => set_time(set, zone)?,
    };
    if time.start_min > time.end_max {
        return Err(TimeError::Reversed);
    }
    time.approximate = edtf.is_approximate();
    time.uncertain = edtf.is_uncertain();
    Ok(time)
}

/// The first and last calendar day of a written date.
struct Days {
    first: NaiveDate,
    last: NaiveDate,
    /// Whether it is written to the day: then an interval includes that day whole.
    fine: bool,
}

impl Days {
    fn of(date: &Date) -> Result<Self, TimeError> {
        let bounds = Edtf::Date(*date).bounds();
        let (Bound::Date(first), Bound::Date(last)) = (bounds.earliest, bounds.latest) else {
            return Err(TimeError::YearOutOfRange);
        };
        Ok(Self {
            first: naive_date(first)?,
            last: naive_date(last)?,
            fine: date.precision() == Precision::Day,
        })
    }

    /// L: the first instant of the written unit.
    fn low(&self, zone: Zone) -> Result<Timestamp, TimeError> {
        Ok(zone.first_instant(midnight(self.first)?))
    }

    /// H: the first instant after the written unit.
    fn high(&self, zone: Zone) -> Result<Timestamp, TimeError> {
        Ok(zone.last_instant(midnight(next_day(self.last)?)?))
    }

    /// The bounds of a beginning. A day, even one with unknown digits, is included whole.
    fn as_start(&self, zone: Zone) -> Result<(Timestamp, Timestamp), TimeError> {
        let latest = if self.fine {
            zone.first_instant(midnight(self.last)?)
        } else {
            self.high(zone)?
        };
        Ok((self.low(zone)?, latest))
    }

    /// The bounds of an end.
    fn as_end(&self, zone: Zone) -> Result<(Timestamp, Timestamp), TimeError> {
        let earliest = if self.fine {
            zone.last_instant(midnight(next_day(self.first)?)?)
        } else {
            self.low(zone)?
        };
        Ok((earliest, self.high(zone)?))
    }
}

fn naive_date(date: BoundDate) -> Result<NaiveDate, TimeError> {
    i32::try_from(date.year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, date.month.into(), date.day.into()))
        .ok_or(TimeError::YearOutOfRange)
}

fn next_day(date: NaiveDate) -> Result<NaiveDate, TimeError> {
    date.succ_opt().ok_or(TimeError::YearOutOfRange)
}

/// Midnight, kept a few days inside the calendar's range so that zone arithmetic cannot overflow.
fn midnight(date: NaiveDate) -> Result<NaiveDateTime, TimeError> {
    const MARGIN_DAYS: i64 = 3;
    let inside = date.signed_duration_since(NaiveDate::MIN).num_days() > MARGIN_DAYS
        && NaiveDate::MAX.signed_duration_since(date).num_days() > MARGIN_DAYS;
    if !inside {
        return Err(TimeError::YearOutOfRange);
    }
    date.and_hms_opt(0, 0, 0).ok_or(TimeError::YearOutOfRange)
}

fn second_bounds(
    moment: &edtf_core::DateTime,
    zone: Zone,
) -> Result<(Timestamp, Timestamp), TimeError> {
    let days = Days::of(&moment.date)?;
    let time = &moment.time;
    // A leap second (`:60`) is the second after `:59`, which UTC without leap seconds calls `:00`.
    let into_day_ms =
        (i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60 + i64::from(time.second))
            * Timestamp::SECOND_MS;
    let local = midnight(days.first)? + TimeDelta::milliseconds(into_day_ms);
    let from_offset = |minutes: i64| {
        let low = Timestamp(local.and_utc().timestamp_millis() - minutes * Timestamp::MINUTE_MS);
        (low, low.plus_ms(Timestamp::SECOND_MS))
    };
    Ok(match time.shift {
        Some(TimeShift::Utc) => from_offset(0),
        Some(TimeShift::Offset { minutes, .. }) => from_offset(minutes.into()),
        None => (
            zone.first_instant(local),
            zone.last_instant(local).plus_ms(Timestamp::SECOND_MS),
        ),
    })
}

fn interval_time(
    start: &IntervalEndpoint,
    end: &IntervalEndpoint,
    zone: Zone,
) -> Result<EventTime, TimeError> {
    let start_bounds = match start {
        IntervalEndpoint::Date(date) => Some(Days::of(date)?.as_start(zone)?),
        IntervalEndpoint::OnOrBefore(date) | IntervalEndpoint::OnOrAfter(date) => {
            let (_, latest) = Days::of(date)?.as_start(zone)?;
            Some((Timestamp::NEG_INFINITY, latest))
        }
        IntervalEndpoint::Open => Some((Timestamp::NEG_INFINITY, Timestamp::NEG_INFINITY)),
        IntervalEndpoint::Unknown => None,
    };
    let end_bounds = match end {
        IntervalEndpoint::Date(date) => Some(Days::of(date)?.as_end(zone)?),
        IntervalEndpoint::OnOrAfter(date) | IntervalEndpoint::OnOrBefore(date) => {
            let (earliest, _) = Days::of(date)?.as_end(zone)?;
            Some((earliest, Timestamp::POS_INFINITY))
        }
        IntervalEndpoint::Open => Some((Timestamp::POS_INFINITY, Timestamp::POS_INFINITY)),
        IntervalEndpoint::Unknown => None,
    };
    // An unknown end may lie anywhere from the beginning on, and the other way round.
    let ((start_min, start_max), (end_min, end_max)) = match (start_bounds, end_bounds) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) => (start, (start.0, Timestamp::POS_INFINITY)),
        (None, Some(end)) => ((Timestamp::NEG_INFINITY, end.1), end),
        (None, None) => {
            let all = (Timestamp::NEG_INFINITY, Timestamp::POS_INFINITY);
            (all, all)
        }
    };
    Ok(EventTime {
        start_min,
        start_max,
        end_min,
        end_max,
        extent: Extent::WentOn,
        approximate: false,
        uncertain: false,
    })
}

fn set_time(set: &edtf_core::Set, zone: Zone) -> Result<EventTime, TimeError> {
    let mut low = Timestamp::POS_INFINITY;
    let mut high = Timestamp::NEG_INFINITY;
    for element in &set.elements {
        let (from, to) = match element {
            SetElement::Date(date) => {
                let days = Days::of(date)?;
                (days.low(zone)?, days.high(zone)?)
            }
            SetElement::OnOrBefore(date) => (Timestamp::NEG_INFINITY, Days::of(date)?.high(zone)?),
            SetElement::OnOrAfter(date) => (Days::of(date)?.low(zone)?, Timestamp::POS_INFINITY),
            SetElement::Range(first, last) => {
                (Days::of(first)?.low(zone)?, Days::of(last)?.high(zone)?)
            }
        };
        low = low.min(from);
        high = high.max(to);
    }
    let within = EventTime::within(low, high);
    Ok(match set.kind {
        SetKind::OneMember => within,
        // All of them: it went on from the first to the last, both included whole.
        SetKind::AllMembers => EventTime {
            start_max: low,
            end_min: high,
            extent: Extent::WentOn,
            ..within
        },
    })
}

/// The window that `--from` and `--to`, or a scene, write in EDTF: `[L(from), H(to))`.
///
/// A day, month or year is included whole; a full date-time is that exact instant at either end;
/// a missing end is open.
pub fn window_of(from: Option<&str>, to: Option<&str>, zone: Zone) -> Result<Window, TimeError> {
    let instant = |text: &str| -> Result<WindowEnd, TimeError> {
        if let Some(exact) = Timestamp::parse_rfc3339(text) {
            return Ok(WindowEnd {
                low: exact,
                high: exact,
                is_exact: true,
            });
        }
        let edtf = parse_edtf(text)?;
        let time = event_time(&edtf, zone)?;
        let is_exact = matches!(edtf, Edtf::DateTime(_));
        let grain_ms = if is_exact { Timestamp::SECOND_MS } else { 0 };
        Ok(WindowEnd {
            low: time.start_min,
            high: time.end_max.plus_ms(-grain_ms),
            is_exact,
        })
    };
    let from = from.map(instant).transpose()?;
    let to = to.map(instant).transpose()?;
    let window = Window {
        from: from.map_or(Timestamp::NEG_INFINITY, |end| end.low),
        to: to.map_or(Timestamp::POS_INFINITY, |end| end.high),
    };
    // `--from 2021 --to 2020` meets at one instant; only two instants may mean an empty window.
    let may_be_empty = [from, to].iter().flatten().all(|end| end.is_exact);
    if window.from > window.to || (window.from == window.to && !may_be_empty) {
        return Err(TimeError::Reversed);
    }
    Ok(window)
}

/// One written end of a window.
#[derive(Clone, Copy)]
struct WindowEnd {
    low: Timestamp,
    high: Timestamp,
    is_exact: bool,
}
