//! The meaning of time, against a second reading of `format.md` that shares no code with the first:
//! a calendar that counts days one by one, and a clock that is asked minute by minute what it shows.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use strabo::model::time::{
    EventTime, Extent, Membership, Timestamp, Window, Zone, read_edtf, window_of,
};

const MINUTE: i64 = 60_000;
const FOREVER: i64 = i64::MAX;
const ALWAYS: i64 = i64::MIN;

/// Zones that turn their clocks at midnight, at one o'clock, at two, over the date line, and never.
const ZONES: [&str; 5] = [
    "Asia/Damascus",
    "Europe/Paris",
    "America/Havana",
    "Pacific/Apia",
    "UTC",
];

/// A calendar day: year, month, day.
type Day = (i32, u32, u32);

/// A written date: a day, or a stretch of days that the text does not narrow down.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    first: Day,
    /// The day after the last one.
    after: Day,
    /// Written to the day.
    fine: bool,
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn next_day((year, month, day): Day) -> Day {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else {
        next_month(year, month)
    }
}

fn next_month(year: i32, month: u32) -> Day {
    if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

/// The wall clock at midnight.
fn midnight((year, month, day): Day) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap()
}

/// What the clock shows at a moment.
fn shown(zone: Tz, ms: i64) -> NaiveDateTime {
    DateTime::<Utc>::from_timestamp_millis(ms)
        .unwrap()
        .with_timezone(&zone)
        .naive_local()
}

/// Every minute at which the clock shows `local`; if none does, the first at which it shows more.
fn moments(zone: Tz, local: NaiveDateTime) -> Vec<i64> {
    let middle = local.and_utc().timestamp_millis();
    let reach = (-27 * 60..=27 * 60).map(|minutes| middle + minutes * MINUTE);
    let exact: Vec<i64> = reach
        .clone()
        .filter(|ms| shown(zone, *ms) == local)
        .collect();
    if exact.is_empty() {
        reach
            .into_iter()
            .find(|ms| shown(zone, *ms) > local)
            .into_iter()
            .collect()
    } else {
        exact
    }
}

fn earliest(zone: Tz, day: Day) -> i64 {
    moments(zone, midnight(day))[0]
}

fn latest(zone: Tz, day: Day) -> i64 {
    *moments(zone, midnight(day)).last().unwrap()
}

impl Written {
    fn low(&self, zone: Tz) -> i64 {
        earliest(zone, self.first)
    }

    fn high(&self, zone: Tz) -> i64 {
        latest(zone, self.after)
    }
}

/// The four bounds, as `format.md` has them.
type Bounds = (i64, i64, i64, i64);

fn bounds_of(time: &EventTime) -> Bounds {
    (
        time.start_min.0,
        time.start_max.0,
        time.end_min.0,
        time.end_max.0,
    )
}

fn read(text: &str, zone: Tz) -> EventTime {
    read_edtf(text, Zone::from_name(zone.name()).unwrap())
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(ZONES.to_vec()).prop_map(|name| name.parse().unwrap())
}

/// Years in which these zones turn their clocks by whole minutes, and of which the database that is tested against, of
/// 2025, knows all: Havana has changed its rules since.
fn year() -> impl Strategy<Value = i32> {
    prop_oneof![
        1975..2025_i32,
        Just(2011),
        Just(2016),
        Just(2000),
        Just(2022)
    ]
}

fn day() -> impl Strategy<Value = Day> {
    let any_day = (year(), 1..=12_u32, 1..=31_u32)
        .prop_map(|(year, month, day)| (year, month, day.min(days_in(year, month))));
    // Days on which clocks turn, and one that Samoa skipped.
    let turns = vec![
        (2011, 12, 30),
        (2011, 12, 29),
        (2011, 12, 31),
        (2016, 3, 25),
        (2016, 3, 24),
        (2016, 10, 28),
        (2016, 10, 27),
        (2016, 3, 13),
        (2016, 11, 6),
        (2016, 3, 27),
        (2016, 10, 30),
        (2022, 3, 25),
        (2022, 10, 28),
        (2012, 1, 1),
    ];
    prop_oneof![3 => any_day, 1 => prop::sample::select(turns)]
}

fn a_day() -> impl Strategy<Value = Written> {
    day().prop_map(|(year, month, day)| Written {
        text: format!("{year:04}-{month:02}-{day:02}"),
        first: (year, month, day),
        after: next_day((year, month, day)),
        fine: true,
    })
}

fn a_month() -> impl Strategy<Value = Written> {
    (year(), 1..=12_u32).prop_map(|(year, month)| Written {
        text: format!("{year:04}-{month:02}"),
        first: (year, month, 1),
        after: next_month(year, month),
        fine: false,
    })
}

