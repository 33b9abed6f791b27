//! Steps of the calendar, from minutes to millennia, by the wall clock of a zone.
//!
//! A day begins at local midnight, also where the clock is put forward or back on that day. Knows nothing of painting.

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime};

use crate::model::time::{Timestamp, Window, Zone};

/// A regular division of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Minutes(u32),
    Hours(u32),
    /// Counted from the first of each month, so that they fall on the same days everywhere.
    Days(u32),
    /// From Monday.
    Week,
    Months(u32),
    Years(i32),
}

/// More boundaries than this are never asked for: a screen has fewer points.
const BOUNDARIES_MAX: usize = 8_192;
/// Years beyond this are left without boundaries; the calendar itself ends a little further out.
const YEARS_MAX: i32 = 250_000;

impl Step {
    /// Its usual length in milliseconds.
    pub fn nominal_ms(self) -> f64 {
        let of = |count: f64, unit_ms: i64| count * unit_ms as f64;
        match self {
            Self::Minutes(count) => of(count.into(), Timestamp::MINUTE_MS),
            Self::Hours(count) => of(count.into(), Timestamp::HOUR_MS),
            Self::Days(count) => of(count.into(), Timestamp::DAY_MS),
            Self::Week => of(7.0, Timestamp::DAY_MS),
            Self::Months(count) => of(f64::from(count) * 30.436_875, Timestamp::DAY_MS),
            Self::Years(count) => of(f64::from(count) * 365.2425, Timestamp::DAY_MS),
        }
    }

    /// Whether it is shorter than a day.
    pub fn is_clock(self) -> bool {
        matches!(self, Self::Minutes(_) | Self::Hours(_))
    }

    /// The boundaries from the last one at or before `window` to the first one at or after it, ascending.
    pub fn boundaries(self, window: Window, zone: Zone) -> Vec<Timestamp> {
        let mut found = if self.is_clock() {
            clock_boundaries(self.nominal_ms() as i64, window, zone)
        } else {
            self.date_boundaries(window, zone)
        };
        let first = found
            .partition_point(|at| *at <= window.from)
            .saturating_sub(1);
        found.drain(..first);
        found
    }

    /// The boundary nearest to an instant; the instant itself where the calendar has none.
    pub fn nearest(self, at: Timestamp, zone: Zone) -> Timestamp {
        let around = Window {
            from: at,
            to: at.plus_ms(1),
        };
        self.boundaries(around, zone)
            .into_iter()
            .min_by_key(|boundary| boundary.0.abs_diff(at.0))
            .unwrap_or(at)
    }

    fn date_boundaries(self, window: Window, zone: Zone) -> Vec<Timestamp> {
        let Some(local) = zone.local(window.from) else {
            return Vec::new();
        };
        let mut found: Vec<Timestamp> = Vec::new();
        let mut next = self.floor(local.date());
        while let Some(day) = next
            && found.len() < BOUNDARIES_MAX
            && day.year().abs() < YEARS_MAX
        {
            let at = zone.first_instant(day.and_time(NaiveTime::MIN));
            // Samoa has no 30 December 2011: two days begin at one instant.
            if found.last().is_none_or(|last| *last < at) {
                found.push(at);
            }
            if at >= window.to {
                break;
            }
            next = self.after(day);
        }
        found
    }

    /// The boundary at or before a day.
    fn floor(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Minutes(_) | Self::Hours(_) => Some(day),
            Self::Days(count) => {
                let idx = (day.day0() / count).min(last_idx_in_month(count));
                day.with_day0(idx * count)
            }
            Self::Week => {
                day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))
            }
            Self::Months(count) => day.with_day0(0)?.with_month0(day.month0() / count * count),
            Self::Years(count) => NaiveDate::from_ymd_opt(year_floor(day.year(), count), 1, 1),
        }
    }

    /// The boundary after a boundary.
    fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Minutes(_) | Self::Hours(_) => day.succ_opt(),
            Self::Days(count) => {
                let first_of_next = day.with_day0(0)?.checked_add_months(Months::new(1))?;
                let next = day.checked_add_days(Days::new(count.into()))?;
                let fits = next < first_of_next && next.day0() / count <= last_idx_in_month(count);
                Some(if fits { next } else { first_of_next })
            }
            Self::Week => day.checked_add_days(Days::new(7)),
            Self::Months(count) => day.checked_add_months(Months::new(count)),
            Self::Years(count) => NaiveDate::from_ymd_opt(year_after(day.year(), count), 1, 1),
        }
    }
}

/// The last division of a month: the 31st belongs to the one before it, unless every day is one.
fn last_idx_in_month(count: u32) -> u32 {
    if count == 1 { 30 } else { 30 / count - 1 }
}

/// The year at which the division begins: multiples of `count`, also before the common era (… 200 BCE, 100 BCE, 1, 100 …).
fn year_floor(year: i32, count: i32) -> i32 {
    if count == 1 || year >= count {
        year.div_euclid(count) * count
    } else if year >= 1 {
        1
    } else {
        let before = 1 - year;
        1 - (before + count - 1) / count * count
    }
}

fn year_after(year: i32, count: i32) -> i32 {
    if count == 1 || year >= count {
        year + count
    } else if year == 1 {
        count
    } else {
        // From `count` BCE the next division begins with the year 1.
        let before = 1 - year;
        if before <= count { 1 } else { year + count }
    }
}

