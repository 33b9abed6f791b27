//! Dates as tables write them. The common forms are read without a copy; EDTF covers the rest.
//!
//! A date that cannot be is no date: nothing is rolled over, and a year of two digits is not given a century.

use chrono::{Datelike as _, NaiveDate};

use crate::io::import::datetime::{Moment, read_moment};
use crate::io::import::table::months::{join_two_words, month_of};
use crate::model::claim::Claim;
use crate::model::event::When;
use crate::model::table::DayMonth;
use crate::model::time::{EventTime, Extent, Timestamp, Zone, read_edtf};

/// How the dates of a table are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateReader {
    pub(super) day_month: DayMonth,
    pub(super) zone: Zone,
    pub(super) midnight_is_day: bool,
}

/// A time that a row gives, and how EDTF would say it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dated {
    pub(super) time: EventTime,
    form: Form,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// Some time within these days, the last included.
    Days(NaiveDate, NaiveDate),
    /// All of these days.
    Span(NaiveDate, NaiveDate),
    Edtf(String),
    Moment(Moment),
    /// From a moment to another.
    Moments(Moment, Moment),
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateError {
    Unreadable,
    /// The year has two digits.
    NoCentury,
    Reversed,
}

/// Words that stand for nothing where a date or a number should be.
const NOTHING: [&str; 9] = ["", "na", "n/a", "nan", "null", "none", "-", "?", "unknown"];

/// Whether a cell that should hold a date or a number holds nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    text.is_empty()
        || text.len() <= 7
            && NOTHING
                .iter()
                .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

impl DateReader {
    /// One date, with or without a time of day.
    pub(super) fn read(self, text: &str) -> Result<Dated, DateError> {
        if let Some(day) = iso_day(text) {
            return Ok(self.days(day, day));
        }
        if let Some(day) = basic_day(text) {
            return Ok(self.days(day, day));
        }
        let (date, clock) = split_clock(text);
        match self.read_date(date)? {
            Some(Written::Day(day)) => match clock {
                Some(clock) => self.moment(day, clock),
                None => Ok(self.days(day, day)),
            },
            Some(Written::Month(year, month)) if clock.is_none() => {
                self.edtf(format!("{year:04}-{month:02}"))
            }
            _ => self.edtf(text.to_owned()),
        }
    }

    /// A date with the time of day from a cell of its own.
    pub(super) fn read_at(self, date: &str, clock: &str) -> Result<Dated, DateError> {
        let day = match self.read(date)?.form {
            Form::Days(first, last) if first == last => first,
            _ => return Err(DateError::Unreadable),
        };
        self.moment(day, clock)
    }

    /// From a beginning to an end, all of it.
    pub(super) fn read_span(self, start: &str, end: &str) -> Result<Dated, DateError> {
        let (from, to) = (self.read(start)?, self.read(end)?);
        if from == to {
            return Ok(from);
        }
        let (form, low, high) = match (&from.form, &to.form) {
            (Form::Days(first, _), Form::Days(_, last)) => (
                Form::Span(*first, *last),
                from.time.start_min,
                to.time.end_max,
            ),
            (Form::Edtf(_), _) | (_, Form::Edtf(_)) => {
                return self.edtf(format!("{}/{}", from.edtf(), to.edtf()));
            }
            _ => {
                let moment = |dated: &Dated| Moment {
                    low: dated.time.start_min,
                    high: dated.time.end_max,
                };
                let (first, last) = (moment(&from), moment(&to));
                (Form::Moments(first, last), first.low, last.high)
            }
        };
        if from.time.start_min > to.time.start_min {
            return Err(DateError::Reversed);
        }
        let time = EventTime {
            start_min: low,
            start_max: low,
            end_min: high,
            end_max: high,
            extent: Extent::WentOn,
            ..from.time
        };
        Ok(Dated { time, form })
    }

    /// Until an end, from an unknown beginning.
    pub(super) fn read_until(self, end: &str) -> Result<Dated, DateError> {
        self.edtf(format!("/{}", self.read(end)?.edtf()))
    }

