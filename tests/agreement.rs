//! Window, command line and histogram count what is certain and what is possible as `format.md` says:
//! ten thousand random dates in zones with odd clocks, against an implementation that is as plain as the table there.

#![expect(clippy::disallowed_methods, reason = "tests write files of their own")]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fmt::Write as _;
use std::process::Command;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use serde_json::Value;

use strabo::io::dataset::open_dataset;
use strabo::io::import::table::Watch;
use strabo::model::filter::Filter;
use strabo::model::time::{Timestamp, Window};
use strabo::query::derived::Derived;
use strabo::state::action::Action;
use strabo::state::update::update;
use strabo::state::{Settings, State};

/// Clocks that change at midnight, by half an hour, by a whole day, in the south, and never.
const ZONES: [&str; 5] = [
    "Asia/Damascus",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "UTC",
];
const EVENTS_PER_ZONE: usize = 2_000;
const WINDOWS_PER_ZONE: usize = 12;

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `n`.
    fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }
}

/// The four instants, in milliseconds, and whether it went on; the extremes are the infinities.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    start: (i64, i64),
    end: (i64, i64),
    went_on: bool,
}

impl Bounds {
    fn within(low: i64, high: i64) -> Self {
        Self {
            start: (low, high),
            end: (low, high),
            went_on: false,
        }
    }

    fn is_possible(&self, a: i64, b: i64) -> bool {
        self.start.0 < b && self.end.1 > a
    }

    fn is_certain(&self, a: i64, b: i64) -> bool {
        if self.went_on {
            self.start.1 < b && self.end.0 > a
        } else {
            self.start.1 <= b && self.end.0 >= a
        }
    }
}

/// What the clock on the wall shows.
fn shown(zone: Tz, ms: i64) -> NaiveDateTime {
    zone.timestamp_millis_opt(ms).unwrap().naive_local()
}

/// Every instant at which the clock shows a moment; where it never does, the instant of the jump. Tries them all:
/// since 2009 every clock differs from UTC by quarters of an hour, and changes at whole minutes.
fn instants(zone: Tz, local: NaiveDateTime) -> Vec<i64> {
    const MINUTE_MS: i64 = 60_000;
    let guess = local.and_utc().timestamp_millis();
    let reach = -27 * 60..27 * 60;
    let minutes = || reach.clone().map(|minute| guess + minute * MINUTE_MS);
    let quarters = minutes().step_by(15);
    let hits: Vec<i64> = quarters.filter(|ms| shown(zone, *ms) == local).collect();
    if hits.is_empty() {
        let after = minutes().find(|ms| shown(zone, *ms) > local).unwrap();
        // A jump within a minute would show here.
        assert!(shown(zone, after - 1) < local);
        return vec![after];
    }
    hits
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(0, 0, 0).unwrap()
}

/// A written date with its first and last day.
struct Written {
    text: String,
    first: NaiveDate,
    last: NaiveDate,
}

impl Written {
    fn low(&self, zone: Tz) -> i64 {
        *instants(zone, midnight(self.first)).first().unwrap()
    }

    fn high(&self, zone: Tz) -> i64 {
        let after = self.last.succ_opt().unwrap();
        *instants(zone, midnight(after)).last().unwrap()
    }

    fn is_fine(&self) -> bool {
        self.first == self.last
    }
}

fn a_day(dice: &mut Dice) -> Written {
    // Around the changes of the clocks, and around Samoa's lost 30 December 2011.
    let begin = NaiveDate::from_ymd_opt(2009, 1, 1).unwrap();
    let day = begin + TimeDelta::days(dice.below(3_600) as i64);
    Written {
        text: day.format("%Y-%m-%d").to_string(),
        first: day,
        last: day,
    }
}

fn coarser(dice: &mut Dice) -> Written {
    let day = a_day(dice).first;
    if dice.below(3) == 0 {
        return Written {
            text: day.format("%Y").to_string(),
            first: day.with_ordinal(1).unwrap(),
            last: NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap(),
        };
    }
    let first = day.with_day(1).unwrap();
    let next = first.checked_add_months(chrono::Months::new(1)).unwrap();
    Written {
        text: day.format("%Y-%m").to_string(),
        first,
        last: next.pred_opt().unwrap(),
    }
}

