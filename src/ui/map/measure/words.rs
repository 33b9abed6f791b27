//! Measures as words.

use crate::model::geodesic::{Leg, area_m2, length_m};
use crate::model::number::grouped;
use crate::model::place::LatLon;

/// What lengths are told in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    #[default]
    Kilometres,
    NauticalMiles,
    Miles,
}

impl Unit {
    pub const ALL: [Self; 3] = [Self::Kilometres, Self::NauticalMiles, Self::Miles];

    pub fn label(self) -> &'static str {
        match self {
            Self::Kilometres => "km",
            Self::NauticalMiles => "NM",
            Self::Miles => "mi",
        }
    }

    fn metres(self) -> f64 {
        match self {
            Self::Kilometres => 1_000.0,
            Self::NauticalMiles => 1_852.0,
            Self::Miles => 1_609.344,
        }
    }

    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Kilometres => Self::NauticalMiles,
            Self::NauticalMiles => Self::Miles,
            Self::Miles => Self::Kilometres,
        }
    }

    /// `842 m`, `12.35 km`, `1,234 km`.
    pub fn length(self, metres: f64) -> String {
        if self == Self::Kilometres && metres < 1_000.0 {
            return format!("{metres:.0} m");
        }
        number(metres / self.metres(), self.label())
    }

    /// `12.35 km²`.
    pub fn area(self, m2: f64) -> String {
        if self == Self::Kilometres && m2 < 100_000.0 {
            return format!("{} m²", grouped(m2.round() as u64));
        }
        number(m2 / self.metres().powi(2), &format!("{}²", self.label()))
    }
}

fn number(value: f64, unit: &str) -> String {
    if value < 100.0 {
        format!("{value:.2} {unit}")
    } else if value < 1_000.0 {
        format!("{value:.1} {unit}")
    } else {
        format!("{} {unit}", grouped(value.round() as u64))
    }
}

/// A true bearing with three digits and its tenth: `045.0°`.
pub(super) fn bearing(degrees: f64) -> String {
    let tenths = (degrees * 10.0).round() as u32 % 3_600;
    format!("{:03}.{}°", tenths / 10, tenths % 10)
}

/// What was measured, in all: distance, bearing of the last leg, area.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// Of a closed line its circumference.
    pub(super) length_m: f64,
    pub(super) last: Option<Leg>,
    pub(super) area_m2: Option<f64>,
}

impl Measured {
    pub(super) fn of(points: &[LatLon], closed: bool) -> Self {
        let mut path = points.to_vec();
        if closed {
            path.extend(points.first());
        }
        let last = match path.as_slice() {
            [.., from, to] => Some(Leg::between(*from, *to)),
            _ => None,
        };
        Self {
            length_m: length_m(&path),
            last,
            area_m2: closed.then(|| area_m2(points)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_say_as_much_as_a_hand_can_mean() {
        let km = Unit::Kilometres;
        assert_eq!(km.length(842.4), "842 m");
        assert_eq!(km.length(12_345.0), "12.35 km");
        assert_eq!(km.length(123_450.0), "123.5 km");
        assert_eq!(km.length(1_234_567.0), "1,235 km");
        assert_eq!(Unit::NauticalMiles.length(1_852.0), "1.00 NM");
        assert_eq!(Unit::Miles.length(160_934.4), "100.0 mi");
        assert_eq!(km.area(12_000.0), "12,000 m²");
        assert_eq!(km.area(25_500_000.0), "25.50 km²");
        assert_eq!(bearing(45.04), "045.0°");
        assert_eq!(bearing(359.99), "000.0°");
    }

    #[test]
    fn a_square_degree_is_measured_on_the_ellipsoid() {
        let at = |lat, lon| LatLon { lat, lon };
        let square = [at(0.0, 0.0), at(0.0, 1.0), at(1.0, 1.0), at(1.0, 0.0)];
        let open = Measured::of(&square, false);
        let closed = Measured::of(&square, true);
        // GeographicLib's Planimeter gives these for the same corners.
        assert!((closed.length_m - 443_770.917).abs() < 0.01, "{closed:?}");
        assert!(
            (closed.area_m2.unwrap() - 12_308_778_361.469).abs() < 1.0,
            "{closed:?}"
        );
        assert!(open.length_m < closed.length_m && open.area_m2.is_none());
        assert!((open.last.unwrap().bearing - 270.0).abs() < 0.01);
        assert_eq!(Measured::of(&[], false).last, None);
    }
}
