//! Zones of UTM within latitude bands: which are in sight and how much of each, and what of a line lies in one.

use eframe::egui::Pos2;

use crate::model::coordinate::Utm;
use crate::model::mercator::{Unit, project, unproject};
use crate::model::place::LatLon;
use crate::ui::map::camera::Viewport;

/// The stretch of the world that is in sight; longitudes go on beyond ±180.
pub(super) struct Seen {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Seen {
    pub(super) fn of(viewport: &Viewport) -> Self {
        let corner = |at: Pos2| viewport.screen_to_unit(at);
        let (first, last) = (
            corner(viewport.rect.left_top()),
            corner(viewport.rect.right_bottom()),
        );
        let lat = |y: f64| unproject(Unit { x: 0.5, y }).lat;
        Self {
            west: (first.x - 0.5) * 360.0,
            east: (last.x - 0.5) * 360.0,
            south: lat(last.y),
            north: lat(first.y),
        }
    }
}

/// A zone within a latitude band.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) zone: u8,
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
    /// Degrees that the world was gone round by.
    pub(super) round: f64,
}

/// Every cell in sight.
pub(super) fn cells(seen: &Seen) -> Vec<Cell> {
    let mut cells = Vec::new();
    let first = (seen.west / 6.0).floor() as i32 - 2;
    let last = (seen.east / 6.0).ceil() as i32 + 2;
    for nth in first..=last {
        let west = f64::from(nth) * 6.0;
        let round = ((west + 180.0) / 360.0).floor() * 360.0;
        for band in 0..20 {
            let south = -80.0 + 8.0 * f64::from(band);
            let north = if band == 19 { 84.0 } else { south + 8.0 };
            let zone = ((west - round + 180.0) / 6.0) as u8 + 1;
            let Some((west, east)) = sides(zone, band, west - round) else {
                continue;
            };
            let cell = Cell {
                zone,
                west: west + round,
                east: east + round,
                south,
                north,
                round,
            };
            let in_sight = cell.west < seen.east
                && cell.east > seen.west
                && south < seen.north
                && north > seen.south;
            if in_sight {
                cells.push(cell);
            }
        }
    }
    cells
}

/// West and east side of a zone within a band; Norway and Svalbard have their own. `None`: there is no such zone.
fn sides(zone: u8, band: i32, west: f64) -> Option<(f64, f64)> {
    const V: i32 = 17;
    const X: i32 = 19;
    Some(match (band, zone) {
        (V, 31) => (0.0, 3.0),
        (V, 32) => (3.0, 12.0),
        (X, 31) => (0.0, 9.0),
        (X, 33) => (9.0, 21.0),
        (X, 35) => (21.0, 33.0),
        (X, 37) => (33.0, 42.0),
        (X, 32 | 34 | 36) => return None,
        _ => (west, west + 6.0),
    })
}

impl Cell {
    pub(super) fn screen(&self, viewport: &Viewport, at: LatLon) -> Pos2 {
        let unit = project(LatLon {
            lat: at.lat,
            lon: 0.0,
        });
        viewport.unit_to_screen(Unit {
            x: (at.lon + self.round) / 360.0 + 0.5,
            y: unit.y,
        })
    }

    pub(super) fn holds(&self, at: LatLon) -> bool {
        let (west, east) = (self.west - self.round, self.east - self.round);
        (west..=east).contains(&at.lon) && (self.south..=self.north).contains(&at.lat)
    }

    /// Eastings and northings of the part of it that is in sight.
    pub(super) fn reach(&self, seen: &Seen) -> Option<((f64, f64), (f64, f64))> {
        const EDGE: f64 = 1e-9;
        const STEPS: usize = 12;
        let (west, east) = (
            self.west.max(seen.west) - self.round,
            self.east.min(seen.east) - self.round,
        );
        let (south, north) = (self.south.max(seen.south), self.north.min(seen.north));
        if west >= east || south >= north {
            return None;
        }
        let mut eastings = (f64::INFINITY, f64::NEG_INFINITY);
        let mut northings = eastings;
        for step in 0..=STEPS {
            let share = step as f64 / STEPS as f64;
            // Just inside: the sides themselves belong to the cell that follows.
            let lon = (west + (east - west) * share).clamp(west + EDGE, east - EDGE);
            let lat = (south + (north - south) * share).clamp(south + EDGE, north - EDGE);
            let sides = [
                (south + EDGE, lon),
                (north - EDGE, lon),
                (lat, west + EDGE),
                (lat, east - EDGE),
            ];
            for (lat, lon) in sides {
                let found = Utm::of(LatLon { lat, lon });
                if found.zone != self.zone {
                    continue;
                }
                eastings = (eastings.0.min(found.easting), eastings.1.max(found.easting));
                northings = (
                    northings.0.min(found.northing),
                    northings.1.max(found.northing),
                );
            }
        }
        (eastings.0 < eastings.1 && northings.0 < northings.1).then_some((eastings, northings))
    }

    /// The part of a short straight stretch inside the cell.
    pub(super) fn cut(&self, [from, to]: [LatLon; 2]) -> Option<[LatLon; 2]> {
        let (west, east) = (self.west - self.round, self.east - self.round);
        let (mut begin, mut end) = (0.0_f64, 1.0_f64);
        let sides = [
            (from.lon - west, to.lon - west),
            (east - from.lon, east - to.lon),
            (from.lat - self.south, to.lat - self.south),
            (self.north - from.lat, self.north - to.lat),
        ];
        for (first, last) in sides {
            match (first >= 0.0, last >= 0.0) {
                (true, true) => {}
                (false, false) => return None,
                (true, false) => end = end.min(first / (first - last)),
                (false, true) => begin = begin.max(first / (first - last)),
            }
        }
        let at = |share: f64| LatLon {
            lat: from.lat + (to.lat - from.lat) * share,
            lon: from.lon + (to.lon - from.lon) * share,
        };
        (begin < end).then(|| [at(begin), at(end)])
    }
}