fn any_date(dice: &mut Dice) -> Written {
    match dice.below(3) {
        0 => coarser(dice),
        _ => a_day(dice),
    }
}

/// A random EDTF text, and what the table of the format makes of it.
fn any_time(dice: &mut Dice, zone: Tz) -> (String, Bounds) {
    let mark = ["", "", "", "~", "?", "%"][dice.below(6) as usize];
    match dice.below(8) {
        0..=2 => {
            let date = any_date(dice);
            let bounds = Bounds::within(date.low(zone), date.high(zone));
            (format!("{}{mark}", date.text), bounds)
        }
        3 => {
            let day = a_day(dice).first;
            let into_day = TimeDelta::seconds(dice.below(86_400) as i64);
            let local = midnight(day) + into_day;
            let text = local.format("%Y-%m-%dT%H:%M:%S");
            if dice.below(2) == 0 {
                let ms = local.and_utc().timestamp_millis();
                return (format!("{text}Z"), Bounds::within(ms, ms + 1_000));
            }
            // To the minute first, since the clocks are searched by the minute.
            let seconds = i64::from(chrono::Timelike::second(&local));
            let whole = local - TimeDelta::seconds(seconds);
            let at = instants(zone, whole);
            let is_skipped = shown(zone, at[0]) != whole;
            let shift_ms = if is_skipped { 0 } else { seconds * 1_000 };
            let (first, last) = (at[0] + shift_ms, at[at.len() - 1] + shift_ms);
            (text.to_string(), Bounds::within(first, last + 1_000))
        }
        4 => {
            let mut ends = [a_day(dice), a_day(dice)];
            ends.sort_by_key(|end| end.first);
            let [a, b] = ends;
            let text = format!("[{}..{}]", a.text, b.text);
            (text, Bounds::within(a.low(zone), b.high(zone)))
        }
        5 => {
            let a = any_date(dice);
            let open = dice.below(2) == 0;
            let start = start_of(&a, zone);
            let end = if open {
                (i64::MAX, i64::MAX)
            } else {
                (start.0, i64::MAX)
            };
            let text = format!("{}/{}", a.text, if open { ".." } else { "" });
            (
                text,
                Bounds {
                    start,
                    end,
                    went_on: true,
                },
            )
        }
        _ => {
            let mut ends = [any_date(dice), any_date(dice)];
            ends.sort_by_key(|end| (end.first, end.last));
            let [a, b] = ends;
            let text = format!("{}/{}{mark}", a.text, b.text);
            let (start, end) = (start_of(&a, zone), end_of(&b, zone));
            (
                text,
                Bounds {
                    start,
                    end,
                    went_on: true,
                },
            )
        }
    }
}

fn start_of(date: &Written, zone: Tz) -> (i64, i64) {
    if date.is_fine() {
        (date.low(zone), date.low(zone))
    } else {
        (date.low(zone), date.high(zone))
    }
}

fn end_of(date: &Written, zone: Tz) -> (i64, i64) {
    if date.is_fine() {
        (date.high(zone), date.high(zone))
    } else {
        (date.low(zone), date.high(zone))
    }
}

/// Ends of windows: half of them where some event begins or ends, where a rule that is off by one shows.
fn any_instant(dice: &mut Dice, events: &[(String, Bounds)]) -> i64 {
    let (_, bounds) = &events[dice.below(events.len() as u64) as usize];
    let finite = [bounds.start.0, bounds.start.1, bounds.end.0, bounds.end.1];
    let on_a_bound = finite[dice.below(4) as usize];
    if dice.below(2) == 0 && on_a_bound.abs() < i64::MAX / 2 {
        return on_a_bound;
    }
    1_230_000_000_000 + dice.below(311_040_000) as i64 * 1_000
}

