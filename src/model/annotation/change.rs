//! Figures moved, reshaped by one of their points, resized and turned, always within the limits.

use super::outline::near;
use super::{Figure, RADIUS_M_MAX, RADIUS_M_MIN, destination};
use crate::model::mercator::{Unit, project, unproject};
use crate::model::place::{LatLon, Ring};

/// Nearer to the edge of the map than this, in shares of it, nothing is moved.
const EDGE: f64 = 1e-6;

impl Figure {
    /// The places of the ground that it is drawn through: ends, corners, or where it stands.
    fn places(&self) -> Vec<LatLon> {
        match self {
            Self::Arrow { from, to } => vec![*from, *to],
            Self::Polygon(ring) => ring.corners().to_vec(),
            Self::Circle { center: at, .. }
            | Self::Highlight { center: at, .. }
            | Self::Text(at) => {
                vec![*at]
            }
        }
    }

    /// The same figure with each of its places taken elsewhere; ends of an arrow that fall together leave it as it is.
    fn mapped(&self, mut to: impl FnMut(LatLon) -> LatLon) -> Self {
        let mut to = |at: LatLon| {
            let moved = to(at);
            // What stays where it is stays as it was written.
            if moved == at { at } else { tidy(moved) }
        };
        let mapped = match self {
            Self::Arrow { from, to: end } => Self::Arrow {
                from: to(*from),
                to: to(*end),
            },
            Self::Circle { center, radius_m } => Self::Circle {
                center: to(*center),
                radius_m: *radius_m,
            },
            Self::Polygon(ring) => {
                let corners = ring.corners().iter().map(|at| to(*at)).collect();
                Ring::new(corners).map_or_else(|| self.clone(), Self::Polygon)
            }
            Self::Text(at) => Self::Text(to(*at)),
            Self::Highlight { center, radii_m } => Self::Highlight {
                center: to(*center),
                radii_m: *radii_m,
            },
        };
        if mapped.is_sound() {
            mapped
        } else {
            self.clone()
        }
    }

    /// The middle of the box around its places.
    pub fn middle(&self) -> LatLon {
        unproject(middle_of(&self.on_map()))
    }

    /// Its places on the unit square, without a leap.
    fn on_map(&self) -> Vec<Unit> {
        let mut points: Vec<Unit> = Vec::new();
        for at in self.places() {
            let at = project(at);
            let last = points.last().map_or(at.x, |last| last.x);
            points.push(near(at, last));
        }
        points
    }

    /// Moved over the map by shares of its width: it keeps its form on the map, and a circle its radius on the ground.
    #[must_use]
    pub fn moved(&self, by: Unit) -> Self {
        let points = self.on_map();
        let top = points.iter().map(|at| at.y).fold(f64::INFINITY, f64::min);
        let bottom = points.iter().map(|at| at.y).fold(0.0, f64::max);
        // All of it stops at the edge of the map, or its form would change.
        let (least, most) = (EDGE - top, 1.0 - EDGE - bottom);
        let dy = by.y.clamp(least.min(0.0), most.max(0.0));
        self.mapped(|at| {
            let at = project(at);
            unproject(Unit {
                x: at.x + by.x,
                y: at.y + dy,
            })
        })
    }

    /// Its points that can be dragged by themselves: ends, corners, and where the rims of circles lie east and north.
    pub fn handles(&self) -> Vec<LatLon> {
        let quarter = std::f64::consts::FRAC_PI_2;
        match self {
            Self::Arrow { .. } | Self::Polygon(_) => self.places(),
            Self::Circle { center, radius_m } => vec![destination(*center, quarter, *radius_m)],
            Self::Text(_) => Vec::new(),
            Self::Highlight { center, radii_m } => vec![
                destination(*center, quarter, radii_m[0]),
                destination(*center, 0.0, radii_m[1]),
            ],
        }
    }

