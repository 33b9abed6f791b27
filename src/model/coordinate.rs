//! Coordinates as people write them: decimal degrees, degrees with minutes and seconds, UTM (near the poles UPS), MGRS.
//!
//! [`read`] takes what somebody typed or pasted, in any of these forms; [`written`] writes it.
//! Everything is WGS 84. A grid reference names a square, so reading one gives the middle of it and its size.

mod degrees;
mod squares;
mod text;
mod utm;

pub use self::utm::{Utm, zone_of};

use crate::model::place::LatLon;

/// A way to write a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Decimal,
    Dms,
    Utm,
    Mgrs,
}

impl Form {
    pub const ALL: [Self; 4] = [Self::Decimal, Self::Dms, Self::Utm, Self::Mgrs];

    pub fn label(self) -> &'static str {
        match self {
            Self::Decimal => "Decimal degrees",
            Self::Dms => "Degrees, minutes, seconds",
            Self::Utm => "UTM",
            Self::Mgrs => "MGRS",
        }
    }

    /// Where there is room for one word.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Decimal => "Decimal",
            Self::Dms => "DMS",
            Self::Utm => "UTM",
            Self::Mgrs => "MGRS",
        }
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Decimal => "decimal",
            Self::Dms => "dms",
            Self::Utm => "utm",
            Self::Mgrs => "mgrs",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.id() == text)
    }

    /// The form after this one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Decimal => Self::Dms,
            Self::Dms => Self::Utm,
            Self::Utm => Self::Mgrs,
            Self::Mgrs => Self::Decimal,
        }
    }
}

/// The digits that name a metre in MGRS.
pub const MGRS_DIGITS_MAX: usize = 5;

/// A position to about a metre, in a form that [`read`] takes back:
/// `34.56000, 38.26720`, `34°33′36.00″ N 38°16′01.92″ E`, `37S 616307 3825036`, `37S DU 16307 25036`.
pub fn written(at: LatLon, form: Form) -> String {
    match form {
        Form::Decimal => format!("{:.5}, {:.5}", at.lat + 0.0, at.lon + 0.0),
        Form::Dms => dms(at),
        Form::Utm => Utm::of(at).to_text(),
        Form::Mgrs => Utm::of(at).to_mgrs(at, MGRS_DIGITS_MAX).to_text(),
    }
}

/// The MGRS square of a position without spaces, for programs: `37SDU1630725036`. Five `digits` name a metre, none
/// a square of 100 km; more than five are five.
pub fn mgrs(at: LatLon, digits: usize) -> String {
    Utm::of(at).to_mgrs(at, digits).to_compact()
}

/// The same with spaces, for people: `37S DU 163 250`.
pub fn mgrs_spaced(at: LatLon, digits: usize) -> String {
    Utm::of(at).to_mgrs(at, digits).to_text()
}

/// Degrees, minutes and seconds to a hundredth, which is 0.3 m.
fn dms(at: LatLon) -> String {
    let part = |degrees: f64, hemispheres: [char; 2]| {
        let hundredths = (degrees.abs() * 360_000.0).round() as u64;
        let (minutes, rest) = (hundredths / 6_000, hundredths % 6_000);
        let hemisphere = hemispheres[usize::from(degrees < 0.0 && hundredths > 0)];
        format!(
            "{}°{:02}′{:02}.{:02}″ {hemisphere}",
            minutes / 60,
            minutes % 60,
            rest / 100,
            rest % 100
        )
    };
    format!("{} {}", part(at.lat, ['N', 'S']), part(at.lon, ['E', 'W']))
}

/// What somebody's words for a position mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub at: LatLon,
    /// The form that it was written in.
    pub form: Form,
    /// The side in metres of the square that was named; `at` is its middle.
    pub square_m: Option<f64>,
    /// What else the words could mean.
    pub remark: Option<String>,
}

/// Why words that look like a position are none; a sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotQuite(String);

impl NotQuite {
    fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Letters that are looked at; no position needs as many.
const LENGTH_MAX: usize = 400;

/// Reads a position as it was typed or pasted. `None`: the words are something else, such as the name of a place.
pub fn read(typed: &str) -> Option<Result<Reading, NotQuite>> {
    if typed.chars().nth(LENGTH_MAX).is_some() {
        return None;
    }
    let plain = text::plain(typed);
    if let Some(pair) = text::of_address(&plain) {
        return degrees::read(&pair);
    }
    if let Some(inner) = text::of_wkt(&plain) {
        return degrees::read_lon_first(inner);
    }
    if let Some(found) = squares::read(&plain) {
        return Some(found);
    }
    match degrees::read(&plain) {
        Some(Ok(found)) => Some(Ok(found)),
        other => squares::without_zone(&plain).map(Err).or(other),
    }
}

#[cfg(test)]
mod tests;
