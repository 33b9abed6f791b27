//! Time as Strabo computes with it: instants in UTC, windows, and events whose beginning and end are known only within bounds.
//!
//! The text of a date is EDTF (ISO 8601-2:2019 annex A, levels 0 to 2), read with `edtf-core`.
//! This module turns it into four instants and decides whether an event is certainly, possibly or not in a window.
//! Qualifiers (`~`, `?`, `%`) never move a bound; they are kept as flags, to be shown.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use edtf_core::{
    Bound, BoundDate, Date, Edtf, IntervalEndpoint, Precision, SetElement, SetKind, TimeShift,
};

/// Milliseconds since 1970-01-01T00:00:00Z; the two extremes stand for minus and plus infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const NEG_INFINITY: Self = Self(i64::MIN);
    pub const POS_INFINITY: Self = Self(i64::MAX);
    pub const SECOND_MS: i64 = 1_000;
    pub const MINUTE_MS: i64 = 60 * Self::SECOND_MS;
    pub const HOUR_MS: i64 = 60 * Self::MINUTE_MS;
    pub const DAY_MS: i64 = 24 * Self::HOUR_MS;

    /// Whether this is a moment, rather than one of the two infinities.
    pub fn is_finite(self) -> bool {
        self != Self::NEG_INFINITY && self != Self::POS_INFINITY
    }

    /// This instant moved by `ms` milliseconds; an infinity stays where it is.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        if self.is_finite() {
            Self(self.0.saturating_add(ms))
        } else {
            self
        }
    }

    /// As a calendar moment; `None` for the infinities and beyond the calendar's range (about ±262,000 years).
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        if self.is_finite() {
            DateTime::from_timestamp_millis(self.0)
        } else {
            None
        }
    }

    /// RFC 3339 in UTC, with milliseconds only where there are any; `None` for the infinities.
    pub fn to_rfc3339(self) -> Option<String> {
        Some(
            self.to_utc()?
                .to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        )
    }

    /// Reads an RFC 3339 date-time with an offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        Some(Self(
            DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis(),
        ))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_millis())
    }
}

/// A half-open stretch of time `[from, to)`: what the timeline's brush selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Window {
    /// The window that holds every instant.
    pub const ALL: Self = Self {
        from: Timestamp::NEG_INFINITY,
        to: Timestamp::POS_INFINITY,
    };

    /// Length in milliseconds, saturating for infinite windows.
    pub fn length_ms(self) -> i64 {
        self.to.0.saturating_sub(self.from.0)
    }

    /// This window moved by `ms` milliseconds.
    #[must_use]
    pub fn shifted_ms(self, ms: i64) -> Self {
        Self {
            from: self.from.plus_ms(ms),
            to: self.to.plus_ms(ms),
        }
    }
}

/// What the four bounds of an event describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// It happened at some time within the bounds.
    Within,
    /// It went on from its beginning to its end.
    WentOn,
}

/// When an event happened, as far as is known: half-open bounds in UTC.
///
/// Invariants: `start_min ≤ start_max` and `end_min ≤ end_max`.
/// For [`Extent::Within`] both pairs are the same: the first and last moment at which it may have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventTime {
    pub start_min: Timestamp,
    pub start_max: Timestamp,
    pub end_min: Timestamp,
    pub end_max: Timestamp,
    pub extent: Extent,
    /// `~` or `%` somewhere in the text.
    pub approximate: bool,
    /// `?` or `%` somewhere in the text.
    pub uncertain: bool,
}

/// How surely an event lies in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Membership {
    Certain,
    /// Possible, and not certain.
    PossibleOnly,
    Outside,
}

impl EventTime {
    /// Happened at some time within `[low, high)`.
    pub fn within(low: Timestamp, high: Timestamp) -> Self {
        Self {
            start_min: low,
            start_max: high,
            end_min: low,
            end_max: high,
            extent: Extent::Within,
            approximate: false,
            uncertain: false,
        }
    }

    /// The rule of `format.md`: possible, certain or outside of `[a, b)`.
    pub fn membership(&self, window: Window) -> Membership {
        let Window { from: a, to: b } = window;
        let possible = self.start_min < b && self.end_max > a;
        let certain = match self.extent {
            Extent::Within => self.start_max <= b && self.end_min >= a,
            Extent::WentOn => self.start_max < b && self.end_min > a,
        };
        match (possible, certain) {
            (false, _) => Membership::Outside,
            (true, true) => Membership::Certain,
            (true, false) => Membership::PossibleOnly,
        }
    }