    /// At some time between two dates, both included.
    pub(super) fn read_within(self, start: &str, end: &str) -> Result<Dated, DateError> {
        let (first, last) = (self.read_day(start)?, self.read_day(end)?);
        if first > last {
            return Err(DateError::Reversed);
        }
        Ok(self.days(first, last))
    }

    /// At some time within the days `reach` around a date.
    pub(super) fn read_around(self, date: &str, reach: u16) -> Result<Dated, DateError> {
        let day = self.read_day(date)?;
        let reach = chrono::TimeDelta::days(reach.into());
        Ok(self.days(day - reach, day + reach))
    }

    /// The month of a date.
    pub(super) fn read_month(self, date: &str) -> Result<Dated, DateError> {
        let day = self.read_day(date)?;
        self.edtf(format!("{:04}-{:02}", day.year(), day.month()))
    }

    /// A day; a time of day behind it is not looked at.
    fn read_day(self, text: &str) -> Result<NaiveDate, DateError> {
        if let Some(day) = iso_day(text).or_else(|| basic_day(text)) {
            return Ok(day);
        }
        match self.read_date(split_clock(text).0)? {
            Some(Written::Day(day)) => Ok(day),
            _ => Err(DateError::Unreadable),
        }
    }

    /// A date of one of the forms that are not EDTF; `Ok(None)` where it is of none of them.
    fn read_date(self, text: &str) -> Result<Option<Written>, DateError> {
        if let Some(day) = iso_day(text) {
            return Ok(Some(Written::Day(day)));
        }
        if let Some(numbers) = three_numbers(text) {
            return self.of_numbers(numbers).map(Some);
        }
        named_month(text)
    }

    fn of_numbers(self, [first, second, third]: [&str; 3]) -> Result<Written, DateError> {
        let (day, month, year) = match (first.len(), third.len()) {
            (4, 1 | 2) => (third, second, first),
            (1 | 2, 4) => match self.day_month {
                DayMonth::DayFirst => (first, second, third),
                DayMonth::MonthFirst => (second, first, third),
            },
            (1 | 2, 2) => return Err(DateError::NoCentury),
            _ => return Err(DateError::Unreadable),
        };
        let number = |text: &str| text.parse().map_err(|_error| DateError::Unreadable);
        let year: u32 = number(year)?;
        NaiveDate::from_ymd_opt(year as i32, number(month)?, number(day)?)
            .map(Written::Day)
            .ok_or(DateError::Unreadable)
    }

    fn days(self, first: NaiveDate, last: NaiveDate) -> Dated {
        let (low, high) = (
            self.midnight(first, false),
            self.midnight(next_day(last), true),
        );
        Dated {
            time: EventTime::within(low, high),
            form: Form::Days(first, last),
        }
    }

    /// The first instant of a day, or the last one at which the day before ended.
    fn midnight(self, day: NaiveDate, is_end: bool) -> Timestamp {
        if self.zone == Zone::default() {
            // Most tables have no zone, and this is the hot path of a million rows.
            const DAYS_TO_1970: i64 = 719_163;
            let days = i64::from(day.num_days_from_ce()) - DAYS_TO_1970;
            return Timestamp(days * Timestamp::DAY_MS);
        }
        let local = day.and_time(chrono::NaiveTime::MIN);
        if is_end {
            self.zone.last_instant(local)
        } else {
            self.zone.first_instant(local)
        }
    }

    fn moment(self, day: NaiveDate, clock: &str) -> Result<Dated, DateError> {
        if self.midnight_is_day && is_midnight(clock) {
            return Ok(self.days(day, day));
        }
        let clock = twenty_four_hours(clock).ok_or(DateError::Unreadable)?;
        let text = format!("{}T{clock}", day.format("%Y-%m-%d"));
        let moment = read_moment(&text, self.zone).ok_or(DateError::Unreadable)?;
        Ok(Dated {
            time: EventTime::within(moment.low, moment.high),
            form: Form::Moment(moment),
        })
    }

    fn edtf(self, text: String) -> Result<Dated, DateError> {
        let time = read_edtf(&text, self.zone).map_err(|error| match error {
            crate::model::time::TimeError::Reversed => DateError::Reversed,
            _ => DateError::Unreadable,
        })?;
        Ok(Dated {
            time,
            form: Form::Edtf(text),
        })
    }
}