    /// What a handle is called.
    pub fn handle_name(&self, idx: usize) -> String {
        match (self, idx) {
            (Self::Arrow { .. }, 0) => String::from("Tail"),
            (Self::Arrow { .. }, _) => String::from("Head"),
            (Self::Circle { .. }, _) => String::from("Radius"),
            (Self::Highlight { .. }, 0) => String::from("Width"),
            (Self::Highlight { .. }, _) => String::from("Height"),
            (Self::Polygon(_) | Self::Text(_), _) => format!("Corner {}", idx + 1),
        }
    }

    /// The figure with a handle taken elsewhere.
    #[must_use]
    pub fn with_handle(&self, idx: usize, to: LatLon) -> Self {
        match self {
            Self::Circle { center, .. } => Self::Circle {
                center: *center,
                radius_m: tidy_m(center.distance_m(to)),
            },
            Self::Highlight { center, radii_m } => {
                let mut radii_m = *radii_m;
                if let Some(radius_m) = radii_m.get_mut(idx) {
                    *radius_m = tidy_m(center.distance_m(to));
                }
                Self::Highlight {
                    center: *center,
                    radii_m,
                }
            }
            Self::Arrow { .. } | Self::Polygon(_) | Self::Text(_) => {
                let mut now = 0;
                self.mapped(|at| {
                    now += 1;
                    if now == idx + 1 { to } else { at }
                })
            }
        }
    }

    /// Larger or smaller by factors to the east and to the north; a circle takes the larger change of both.
    #[must_use]
    pub fn resized(&self, [east, north]: [f64; 2]) -> Self {
        match self {
            Self::Circle { center, radius_m } => {
                let by = if (east - 1.0).abs() > (north - 1.0).abs() {
                    east
                } else {
                    north
                };
                Self::Circle {
                    center: *center,
                    radius_m: tidy_m(radius_m * by),
                }
            }
            Self::Highlight {
                center,
                radii_m: [to_east, to_north],
            } => Self::Highlight {
                center: *center,
                radii_m: [tidy_m(to_east * east), tidy_m(to_north * north)],
            },
            Self::Arrow { .. } | Self::Polygon(_) => {
                self.spun(|offset| [offset[0] * east, offset[1] * north])
            }
            Self::Text(_) => self.clone(),
        }
    }

    /// Turned about its middle, in degrees clockwise; what is round stays as it is.
    #[must_use]
    pub fn turned(&self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        match self {
            Self::Arrow { .. } | Self::Polygon(_) => {
                self.spun(|[x, y]| [x * cos - y * sin, x * sin + y * cos])
            }
            Self::Circle { .. } | Self::Text(_) | Self::Highlight { .. } => self.clone(),
        }
    }

    /// Each of its places put elsewhere about the middle, by offsets on the map; what would leave the map stays as it is.
    fn spun(&self, to: impl Fn([f64; 2]) -> [f64; 2]) -> Self {
        let points = self.on_map();
        let middle = middle_of(&points);
        let spun: Vec<Unit> = points
            .iter()
            .map(|at| {
                let [x, y] = to([at.x - middle.x, at.y - middle.y]);
                Unit {
                    x: middle.x + x,
                    y: middle.y + y,
                }
            })
            .collect();
        let is_on_map =
            |at: &Unit| (EDGE..=1.0 - EDGE).contains(&at.y) && (at.x - middle.x).abs() < 0.25;
        if !spun.iter().all(is_on_map) {
            return self.clone();
        }
        let mut next = spun.into_iter();
        self.mapped(|at| next.next().map_or(at, unproject))
    }
}

fn middle_of(points: &[Unit]) -> Unit {
    let range = |of: fn(&Unit) -> f64| {
        let values = points.iter().map(of);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), now| {
            (least.min(now), most.max(now))
        })
    };
    let (x, y) = (range(|at| at.x), range(|at| at.y));
    Unit {
        x: f64::midpoint(x.0, x.1),
        y: f64::midpoint(y.0, y.1),
    }
}

/// A place as precisely as a hand means it: to a millionth of a degree, a tenth of a metre.
pub(super) fn tidy(at: LatLon) -> LatLon {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    LatLon {
        lat: round(at.lat),
        lon: round(at.lon),
    }
}

