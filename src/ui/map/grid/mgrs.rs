//! Zones of UTM, squares of 100 km, and kilometres within them.

use eframe::egui::{Align2, Pos2, Rect};

use super::{Drawn, INSET, Weight, Words};
use crate::model::coordinate::{Utm, mgrs_spaced};
use crate::model::mercator::{Unit, project, unproject};
use crate::model::place::LatLon;
use crate::ui::map::camera::Viewport;

/// Metres between two lines, coarse to fine, and the digits that number them.
const STEPS: [(f64, usize); 4] = [(100_000.0, 0), (10_000.0, 1), (1_000.0, 2), (100.0, 3)];
/// Two lines are at least so far apart, in points.
const APART: f64 = 84.0;
/// A zone narrower than this has no name on it.
const NAMED: f32 = 32.0;
/// Parts that a line within one zone is drawn in.
const PARTS: usize = 24;
/// Lines of one zone and direction; the view at the widest zoom that has them shows fewer.
const LINES_MAX: usize = 160;

pub(super) fn lines(viewport: &Viewport) -> Drawn {
    let mut drawn = Drawn::default();
    let seen = Seen::of(viewport);
    let middle = viewport.points_per_metre(LatLon {
        lat: viewport.camera.center.lat,
        lon: 0.0,
    });
    let step = STEPS
        .into_iter()
        .rev()
        .find(|(metres, _)| metres * middle >= APART);
    for cell in cells(&seen) {
        cell.outline(viewport, &mut drawn);
        if let Some(step) = step {
            cell.squares(viewport, &seen, step, &mut drawn);
        }
    }
    drawn
}