impl Dated {
    /// The claim that a row makes with it; `written` is what the cells say.
    pub(super) fn claim(&self, written: &str) -> Claim<When> {
        let rfc3339 = |at: Timestamp| at.to_rfc3339();
        let (edtf, bounds) = match &self.form {
            Form::Moment(moment) => (None, Some((moment.low, moment.high))),
            Form::Moments(from, to) => (Some(self.edtf()), Some((from.low, to.high))),
            _ => (Some(self.edtf()), None),
        };
        let is_as_written = edtf.as_deref() == Some(written);
        Claim {
            as_written: (!is_as_written).then(|| written.to_owned()),
            ..Claim::bare(When {
                edtf,
                earliest: bounds.and_then(|(low, _)| rfc3339(low)),
                latest: bounds.and_then(|(_, high)| rfc3339(high)),
                time: self.time,
            })
        }
    }

    fn edtf(&self) -> String {
        let utc_day = |at: Timestamp| at.to_utc().map(|at| at.date_naive()).unwrap_or_default();
        match &self.form {
            Form::Days(first, last) if first == last => first.to_string(),
            Form::Days(first, last) => format!("[{first}..{last}]"),
            Form::Span(first, last) => format!("{first}/{last}"),
            Form::Edtf(text) => text.clone(),
            Form::Moment(moment) => utc_day(moment.low).to_string(),
            Form::Moments(from, to) => {
                format!("{}/{}", utc_day(from.low), utc_day(to.high.plus_ms(-1)))
            }
        }
    }
}

/// A date without a time of day.
enum Written {
    Day(NaiveDate),
    Month(i32, u32),
}

/// What can be told of an order of day and month from one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderEvidence {
    /// It is no date whose order is in question.
    None,
    /// Both numbers could be either.
    Open,
    For(DayMonth),
}

/// What a date says of the order of day and month: a number above twelve is a day.
pub(super) fn order_evidence(text: &str) -> OrderEvidence {
    let Some([first, second, year]) = three_numbers(split_clock(text).0) else {
        return OrderEvidence::None;
    };
    let numbers = (first.parse::<u32>(), second.parse::<u32>());
    match numbers {
        (Ok(first), Ok(second)) if year.len() == 4 => match (first > 12, second > 12) {
            (true, false) => OrderEvidence::For(DayMonth::DayFirst),
            (false, true) => OrderEvidence::For(DayMonth::MonthFirst),
            // `5/5` is the same both ways.
            (false, false) if first == second => OrderEvidence::None,
            (false, false) => OrderEvidence::Open,
            (true, true) => OrderEvidence::None,
        },
        _ => OrderEvidence::None,
    }
}

/// Whether a moment is a midnight, as programs write a date that they hold as one.
pub(super) fn ends_at_midnight(text: &str) -> Option<bool> {
    split_clock(text).1.map(is_midnight)
}

fn is_midnight(clock: &str) -> bool {
    let bare = clock.trim_end_matches(['0', '.', ':']);
    bare.is_empty() && clock.contains(':')
}

/// The day after; every day that is made here is far inside the calendar.
fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// `2016-12-15`.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let [y0, y1, y2, y3, _, m0, m1, _, d0, d1] = *bytes;
    day_of_digits([y0, y1, y2, y3, m0, m1, d0, d1])
}

/// `20161215`.
fn basic_day(text: &str) -> Option<NaiveDate> {
    day_of_digits(text.as_bytes().try_into().ok()?)
}

fn day_of_digits(digits: [u8; 8]) -> Option<NaiveDate> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let year = number(&digits[..4]) as i32;
    NaiveDate::from_ymd_opt(year, number(&digits[4..6]), number(&digits[6..]))
}

/// `15/12/2016`, `15.12.2016`, `15-12-2016`, `2016/12/15`: three numbers with one sign between them.
fn three_numbers(text: &str) -> Option<[&str; 3]> {
    let sign = *text.as_bytes().iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(sign, b'/' | b'.' | b'-') {
        return None;
    }
    let mut parts = text.split(sign as char).map(str::trim);
    let numbers = [parts.next()?, parts.next()?, parts.next()?];
    let is_number = |part: &&str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (parts.next().is_none() && numbers.iter().all(is_number)).then_some(numbers)
}

