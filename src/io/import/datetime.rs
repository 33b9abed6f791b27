//! Moments as programs write them: RFC 3339 and ISO 8601, of any precision, with any fraction of a second.
//!
//! EDTF has only whole seconds and the extended form. What it cannot say becomes exact half-open bounds here,
//! never a rounded moment: `14:30` is the whole minute, `14:30:00.5` the tenth of a second.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::model::time::{Timestamp, Zone};

/// A stretch of time that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) low: Timestamp,
    /// The first instant after it.
    pub(super) high: Timestamp,
}

/// Reads a date with a time of day; `None` where the text is anything else.
pub(super) fn read_moment(text: &str, zone: Zone) -> Option<Moment> {
    let (date, rest) = split_date(text)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start_matches(' ');
    let (clock, offset) = split_offset(rest);
    let (into_day_ms, length_ms) = read_clock(clock)?;
    let local = date.and_hms_opt(0, 0, 0)? + TimeDelta::milliseconds(into_day_ms);
    let low = instant(local, offset?, zone, Zone::first_instant);
    let high = instant(local, offset?, zone, Zone::last_instant);
    Some(Moment {
        low,
        high: high.plus_ms(length_ms),
    })
}

/// Reads a date in the basic form, `20161215`.
pub(super) fn read_basic_date(text: &str) -> Option<NaiveDate> {
    match split_date(text)? {
        (date, "") if text.len() == 8 => Some(date),
        _ => None,
    }
}

/// How far the wall clock is ahead of UTC.
#[derive(Clone, Copy)]
enum Offset {
    /// As the collection's zone says.
    Unsaid,
    Minutes(i64),
}

fn instant(
    local: NaiveDateTime,
    offset: Offset,
    zone: Zone,
    in_zone: impl Fn(Zone, NaiveDateTime) -> Timestamp,
) -> Timestamp {
    match offset {
        Offset::Unsaid => in_zone(zone, local),
        Offset::Minutes(minutes) => {
            Timestamp(local.and_utc().timestamp_millis()).plus_ms(-minutes * Timestamp::MINUTE_MS)
        }
    }
}

/// `2016-12-15` or `20161215` at the start, and what follows.
fn split_date(text: &str) -> Option<(NaiveDate, &str)> {
    let year = digits(text.get(..4)?)?;
    let rest = text.get(4..)?;
    let (month, day, rest) = if let Some(rest) = rest.strip_prefix('-') {
        let day = rest.get(2..)?.strip_prefix('-')?;
        (rest.get(..2)?, day.get(..2)?, day.get(2..)?)
    } else {
        (rest.get(..2)?, rest.get(2..4)?, rest.get(4..)?)
    };
    let date = NaiveDate::from_ymd_opt(year as i32, digits(month)?, digits(day)?)?;
    Some((date, rest))
}

/// The time of day, and the offset that follows it; an unreadable offset is `None`.
fn split_offset(text: &str) -> (&str, Option<Offset>) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock.trim_end_matches(' '), Some(Offset::Minutes(0)));
    }
    let Some(at) = text.rfind(['+', '-', '\u{2212}']) else {
        return (text, Some(Offset::Unsaid));
    };
    let (clock, offset) = text.split_at(at);
    (
        clock.trim_end_matches(' '),
        read_offset(offset).map(Offset::Minutes),
    )
}

/// `+02:00`, `+0200` or `+02`, in minutes.
fn read_offset(text: &str) -> Option<i64> {
    let mut chars = text.chars();
    let sign = if chars.next()? == '+' { 1 } else { -1 };
    let text = chars.as_str();
    let hours = digits(text.get(..2)?)?;
    let rest = text.get(2..)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = match rest.len() {
        0 => 0,
        2 => digits(rest)?,
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)))
}

