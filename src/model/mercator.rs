//! Web Mercator on the unit square: (0, 0) is the north-west corner of the map, (1, 1) the south-east.
//!
//! At zoom `z` the square is `256 · 2^z` points wide, the convention of every tile server.

use crate::model::place::LatLon;

/// The latitude at which the square ends, in degrees.
pub const LAT_MAX: f64 = 85.051_128_779_806_6;

/// Width of the world in points at zoom 0.
pub const TILE_SIZE: f64 = 256.0;

/// Circumference of the equator in metres, WGS 84.
const EQUATOR_M: f64 = 40_075_016.685_578_5;

/// A point of the unit square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    pub x: f64,
    pub y: f64,
}

/// Projects a position; latitudes beyond [`LAT_MAX`] land on the edge.
pub fn project(at: LatLon) -> Unit {
    let lat = at.lat.clamp(-LAT_MAX, LAT_MAX).to_radians();
    Unit {
        x: at.lon / 360.0 + 0.5,
        y: 0.5 - lat.tan().asinh() / std::f64::consts::TAU,
    }
}

/// The inverse of [`project`]; longitudes wrap into ±180, latitudes stop at the edge.
pub fn unproject(at: Unit) -> LatLon {
    let lon = (at.x - 0.5) * 360.0;
    let lat = ((0.5 - at.y.clamp(0.0, 1.0)) * std::f64::consts::TAU)
        .sinh()
        .atan()
        .to_degrees();
    LatLon {
        lat,
        lon: if (-180.0..=180.0).contains(&lon) {
            lon
        } else {
            (lon + 180.0).rem_euclid(360.0) - 180.0
        },
    }
}

/// Width of the world in points at a zoom.
pub fn world_size(zoom: f64) -> f64 {
    TILE_SIZE * zoom.exp2()
}

/// Points a metre on the ground takes at a latitude and zoom.
pub fn points_per_metre(lat: f64, zoom: f64) -> f64 {
    world_size(zoom) / (EQUATOR_M * lat.to_radians().cos().max(1e-6))
}
