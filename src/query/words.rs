//! Dates, windows and places in plain words, with as much precision as is known and no more.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use edtf_core::{Date, Edtf, IntervalEndpoint, Precision, SetElement, SetKind};

use crate::model::claim::Claim;
use crate::model::event::When;
use crate::model::place::Place;
use crate::model::time::{Extent, Timestamp, Window, Zone, Zones, parse_edtf};

/// When, as a person would say it: `Thursday 15 Dec 2016`, `between 11 and 13 Dec 2016`, `in May 2015`.
pub fn when_words(when: &When, zones: impl Into<Zones>) -> String {
    let zones = zones.into();
    let bounds_given = when.earliest.is_some() || when.latest.is_some();
    match &when.edtf {
        Some(text) if !bounds_given => edtf_words(text, zones),
        _ => bounds_words(when, zones),
    }
}

/// An EDTF text in plain words; a text that is not EDTF stays as it is.
///
/// A day that is written without an offset is one of the collection's zone, which is named where another is shown.
pub fn edtf_words(text: &str, zones: impl Into<Zones>) -> String {
    let zones = zones.into();
    let Ok(edtf) = parse_edtf(text) else {
        return text.to_owned();
    };
    let words = match &edtf {
        Edtf::Date(date) => single_date_words(date),
        Edtf::DateTime(_) => match crate::model::time::read_edtf(text, zones.home) {
            Ok(time) => instant_words(time.start_min, zones.shown),
            Err(_) => text.to_owned(),
        },
        Edtf::Interval(interval) => interval_words(&interval.start, &interval.end),
        Edtf::Set(set) => set_words(set),
    };
    let words = match (edtf.is_approximate(), edtf.is_uncertain()) {
        (false, false) => words,
        (true, false) => format!("about {}", without_preposition(&words)),
        (false, true) => format!("{words}, uncertain"),
        (true, true) => format!("about {}, uncertain", without_preposition(&words)),
    };
    if zones.differ() && names_a_day(&edtf) {
        format!("{words}, {}", zones.home.spoken_name())
    } else {
        words
    }
}

/// Whether a day without a clock is written; the zone of anything coarser is no matter for words.
fn names_a_day(edtf: &Edtf) -> bool {
    let is_day = |date: &Date| date.day.is_some();
    let at_end = |end: &IntervalEndpoint| match end {
        IntervalEndpoint::Date(date)
        | IntervalEndpoint::OnOrBefore(date)
        | IntervalEndpoint::OnOrAfter(date) => is_day(date),
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => false,
    };
    match edtf {
        Edtf::Date(date) => is_day(date),
        Edtf::DateTime(_) => false,
        Edtf::Interval(interval) => at_end(&interval.start) || at_end(&interval.end),
        Edtf::Set(set) => set.elements.iter().any(|element| match element {
            SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => {
                is_day(date)
            }
            SetElement::Range(first, last) => is_day(first) || is_day(last),
        }),
    }
}

fn without_preposition(words: &str) -> &str {
    words.strip_prefix("in ").unwrap_or(words)
}

/// `15 Dec 2016, 16:00 Damascus time`.
pub fn instant_words(at: Timestamp, zone: Zone) -> String {
    match zone.local(at) {
        Some(local) => format!(
            "{}, {} {}",
            day_words(local.date()),
            clock_words(local.time()),
            zone.spoken_name()
        ),
        None if at == Timestamp::NEG_INFINITY => String::from("the beginning of time"),
        None => String::from("the end of time"),
    }
}

/// `15 Dec 2016`.
pub fn day_words(day: NaiveDate) -> String {
    format!(
        "{} {} {}",
        day.day(),
        month_name(day.month()),
        year_words(day.year().into())
    )
}

/// `14:00`, with seconds and milliseconds only where there are any.
pub fn clock_words(time: NaiveTime) -> String {
    let millis = time.nanosecond() / 1_000_000 % 1_000;
    match (time.second(), millis) {
        (0, 0) => time.format("%H:%M").to_string(),
        (_, 0) => time.format("%H:%M:%S").to_string(),
        _ => time.format("%H:%M:%S%.3f").to_string(),
    }
}

