//! How many sources report on each day, so that silence is not read as calm.
//!
//! A source counts on the day it was published, in the collection's zone, whichever zone is shown. One whose date spans several days counts
//! lightly: on each day it may have been one more, and to the height of a bar it adds its share of the days.
//! All sources of the collection count, whatever the filter: coverage is of the evidence, not of the question.

use chrono::{Datelike as _, NaiveDate};

use crate::model::clock::Clock;
use crate::model::time::Zone;
use crate::store::Dataset;

/// Sources by day; asked for any stretch of days in logarithmic time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Days that sources are dated to, ascending, with the number of sources up to and with that day.
    certain: Vec<(i32, usize)>,
    /// Days on which something changes, ascending, and what holds from then on.
    light: Vec<Step>,
    /// Sources with a date, and without one.
    pub n_dated: usize,
    pub n_undated: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    day: i32,
    /// Sources that may report on each day from here.
    n_possible: usize,
    /// The sum of their shares of a day.
    share: f64,
    /// The sum of shares of all days before.
    share_before: f64,
}

/// What there is on some days in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stretch {
    pub n_days: usize,
    /// Days to which a source is dated.
    pub n_days_with: usize,
    /// Sources dated to these days.
    pub n_certain: usize,
    /// Shares of sources whose dates span several days.
    pub light: f64,
    /// Of these the most that may report on the first day.
    pub n_possible: usize,
}

impl Coverage {
    pub fn of(dataset: &Dataset) -> Self {
        let zone = dataset.zone();
        let sources = &dataset.collection().sources;
        let mut days = Vec::new();
        let mut changes: Vec<(i32, isize, f64)> = Vec::new();
        let mut n_dated = 0;
        for source in sources {
            let date = dataset.source_date(&source.id, Clock::Reported);
            let Some((first, last)) = date.and_then(|date| days_of(date.outer(), zone)) else {
                continue;
            };
            n_dated += 1;
            if first == last {
                days.push(first);
            } else {
                let share = 1.0 / f64::from(last - first + 1);
                changes.push((first, 1, share));
                changes.push((last + 1, -1, -share));
            }
        }
        Self {
            certain: counted(days),
            light: steps(changes),
            n_dated,
            n_undated: sources.len() - n_dated,
        }
    }

    /// The days from one to another, the last one not included.
    pub fn on(&self, from: NaiveDate, to: NaiveDate) -> Stretch {
        let (from, to) = (from.num_days_from_ce(), to.num_days_from_ce());
        let before = |day: i32| {
            let idx = self.certain.partition_point(|(at, _)| *at < day);
            let n = idx.checked_sub(1).map_or(0, |idx| self.certain[idx].1);
            (idx, n)
        };
        let ((days_from, n_from), (days_to, n_to)) = (before(from), before(to));
        let step_at = |day: i32| {
            let idx = self.light.partition_point(|step| step.day <= day);
            idx.checked_sub(1).map(|idx| self.light[idx])
        };
        let shares_before = |day: i32| {
            step_at(day).map_or(0.0, |step| {
                step.share_before + step.share * f64::from(day - step.day)
            })
        };
        Stretch {
            n_days: usize::try_from(to - from).unwrap_or_default(),
            n_days_with: days_to - days_from,
            n_certain: n_to - n_from,
            // Sums of shares miss nothing by a hair.
            light: Some(shares_before(to) - shares_before(from))
                .filter(|light| *light > 1e-9)
                .unwrap_or_default(),
            n_possible: step_at(from).map_or(0, |step| step.n_possible),
        }
    }
}

impl Stretch {
    /// Whether no source is dated to any of the days.
    pub fn is_silent(&self) -> bool {
        self.n_certain == 0
    }

    /// Sources a day: those dated to these days, and the share of others.
    pub fn per_day(&self) -> (f64, f64) {
        let n_days = self.n_days.max(1) as f64;
        (self.n_certain as f64 / n_days, self.light / n_days)
    }
}

/// The first and last local day of a stretch of time; `None` where it is open or beyond the calendar.
fn days_of(outer: crate::model::time::Window, zone: Zone) -> Option<(i32, i32)> {
    let day = |at| Some(zone.local(at)?.date().num_days_from_ce());
    let first = day(outer.from)?;
    let last = day(outer.to.plus_ms(-1))?;
    Some((first, last.max(first)))
}