    /// The outermost bounds: everything at which the event may have been going on.
    pub fn outer(&self) -> Window {
        Window {
            from: self.start_min,
            to: self.end_max,
        }
    }

    /// Whether the text says that it is approximate or uncertain.
    pub fn is_qualified(&self) -> bool {
        self.approximate || self.uncertain
    }

    /// The instant to sort by: the earliest finite bound.
    pub fn sort_key(&self) -> Timestamp {
        [self.start_min, self.start_max, self.end_min, self.end_max]
            .into_iter()
            .find(|bound| bound.is_finite())
            .unwrap_or(Timestamp::NEG_INFINITY)
    }

    /// Replaces the outer bounds by explicit ones (`earliest`, `latest` of a time claim).
    #[must_use]
    pub fn with_outer(self, earliest: Option<Timestamp>, latest: Option<Timestamp>) -> Self {
        let mut time = self;
        if let Some(earliest) = earliest {
            time.start_min = earliest;
            time.start_max = time.start_max.max(earliest);
        }
        if let Some(latest) = latest {
            time.end_max = latest;
            time.end_min = time.end_min.min(latest);
        }
        match time.extent {
            Extent::Within => Self {
                start_max: time.end_max,
                end_min: time.start_min,
                ..time
            },
            Extent::WentOn => time,
        }
    }
}

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

/// A time zone by its IANA name; collections without one use UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(pub Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(Tz::UTC)
    }
}

impl Zone {
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// Every zone that has a name: UTC first, then by name.
    pub fn all() -> impl Iterator<Item = Self> {
        let utc = Self::default();
        let others = chrono_tz::TZ_VARIANTS.into_iter().map(Self);
        std::iter::once(utc).chain(others.filter(move |zone| *zone != utc))
    }

    /// The IANA name, such as `Asia/Damascus`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The name as people say it: `Damascus time`, `UTC`.
    pub fn spoken_name(self) -> String {
        match self.name() {
            "UTC" | "Etc/UTC" => String::from("UTC"),
            name => format!(
                "{} time",
                name.rsplit('/').next().unwrap_or(name).replace('_', " ")
            ),
        }
    }

    /// The wall clock at an instant.
    pub fn local(self, at: Timestamp) -> Option<NaiveDateTime> {
        Some(at.to_utc()?.with_timezone(&self.0).naive_local())
    }

    /// The offset from UTC at an instant, in seconds east.
    pub fn offset_s(self, at: Timestamp) -> Option<i32> {
        let offset = self.0.offset_from_utc_datetime(&at.to_utc()?.naive_utc());
        Some(offset.fix().local_minus_utc())
    }

    /// The first instant at which the wall clock shows `local`: the earlier one where it shows it twice,
    /// the moment of the jump where it never does.
    pub fn first_instant(self, local: NaiveDateTime) -> Timestamp {
        match self.0.from_local_datetime(&local) {
            chrono::LocalResult::Single(moment) => Timestamp(moment.timestamp_millis()),
            chrono::LocalResult::Ambiguous(first, second) => {
                Timestamp(first.timestamp_millis().min(second.timestamp_millis()))
            }
            chrono::LocalResult::None => self.jump_over(local),
        }
    }

    /// The last instant at which the wall clock shows `local`: the later one where it shows it twice,
    /// the moment of the jump where it never does.
    pub fn last_instant(self, local: NaiveDateTime) -> Timestamp {
        match self.0.from_local_datetime(&local) {
            chrono::LocalResult::Single(moment) => Timestamp(moment.timestamp_millis()),
            chrono::LocalResult::Ambiguous(first, second) => {
                Timestamp(first.timestamp_millis().max(second.timestamp_millis()))
            }
            chrono::LocalResult::None => self.jump_over(local),
        }
    }

    /// The instant at which the wall clock jumps over `local`, found by bisection to the millisecond.
    fn jump_over(self, local: NaiveDateTime) -> Timestamp {
        // No zone ever jumped by more than a day (Samoa skipped one in 2011).
        let reach = TimeDelta::hours(26);
        let shows_at_least = |ms: i64| self.local(Timestamp(ms)).is_some_and(|at| at >= local);
        let mut before = (local - reach).and_utc().timestamp_millis();
        let mut after = (local + reach).and_utc().timestamp_millis();
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if shows_at_least(middle) {
                after = middle;
            } else {
                before = middle;
            }
        }
        Timestamp(after)
    }
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