fn years(text: String, first: i32, count: i32) -> Written {
    Written {
        text,
        first: (first, 1, 1),
        after: (first + count, 1, 1),
        fine: false,
    }
}

fn a_year() -> impl Strategy<Value = Written> {
    year().prop_map(|year| years(format!("{year:04}"), year, 1))
}

/// Seasons 21 to 24 begin in March, June, September and December; quarters are 33 to 36.
fn a_season() -> impl Strategy<Value = Written> {
    let codes = prop_oneof![
        (21..=24_u32, Just(3)),
        (25..=28_u32, Just(3)),
        (33..=36_u32, Just(1))
    ];
    (year(), codes).prop_map(|(year, (code, first_month))| {
        let first_code = if code < 25 {
            21
        } else if code < 29 {
            25
        } else {
            33
        };
        let month = first_month + (code - first_code) * 3;
        let (mut after_year, mut after_month) = (year, month + 3);
        if after_month > 12 {
            (after_year, after_month) = (year + 1, after_month - 12);
        }
        Written {
            text: format!("{year:04}-{code}"),
            first: (year, month, 1),
            after: (after_year, after_month, 1),
            fine: false,
        }
    })
}

/// `201X`, `2016-XX`: the decade, the century, the year that the text leaves open.
fn a_decade() -> impl Strategy<Value = Written> {
    prop_oneof![
        (198..203_i32).prop_map(|decade| years(format!("{decade}X"), decade * 10, 10)),
        Just(years("20XX".to_owned(), 2000, 100)),
        year().prop_map(|year| years(format!("{year:04}-XX"), year, 1)),
    ]
}

fn coarse() -> impl Strategy<Value = Written> {
    prop_oneof![a_month(), a_year(), a_season(), a_decade()]
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![a_day(), coarse()]
}

/// An end of an interval.
#[derive(Clone, Debug)]
enum End {
    At(Written),
    Open,
    Unknown,
}

impl End {
    fn text(&self) -> &str {
        match self {
            Self::At(written) => &written.text,
            Self::Open => "..",
            Self::Unknown => "",
        }
    }
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        4 => prop_oneof![a_day(), a_month(), a_year(), a_season()].prop_map(End::At),
        1 => Just(End::Open),
        1 => Just(End::Unknown),
    ]
}

