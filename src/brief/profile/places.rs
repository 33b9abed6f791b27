//! Coarser places: moved to the middle of the square that they lie in, with circles that hold the true place.
//!
//! The circle grows by the same distance whatever the place, so that it does not tell where in the square that was.

use crate::brief::profile::Removed;
use crate::brief::profile::words::holds_coordinates;
use crate::model::claim::Claim;
use crate::model::collection::Collection;
use crate::model::event::Event;
use crate::model::place::{Bounds, EARTH_RADIUS_M, Geometry, LatLon, Place};
use crate::model::view::Camera;

/// From the middle of a square to its corner, in sides of it, with room for the squares' being no squares on a sphere.
const REACH: f64 = 0.75;
/// A square is at most this wide in points on a map 256 points to the tile, so that the camera gives nothing away.
const SQUARE_POINTS: f64 = 256.0;

pub(super) fn coarsen(collection: &mut Collection, side_m: f64, removed: &mut Removed) {
    let grid = Grid { side_m };
    for event in &mut collection.events {
        coarsen_event(event, grid, removed);
    }
    for scene in &mut collection.scenes {
        if let Some(camera) = &mut scene.camera {
            *camera = grid.camera(*camera);
            removed.cameras += 1;
        }
        if let Some(filter) = &mut scene.filter {
            let lasso = filter.lasso.take();
            let n_asked = usize::from(filter.bounds.is_some()) + usize::from(lasso.is_some());
            let around = filter
                .bounds
                .or_else(|| lasso.and_then(|ring| ring.bounds()));
            filter.bounds = around.map(|bounds| grid.around(bounds));
            // Nothing is exact any more, so that asking for it would hide everything.
            removed.filters += n_asked + usize::from(!filter.precisions.is_empty());
            filter.precisions.clear();
        }
    }
}

fn coarsen_event(event: &mut Event, grid: Grid, removed: &mut Removed) {
    let feature = event
        .geometry
        .take()
        .and_then(|geometry| grid.geometry(&geometry));
    if feature.is_some() {
        removed.places += 1;
    }
    for claim in &mut event.places {
        let own = claim
            .value
            .geometry
            .take()
            .and_then(|geometry| grid.geometry(&geometry));
        claim.value.raw_geometry = None;
        removed.places += usize::from(own.is_some());
        let cover_m = own.or(feature).and_then(|(_, cover_m)| cover_m);
        let grown_m = claim
            .value
            .precision_m
            .map(|radius_m| grid.rounded_up(radius_m + grid.reach_m()));
        claim.value.precision_m = match (grown_m, cover_m) {
            (Some(grown), Some(cover)) => Some(grown.max(cover)),
            (grown, cover) => grown.or(cover),
        };
        claim.value.geometry = own.map(|(at, _)| Geometry::Point(at));
        for words in [&mut claim.value.name, &mut claim.as_written] {
            let told = words.take_if(|words| holds_coordinates(words));
            removed.coordinates += usize::from(told.is_some());
        }
    }
    event.geometry = feature.map(|(at, _)| Geometry::Point(at));
    // A shape that stood for itself says so no longer: its circle is told by a claim.
    if let Some((_, Some(cover_m))) = feature
        && event.places.is_empty()
    {
        event.places.push(Claim::bare(Place {
            precision_m: Some(cover_m),
            ..Place::default()
        }));
    }
}

/// Squares of one height, and about as wide, between parallels.
#[derive(Clone, Copy)]
struct Grid {
    side_m: f64,
}

impl Grid {
    /// Height of a square in degrees.
    fn step(self) -> f64 {
        (self.side_m / EARTH_RADIUS_M).to_degrees()
    }

    /// Width of the squares around a latitude, in degrees.
    fn step_lon(self, lat: f64) -> f64 {
        (self.step() / lat.to_radians().cos().max(0.01)).min(360.0)
    }

    /// How far a point may be moved, in metres.
    fn reach_m(self) -> f64 {
        REACH * self.side_m
    }

    /// So many digits that the old radius cannot be read off the new one.
    fn rounded_up(self, metres: f64) -> f64 {
        let unit = self.side_m / 10.0;
        (metres / unit).ceil() * unit
    }

    /// The middle of the square that a position lies in.
    fn middle(self, at: LatLon) -> LatLon {
        let middle = |value: f64, step: f64| ((value / step).floor() + 0.5) * step;
        let lat = middle(at.lat, self.step()).clamp(-90.0, 90.0);
        let lon = middle(at.lon, self.step_lon(lat)).clamp(-180.0, 180.0);
        // As many digits as are needed to draw it: about a metre.
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        LatLon {
            lat: round(lat),
            lon: round(lon),
        }
    }

