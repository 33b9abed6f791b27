//! Time as Strabo computes with it: instants in UTC, windows, and events whose beginning and end are known only within bounds.
//!
//! This module decides whether an event is certainly, possibly or not in a window; `edtf` reads written dates.

mod edtf;
mod zone;

use chrono::{DateTime, Utc};

pub use crate::model::time::edtf::{TimeError, parse_edtf, read_edtf, window_of};
pub use crate::model::time::zone::{Zone, Zones};

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

    /// This window with both ends at the nearest whole `unit_ms` milliseconds; infinities stay.
    #[must_use]
    pub fn rounded_to_ms(self, unit_ms: i64) -> Self {
        let rounded = |at: Timestamp| {
            let later = at.0.saturating_add(unit_ms / 2);
            if at.is_finite() {
                Timestamp(later - later.rem_euclid(unit_ms))
            } else {
                at
            }
        };
        Self {
            from: rounded(self.from),
            to: rounded(self.to),
        }
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
