//! The length of a window in words: `5 days`, `1 month`, `6 hours`, by the calendar where it fits.

use chrono::{Datelike as _, NaiveDateTime, NaiveTime};

use crate::model::time::{Timestamp, Window, Zone};

/// As people say it, in at most two units.
pub fn length_words(window: Window, zone: Zone) -> String {
    let calendar = zone
        .local(window.from)
        .zip(zone.local(window.to))
        .and_then(|(from, to)| whole_units(from, to));
    calendar.unwrap_or_else(|| clock_length_words(window.length_ms()))
}

/// Whole years, months or days between two midnights.
fn whole_units(from: NaiveDateTime, to: NaiveDateTime) -> Option<String> {
    if from.time() != NaiveTime::MIN || to.time() != NaiveTime::MIN || to <= from {
        return None;
    }
    let months =
        i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    if from.day() == to.day() && months > 0 {
        return Some(match (months / 12, months % 12) {
            (years, 0) => counted(years, "year"),
            (0, months) => counted(months, "month"),
            (years, months) => format!("{} {}", counted(years, "year"), counted(months, "month")),
        });
    }
    Some(counted((to - from).num_days(), "day"))
}

fn clock_length_words(length_ms: i64) -> String {
    const UNITS: [(i64, &str); 5] = [
        (Timestamp::DAY_MS, "day"),
        (Timestamp::HOUR_MS, "hour"),
        (Timestamp::MINUTE_MS, "minute"),
        (Timestamp::SECOND_MS, "second"),
        (1, "millisecond"),
    ];
    let mut parts = Vec::new();
    let mut left_ms = length_ms;
    for (unit_ms, name) in UNITS {
        let count = left_ms / unit_ms;
        left_ms %= unit_ms;
        if count > 0 {
            parts.push(counted(count, name));
        }
        let is_enough = parts.len() == 2 || parts.len() == 1 && count == 0;
        if is_enough {
            break;
        }
    }
    parts.join(" ")
}

/// `1 event`, `12 events`.
pub fn counted(count: i64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::window_of;

    #[test]
    fn lengths_are_said_by_the_calendar_where_it_fits() {
        let zone = Zone::from_name("Asia/Damascus").unwrap();
        let check = |from: &str, to: &str, words: &str| {
            let window = window_of(Some(from), Some(to), zone).unwrap();
            assert_eq!(length_words(window, zone), words, "{from} to {to}");
        };
        check("2016-12-11", "2016-12-15", "5 days");
        check("2016-12-11", "2016-12-11", "1 day");
        check("2015-05", "2015-05", "1 month");
        check("2016", "2016", "1 year");
        check("2015-05", "2016-12", "1 year 8 months");
        check("2016-03-01", "2016-03-31", "1 month");
        check(
            "2016-12-15T14:00:00Z",
            "2016-12-15T20:30:00Z",
            "6 hours 30 minutes",
        );
        check("2016-12-15T14:00:00Z", "2016-12-17T14:00:01Z", "2 days");
    }
}
