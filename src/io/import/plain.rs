//! The properties of any GeoJSON: those whose names and values look like a title, a time, a category
//! or a summary are used as such; the rest is shown as it is.
//!
//! A value that does not fit is never forced: it stays among the rest.
//! The properties are kept to the letter beside what is made of them, so that a save returns them untouched.

use chrono::{Datelike as _, NaiveDate};

use crate::io::import::context::Context;
use crate::io::import::datetime::{Moment, read_basic_date, read_moment};
use crate::io::import::fields::Fields;
use crate::io::json::{Kind, Value};
use crate::model::claim::Claim;
use crate::model::event::{CategoryId, Event, When};
use crate::model::problem::ProblemCode;
use crate::model::time::{EventTime, Extent, Zone, parse_edtf, read_edtf};

/// Names as they are compared: lower case, letters and digits only. The first that fits is used.
const TITLE_NAMES: [&str; 10] = [
    "title",
    "name",
    "headline",
    "label",
    "eventname",
    "eventtitle",
    "event",
    "nameen",
    "heading",
    "subject",
];
const CATEGORY_NAMES: [&str; 9] = [
    "category",
    "eventcategory",
    "eventtype",
    "type",
    "kind",
    "class",
    "categoryname",
    "typeofevent",
    "subeventtype",
];
const SUMMARY_NAMES: [&str; 7] = [
    "summary",
    "description",
    "desc",
    "notes",
    "note",
    "abstract",
    "details",
];
const TIME_NAMES: [&str; 16] = [
    "when",
    "datetime",
    "timestamp",
    "eventdatetime",
    "dateandtime",
    "eventdate",
    "dateofevent",
    "incidentdate",
    "date",
    "time",
    "eventtime",
    "occurred",
    "occurredat",
    "occurredon",
    "day",
    "year",
];
/// Names that belong together: the beginning and the end.
const SPAN_NAMES: [(&str, &str); 12] = [
    ("start", "end"),
    ("begin", "end"),
    ("startdate", "enddate"),
    ("datestart", "dateend"),
    ("begindate", "enddate"),
    ("starttime", "endtime"),
    ("timestart", "timeend"),
    ("begintime", "endtime"),
    ("startdatetime", "enddatetime"),
    ("eventstart", "eventend"),
    ("from", "to"),
    ("fromdate", "todate"),
];

/// The longest text that passes for a title or a category, in characters: what fits into a line.
const SHORT_CHARS_MAX: usize = 100;

/// Reads the properties into the event.
pub(super) fn read_properties(ctx: &mut Context<'_>, fields: &Fields<'_, '_>, event: &mut Event) {
    let mut found = Found::new(fields);
    if let Some(claim) = find_time(&mut found, ctx.zone) {
        event.when.push(claim);
    } else {
        report_unread_time(ctx, fields, &found);
    }
    event.category = found.first(&CATEGORY_NAMES, short_text).map(CategoryId);
    event.summary = found.first(&SUMMARY_NAMES, filled_text);
    let title = found.first(&TITLE_NAMES, short_text);
    if let Some(title) = title.or_else(|| found.any_short_text()) {
        event.title = title;
    }
    event.extra = found.rest();
}

/// The properties, and which of them are used.
struct Found<'f> {
    /// Folded name, name and value of each.
    properties: Vec<(String, &'f str, Value<'f>)>,
    used: Vec<bool>,
}

impl<'f> Found<'f> {
    fn new(fields: &'f Fields<'_, 'f>) -> Self {
        let properties: Vec<_> = fields
            .members()
            .iter()
            .map(|member| (folded(&member.name), &*member.name, member.value))
            .collect();
        Self {
            used: vec![false; properties.len()],
            properties,
        }
    }

