//! A camera movement that eases out of one view and into another.

use crate::model::mercator;
use crate::model::view::Camera;

/// A movement under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flight {
    from: Camera,
    to: Camera,
    elapsed_s: f64,
    duration_s: f64,
}

/// Long enough to keep one's bearings, short enough not to wait.
const DURATION_S_MIN: f64 = 0.35;
const DURATION_S_MAX: f64 = 1.4;

impl Flight {
    /// `None` where there is no way to go.
    pub fn new(from: Camera, to: Camera) -> Option<Self> {
        let to = to.clamped();
        if from == to {
            return None;
        }
        let a = mercator::project(from.center);
        let b = mercator::project(to.center);
        let screen = mercator::world_size(from.zoom.min(to.zoom)) / 1_000.0;
        let way =
            short_way(a.x, b.x).hypot(a.y - b.y) * screen + (from.zoom - to.zoom).abs() * 0.25;
        Some(Self {
            from,
            to,
            elapsed_s: 0.0,
            duration_s: (0.3 + way * 0.35).clamp(DURATION_S_MIN, DURATION_S_MAX),
        })
    }

    /// The camera after another `dt` seconds, and whether it has arrived.
    pub fn advance(&mut self, dt: f64) -> (Camera, bool) {
        self.elapsed_s += dt.max(0.0);
        let progress = self.elapsed_s / self.duration_s;
        if progress >= 1.0 {
            return (self.to, true);
        }
        // Smoothstep: still at both ends.
        let eased = progress * progress * (3.0 - 2.0 * progress);
        let a = mercator::project(self.from.center);
        let b = mercator::project(self.to.center);
        let mix = |from: f64, to: f64| from + (to - from) * eased;
        let camera = Camera {
            center: mercator::unproject(mercator::Unit {
                x: a.x + short_way(a.x, b.x) * eased,
                y: mix(a.y, b.y),
            }),
            zoom: mix(self.from.zoom, self.to.zoom),
        };
        (camera, false)
    }
}

/// How far east it is from one share of the world to another, by the shorter way round.
fn short_way(from: f64, to: f64) -> f64 {
    let way = to - from;
    way - way.round()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::LatLon;

    #[test]
    fn a_flight_across_the_antimeridian_takes_the_shorter_way() {
        let at = |lon| Camera {
            center: LatLon { lat: -17.0, lon },
            zoom: 6.0,
        };
        let mut flight = Flight::new(at(175.0), at(-175.0)).unwrap();
        let (midway, arrived) = flight.advance(0.2);
        assert!(!arrived);
        assert!(midway.center.lon.abs() > 174.9, "{midway:?}");
    }

    #[test]
    fn a_flight_arrives_exactly() {
        let to = Camera {
            center: LatLon {
                lat: 34.5,
                lon: 38.0,
            },
            zoom: 8.5,
        };
        let mut flight = Flight::new(Camera::WORLD, to).unwrap();
        let (midway, arrived) = flight.advance(0.1);
        assert!(!arrived);
        assert!(Camera::WORLD.zoom < midway.zoom && midway.zoom < to.zoom);
        let (end, arrived) = flight.advance(10.0);
        assert!(arrived);
        assert_eq!(end, to);
    }

    #[test]
    fn going_nowhere_is_no_flight() {
        assert_eq!(Flight::new(Camera::WORLD, Camera::WORLD), None);
    }
}