    /// The point that stands for a shape, and the radius around it that holds all of the shape where it is more than
    /// a point.
    fn geometry(self, shape: &Geometry) -> Option<(LatLon, Option<f64>)> {
        let middle = self.middle(shape.anchor()?);
        if matches!(shape, Geometry::Point(_)) {
            return Some((middle, None));
        }
        let furthest_m = shape
            .positions()
            .into_iter()
            .map(|at| at.distance_m(middle))
            .fold(self.reach_m(), f64::max);
        let sides = (furthest_m / self.side_m).ceil();
        Some((middle, Some(sides * self.side_m)))
    }

    /// A box that holds another, with its sides on the grid.
    fn around(self, bounds: Bounds) -> Bounds {
        let step = self.step();
        let (low, high) = (
            |value: f64, step: f64| (value / step).floor() * step,
            |value: f64, step: f64| (value / step).ceil() * step,
        );
        // A square further, since what stood inside may have been moved out.
        let wide = self.step_lon(bounds.south.abs().max(bounds.north.abs()));
        Bounds {
            west: (low(bounds.west, wide) - wide).max(-180.0),
            south: (low(bounds.south, step) - step).max(-90.0),
            east: (high(bounds.east, wide) + wide).min(180.0),
            north: (high(bounds.north, step) + step).min(90.0),
        }
    }

    /// A camera that looks at the middle of a square, from so far that the square is small.
    fn camera(self, camera: Camera) -> Camera {
        let center = self.middle(camera.center);
        let around_m = std::f64::consts::TAU * EARTH_RADIUS_M * center.lat.to_radians().cos();
        let tile_m = self.side_m * 256.0 / SQUARE_POINTS;
        let zoom_max = (around_m / tile_m).max(1.0).log2();
        Camera {
            center,
            zoom: camera.zoom.min((zoom_max * 4.0).floor() / 4.0),
        }
        .clamped()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    proptest! {
        #[test]
        fn the_true_place_lies_within_reach_and_all_of_a_square_is_told_alike(
            lat in -84.0_f64..84.0, lon in -180.0_f64..180.0, side_km in 1.0_f64..100.0,
        ) {
            let grid = Grid { side_m: side_km * 1_000.0 };
            let at = LatLon { lat, lon };
            let middle = grid.middle(at);
            // Rounding to five digits moves it by a metre.
            prop_assert!(at.distance_m(middle) <= grid.reach_m() + 2.0, "{at:?} {middle:?}");
            prop_assert!(grid.middle(middle).distance_m(middle) <= 2.0);
        }

        #[test]
        fn a_box_only_grows(
            west in -170.0_f64..100.0, south in -70.0_f64..60.0, wide in 0.1_f64..60.0, high in 0.1_f64..20.0,
        ) {
            let bounds = Bounds { west, south, east: west + wide, north: south + high };
            let grown = Grid { side_m: 10_000.0 }.around(bounds);
            prop_assert!(grown.west <= bounds.west && grown.south <= bounds.south);
            prop_assert!(grown.east >= bounds.east && grown.north >= bounds.north);
        }
    }

    #[test]
    fn a_shape_becomes_a_circle_that_holds_it() {
        let grid = Grid { side_m: 10_000.0 };
        let corners = [(34.5, 38.0), (34.9, 38.0), (34.9, 38.6), (34.5, 38.0)];
        let ring: Vec<LatLon> = corners.map(|(lat, lon)| LatLon { lat, lon }).to_vec();
        let (at, cover) = grid
            .geometry(&Geometry::Polygons(vec![vec![ring.clone()]]))
            .unwrap();
        let cover = cover.unwrap();
        assert!(ring.iter().all(|corner| corner.distance_m(at) <= cover));
        assert_eq!(cover % 10_000.0, 0.0);
    }

    #[test]
    fn a_camera_keeps_its_distance() {
        let close = Camera {
            center: LatLon {
                lat: 34.5523,
                lon: 37.6273,
            },
            zoom: 16.0,
        };
        let far = Grid { side_m: 10_000.0 }.camera(close);
        assert!(far.zoom < 12.0 && far.zoom > 10.0, "{}", far.zoom);
        assert_ne!(far.center, close.center);
    }
}