/// The stretch of the world that is in sight; longitudes go on beyond ±180.
struct Seen {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Seen {
    fn of(viewport: &Viewport) -> Self {
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
struct Cell {
    zone: u8,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
    /// Degrees that the world was gone round by.
    round: f64,
}

/// Every cell in sight.
fn cells(seen: &Seen) -> Vec<Cell> {
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
    fn screen(&self, viewport: &Viewport, at: LatLon) -> Pos2 {
        let unit = project(LatLon {
            lat: at.lat,
            lon: 0.0,
        });
        viewport.unit_to_screen(Unit {
            x: (at.lon + self.round) / 360.0 + 0.5,
            y: unit.y,
        })
    }

    /// Its west and south side, since the other two are those of its neighbours, and its name.
    fn outline(&self, viewport: &Viewport, drawn: &mut Drawn) {
        let corner = |lat: f64, lon: f64| {
            self.screen(
                viewport,
                LatLon {
                    lat,
                    lon: lon - self.round,
                },
            )
        };
        let (south_west, north_west) =
            (corner(self.south, self.west), corner(self.north, self.west));
        let south_east = corner(self.south, self.east);
        drawn
            .lines
            .push((Weight::Strong, vec![north_west, south_west, south_east]));
        // Where no cell follows, its own sides close it.
        if self.north >= 84.0 {
            drawn.lines.push((
                Weight::Strong,
                vec![north_west, corner(self.north, self.east)],
            ));
        }
        let seen = Rect::from_two_pos(north_west, south_east).intersect(viewport.rect);
        if seen.width() > NAMED && seen.height() > NAMED / 2.0 {
            let lat = f64::midpoint(self.south, self.north);
            let lon = f64::midpoint(self.west, self.east) - self.round;
            let inner = seen.shrink(6.0);
            for anchor in [
                Align2::LEFT_TOP,
                Align2::CENTER_TOP,
                Align2::LEFT_CENTER,
                Align2::RIGHT_TOP,
                Align2::CENTER_CENTER,
            ] {
                drawn.words.push(Words {
                    at: anchor.pos_in_rect(&inner),
                    anchor,
                    text: Utm::of(LatLon { lat, lon }).zone_and_band(),
                    weight: Weight::Strong,
                });
            }
        }
    }

    /// The lines of its squares, and their names or numbers.
    fn squares(
        &self,
        viewport: &Viewport,
        seen: &Seen,
        (step, digits): (f64, usize),
        drawn: &mut Drawn,
    ) {
        let Some((eastings, northings)) = self.reach(seen) else {
            return;
        };
        let north = self.south >= 0.0;
        let multiples = |(from, to): (f64, f64)| {
            let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
            (first..=last)
                .take(LINES_MAX)
                .map(move |nth| nth as f64 * step)
        };
        let spread =
            |(from, to): (f64, f64), part: usize| from + (to - from) * part as f64 / PARTS as f64;
        let ground = |easting: f64, northing: f64| Utm::ground(self.zone, north, easting, northing);
        for easting in multiples(eastings) {
            let line: Vec<LatLon> = (0..=PARTS)
                .filter_map(|part| ground(easting, spread(northings, part)))
                .collect();
            let line = self.clipped(viewport, &line, drawn);
            if digits > 0
                && let Some(at) = line.and_then(|line| crossing(&line, viewport.rect, Side::Bottom))
            {
                drawn.words.push(number(at, Side::Bottom, easting, digits));
            }
        }
        for northing in multiples(northings) {
            let line: Vec<LatLon> = (0..=PARTS)
                .filter_map(|part| ground(spread(eastings, part), northing))
                .collect();
            let line = self.clipped(viewport, &line, drawn);
            if digits > 0
                && let Some(at) = line.and_then(|line| crossing(&line, viewport.rect, Side::Right))
            {
                drawn.words.push(number(at, Side::Right, northing, digits));
            }
        }
        self.name_squares(viewport, (eastings, northings), drawn);
    }

    /// The two letters of every square of 100 km, in the middle of what is seen of it.
    fn name_squares(
        &self,
        viewport: &Viewport,
        (eastings, northings): ((f64, f64), (f64, f64)),
        drawn: &mut Drawn,
    ) {
        const SQUARE: f64 = 100_000.0;
        let north = self.south >= 0.0;
        let middles = |(from, to): (f64, f64)| {
            let (first, last) = ((from / SQUARE).floor() as i64, (to / SQUARE).floor() as i64);
            (first..=last).take(LINES_MAX).map(move |nth| {
                // The middle of the part in sight.
                let (low, high) = (
                    (nth as f64 * SQUARE).max(from),
                    ((nth + 1) as f64 * SQUARE).min(to),
                );
                f64::midpoint(low, high)
            })
        };
        for easting in middles(eastings) {
            for northing in middles(northings) {
                let Some(at) = Utm::ground(self.zone, north, easting, northing) else {
                    continue;
                };
                if !self.holds(at) {
                    continue;
                }
                let text = mgrs_spaced(at, 0);
                drawn.words.push(Words {
                    at: self.screen(viewport, at),
                    anchor: Align2::CENTER_CENTER,
                    text: text.split(' ').next_back().unwrap_or_default().to_owned(),
                    weight: Weight::Fine,
                });
            }
        }
    }

    fn holds(&self, at: LatLon) -> bool {
        let (west, east) = (self.west - self.round, self.east - self.round);
        (west..=east).contains(&at.lon) && (self.south..=self.north).contains(&at.lat)
    }

    /// Eastings and northings of the part of it that is in sight.
    fn reach(&self, seen: &Seen) -> Option<((f64, f64), (f64, f64))> {
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

    /// Adds the part of a line that lies in the cell, cut off at its sides; returns it.
    fn clipped(
        &self,
        viewport: &Viewport,
        line: &[LatLon],
        drawn: &mut Drawn,
    ) -> Option<Vec<Pos2>> {
        let mut inside: Vec<Pos2> = Vec::new();
        let mut longest: Vec<Pos2> = Vec::new();
        for ends in line.windows(2) {
            if let Some(ends) = self.cut([ends[0], ends[1]]) {
                let [from, to] = ends.map(|at| self.screen(viewport, at));
                if inside.is_empty() {
                    inside.push(from);
                }
                inside.push(to);
                continue;
            }
            let done = std::mem::take(&mut inside);
            if done.len() > longest.len() {
                longest = done;
            }
        }
        if inside.len() > longest.len() {
            longest = inside;
        }
        if longest.len() < 2 {
            return None;
        }
        drawn.lines.push((Weight::Fine, longest.clone()));
        Some(longest)
    }

    /// The part of a short straight stretch inside the cell.
    fn cut(&self, [from, to]: [LatLon; 2]) -> Option<[LatLon; 2]> {
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

/// An edge of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Bottom,
    Right,
}

/// Where a line leaves the map by an edge.
fn crossing(line: &[Pos2], rect: Rect, side: Side) -> Option<Pos2> {
    let off = |at: Pos2| match side {
        Side::Bottom => at.y - (rect.bottom() - 1.0),
        Side::Right => at.x - (rect.right() - 1.0),
    };
    let found = line
        .windows(2)
        .find(|ends| off(ends[0]) * off(ends[1]) <= 0.0)?;
    let (first, last) = (off(found[0]), off(found[1]));
    let share = if first == last {
        0.0
    } else {
        first / (first - last)
    };
    Some(found[0].lerp(found[1], share))
}

/// The digits of a line within its square of 100 km.
fn number(at: Pos2, side: Side, metres: f64, digits: usize) -> Words {
    let unit = 100_000.0 / 10_f64.powi(digits as i32);
    let value = (metres.rem_euclid(100_000.0) / unit).round() as u32;
    let (anchor, inset) = match side {
        Side::Bottom => (Align2::CENTER_BOTTOM, eframe::egui::vec2(0.0, -INSET.y)),
        Side::Right => (Align2::RIGHT_CENTER, eframe::egui::vec2(-INSET.x, 0.0)),
    };
    Words {
        at: at + inset,
        anchor,
        text: format!("{value:0digits$}"),
        weight: Weight::Fine,
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Vec2;

    use super::*;
    use crate::model::view::Camera;

    fn drawn(lat: f64, lon: f64, zoom: f64) -> Drawn {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(1_000.0, 700.0));
        let center = LatLon { lat, lon };
        lines(&Viewport::new(rect, Camera { center, zoom }))
    }

    fn words(lat: f64, lon: f64, zoom: f64) -> Vec<String> {
        drawn(lat, lon, zoom)
            .words
            .into_iter()
            .map(|words| words.text)
            .collect()
    }

    fn has(words: &[String], text: &str) -> bool {
        words.iter().any(|one| one == text)
    }

    #[test]
    fn zones_squares_and_kilometres_follow_the_zoom() {
        let world = words(20.0, 20.0, 3.0);
        assert!(has(&world, "35Q") && !has(&world, "DU"), "{world:?}");
        let syria = words(34.9, 38.2, 7.5);
        assert!(
            has(&syria, "37S") && has(&syria, "DU") && has(&syria, "CU"),
            "{syria:?}"
        );
        let town = words(34.56, 38.28, 14.0);
        assert!(has(&town, "DU") && has(&town, "34"), "{town:?}");
        for zoom in 1..=18 {
            let found = drawn(34.56, 38.28, f64::from(zoom));
            assert!(
                found.lines.len() < 3_000,
                "zoom {zoom}: {}",
                found.lines.len()
            );
            assert!(
                found
                    .lines
                    .iter()
                    .all(|(_, line)| line.iter().all(|at| at.x.is_finite() && at.y.is_finite()))
            );
        }
    }

    #[test]
    fn a_line_ends_where_its_zone_does() {
        // 36° E parts 36S from 37S.
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(1_000.0, 700.0));
        let center = LatLon {
            lat: 34.0,
            lon: 36.0,
        };
        let viewport = Viewport::new(rect, Camera { center, zoom: 11.0 });
        let border = viewport.to_screen(center).x;
        let found = lines(&viewport);
        assert!(found.words.iter().any(|words| words.text == "36S"));
        assert!(found.words.iter().any(|words| words.text == "37S"));
        let crosses = |line: &[Pos2]| {
            let xs = || line.iter().map(|at| at.x - border);
            xs().any(|x| x > 0.5) && xs().any(|x| x < -0.5)
        };
        let fine = found
            .lines
            .iter()
            .filter(|(weight, _)| *weight == Weight::Fine);
        let mut n_fine = 0;
        for (_, line) in fine {
            n_fine += 1;
            assert!(!crosses(line), "{line:?}");
        }
        assert!(n_fine > 8, "{n_fine}");
    }

    #[test]
    fn norway_svalbard_the_poles_and_the_antimeridian_are_right() {
        let bergen = words(60.0, 5.0, 6.0);
        assert!(has(&bergen, "32V") && has(&bergen, "31V"), "{bergen:?}");
        let svalbard = words(78.0, 15.0, 4.0);
        assert!(
            has(&svalbard, "33X") && has(&svalbard, "35X"),
            "{svalbard:?}"
        );
        assert!(
            !has(&svalbard, "32X") && !has(&svalbard, "34X"),
            "{svalbard:?}"
        );
        let fiji = words(-17.0, 179.9, 6.0);
        assert!(has(&fiji, "60K") && has(&fiji, "1K"), "{fiji:?}");
        for (lat, zoom) in [
            (85.0, 5.0),
            (-85.0, 5.0),
            (84.0, 9.0),
            (-80.0, 9.0),
            (0.0, 9.0),
        ] {
            let found = drawn(lat, 15.0, zoom);
            assert!(
                found
                    .lines
                    .iter()
                    .all(|(_, line)| line.iter().all(|at| at.x.is_finite() && at.y.is_finite()))
            );
        }
    }
}