/// A window in words: whole days without clock times (`11–15 Dec 2016`), else both ends with them.
pub fn window_words(window: Window, zone: Zone) -> String {
    let Window { from, to } = window;
    match (zone.local(from), zone.local(to)) {
        (None, None) => String::from("all time"),
        (None, Some(to)) => format!("before {}", local_words(to)),
        (Some(from), None) => format!("from {} on", local_words(from)),
        (Some(from), Some(to)) => {
            let is_midnight = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
            if is_midnight(from) && is_midnight(to) && from < to {
                day_range_words(from.date(), (to - TimeDelta::days(1)).date())
            } else if to - from <= TimeDelta::milliseconds(1) {
                // A moment at midnight is not the day.
                format!("{}, {}", day_words(to.date()), clock_words(to.time()))
            } else if from.date() == to.date() {
                format!(
                    "{}, {}–{}",
                    day_words(from.date()),
                    clock_words(from.time()),
                    clock_words(to.time())
                )
            } else {
                format!("{} – {}", local_words(from), local_words(to))
            }
        }
    }
}

fn local_words(at: NaiveDateTime) -> String {
    if at.time() == NaiveTime::MIN {
        day_words(at.date())
    } else {
        format!("{}, {}", day_words(at.date()), clock_words(at.time()))
    }
}

/// Both days included: `11–15 Dec 2016`, `28 Nov – 3 Dec 2016`.
pub fn day_range_words(first: NaiveDate, last: NaiveDate) -> String {
    if first >= last {
        day_words(first)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}–{}", first.day(), day_words(last))
    } else if first.year() == last.year() {
        format!(
            "{} {} – {}",
            first.day(),
            month_name(first.month()),
            day_words(last)
        )
    } else {
        format!("{} – {}", day_words(first), day_words(last))
    }
}

/// Where, with how exactly: `within about 15 km of Palmyra`.
pub fn place_words(claim: Option<&Claim<Place>>, has_shape: bool, is_area: bool) -> String {
    let name = claim.and_then(|claim| claim.value.name.as_deref());
    let precision_m = claim.and_then(|claim| claim.value.precision_m);
    match (name, precision_m) {
        (Some(name), _) if !has_shape => format!("{name}, not located"),
        (None, _) if !has_shape => String::from("Not located"),
        (Some(name), Some(radius_m)) => {
            format!("{name}, within about {}", distance_words(radius_m))
        }
        (None, Some(radius_m)) => format!(
            "within about {} of the point shown",
            distance_words(radius_m)
        ),
        (Some(name), None) if is_area => name.to_owned(),
        (None, None) if is_area => String::from("Within the shape shown"),
        (Some(name), None) => format!("{name}, precision unknown"),
        (None, None) => String::from("At the point shown, precision unknown"),
    }
}

/// `50 m`, `1.5 km`, `15 km`.
pub fn distance_words(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("{metres:.0} m")
    } else if metres < 10_000.0 && (metres / 100.0).round() % 10.0 != 0.0 {
        format!("{:.1} km", metres / 1_000.0)
    } else {
        format!("{:.0} km", metres / 1_000.0)
    }
}

/// A stretch of time and the zone that it is said in: days of the collection as such, all else by the clock shown.
pub fn stretch_words(stretch: Window, zones: Zones) -> (String, Zone) {
    let is_midnight = |at: Timestamp| {
        let local = zones.home.local(at);
        local.is_none_or(|local| local.time() == NaiveTime::MIN)
    };
    let zone = if is_midnight(stretch.from) && is_midnight(stretch.to) {
        zones.home
    } else {
        zones.shown
    };
    (window_words(stretch, zone), zone)
}

fn bounds_words(when: &When, zones: Zones) -> String {
    let outer = when.time.outer();
    let (words, zone) = stretch_words(outer, zones);
    let within = when.time.extent == Extent::Within;
    match (zone.local(outer.from), zone.local(outer.to)) {
        (Some(_), Some(_)) => {
            let zone_name = zone.spoken_name();
            if within {
                format!("at some time in {words}, {zone_name}")
            } else {
                format!("{words}, {zone_name}")
            }
        }
        _ => words,
    }
}

/// A date on its own: a day with its weekday, anything coarser with "in".
fn single_date_words(date: &Date) -> String {
    if date.precision() == Precision::Day && !date.has_unspecified() {
        let weekday = calendar_day(date).map(|day| weekday_name(day.weekday()));
        return match weekday {
            Some(weekday) => format!("{weekday} {}", date_words(date)),
            None => date_words(date),
        };
    }
    if date.has_unspecified() && date.precision() == Precision::Day {
        return date_words(date);
    }
    format!("in {}", date_words(date))
}

