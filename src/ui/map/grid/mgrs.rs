//! Zones of UTM, squares of 100 km, and kilometres within them.

mod cell;

use eframe::egui::{Align2, Pos2, Rect};

use self::cell::{Cell, Seen, cells};
use super::{Drawn, INSET, Weight, Words};
use crate::model::coordinate::{Utm, mgrs_spaced};
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

impl Cell {
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