/// A radius in whole metres, within the limits.
pub(super) fn tidy_m(metres: f64) -> f64 {
    metres.round().clamp(RADIUS_M_MIN, RADIUS_M_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon { lat, lon }
    }

    fn figures() -> [Figure; 5] {
        [
            Figure::Arrow {
                from: at(34.5, 37.6),
                to: at(34.6, 38.3),
            },
            Figure::Circle {
                center: at(34.5, 37.6),
                radius_m: 20_000.0,
            },
            Figure::Polygon(
                Ring::new(vec![at(34.0, 37.0), at(35.0, 37.0), at(34.5, 38.0)]).unwrap(),
            ),
            Figure::Text(at(34.5, 37.6)),
            Figure::Highlight {
                center: at(34.5, 37.6),
                radii_m: [40_000.0, 10_000.0],
            },
        ]
    }

    #[test]
    fn moving_there_and_back_changes_nothing() {
        for figure in figures() {
            let by = Unit { x: 0.013, y: -0.02 };
            let there = figure.moved(by);
            assert_ne!(there, figure);
            let back = there.moved(Unit { x: -by.x, y: -by.y });
            let pairs = figure.places().into_iter().zip(back.places());
            for (was, is) in pairs {
                assert!(was.distance_m(is) < 0.5, "{figure:?} {back:?}");
            }
        }
    }

    #[test]
    fn a_move_over_the_antimeridian_keeps_the_form_and_one_over_the_edge_stops_there() {
        for figure in figures() {
            let east = figure.moved(Unit { x: 0.4, y: 0.0 });
            assert!(east.is_sound(), "{east:?}");
            assert!(east.middle().lon < 0.0);
            let (was, is) = (figure.on_map(), east.on_map());
            for (a, b) in was.iter().zip(&is) {
                let from_first = |at: &Unit, of: &[Unit]| at.x - of[0].x;
                assert!((from_first(a, &was) - from_first(b, &is)).abs() < 1e-8);
            }
            let north = figure.moved(Unit { x: 0.0, y: -3.0 });
            assert!(north.is_sound() && north.middle().lat < 85.1, "{north:?}");
            assert!(north.middle().lat > 84.0, "{north:?}");
        }
    }

    #[test]
    fn a_handle_goes_where_it_is_taken() {
        for figure in figures() {
            for idx in 0..figure.handles().len() {
                let to = at(34.9, 38.1);
                let taken = figure.with_handle(idx, to);
                let handle = taken.handles()[idx];
                match taken {
                    Figure::Circle { center, .. } | Figure::Highlight { center, .. } => {
                        let error = center.distance_m(handle) - center.distance_m(to);
                        assert!(error.abs() < 1.0);
                    }
                    _ => assert_eq!(handle, to),
                }
            }
        }
    }

    #[test]
    fn sizes_stay_within_the_limits() {
        for mut figure in figures() {
            for _ in 0..200 {
                figure = figure.resized([1.3, 1.3]);
                assert!(figure.is_sound(), "{figure:?}");
            }
            for _ in 0..400 {
                figure = figure.resized([0.7, 0.7]);
                assert!(figure.is_sound(), "{figure:?}");
            }
        }
    }

    #[test]
    fn a_full_turn_ends_where_it_began() {
        for figure in figures() {
            let mut turned = figure.clone();
            for _ in 0..24 {
                turned = turned.turned(15.0);
            }
            for (was, is) in figure.places().into_iter().zip(turned.places()) {
                assert!(was.distance_m(is) < 60.0, "{figure:?} {turned:?}");
            }
        }
        let arrow = figures()[0].turned(90.0);
        let Figure::Arrow { from, to } = arrow else {
            panic!("an arrow");
        };
        assert!(to.lat < from.lat, "clockwise from east is south");
    }

    #[test]
    fn an_arrow_keeps_its_ends_apart() {
        let arrow = &figures()[0];
        assert_eq!(arrow.with_handle(1, at(34.5, 37.6)), *arrow);
    }
}