/// `15 Dec 2016`, `15 December 2016`, `December 15, 2016`, `15-Dec-2016`, `Dec 2016`.
fn named_month(text: &str) -> Result<Option<Written>, DateError> {
    let text = join_two_words(text);
    let mut words: Vec<&str> = text
        .split([' ', ',', '-', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    // Weekdays say nothing that the date does not.
    let has_month = |words: &[&str]| words.iter().any(|word| month_of(word).is_some());
    if !(2..=4).contains(&words.len()) && words.len() != 5 || !has_month(&words) {
        return Ok(None);
    }
    let is_letters = |word: &&str| word.chars().all(char::is_alphabetic);
    if words.len() > 3 && is_letters(&words[0]) && month_of(words[0]).is_none() {
        words.remove(0);
    }
    words.retain(|word| !["de", "del", "of", "the"].contains(&word.to_lowercase().as_str()));
    let number = |word: &str| -> Option<u32> {
        let digits = ["st", "nd", "rd", "th", "er"]
            .iter()
            .find_map(|suffix| word.strip_suffix(suffix))
            .unwrap_or(word);
        digits.parse().ok().filter(|_| digits.len() <= 4)
    };
    let (day, month, year) = match words[..] {
        [a, b, year] => match (month_of(a), month_of(b)) {
            (None, Some(month)) => (Some(a), month, year),
            (Some(month), None) => (Some(b), month, year),
            _ => return Err(DateError::Unreadable),
        },
        [a, year] => match month_of(a) {
            Some(month) => (None, month, year),
            None => return Err(DateError::Unreadable),
        },
        _ => return Err(DateError::Unreadable),
    };
    let year = match (number(year), year.len()) {
        (Some(year), 4) => year as i32,
        (Some(_), 2) => return Err(DateError::NoCentury),
        _ => return Err(DateError::Unreadable),
    };
    let Some(day) = day else {
        return Ok(Some(Written::Month(year, month)));
    };
    let day = number(day).and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
    day.map(|day| Some(Written::Day(day)))
        .ok_or(DateError::Unreadable)
}

/// The date and the time of day behind it, at a `T` or a space.
fn split_clock(text: &str) -> (&str, Option<&str>) {
    let separator = text.char_indices().find(|(at, letter)| {
        let before = text.as_bytes()[..*at].last();
        let after = text.as_bytes().get(at + 1);
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        match letter {
            'T' | 't' => digit(before) && digit(after),
            ' ' => text[at + 1..]
                .trim_start()
                .split_once(':')
                .is_some_and(|(hour, _)| {
                    (1..=2).contains(&hour.len()) && hour.bytes().all(|b| b.is_ascii_digit())
                }),
            _ => false,
        }
    });
    match separator {
        Some((at, _)) => (
            text[..at].trim_end_matches([' ', ',']),
            Some(text[at + 1..].trim()),
        ),
        None => (text, None),
    }
}

/// `2:30 PM` as `14:30`, `9:05` as `09:05`; anything else as it is.
fn twenty_four_hours(clock: &str) -> Option<String> {
    let (digits, half) = match clock
        .len()
        .checked_sub(2)
        .and_then(|at| clock.split_at_checked(at))
    {
        Some((digits, half)) if half.eq_ignore_ascii_case("am") => (digits.trim_end(), Some(0)),
        Some((digits, half)) if half.eq_ignore_ascii_case("pm") => (digits.trim_end(), Some(12)),
        _ => (clock, None),
    };
    let hour_len = digits.bytes().take_while(u8::is_ascii_digit).count();
    if hour_len > 2 {
        return half.is_none().then(|| digits.to_owned());
    }
    let hour: u32 = digits[..hour_len].parse().ok()?;
    let rest = &digits[hour_len..];
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    let rest = if rest.is_empty() && half.is_some() {
        ":00"
    } else {
        rest
    };
    Some(format!("{hour:02}{rest}"))
}