/// A date inside a phrase: `15 Dec 2016`, `May 2015`, `spring 2016`, `the 2010s`.
fn date_words(date: &Date) -> String {
    let year = year_of(date);
    let month = date.month.as_ref().map(|month| month.value());
    let day = date.day.as_ref().map(|day| day.value());
    match (month, day) {
        (None, _) => year,
        (Some(None), _) => format!("a month of {year}"),
        (Some(Some(month)), None) if month >= 21 => format!("{} {year}", season_name(month)),
        (Some(Some(month)), None) => format!("{} {year}", month_name(month.into())),
        (Some(Some(month)), Some(None)) => {
            format!("a day in {} {year}", month_name(month.into()))
        }
        (Some(Some(month)), Some(Some(day))) => {
            format!("{day} {} {year}", month_name(month.into()))
        }
    }
}

fn year_of(date: &Date) -> String {
    if let Some(year) = date.year.value() {
        return match date.year.significant_digits {
            Some(digits) => format!("{} (to {digits} digits)", year_words(year)),
            None => year_words(year),
        };
    }
    let edtf_core::YearKind::Standard { digits, .. } = date.year.kind else {
        return String::from("a far year");
    };
    match digits {
        [Some(a), Some(b), Some(c), None] => format!("the {a}{b}{c}0s"),
        [Some(a), Some(b), None, None] => format!("the {a}{b}00s"),
        _ => String::from("an unknown year"),
    }
}

/// Years before the common era as historians count them; year 0 is 1 BCE.
pub fn year_words(year: i64) -> String {
    if year <= 0 {
        format!("{} BCE", 1 - year)
    } else {
        year.to_string()
    }
}

fn interval_words(start: &IntervalEndpoint, end: &IntervalEndpoint) -> String {
    use IntervalEndpoint::{Date as On, OnOrAfter, OnOrBefore, Open, Unknown};
    match (start, end) {
        (On(a), On(b)) => match (calendar_day(a), calendar_day(b)) {
            (Some(first), Some(last)) => from_to_words(first, last),
            _ => format!("from {} to {}", date_words(a), date_words(b)),
        },
        (On(a), Open) => format!("since {}", date_words(a)),
        (On(a), Unknown) => format!("from {}, end unknown", date_words(a)),
        (On(a), OnOrAfter(b) | OnOrBefore(b)) => {
            format!("from {} to {} or later", date_words(a), date_words(b))
        }
        (Open, On(b)) => format!("until {}", date_words(b)),
        (Unknown, On(b)) => format!("until {}, beginning unknown", date_words(b)),
        (OnOrBefore(a) | OnOrAfter(a), On(b)) => {
            format!("from {} or earlier to {}", date_words(a), date_words(b))
        }
        (OnOrBefore(a) | OnOrAfter(a), _) => format!("from {} or earlier on", date_words(a)),
        (_, OnOrAfter(b) | OnOrBefore(b)) => format!("until {} or later", date_words(b)),
        (Open, Open) => String::from("always"),
        (Unknown | Open, Unknown | Open) => String::from("at an unknown time"),
    }
}

/// `from 11 to 13 Dec 2016`.
fn from_to_words(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        day_words(first)
    } else {
        format!("from {} to {}", shared_words(first, last), day_words(last))
    }
}

/// The first of two days, without what it shares with the second.
fn shared_words(first: NaiveDate, last: NaiveDate) -> String {
    if first.year() != last.year() {
        day_words(first)
    } else if first.month() != last.month() {
        format!("{} {}", first.day(), month_name(first.month()))
    } else {
        first.day().to_string()
    }
}

fn set_words(set: &edtf_core::Set) -> String {
    if let (SetKind::OneMember, [SetElement::Range(a, b)]) = (set.kind, set.elements.as_slice()) {
        return match (calendar_day(a), calendar_day(b)) {
            (Some(first), Some(last)) => {
                format!(
                    "between {} and {}",
                    shared_words(first, last),
                    day_words(last)
                )
            }
            _ => format!("between {} and {}", date_words(a), date_words(b)),
        };
    }
    let parts: Vec<String> = set
        .elements
        .iter()
        .map(|element| match element {
            SetElement::Date(date) => date_words(date),
            SetElement::OnOrBefore(date) => format!("{} or earlier", date_words(date)),
            SetElement::OnOrAfter(date) => format!("{} or later", date_words(date)),
            SetElement::Range(a, b) => format!("{} to {}", date_words(a), date_words(b)),
        })
        .collect();
    let joiner = match set.kind {
        SetKind::OneMember => " or ",
        SetKind::AllMembers => " and ",
    };
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{}{joiner}{last}", rest.join(", ")),
        None => String::new(),
    }
}

