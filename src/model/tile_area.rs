//! A part of the world at some zooms, as the tiles that cover it.

use std::ops::RangeInclusive;

use crate::model::ground::TileAt;
use crate::model::mercator::project;
use crate::model::place::{Bounds, LatLon};

/// Tiles that are fetched as one file: some hundred megabytes, and an hour's work of a polite client.
pub const TILES_MAX: u64 = 20_000;

/// The deepest zoom that tiles have.
pub const ZOOM_MAX: u8 = 24;

/// A box at some zooms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileArea {
    /// One whose west is greater than its east crosses the antimeridian.
    pub bounds: Bounds,
    pub zoom_min: u8,
    pub zoom_max: u8,
}

impl TileArea {
    fn zooms(&self) -> RangeInclusive<u8> {
        self.zoom_min..=self.zoom_max.min(ZOOM_MAX)
    }

    /// How many tiles cover it.
    pub fn n_tiles(&self) -> u64 {
        let at = |zoom| {
            let Span {
                n_columns, rows, ..
            } = self.span(zoom);
            n_columns * (rows.end() - rows.start() + 1)
        };
        self.zooms().map(at).fold(0, u64::saturating_add)
    }

    /// The tiles, zoom by zoom from the outermost, row by row.
    pub fn tiles(&self) -> impl Iterator<Item = TileAt> {
        let area = *self;
        area.zooms().flat_map(move |zoom| {
            let Span {
                first,
                n_columns,
                n,
                rows,
            } = area.span(zoom);
            rows.flat_map(move |y| {
                (0..n_columns).map(move |column| TileAt {
                    zoom,
                    x: ((first + column) % n) as u32,
                    y: y as u32,
                })
            })
        })
    }

    fn span(&self, zoom: u8) -> Span {
        let n = 1_u64 << zoom;
        let Bounds {
            west,
            south,
            east,
            north,
        } = self.bounds;
        let tile = |share: f64| ((share * n as f64).floor().max(0.0) as u64).min(n - 1);
        let [from, to] =
            [(north, west), (south, east)].map(|(lat, lon)| project(LatLon { lat, lon }));
        let (first, last) = (tile(from.x), tile(to.x));
        let n_columns = if west <= east {
            last - first + 1
        } else {
            // Both ends may lie in one tile: then it goes all the way round.
            (n - first + last + 1).min(n)
        };
        Span {
            first,
            n_columns,
            n,
            rows: tile(from.y)..=tile(to.y).max(tile(from.y)),
        }
    }
}

/// The tiles of one zoom.
struct Span {
    first: u64,
    n_columns: u64,
    /// Columns around the world.
    n: u64,
    rows: RangeInclusive<u64>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn area(west: f64, south: f64, east: f64, north: f64, zooms: RangeInclusive<u8>) -> TileArea {
        TileArea {
            bounds: Bounds {
                west,
                south,
                east,
                north,
            },
            zoom_min: *zooms.start(),
            zoom_max: *zooms.end(),
        }
    }

    fn check(area: TileArea, n_tiles: u64) {
        assert_eq!(area.n_tiles(), n_tiles);
        let tiles: Vec<TileAt> = area.tiles().collect();
        let different: BTreeSet<TileAt> = tiles.iter().copied().collect();
        assert_eq!(tiles.len() as u64, n_tiles);
        assert_eq!(different.len() as u64, n_tiles);
    }

    #[test]
    fn the_count_is_that_of_the_tiles() {
        check(area(-180.0, -90.0, 180.0, 90.0, 0..=3), 1 + 4 + 16 + 64);
        check(area(38.0, 34.0, 38.5, 34.6, 10..=10), 2 * 4);
        check(area(38.0, 34.0, 38.0, 34.0, 5..=9), 5);
    }

    #[test]
    fn a_box_across_the_antimeridian_has_the_tiles_on_both_sides() {
        let fiji = area(177.0, -19.0, -178.0, -16.0, 6..=6);
        check(fiji, 2 * 2);
        let xs: BTreeSet<u32> = fiji.tiles().map(|at| at.x).collect();
        assert_eq!(xs, BTreeSet::from([0, 63]));
        check(area(10.0, 0.1, 9.0, 0.2, 0..=1), 1 + 2);
    }
}
