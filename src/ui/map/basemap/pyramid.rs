//! Tiles and their ancestors: which is above which, and what part of it.

use eframe::egui::{Pos2, Rect};
use walkers::TileId;

use crate::model::mercator::{Unit, unproject};
use crate::model::place::Bounds;

/// A tile, its parent, and so on up to the whole world.
pub(super) fn lineage(id: TileId) -> impl Iterator<Item = TileId> {
    (0..=id.zoom).map(move |up| TileId {
        x: id.x >> up,
        y: id.y >> up,
        zoom: id.zoom - up,
    })
}

/// The part of an ancestor that a tile covers, in shares of the ancestor's sides.
pub(super) fn part_of(ancestor: TileId, id: TileId) -> Rect {
    let up = id.zoom.saturating_sub(ancestor.zoom);
    let side = f64::from(up).exp2();
    let corner = |x: f64, y: f64| Pos2::new((x / side) as f32, (y / side) as f32);
    let x = f64::from(id.x) - f64::from(ancestor.x) * side;
    let y = f64::from(id.y) - f64::from(ancestor.y) * side;
    Rect::from_min_max(corner(x, y), corner(x + 1.0, y + 1.0))
}

/// Whether a tile has anything of a box, which may cross the antimeridian.
pub(super) fn touches(bounds: &Bounds, id: TileId) -> bool {
    /// What lies on the edge of a box, as a file rounds it, is asked for rather than left out.
    const SLACK: f64 = 1e-6;
    let side = f64::from(id.zoom).exp2();
    let corner = |x: u32, y: u32| {
        unproject(Unit {
            x: f64::from(x) / side,
            y: f64::from(y) / side,
        })
    };
    let (north_west, south_east) = (corner(id.x, id.y), corner(id.x + 1, id.y + 1));
    let overlaps =
        |west: f64, east: f64| west - SLACK <= south_east.lon && north_west.lon <= east + SLACK;
    let in_lon = if bounds.west <= bounds.east {
        overlaps(bounds.west, bounds.east)
    } else {
        overlaps(bounds.west, 180.0) || overlaps(-180.0, bounds.east)
    };
    in_lon && bounds.south - SLACK <= north_west.lat && south_east.lat <= bounds.north + SLACK
}
