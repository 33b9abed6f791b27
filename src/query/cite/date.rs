//! Dates of publication and access, as far as bibliographies can say them.

use edtf_core::{Date, Edtf, IntervalEndpoint, Precision};

use crate::model::time::parse_edtf;

/// A date of which everything that is written can be said in year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: i64,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    /// `~`, `?` or `%`.
    pub(super) is_qualified: bool,
}

/// What a written date comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    One(Parts),
    /// From one date to another.
    Range(Parts, Parts),
    /// EDTF of levels 0 and 1 that is more than year, month and day: a season, unspecified digits, an open end.
    Level1,
    /// Anything else: sets, qualified parts, text.
    Other,
}

pub(super) fn written(text: &str) -> Written {
    let Ok(edtf) = parse_edtf(text) else {
        return Written::Other;
    };
    let whole = match &edtf {
        Edtf::Date(date) => parts(date).map(Written::One),
        Edtf::DateTime(moment) => parts(&moment.date).map(Written::One),
        Edtf::Interval(interval) => match (&interval.start, &interval.end) {
            (IntervalEndpoint::Date(from), IntervalEndpoint::Date(to)) => parts(from)
                .zip(parts(to))
                .map(|(from, to)| Written::Range(from, to)),
            _ => None,
        },
        Edtf::Set(_) => None,
    };
    whole.unwrap_or(if edtf.level() <= 1 {
        Written::Level1
    } else {
        Written::Other
    })
}

/// `None` where more is written than year, month and day say.
fn parts(date: &Date) -> Option<Parts> {
    if date.has_unspecified()
        || date.precision() == Precision::Season
        || date.year.significant_digits.is_some()
    {
        return None;
    }
    let field = |field: Option<edtf_core::DateField>| field.and_then(edtf_core::DateField::value);
    Some(Parts {
        year: date.year.value()?,
        month: field(date.month),
        day: field(date.day),
        is_qualified: date.is_approximate() || date.is_uncertain(),
    })
}

/// `2016-12-16`, `2016-12`, `2016`.
pub(super) fn iso(parts: Parts) -> String {
    let Parts {
        year, month, day, ..
    } = parts;
    let mut text = format!("{year:04}");
    for part in [month, day].into_iter().flatten() {
        text.extend([format!("-{part:02}")]);
    }
    text
}