fn calendar_day(date: &Date) -> Option<NaiveDate> {
    let year = i32::try_from(date.year.value()?).ok()?;
    let month = date.month?.value()?;
    let day = date.day?.value()?;
    NaiveDate::from_ymd_opt(year, month.into(), day.into())
}

/// Three letters, as in `15 Dec 2016`.
pub fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    NAMES
        .get(month.saturating_sub(1) as usize)
        .copied()
        .unwrap_or("?")
}

fn weekday_name(weekday: chrono::Weekday) -> &'static str {
    match weekday {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    }
}

/// The sub-year groupings of ISO 8601-2 §4.8.
fn season_name(code: u8) -> &'static str {
    match code {
        21 => "spring",
        22 => "summer",
        23 => "autumn",
        24 => "winter",
        25 => "northern spring",
        26 => "northern summer",
        27 => "northern autumn",
        28 => "northern winter",
        29 => "southern spring",
        30 => "southern summer",
        31 => "southern autumn",
        32 => "southern winter",
        33 => "first quarter of",
        34 => "second quarter of",
        35 => "third quarter of",
        36 => "fourth quarter of",
        37 => "first third of",
        38 => "second third of",
        39 => "last third of",
        40 => "first half of",
        41 => "second half of",
        _ => "part of",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::window_of;

    fn damascus() -> Zone {
        Zone::from_name("Asia/Damascus").unwrap()
    }

    #[test]
    fn dates_read_as_people_say_them() {
        let check = |edtf: &str, words: &str| assert_eq!(edtf_words(edtf, damascus()), words);
        check("2016-12-15", "Thursday 15 Dec 2016");
        check("2015-05", "in May 2015");
        check("2016", "in 2016");
        check("201X", "in the 2010s");
        check("2016-12-XX", "a day in Dec 2016");
        check("2016-21", "in spring 2016");
        check("2016-12-16~", "about Friday 16 Dec 2016");
        check("2015-05~", "about May 2015");
        check("2016-12-14?", "Wednesday 14 Dec 2016, uncertain");
        check("[2016-12-11..2016-12-13]", "between 11 and 13 Dec 2016");
        check("[2016-12-10,2016-12-11]", "10 Dec 2016 or 11 Dec 2016");
        check("2016-12-11/2016-12-13", "from 11 to 13 Dec 2016");
        check("2016-11-28/2016-12-03", "from 28 Nov to 3 Dec 2016");
        check("2016-12-11/..", "since 11 Dec 2016");
        check("2016-12-11/", "from 11 Dec 2016, end unknown");
        check("../2016-12-13", "until 13 Dec 2016");
        check("2016-12-15T14:00:00Z", "15 Dec 2016, 16:00 Damascus time");
        check("-0043", "in 44 BCE");
        check("last Sunday", "last Sunday");
    }

    #[test]
    fn windows_of_whole_days_show_no_clock() {
        let check = |from: &str, to: &str, words: &str| {
            let window = window_of(Some(from), Some(to), damascus()).unwrap();
            assert_eq!(window_words(window, damascus()), words);
        };
        check("2016-12-11", "2016-12-15", "11–15 Dec 2016");
        check("2016-11-28", "2016-12-03", "28 Nov – 3 Dec 2016");
        check("2015-05", "2016-12", "1 May 2015 – 31 Dec 2016");
        check(
            "2016-12-15T12:00:00Z",
            "2016-12-15T14:30:00Z",
            "15 Dec 2016, 14:00–16:30",
        );
    }

    #[test]
    fn a_moment_at_midnight_is_not_the_day() {
        let to = window_of(None, Some("2016-12-15"), damascus()).unwrap().to;
        let moment = Window {
            from: to.plus_ms(-1),
            to,
        };
        assert_eq!(window_words(moment, damascus()), "16 Dec 2016, 00:00");
    }

    #[test]
    fn distances_say_no_more_than_is_known() {
        let check = |metres: f64, words: &str| assert_eq!(distance_words(metres), words);
        check(50.0, "50 m");
        check(1_500.0, "1.5 km");
        check(3_000.0, "3 km");
        check(15_000.0, "15 km");
    }
}
