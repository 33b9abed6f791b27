//! Areas, lines, circles of uncertainty and curved arrows, as shapes of the screen.

use std::ops::RangeInclusive;

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::model::mercator::{Unit, project};
use crate::model::place::{Geometry, LatLon};
use crate::ui::map::camera::Viewport;

/// Distance of hatching lines in points.
const HATCH_STEP: f32 = 8.0;

/// A circle wider than this many points is drawn plain: its dashes would be many, and mostly out of sight.
const DASHED_RADIUS_MAX: f32 = 2_000.0;

/// A circle that something lies within: a thin fill, hatching, and a dashed outline.
///
/// Its hatching falls where that of an area rises, so that "somewhere in here" and "all of this" are told apart in grey.
pub fn halo(painter: &Painter, center: Pos2, radius: f32, color: Color32, fill: f32) {
    /// Lines are this much stronger than the fill below them.
    const LINES: f32 = 2.6;
    let sight = painter.clip_rect();
    if fill > 0.0 {
        painter.circle_filled(center, radius, color.gamma_multiply(fill * 0.6));
        let line = Stroke::new(1.0, color.gamma_multiply(fill * LINES));
        for segment in chords(center, radius, sight) {
            painter.line_segment(segment, line);
        }
    }
    let stroke = Stroke::new(1.2, color.gamma_multiply(0.8));
    if radius > DASHED_RADIUS_MAX {
        painter.circle_stroke(center, radius, stroke);
        return;
    }
    let n_dashes = (std::f32::consts::TAU * radius / 8.0).round().max(8.0);
    for dash in 0..n_dashes as usize {
        let point = |step: f32| {
            let turn = (dash as f32 + step) / n_dashes;
            center + radius * Vec2::angled(std::f32::consts::TAU * turn)
        };
        let points = [point(0.0), point(0.28), point(0.56)];
        if sight.expand(4.0).contains(points[1]) {
            painter.line(points.to_vec(), stroke);
        }
    }
}

/// Draws what has an extent, in every copy of the world in sight; points are left to their symbols.
pub fn geometry(painter: &Painter, viewport: &Viewport, shape: &Geometry, color: Color32) {
    match shape {
        Geometry::Point(_) | Geometry::Points(_) => {}
        Geometry::Lines(lines) => {
            for line in lines {
                let line = unwrapped(line, None);
                for copy in copies(viewport, &line) {
                    let points = in_copy(viewport, &line, copy);
                    if in_sight(&points, painter.clip_rect()) {
                        painter.line(points, Stroke::new(2.5, color));
                    }
                }
            }
        }
        Geometry::Polygons(polygons) => {
            for polygon in polygons {
                let start = polygon.first().and_then(|outer| outer.first().copied());
                let rings = polygon.iter().map(|ring| unwrapped(ring, start));
                let rings: Vec<Vec<Unit>> = rings.collect();
                let Some(outer) = rings.first() else { continue };
                for copy in copies(viewport, outer) {
                    let rings = rings.iter().map(|ring| in_copy(viewport, ring, copy));
                    draw_rings(painter, rings.collect(), color);
                }
            }
        }
        Geometry::Collection(parts) => {
            for part in parts {
                geometry(painter, viewport, part, color);
            }
        }
    }
}

fn draw_rings(painter: &Painter, rings: Vec<Vec<Pos2>>, color: Color32) {
    let outer = rings.first();
    if !outer.is_some_and(|outer| in_sight(outer, painter.clip_rect())) {
        return;
    }
    hatch(painter, &rings, color.gamma_multiply(0.45));
    for ring in rings {
        painter.add(Shape::closed_line(ring, Stroke::new(1.5, color)));
    }
}

/// A line on the unit square and beyond it: an edge goes the shorter way round, so that none runs back across the
/// world. Edges from one side of the world's rectangle to the other stay what they are.
fn unwrapped(positions: &[LatLon], near: Option<LatLon>) -> Vec<Unit> {
    let is_edge = |at: &LatLon| at.lon.abs() >= 180.0;
    let mut before = near.or(positions.first().copied());
    let mut shift = 0.0;
    positions
        .iter()
        .map(|at| {
            if let Some(last) = before.filter(|last| !(is_edge(last) && is_edge(at))) {
                shift -= ((at.lon - last.lon) / 360.0).round();
            }
            before = Some(*at);
            let unit = project(*at);
            Unit {
                x: unit.x + shift,
                ..unit
            }
        })
        .collect()
}

