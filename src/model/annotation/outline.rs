//! The lines of a figure on the unit square of the map.
//!
//! What crosses the antimeridian goes on beyond the square's edge, so that a line has no leap in it; whoever draws draws
//! it once more a whole world away.

use super::Figure;
use crate::model::mercator::{Unit, project};
use crate::model::place::{EARTH_RADIUS_M, LatLon};

/// A line, or a closed one.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Longitudes run on past ±180 where the line does; a text has one point.
    pub points: Vec<Unit>,
    pub is_closed: bool,
}

/// Points of a circle: at the size of a screen none of its edges can be told from an arc.
const N_POINTS: usize = 180;

impl Figure {
    /// Its line on the map.
    pub fn outline(&self) -> Outline {
        let (ground, is_closed) = match self {
            Self::Arrow { from, to } => (vec![*from, *to], false),
            Self::Circle { center, radius_m } => (ellipse(*center, [*radius_m; 2]), true),
            Self::Polygon(ring) => (ring.corners().to_vec(), true),
            Self::Text(at) => (vec![*at], false),
            Self::Highlight { center, radii_m } => (ellipse(*center, *radii_m), true),
        };
        let mut points: Vec<Unit> = Vec::with_capacity(ground.len());
        for at in ground {
            let at = project(at);
            let last = points.last().map_or(at.x, |last| last.x);
            points.push(near(at, last));
        }
        // A line round a pole does not come back to where it began.
        let comes_back = match points.as_slice() {
            [first, .., last] => (near(*first, last.x).x - first.x).abs() < 0.5,
            _ => false,
        };
        Outline {
            points,
            is_closed: is_closed && comes_back,
        }
    }
}

/// The same place on the map, by the shorter way from a line that has come to `x`.
pub(super) fn near(at: Unit, x: f64) -> Unit {
    Unit {
        x: at.x - (at.x - x).round(),
        y: at.y,
    }
}

/// An ellipse on the ground, from the north clockwise.
fn ellipse(center: LatLon, [east_m, north_m]: [f64; 2]) -> Vec<LatLon> {
    let points = (0..N_POINTS).map(|idx| {
        let turn = std::f64::consts::TAU * idx as f64 / N_POINTS as f64;
        let (east, north) = (turn.sin() * east_m, turn.cos() * north_m);
        destination(center, east.atan2(north), east.hypot(north))
    });
    points.collect()
}

/// Where one comes to on a sphere who starts out in a direction, in radians from the north clockwise, and goes so far.
pub fn destination(from: LatLon, bearing: f64, metres: f64) -> LatLon {
    let (lat, arc) = (from.lat.to_radians(), metres / EARTH_RADIUS_M);
    let sin_lat = lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos();
    let to_lat = sin_lat.clamp(-1.0, 1.0).asin();
    let east = bearing.sin() * arc.sin() * lat.cos();
    let d_lon = east.atan2(arc.cos() - lat.sin() * sin_lat);
    let lon = from.lon + d_lon.to_degrees();
    LatLon {
        lat: to_lat.to_degrees(),
        lon: if (-180.0..=180.0).contains(&lon) {
            lon
        } else {
            (lon + 180.0).rem_euclid(360.0) - 180.0
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Ring;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon { lat, lon }
    }

    #[test]
    fn a_circle_is_one_on_the_ground_at_any_latitude() {
        for center in [at(0.0, 10.0), at(34.5, 38.2), at(-72.0, 179.9)] {
            for radius_m in [500.0, 20_000.0, 900_000.0] {
                for point in ellipse(center, [radius_m; 2]) {
                    let distance_m = center.distance_m(point);
                    let error = (distance_m / radius_m - 1.0).abs();
                    assert!(error < 1e-6, "{center:?} {radius_m}: {distance_m}");
                }
            }
        }
    }

    #[test]
    fn the_radii_of_an_ellipse_lie_east_and_north() {
        let center = at(34.5, 38.2);
        let points = ellipse(center, [40_000.0, 10_000.0]);
        let (north, east) = (points[0], points[N_POINTS / 4]);
        assert!((center.distance_m(north) - 10_000.0).abs() < 1.0 && north.lat > center.lat);
        assert!((center.distance_m(east) - 40_000.0).abs() < 1.0 && east.lon > center.lon);
    }

    #[test]
    fn what_crosses_the_antimeridian_has_no_leap() {
        let figures = [
            Figure::Arrow {
                from: at(10.0, 179.0),
                to: at(12.0, -178.0),
            },
            Figure::Circle {
                center: at(10.0, -179.5),
                radius_m: 200_000.0,
            },
            Figure::Polygon(
                Ring::new(vec![at(0.0, 179.0), at(2.0, -179.0), at(-2.0, -179.0)]).unwrap(),
            ),
        ];
        for figure in figures {
            let outline = figure.outline();
            for pair in outline.points.windows(2) {
                assert!((pair[1].x - pair[0].x).abs() < 0.02, "{figure:?}");
            }
            let beyond = |unit: &Unit| !(0.0..=1.0).contains(&unit.x);
            assert!(outline.points.iter().any(beyond), "{figure:?}");
        }
    }

    #[test]
    fn a_line_round_a_pole_is_not_closed_across_the_map() {
        let polar = Figure::Circle {
            center: at(88.0, 0.0),
            radius_m: 1_000_000.0,
        };
        assert!(!polar.outline().is_closed);
        let usual = Figure::Circle {
            center: at(34.0, 38.0),
            radius_m: 1_000_000.0,
        };
        assert!(usual.outline().is_closed);
    }
}