/// Solid and light of one bin, by the rule of the format.
fn bin(events: &[(String, Bounds)], a: i64, b: i64) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for (_, bounds) in events {
        if bounds.is_certain(a, b) {
            sums.0 += 1.0;
        } else if bounds.is_possible(a, b) && bounds.went_on {
            sums.1 += 1.0;
        } else if bounds.is_possible(a, b) {
            let (low, high) = (bounds.start.0, bounds.end.1);
            sums.1 += (high.min(b) - low.max(a)) as f64 / (high - low) as f64;
        }
    }
    sums
}

fn rfc3339(ms: i64) -> String {
    Timestamp(ms).to_rfc3339().unwrap()
}

#[test]
fn window_command_line_and_histogram_agree_with_the_format_on_ten_thousand_events() {
    let folder = tempfile::tempdir().unwrap();
    let mut n_events = 0;
    for (seed, name) in ZONES.into_iter().enumerate() {
        let zone: Tz = name.parse().unwrap();
        let mut dice = Dice(seed as u64 + 1);
        let events: Vec<(String, Bounds)> = (0..EVENTS_PER_ZONE)
            .map(|_| any_time(&mut dice, zone))
            .collect();
        n_events += events.len();

        let mut text = format!(
            r#"{{"type": "FeatureCollection", "strabo": {{"version": 1, "zone": "{name}"}}, "features": ["#
        );
        for (idx, (when, _)) in events.iter().enumerate() {
            let comma = if idx == 0 { "" } else { "," };
            writeln!(
                text,
                r#"{comma}{{"type": "Feature", "id": "e{idx}", "geometry": null, "properties": {{"title": "E", "when": "{when}"}}}}"#
            )
            .unwrap();
        }
        text.push_str("]}");
        let file = folder.path().join(format!("{seed}.geojson"));
        std::fs::write(&file, text).unwrap();
        let dataset = Arc::new(open_dataset(&file, &Watch::default()).unwrap());
        assert_eq!(dataset.len(), EVENTS_PER_ZONE);
        assert_eq!(dataset.origin().problems, []);

        let mut state = State::new(dataset, Settings::default());
        let mut derived = Derived::default();
        for _ in 0..WINDOWS_PER_ZONE {
            let mut ends = [
                any_instant(&mut dice, &events),
                any_instant(&mut dice, &events),
            ];
            ends.sort_unstable();
            let [a, b] = ends;
            if a == b {
                continue;
            }
            let certain = events.iter().filter(|(_, time)| time.is_certain(a, b));
            let certain = certain.count();
            let possible = events.iter().filter(|(_, time)| time.is_possible(a, b));
            let possible = possible.count() - certain;

            let (from, to) = (Timestamp(a), Timestamp(b));
            update(&mut state, Action::SetWindow(Window { from, to }));
            let found = derived.matching(&state.dataset, &state.view.filter, state.window());
            let counts = found.counts;
            assert_eq!(
                (counts.certain, counts.possible),
                (certain, possible),
                "{name} {a} {b}"
            );

            let output = Command::new(env!("CARGO_BIN_EXE_strabo"))
                .args([
                    "query",
                    "--format",
                    "count",
                    "--from",
                    &rfc3339(a),
                    "--to",
                    &rfc3339(b),
                ])
                .arg(&file)
                .output()
                .unwrap();
            let told: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(
                (&told["certain"], &told["possible"], &told["undated"]),
                (
                    &Value::from(certain),
                    &Value::from(possible),
                    &Value::from(0)
                ),
                "{name} {a} {b}"
            );

            // The window as one bin, between two others.
            let edges = vec![Timestamp(a - 1_000), from, to, Timestamp(b + 86_400_000)];
            let histogram = derived.histogram(&state.dataset, &Filter::default(), edges.clone());
            for (idx, pair) in edges.windows(2).enumerate() {
                let (solid, light) = histogram.at(idx, 0);
                let expected = bin(&events, pair[0].0, pair[1].0);
                let is_near = |got: f32, wanted: f64| (f64::from(got) - wanted).abs() < 0.02;
                assert!(
                    is_near(solid, expected.0) && is_near(light, expected.1),
                    "{name} {pair:?}: {solid} {light} {expected:?}"
                );
            }
        }
    }
    assert_eq!(n_events, 10_000);
}