/// `14`, `14:30`, `14:30:00`, `14:30:00.123`, with or without colons: milliseconds into the day, and how long that is.
fn read_clock(text: &str) -> Option<(i64, i64)> {
    let hour = i64::from(digits(text.get(..2)?)?);
    let mut into_day_ms = hour * Timestamp::HOUR_MS;
    let mut length_ms = Timestamp::HOUR_MS;
    let mut rest = text.get(2..)?;
    let with_colons = rest.starts_with(':');
    for (unit_ms, limit) in [(Timestamp::MINUTE_MS, 59), (Timestamp::SECOND_MS, 60)] {
        if rest.is_empty() {
            break;
        }
        if with_colons {
            rest = rest.strip_prefix(':')?;
        }
        // A leap second is the second after `:59`, which UTC without leap seconds calls `:00`.
        let value = digits(rest.get(..2)?).filter(|value| *value <= limit)?;
        into_day_ms += i64::from(value) * unit_ms;
        length_ms = unit_ms;
        rest = rest.get(2..)?;
    }
    if !rest.is_empty() {
        if length_ms != Timestamp::SECOND_MS {
            return None;
        }
        let (fraction_ms, grain_ms) = read_fraction(rest)?;
        into_day_ms += fraction_ms;
        length_ms = grain_ms;
    }
    // `24:00` is the midnight at the end of the day.
    let in_day = hour < 24 || into_day_ms == Timestamp::DAY_MS;
    in_day.then_some((into_day_ms, length_ms))
}

/// `.5`: milliseconds, and the length of the last digit, at least the millisecond that time is counted in.
fn read_fraction(text: &str) -> Option<(i64, i64)> {
    let fraction = text.strip_prefix(['.', ','])?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ms = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    let grain_ms = match fraction.len() {
        1 => 100,
        2 => 10,
        _ => 1,
    };
    Some((ms, grain_ms))
}

fn digits(text: &str) -> Option<u32> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let zone = Zone::from_name("Asia/Damascus").unwrap();
        let found = read_moment(text, zone).map(|moment| {
            let bound = |at: Timestamp| at.to_rfc3339().unwrap();
            (bound(moment.low), bound(moment.high))
        });
        let expected = expected.map(|(low, high)| (low.to_owned(), high.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_moment_is_as_long_as_its_last_unit() {
        let whole_minute = Some(("2016-12-15T14:30:00Z", "2016-12-15T14:31:00Z"));
        check("2016-12-15T14:30Z", whole_minute);
        check("2016-12-15 14:30+00:00", whole_minute);
        check("20161215T1430Z", whole_minute);
        check("2016-12-15T16:30+02", whole_minute);
        // Without an offset it is in the zone, two hours ahead in winter.
        check("2016-12-15T16:30", whole_minute);
        check(
            "2016-12-15T14Z",
            Some(("2016-12-15T14:00:00Z", "2016-12-15T15:00:00Z")),
        );
        check(
            "2016-12-15t14:30:07z",
            Some(("2016-12-15T14:30:07Z", "2016-12-15T14:30:08Z")),
        );
        check(
            "2016-12-15T14:30:00.5Z",
            Some(("2016-12-15T14:30:00.500Z", "2016-12-15T14:30:00.600Z")),
        );
        check(
            "2016-12-15T14:30:00,25Z",
            Some(("2016-12-15T14:30:00.250Z", "2016-12-15T14:30:00.260Z")),
        );
        check(
            "2016-12-15T14:30:00.123456Z",
            Some(("2016-12-15T14:30:00.123Z", "2016-12-15T14:30:00.124Z")),
        );
        check(
            "2016-12-15T24:00Z",
            Some(("2016-12-16T00:00:00Z", "2016-12-16T00:01:00Z")),
        );
        check(
            "2016-12-31T23:59:60Z",
            Some(("2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z")),
        );
    }

    #[test]
    fn what_cannot_be_a_moment_is_none() {
        for text in [
            "",
            "2016",
            "2016-12-15",
            "2016-13-15T00:00Z",
            "2016-02-30T00:00Z",
            "2016-12-15T25:00Z",
            "2016-12-15T14:60Z",
            "2016-12-15T14:30:61Z",
            "2016-12-15T24:01Z",
            "2016-12-15T14:30.5Z",
            "2016-12-15T14:30:00.Z",
            "2016-12-15T14:30+25:00",
            "2016-12-15T",
            "2016-12-15Tnoon",
            "2016-12-15T14:30:00 yesterday",
            "٢٠١٦-12-15T14:30Z",
            "2016-12-15T14:3é",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_date_in_the_basic_form_is_read() {
        assert_eq!(
            read_basic_date("20161215"),
            NaiveDate::from_ymd_opt(2016, 12, 15)
        );
        assert_eq!(read_basic_date("20161315"), None);
        assert_eq!(read_basic_date("2016-12-15"), None);
    }
}