/// The copies of the world in which some of a line may be in sight.
fn copies(viewport: &Viewport, line: &[Unit]) -> RangeInclusive<i32> {
    /// Half the width of the widest line, in points.
    const MARGIN: f32 = 2.0;
    let xs = line.iter().map(|at| at.x);
    let west = xs.clone().fold(f64::INFINITY, f64::min);
    let east = xs.fold(f64::NEG_INFINITY, f64::max);
    if west > east {
        #[expect(
            clippy::reversed_empty_ranges,
            reason = "a line without points is nowhere"
        )]
        return 1..=0;
    }
    viewport.sights([west, east], MARGIN)
}

fn in_copy(viewport: &Viewport, line: &[Unit], copy: i32) -> Vec<Pos2> {
    line.iter()
        .map(|at| viewport.unit_in_copy(*at, copy))
        .collect()
}

fn in_sight(points: &[Pos2], sight: Rect) -> bool {
    Rect::from_points(points).intersects(sight)
}

fn hatch(painter: &Painter, rings: &[Vec<Pos2>], color: Color32) {
    for [from, to] in hatching(rings, painter.clip_rect()) {
        painter.line_segment([from, to], Stroke::new(1.0, color));
    }
}

/// Diagonal lines inside rings by the even-odd rule, as far as they are in sight.
///
/// They keep their place on the screen's grid, so neighbouring areas hatch alike.
fn hatching(rings: &[Vec<Pos2>], sight: Rect) -> Vec<[Pos2; 2]> {
    // On a line x + y = c runs; along it a point is told by x − y.
    let bounds = rings
        .iter()
        .fold(Rect::NOTHING, |all, ring| {
            all.union(Rect::from_points(ring))
        })
        .intersect(sight);
    if !bounds.is_positive() {
        return Vec::new();
    }
    let first = ((bounds.min.x + bounds.min.y) / HATCH_STEP).ceil() as i64;
    let last = ((bounds.max.x + bounds.max.y) / HATCH_STEP).floor() as i64;
    let mut segments = Vec::new();
    for step in first..=last {
        let c = step as f32 * HATCH_STEP;
        let mut cuts: Vec<f32> = rings
            .iter()
            .flat_map(|ring| {
                ring.iter()
                    .zip(ring.iter().cycle().skip(1))
                    .filter_map(move |(a, b)| cut(*a, *b, c))
            })
            .collect();
        cuts.sort_by(f32::total_cmp);
        let at = |along: f32| Pos2::new(f32::midpoint(c, along), f32::midpoint(c, -along));
        segments.extend(cuts.chunks_exact(2).map(|pair| [at(pair[0]), at(pair[1])]));
    }
    segments
}

/// Falling lines inside a circle, as far as they are in sight; the wider the circle, the wider apart.
///
/// They keep their place in the circle, so that nothing swims as the map moves.
fn chords(center: Pos2, radius: f32, sight: Rect) -> Vec<[Pos2; 2]> {
    let bounds = Rect::from_center_size(center, Vec2::splat(2.0 * radius)).intersect(sight);
    if !bounds.is_positive() {
        return Vec::new();
    }
    let step = (radius / 7.0).clamp(4.0, 18.0);
    // On a line x − y = c runs; c is told from the circle's centre.
    let c_of = |at: Pos2| (at.x - center.x) - (at.y - center.y);
    let reach = radius * std::f32::consts::SQRT_2;
    let first = (c_of(bounds.left_bottom()).max(-reach) / step).ceil() as i64;
    let last = (c_of(bounds.right_top()).min(reach) / step).floor() as i64;
    let chord = |n: i64| {
        let c = n as f32 * step;
        let half = (radius * radius - c * c / 2.0).max(0.0).sqrt() / std::f32::consts::SQRT_2;
        let middle = center + Vec2::new(c / 2.0, -c / 2.0);
        [middle - Vec2::splat(half), middle + Vec2::splat(half)]
    };
    (first..=last).map(chord).collect()
}

/// Where an edge crosses the line x + y = c, as x − y.
fn cut(a: Pos2, b: Pos2, c: f32) -> Option<f32> {
    let (from, to) = (a.x + a.y - c, b.x + b.y - c);
    // Half-open, so that a corner on the line counts once.
    if (from < 0.0) == (to < 0.0) {
        return None;
    }
    let share = from / (from - to);
    let at = a + share * (b - a);
    Some(at.x - at.y)
}

/// How a link between two events is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLine {
    /// One leads to the other: an arrow.
    Arrow,
    /// They belong together: a dashed line without a head.
    Plain,
}