/// The row `A/B` of the table, and those of open and unknown ends.
fn interval_bounds(start: &End, end: &End, zone: Tz) -> Bounds {
    let of_start = |a: &Written| (a.low(zone), if a.fine { a.low(zone) } else { a.high(zone) });
    let of_end = |b: &Written| {
        (
            if b.fine { b.high(zone) } else { b.low(zone) },
            b.high(zone),
        )
    };
    let starts = match (start, end) {
        (End::At(a), _) => of_start(a),
        (End::Open, _) => (ALWAYS, ALWAYS),
        (End::Unknown, End::At(b)) => (ALWAYS, b.high(zone)),
        (End::Unknown, _) => (ALWAYS, FOREVER),
    };
    let ends = match (start, end) {
        (_, End::At(b)) => of_end(b),
        (_, End::Open) => (FOREVER, FOREVER),
        (_, End::Unknown) => (starts.0, FOREVER),
    };
    (starts.0, starts.1, ends.0, ends.1)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_date_is_some_time_within_it(date in written(), mark in "[~?%]?", zone in zone()) {
        let text = format!("{}{mark}", date.text);
        let time = read(&text, zone);
        let (low, high) = (date.low(zone), date.high(zone));
        prop_assert_eq!(bounds_of(&time), (low, high, low, high), "{} in {}", text, zone);
        prop_assert_eq!(time.extent, Extent::Within);
        prop_assert_eq!(time.approximate, mark == "~" || mark == "%");
        prop_assert_eq!(time.uncertain, mark == "?" || mark == "%");
    }

    #[test]
    fn an_interval_goes_on_from_its_beginning_to_its_end(start in end(), finish in end(), zone in zone()) {
        let text = format!("{}/{}", start.text(), finish.text());
        let found = read_edtf(&text, Zone::from_name(zone.name()).unwrap());
        match (&start, &finish) {
            (End::At(a), End::At(b)) if b.after <= a.first => {
                prop_assert!(found.is_err(), "{} ends before it begins", text);
            }
            // A beginning that is written less exactly than the end, or lies within it, may be refused.
            (End::At(a), End::At(b)) if b.first < a.first && found.is_err() => {}
            (End::At(_), _) | (_, End::At(_)) => {
                let time = found.unwrap_or_else(|error| panic!("{text}: {error}"));
                let expected = interval_bounds(&start, &finish, zone);
                prop_assert_eq!(bounds_of(&time), expected, "{} in {}", text, zone);
                prop_assert_eq!(time.extent, Extent::WentOn);
            }
            _ => prop_assert!(found.is_err(), "{} says nothing", text),
        }
    }

    #[test]
    fn a_set_reaches_from_its_first_to_its_last(
        dates in prop::collection::vec(written(), 1..4),
        all in any::<bool>(),
        zone in zone(),
    ) {
        let texts: Vec<&str> = dates.iter().map(|date| date.text.as_str()).collect();
        let text = if all { format!("{{{}}}", texts.join(",")) } else { format!("[{}]", texts.join(",")) };
        let low = dates.iter().map(|date| date.low(zone)).min().unwrap();
        let high = dates.iter().map(|date| date.high(zone)).max().unwrap();
        let expected = if all { (low, low, high, high) } else { (low, high, low, high) };
        let time = read(&text, zone);
        prop_assert_eq!(bounds_of(&time), expected, "{} in {}", text, zone);
        prop_assert_eq!(time.extent, if all { Extent::WentOn } else { Extent::Within });
    }

    #[test]
    fn a_range_in_a_set_reaches_from_its_first_to_its_last(a in a_day(), b in a_day(), zone in zone()) {
        let (a, b) = if a.first <= b.first { (a, b) } else { (b, a) };
        let (low, high) = (a.low(zone), b.high(zone));
        let within = read(&format!("[{}..{}]", a.text, b.text), zone);
        prop_assert_eq!(bounds_of(&within), (low, high, low, high));
        let until = read(&format!("[..{}]", b.text), zone);
        prop_assert_eq!(bounds_of(&until), (ALWAYS, high, ALWAYS, high));
    }

    #[test]
    fn a_second_is_that_second(
        day in day(), hour in 0..24_u32, minute in 0..60_u32, second in 0..60_u32,
        offset in prop::option::of(-14 * 60..=14 * 60_i64), zone in zone(),
    ) {
        let (year, month, date) = day;
        let local = format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}");
        let clock = midnight(day) + TimeDelta::minutes(i64::from(hour * 60 + minute));
        let seconds = i64::from(second) * 1_000;
        let (text, low, high) = match offset {
            Some(0) => {
                let low = clock.and_utc().timestamp_millis() + seconds;
                (format!("{local}Z"), low, low + 1_000)
            }
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
                let low = clock.and_utc().timestamp_millis() + seconds - offset * MINUTE;
                (format!("{local}{sign}{hours:02}:{minutes:02}"), low, low + 1_000)
            }
            None => {
                let moments = moments(zone, clock);
                let skipped = shown(zone, moments[0]) != clock;
                let seconds = if skipped { 0 } else { seconds };
                (local, moments[0] + seconds, moments[moments.len() - 1] + seconds + 1_000)
            }
        };
        prop_assert_eq!(bounds_of(&read(&text, zone)), (low, high, low, high), "{} in {}", text, zone);
    }

    #[test]
    fn a_window_is_from_the_first_instant_to_the_last(a in written(), b in written(), zone in zone()) {
        let (low, high) = (a.low(zone), b.high(zone));
        let window = window_of(Some(&a.text), Some(&b.text), Zone::from_name(zone.name()).unwrap());
        // Dates are never instants, so a window of theirs that holds nothing ends before it begins.
        if low < high {
            let expected = Window { from: Timestamp(low), to: Timestamp(high) };
            prop_assert_eq!(window, Ok(expected));
        } else {
            prop_assert!(window.is_err());
        }
    }

    #[test]
    fn certain_implies_possible_for_any_text_and_window(
        start in end(), finish in end(), zone in zone(), from in any::<i32>(), length_h in 1..200_000_i64,
    ) {
        let text = format!("{}/{}", start.text(), finish.text());
        if let Ok(time) = read_edtf(&text, Zone::from_name(zone.name()).unwrap()) {
            prop_assert!(time.start_min <= time.start_max && time.end_min <= time.end_max);
            let from = i64::from(from) * 1_000;
            let window = Window { from: Timestamp(from), to: Timestamp(from + length_h * 60 * MINUTE) };
            let possible = time.start_min < window.to && time.end_max > window.from;
            let certain = time.start_max < window.to && time.end_min > window.from;
            prop_assert!(possible || !certain);
            let expected = match (certain, possible) {
                (true, _) => Membership::Certain,
                (false, true) => Membership::PossibleOnly,
                (false, false) => Membership::Outside,
            };
            prop_assert_eq!(time.membership(window), expected);
        }
    }
}