/// Boundaries shorter than a day, by what the clock on the wall shows.
fn clock_boundaries(step_ms: i64, window: Window, zone: Zone) -> Vec<Timestamp> {
    let Some(local) = zone.local(window.from) else {
        return Vec::new();
    };
    let mut at = zone.first_instant(local.date().and_time(NaiveTime::MIN));
    let mut found = vec![at];
    while at < window.to && found.len() < BOUNDARIES_MAX {
        let Some(next) = next_on_clock(at, step_ms, zone) else {
            break;
        };
        at = next;
        // Those before the window are of no use, except the last one.
        if at <= window.from {
            found.clear();
        }
        found.push(at);
    }
    found
}

/// The next instant at which the clock shows a multiple of the step.
///
/// Where the clock is put back it shows some multiples twice; where it is put forward it skips some.
fn next_on_clock(at: Timestamp, step_ms: i64, zone: Zone) -> Option<Timestamp> {
    let offset_ms = |at: Timestamp| Some(i64::from(zone.offset_s(at)?) * Timestamp::SECOND_MS);
    let before_ms = offset_ms(at)?;
    let local_ms = (at.0 + before_ms).div_euclid(step_ms) * step_ms + step_ms;
    let plain = Timestamp(local_ms - before_ms);
    let after_ms = offset_ms(plain)?;
    if before_ms == after_ms {
        return Some(plain);
    }
    let mut candidates = [
        local_ms - before_ms,
        local_ms - after_ms,
        local_ms + step_ms - after_ms,
    ];
    candidates.sort_unstable();
    candidates
        .into_iter()
        .map(Timestamp)
        .find(|candidate| {
            let shown = offset_ms(*candidate).map(|offset_ms| candidate.0 + offset_ms);
            *candidate > at && shown.is_some_and(|shown| shown.rem_euclid(step_ms) == 0)
        })
        .or(Some(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn texts(step: Step, from: &str, to: &str, zone: &str) -> Vec<String> {
        let zone = Zone::from_name(zone).unwrap();
        let window = Window {
            from: at(from),
            to: at(to),
        };
        step.boundaries(window, zone)
            .into_iter()
            .map(|at| zone.local(at).unwrap().format("%m-%d %H:%M").to_string())
            .collect()
    }

    #[test]
    fn days_begin_at_local_midnight_through_a_change_of_clocks() {
        let days = Step::Days(1).boundaries(
            Window {
                from: at("2016-03-26T12:00:00Z"),
                to: at("2016-03-28T00:00:00Z"),
            },
            Zone::from_name("Europe/Paris").unwrap(),
        );
        assert_eq!(
            days,
            [
                at("2016-03-26T00:00:00+01:00"),
                at("2016-03-27T00:00:00+01:00"),
                at("2016-03-28T00:00:00+02:00"),
                at("2016-03-29T00:00:00+02:00"),
            ]
        );
    }

    #[test]
    fn hours_follow_the_clock_on_the_wall() {
        let forward = texts(
            Step::Hours(1),
            "2016-03-27T00:00:00Z",
            "2016-03-27T03:00:00Z",
            "Europe/Paris",
        );
        assert_eq!(
            forward,
            ["03-27 01:00", "03-27 03:00", "03-27 04:00", "03-27 05:00"]
        );
        let back = texts(
            Step::Hours(1),
            "2016-10-29T23:00:00Z",
            "2016-10-30T02:00:00Z",
            "Europe/Paris",
        );
        assert_eq!(
            back,
            ["10-30 01:00", "10-30 02:00", "10-30 02:00", "10-30 03:00"]
        );
    }

    #[test]
    fn a_midnight_that_never_was_is_the_moment_of_the_jump() {
        // In Damascus the clock went from 24:00 to 01:00 on the night to 25 March 2016.
        let days = texts(
            Step::Days(1),
            "2016-03-24T00:00:00Z",
            "2016-03-25T12:00:00Z",
            "Asia/Damascus",
        );
        assert_eq!(days, ["03-24 00:00", "03-25 01:00", "03-26 00:00"]);
    }

    #[test]
    fn groups_of_days_fall_on_the_same_days_of_every_month() {
        let days = texts(
            Step::Days(5),
            "2016-01-22T00:00:00Z",
            "2016-02-12T00:00:00Z",
            "UTC",
        );
        assert_eq!(
            days,
            [
                "01-21 00:00",
                "01-26 00:00",
                "02-01 00:00",
                "02-06 00:00",
                "02-11 00:00",
                "02-16 00:00"
            ]
        );
    }

    #[test]
    fn centuries_before_the_common_era_are_counted_as_historians_do() {
        let mut year = year_floor(-250, 100);
        let mut years = vec![year];
        while year < 200 {
            year = year_after(year, 100);
            years.push(year);
        }
        // 300 BCE, 200 BCE, 100 BCE, 1, 100, 200.
        assert_eq!(years, [-299, -199, -99, 1, 100, 200]);
    }

    #[test]
    fn the_nearest_boundary_may_lie_on_either_side() {
        let utc = Zone::default();
        let noon_less = at("2016-12-11T11:00:00Z");
        assert_eq!(
            Step::Days(1).nearest(noon_less, utc),
            at("2016-12-11T00:00:00Z")
        );
        let noon_more = at("2016-12-11T13:00:00Z");
        assert_eq!(
            Step::Days(1).nearest(noon_more, utc),
            at("2016-12-12T00:00:00Z")
        );
    }
}