/// A curve from one symbol to another; `gaps` are the distances kept from their centres, in points.
/// Returns the small rectangles that it runs through.
pub fn link(
    painter: &Painter,
    ends: [Pos2; 2],
    gaps: [f32; 2],
    line: LinkLine,
    color: Color32,
) -> Vec<Rect> {
    let [from, to] = ends;
    let chord = to - from;
    if chord.length() < gaps[0] + gaps[1] + 6.0 {
        return Vec::new();
    }
    let bend = from + chord * 0.5 + Vec2::new(chord.y, -chord.x) * 0.22;
    let curve = |t: f32| {
        let (a, b) = (from.lerp(bend, t), bend.lerp(to, t));
        a.lerp(b, t)
    };
    let points: Vec<Pos2> = (0..=48)
        .map(|step| curve(step as f32 / 48.0))
        .filter(|at| at.distance(from) >= gaps[0] && at.distance(to) >= gaps[1])
        .collect();
    let stroke = Stroke::new(2.0, color);
    let [.., before, tip] = points.as_slice() else {
        return Vec::new();
    };
    let along = points
        .iter()
        .map(|at| Rect::from_center_size(*at, Vec2::splat(7.0)))
        .chain([Rect::from_center_size(*tip, Vec2::splat(14.0))])
        .collect();
    match line {
        LinkLine::Plain => painter.extend(Shape::dashed_line(&points, stroke, 5.0, 4.0)),
        LinkLine::Arrow => {
            let ahead = (*tip - *before).normalized();
            let aside = ahead.rot90();
            let base = *tip - ahead * 9.0;
            let shaft: Vec<Pos2> = points
                .iter()
                .copied()
                .filter(|at| at.distance(*tip) >= 7.0)
                .collect();
            painter.line(shaft, stroke);
            painter.add(Shape::convex_polygon(
                vec![*tip, base + aside * 5.0, base - aside * 5.0],
                color,
                Stroke::NONE,
            ));
        }
    }
    along
}

/// From a point to a stretch of line, in points.
pub fn distance_to_segment(at: Pos2, [from, to]: [Pos2; 2]) -> f32 {
    let along = to - from;
    let length_sq = along.length_sq();
    let share = if length_sq > 0.0 {
        ((at - from).dot(along) / length_sq).clamp(0.0, 1.0)
    } else {
        0.0
    };
    at.distance(from + along * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(from: f32, to: f32) -> Vec<Pos2> {
        vec![
            Pos2::new(from, from),
            Pos2::new(to, from),
            Pos2::new(to, to),
            Pos2::new(from, to),
            Pos2::new(from, from),
        ]
    }

    #[test]
    fn a_line_across_the_antimeridian_goes_the_shorter_way() {
        let at = |lon| LatLon { lat: 10.0, lon };
        let line = unwrapped(&[at(170.0), at(-170.0), at(170.0)], None);
        let xs: Vec<f64> = line.iter().map(|at| at.x * 360.0 - 180.0).collect();
        for (x, expected) in xs.iter().zip([170.0, 190.0, 170.0]) {
            assert!((x - expected).abs() < 1e-9, "{xs:?}");
        }
        let world = unwrapped(&[at(-180.0), at(180.0), at(-180.0)], None);
        assert!((world[1].x - world[0].x - 1.0).abs() < 1e-9, "all round");
    }

    #[test]
    fn hatching_stays_inside_and_out_of_the_hole() {
        let rings = [square(0.0, 100.0), square(40.0, 60.0)];
        let sight = Rect::from_min_max(Pos2::ZERO, Pos2::new(200.0, 200.0));
        let segments = hatching(&rings, sight);
        assert!(segments.len() > 20);
        for [from, to] in segments {
            let middle = from.lerp(to, 0.5);
            let inside =
                |a: f32, b: f32| (a..=b).contains(&middle.x) && (a..=b).contains(&middle.y);
            assert!(inside(-0.1, 100.1), "{middle:?}");
            assert!(!inside(40.5, 59.5), "{middle:?}");
        }
    }

    #[test]
    fn the_hatching_of_a_circle_stays_in_it_and_falls() {
        let center = Pos2::new(300.0, 200.0);
        let sight = Rect::from_min_max(Pos2::ZERO, Pos2::new(800.0, 600.0));
        let segments = chords(center, 70.0, sight);
        assert!(segments.len() > 15);
        for [from, to] in segments {
            assert!(from.distance(center) < 70.1 && to.distance(center) < 70.1);
            assert!(to.x >= from.x && to.y >= from.y);
        }
        // A circle much wider than the map costs no more than the map.
        assert!(chords(center, 1e6, sight).len() < 200);
        assert!(chords(Pos2::new(-500.0, 0.0), 70.0, sight).is_empty());
    }

    #[test]
    fn nothing_is_hatched_out_of_sight() {
        let sight = Rect::from_min_max(Pos2::new(500.0, 500.0), Pos2::new(600.0, 600.0));
        assert!(hatching(&[square(0.0, 100.0)], sight).is_empty());
    }
}