fn counted(mut days: Vec<i32>) -> Vec<(i32, usize)> {
    days.sort_unstable();
    let mut counted: Vec<(i32, usize)> = Vec::new();
    for (idx, day) in days.into_iter().enumerate() {
        match counted.last_mut() {
            Some((last, n)) if *last == day => *n = idx + 1,
            _ => counted.push((day, idx + 1)),
        }
    }
    counted
}

fn steps(mut changes: Vec<(i32, isize, f64)>) -> Vec<Step> {
    changes.sort_by_key(|(day, _, _)| *day);
    let mut steps: Vec<Step> = Vec::new();
    let mut n_possible = 0_isize;
    for (day, n, share) in changes {
        n_possible += n;
        let n_possible = usize::try_from(n_possible).unwrap_or_default();
        let before = steps.last().copied();
        match steps.last_mut() {
            Some(last) if last.day == day => {
                last.n_possible = n_possible;
                last.share += share;
            }
            _ => steps.push(Step {
                day,
                n_possible,
                share: share + before.map_or(0.0, |before| before.share),
                share_before: before.map_or(0.0, |before| {
                    before.share_before + before.share * f64::from(day - before.day)
                }),
            }),
        }
        // Nothing is left where nothing lasts.
        if let Some(last) = steps.last_mut()
            && last.n_possible == 0
        {
            last.share = 0.0;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::model::collection::Collection;
    use crate::model::source::{Source, SourceId};
    use crate::store::Origin;

    fn coverage(published: &[&str]) -> Coverage {
        let sources = published.iter().enumerate().map(|(n, text)| Source {
            published: (!text.is_empty()).then(|| (*text).to_owned()),
            ..Source::new(SourceId(n.to_string()), String::new())
        });
        let collection = Collection {
            sources: sources.collect(),
            zone: Zone::from_name("Asia/Damascus"),
            ..Collection::default()
        };
        Coverage::of(&Dataset::new(collection, Origin::default()))
    }

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2016, 12, n).unwrap()
    }

    #[test]
    fn a_source_counts_on_its_local_day() {
        // Half past ten in the evening in London is the next day in Damascus.
        let coverage = coverage(&["2016-12-14", "2016-12-13T22:30:00Z", "2016-12-16", ""]);
        assert_eq!((coverage.n_dated, coverage.n_undated), (3, 1));
        let stretch = coverage.on(day(14), day(15));
        assert_eq!((stretch.n_certain, stretch.n_days), (2, 1));
        assert!(coverage.on(day(13), day(14)).is_silent());
        let week = coverage.on(day(12), day(19));
        assert_eq!((week.n_certain, week.n_days_with, week.n_days), (3, 2, 7));
    }

    #[test]
    fn a_coarse_date_counts_lightly_over_its_days() {
        let coverage = coverage(&["2016-12", "2016-12-14"]);
        let stretch = coverage.on(day(14), day(15));
        assert_eq!((stretch.n_certain, stretch.n_possible), (1, 1));
        assert!((stretch.light - 1.0 / 31.0).abs() < 1e-9);
        let silent = coverage.on(day(15), day(16));
        assert!(silent.is_silent() && silent.n_possible == 1);
        let november = coverage.on(
            NaiveDate::from_ymd_opt(2016, 11, 1).unwrap(),
            NaiveDate::from_ymd_opt(2016, 12, 1).unwrap(),
        );
        assert!(november.light == 0.0 && november.n_possible == 0);
    }

    proptest! {
        #[test]
        fn any_stretch_is_the_sum_of_its_days(
            given in vec((1..28_u32, 0..9_u32), 0..20),
            (from, length) in (1..20_u32, 0..9_u32),
        ) {
            let texts: Vec<String> = given
                .iter()
                .map(|(first, more)| {
                    let last = (first + more).min(28);
                    format!("2016-12-{first:02}/2016-12-{last:02}")
                })
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let coverage = coverage(&texts);
            let to = from + length;
            let stretch = coverage.on(day(from), day(to));
            let mut certain = 0;
            let mut light = 0.0;
            for (first, more) in &given {
                let last = (first + more).min(28);
                let n_days = last - first + 1;
                let shared = (from..to).filter(|day| (*first..=last).contains(day)).count();
                if n_days == 1 {
                    certain += shared;
                } else {
                    light += shared as f64 / f64::from(n_days);
                }
            }
            prop_assert_eq!(stretch.n_certain, certain);
            prop_assert!((stretch.light - light).abs() < 1e-6, "{} {light}", stretch.light);
        }
    }
}