    /// The first unused property of one of these names whose value fits; it is used from now on.
    fn first<T>(&mut self, names: &[&str], fit: impl Fn(Value<'_>) -> Option<T>) -> Option<T> {
        let (idx, fitting) = names.iter().find_map(|name| {
            let mut of_name = self.properties.iter().enumerate();
            of_name.find_map(|(idx, (folded, _, value))| {
                let fitting = (folded == name && !self.used[idx]).then(|| fit(*value))?;
                Some((idx, fitting?))
            })
        })?;
        self.used[idx] = true;
        Some(fitting)
    }

    /// A text of that name, not used up by asking.
    fn text(&self, name: &str) -> Option<(usize, String)> {
        let mut properties = self.properties.iter().enumerate();
        properties.find_map(|(idx, (folded, _, value))| {
            let text = (folded == name).then(|| time_text(*value))?;
            Some((idx, text?))
        })
    }

    /// A text that can stand for a title; it stays among the rest, since it need not be one.
    fn any_short_text(&self) -> Option<String> {
        self.properties
            .iter()
            .zip(&self.used)
            .filter(|(_, used)| !**used)
            .filter_map(|((_, _, value), _)| short_text(*value))
            .find(|text| !text.contains("://") && parse_edtf(text).is_err())
    }

    fn rest(self) -> Vec<(String, String)> {
        self.properties
            .into_iter()
            .zip(self.used)
            .filter(|(_, used)| !used)
            .map(|((_, name, value), _)| (name.to_owned(), value.raw().to_owned()))
            .collect()
    }
}

/// A name without case and punctuation: `Event_Date` and `event date` are the same.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn filled_text(value: Value<'_>) -> Option<String> {
    let text = match value.kind() {
        Kind::Text => value.text()?,
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn short_text(value: Value<'_>) -> Option<String> {
    filled_text(value)
        .filter(|text| text.chars().count() <= SHORT_CHARS_MAX && !text.contains(['\n', '\r']))
}

/// A text that may be a time; a whole number of four digits may be a year.
fn time_text(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Text => filled_text(value).map(|text| text.trim().to_owned()),
        Kind::Number => {
            let raw = value.raw();
            (raw.len() == 4 && raw.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| raw.to_owned())
        }
        _ => None,
    }
}

/// The time: of a beginning and an end, else of one name.
fn find_time(found: &mut Found<'_>, zone: Zone) -> Option<Claim<When>> {
    for (start, end) in SPAN_NAMES {
        let Some((start_idx, start)) = found.text(start) else {
            continue;
        };
        match found.text(end) {
            Some((end_idx, end)) => {
                if let Some(claim) = read_span(&start, &end, zone) {
                    found.used[start_idx] = true;
                    found.used[end_idx] = true;
                    return Some(claim);
                }
            }
            None => {
                if let Some(claim) = read_time(&start, zone) {
                    found.used[start_idx] = true;
                    return Some(claim);
                }
            }
        }
    }
    found.first(&TIME_NAMES, |value| read_time(&time_text(value)?, zone))
}

/// Says so where a time looks like one and cannot be read: the event would pass for undated otherwise.
fn report_unread_time(ctx: &mut Context<'_>, fields: &Fields<'_, '_>, found: &Found<'_>) {
    let is_time_name = |folded: &str| {
        TIME_NAMES.contains(&folded)
            || SPAN_NAMES
                .iter()
                .any(|(start, end)| *start == folded || *end == folded)
    };
    let looks_like_time =
        |text: &str| text.len() >= 6 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    for (folded, name, value) in &found.properties {
        if is_time_name(folded)
            && let Some(text) = time_text(*value)
            && looks_like_time(&text)
        {
            let message = format!("the time “{text}” cannot be used; the event counts as undated");
            let hint = "write EDTF or ISO 8601, such as 2016-12-11 or 2016-12-15T14:00:00Z, an end not before its beginning";
            ctx.report(
                &fields.spot.member(name, *value),
                ProblemCode::BadTime,
                message,
                hint,
            );
            return;
        }
    }
}

/// One time: EDTF, or a moment with its exact bounds.
fn read_time(text: &str, zone: Zone) -> Option<Claim<When>> {
    if let Ok(time) = read_edtf(text, zone) {
        return Some(Claim::bare(When {
            edtf: Some(text.to_owned()),
            earliest: None,
            latest: None,
            time,
        }));
    }
    if let Some(date) = read_basic_date(text) {
        let edtf = edtf_day(date)?;
        return Some(as_written(
            text.to_owned(),
            When {
                time: read_edtf(&edtf, zone).ok()?,
                edtf: Some(edtf),
                earliest: None,
                latest: None,
            },
        ));
    }
    let Moment { low, high } = read_moment(text, zone)?;
    Some(as_written(
        text.to_owned(),
        When {
            edtf: None,
            earliest: Some(low.to_rfc3339()?),
            latest: Some(high.to_rfc3339()?),
            time: EventTime::within(low, high),
        },
    ))
}

/// From a beginning to an end: an EDTF interval, or one narrowed to exact moments.
fn read_span(start: &str, end: &str, zone: Zone) -> Option<Claim<When>> {
    let interval = format!("{start}/{end}");
    if let Ok(time) = read_edtf(&interval, zone) {
        // Two times that are equal say no more than one does.
        if start == end {
            return read_time(start, zone);
        }
        return Some(Claim::bare(When {
            edtf: Some(interval),
            earliest: None,
            latest: None,
            time,
        }));
    }
    if start == end {
        return read_time(start, zone);
    }
    let (from, to) = (stretch(start, zone)?, stretch(end, zone)?);
    if from.low > to.low || from.high > to.high {
        return None;
    }
    // The days around it make an interval in EDTF; the bounds narrow it to the moments.
    let day = |at| edtf_day(zone.local(at)?.date());
    let edtf = format!("{}/{}", day(from.low)?, day(to.high.plus_ms(-1))?);
    let time = read_edtf(&edtf, zone)
        .ok()?
        .with_outer(Some(from.low), Some(to.high));
    debug_assert_eq!(time.extent, Extent::WentOn, "an interval went on");
    Some(as_written(
        interval,
        When {
            edtf: Some(edtf),
            earliest: Some(from.low.to_rfc3339()?),
            latest: Some(to.high.to_rfc3339()?),
            time,
        },
    ))
}

/// A moment or a day, as an end of a span.
fn stretch(text: &str, zone: Zone) -> Option<Moment> {
    read_moment(text, zone).or_else(|| {
        let date = read_basic_date(text).or_else(|| text.parse().ok())?;
        let time = read_edtf(&edtf_day(date)?, zone).ok()?;
        Some(Moment {
            low: time.start_min,
            high: time.end_max,
        })
    })
}

/// A day in EDTF, which writes years with four digits.
fn edtf_day(date: NaiveDate) -> Option<String> {
    (0..=9999)
        .contains(&date.year())
        .then(|| date.format("%Y-%m-%d").to_string())
}

fn as_written(text: String, when: When) -> Claim<When> {
    Claim {
        as_written: Some(text),
        ..Claim::bare(when)
    }
}