/// All small cases: what is certain holds for every way it may have been, what is possible for one of them.
#[test]
fn membership_is_what_every_or_some_way_it_may_have_been_says() {
    const GRID: i64 = 5;
    let pairs = || (0..=GRID).flat_map(|low| (low..=GRID).map(move |high| (low, high)));
    for (a, b) in pairs().filter(|(a, b)| a < b) {
        let window = Window {
            from: Timestamp(a),
            to: Timestamp(b),
        };
        let overlaps = |start: i64, end: i64| start < b && end > a;
        for (low, high) in pairs().filter(|(low, high)| low < high) {
            // It took no time, or one instant of the grid, somewhere within.
            let ways: Vec<i64> = (low..high).collect();
            let inside = |at: &i64| a <= *at && *at < b;
            let time = EventTime::within(Timestamp(low), Timestamp(high));
            let expected = expected(ways.iter().all(inside), ways.iter().any(inside));
            assert_eq!(
                time.membership(window),
                expected,
                "{low}..{high} in {a}..{b}"
            );
        }
        for ((start_min, start_max), (end_min, end_max)) in
            pairs().flat_map(|starts| pairs().map(move |ends| (starts, ends)))
        {
            let ways: Vec<bool> = (start_min..=start_max)
                .flat_map(|start| (end_min..=end_max).map(move |end| overlaps(start, end)))
                .collect();
            let time = EventTime {
                start_min: Timestamp(start_min),
                start_max: Timestamp(start_max),
                end_min: Timestamp(end_min),
                end_max: Timestamp(end_max),
                extent: Extent::WentOn,
                approximate: false,
                uncertain: false,
            };
            let expected = expected(ways.iter().all(|way| *way), ways.iter().any(|way| *way));
            assert_eq!(time.membership(window), expected, "{time:?} in {a}..{b}");
        }
    }
}

fn expected(in_all: bool, in_some: bool) -> Membership {
    match (in_all, in_some) {
        (true, _) => Membership::Certain,
        (false, true) => Membership::PossibleOnly,
        (false, false) => Membership::Outside,
    }
}

/// Bounds worked out by hand from `format.md`, so that not both readings are wrong together.
#[test]
fn the_examples_of_the_format_mean_what_it_says() {
    let damascus: Tz = "Asia/Damascus".parse().unwrap();
    let bounds = |text: &str| {
        let time = read(text, damascus);
        [time.start_min, time.start_max, time.end_min, time.end_max]
            .map(|bound| bound.to_rfc3339().unwrap_or_else(|| String::from("∞")))
    };
    let cases = [
        (
            "2016-12-15",
            [
                "2016-12-14T22:00:00Z",
                "2016-12-15T22:00:00Z",
                "2016-12-14T22:00:00Z",
                "2016-12-15T22:00:00Z",
            ],
        ),
        (
            "2016-12-11/2016-12-13",
            [
                "2016-12-10T22:00:00Z",
                "2016-12-10T22:00:00Z",
                "2016-12-13T22:00:00Z",
                "2016-12-13T22:00:00Z",
            ],
        ),
        (
            "2016-11/2016-12",
            [
                "2016-10-31T22:00:00Z",
                "2016-11-30T22:00:00Z",
                "2016-11-30T22:00:00Z",
                "2016-12-31T22:00:00Z",
            ],
        ),
        (
            "2016-12-15/..",
            ["2016-12-14T22:00:00Z", "2016-12-14T22:00:00Z", "∞", "∞"],
        ),
        (
            "2016-12-15/",
            [
                "2016-12-14T22:00:00Z",
                "2016-12-14T22:00:00Z",
                "2016-12-14T22:00:00Z",
                "∞",
            ],
        ),
        (
            "/2016-12-15",
            [
                "∞",
                "2016-12-15T22:00:00Z",
                "2016-12-15T22:00:00Z",
                "2016-12-15T22:00:00Z",
            ],
        ),
        (
            "2016-12-15T14:00:00Z",
            [
                "2016-12-15T14:00:00Z",
                "2016-12-15T14:00:01Z",
                "2016-12-15T14:00:00Z",
                "2016-12-15T14:00:01Z",
            ],
        ),
        // Clocks go from 00:00 to 01:00: the day begins at the jump.
        (
            "2016-03-25",
            [
                "2016-03-24T22:00:00Z",
                "2016-03-25T21:00:00Z",
                "2016-03-24T22:00:00Z",
                "2016-03-25T21:00:00Z",
            ],
        ),
        // Clocks go from 24:00 back to 23:00: the day has 25 hours.
        (
            "2016-10-27",
            [
                "2016-10-26T21:00:00Z",
                "2016-10-27T22:00:00Z",
                "2016-10-26T21:00:00Z",
                "2016-10-27T22:00:00Z",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(bounds(text), expected, "{text}");
    }
}
