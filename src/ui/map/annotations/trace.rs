//! A figure on the screen, cut to what is in sight: however large it is, what is drawn is no more than the map.

use eframe::egui::{Pos2, Rect, Vec2};

use crate::model::annotation::{Annotation, Figure, Kind, Style};
use crate::model::mercator::Unit;
use crate::ui::map::camera::Viewport;
use crate::ui::map::shapes::distance_to_segment;

/// So far out of sight, in points, lines still go on, so that none of their ends is seen.
const BEYOND: f32 = 60.0;

/// One annotation on the screen.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Its number among the annotations of the scene.
    pub idx: usize,
    pub kind: Kind,
    pub style: Style,
    pub label: Option<String>,
    /// Its lines; of a text none.
    pub runs: Vec<Run>,
    /// The box around each copy that reaches into sight: one, two across the antimeridian, more of a small world.
    pub boxes: Vec<Rect>,
    /// The two ends of an arrow, copy by copy.
    pub ends: Vec<[Pos2; 2]>,
}

/// A stretch of line.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub points: Vec<Pos2>,
    /// The last point is joined to the first.
    pub is_closed: bool,
    /// How far along the whole line it begins, in points: dashes stay where they are on the ground.
    pub begins: f64,
}

impl Traced {
    pub fn of(idx: usize, annotation: &Annotation, viewport: &Viewport) -> Self {
        let outline = annotation.figure.outline();
        let mut traced = Self {
            idx,
            kind: annotation.figure.kind(),
            style: annotation.style,
            label: annotation.label.clone(),
            runs: Vec::new(),
            boxes: Vec::new(),
            ends: Vec::new(),
        };
        let room = viewport.rect.expand(BEYOND);
        let xs = outline.points.iter().map(|at| at.x);
        let west = xs.clone().fold(f64::INFINITY, f64::min);
        let east = xs.fold(f64::NEG_INFINITY, f64::max);
        for copy in viewport.sights([west, east], BEYOND) {
            let worlds = f64::from(copy);
            let points: Vec<[f64; 2]> = outline
                .points
                .iter()
                .map(|at| on_screen(*at, worlds, viewport))
                .collect();
            let rect = box_around(&points);
            if !rect.intersects(room) {
                continue;
            }
            traced.boxes.push(rect);
            match (&annotation.figure, points.as_slice()) {
                (Figure::Text(_), _) => continue,
                (Figure::Arrow { .. }, [from, to]) => {
                    traced.ends.push([near_pos(*from), near_pos(*to)]);
                }
                _ => {}
            }
            traced.runs.extend(cut(&points, outline.is_closed, room));
        }
        traced
    }

    pub fn is_in_sight(&self) -> bool {
        !self.boxes.is_empty()
    }

    /// Small rectangles along an arrow, which labels keep clear of; a line around something may be written over.
    pub fn along(&self) -> Vec<Rect> {
        const STEP: f32 = 8.0;
        const SIDE: f32 = 9.0;
        let runs = self.runs.iter().filter(|_| self.kind == Kind::Arrow);
        let ends = runs.filter_map(|run| Some([*run.points.first()?, *run.points.last()?]));
        ends.flat_map(|[from, to]| {
            let n_steps = (from.distance(to) / STEP).ceil().max(1.0);
            (0..=n_steps as usize).map(move |step| {
                let at = from.lerp(to, step as f32 / n_steps);
                Rect::from_center_size(at, Vec2::splat(SIDE))
            })
        })
        .collect()
    }

    /// How far a point of the screen is from its lines, in points; far for one without.
    pub fn distance_to(&self, at: Pos2) -> f32 {
        let runs = self.runs.iter();
        let distances = runs.flat_map(|run| {
            let closing = run.is_closed.then(|| {
                let ends = [run.points.last(), run.points.first()];
                ends.map(|end| end.copied().unwrap_or(at))
            });
            let pairs = run.points.windows(2).map(|pair| [pair[0], pair[1]]);
            pairs
                .chain(closing)
                .map(|ends| distance_to_segment(at, ends))
        });
        distances.fold(f32::INFINITY, f32::min)
    }

    /// Where it can be taken hold of and named, inside of `room`: on its line, or where its words stand.
    pub fn anchor(&self, room: Rect) -> Option<Pos2> {
        let middle = |run: &Run| run.points.get(run.points.len() / 2).copied();
        let of_arrow = self.ends.first().map(|[from, to]| from.lerp(*to, 0.5));
        let on_line = self.runs.iter().flat_map(|run| {
            let first = run.points.first().copied();
            first.into_iter().chain(middle(run))
        });
        let of_box = self.boxes.first().map(Rect::center);
        let mut places = of_arrow.into_iter().chain(on_line).chain(of_box);
        places
            .clone()
            .find(|at| room.contains(*at))
            .or_else(|| places.next().map(|at| room.clamp(at)))
    }
}

fn on_screen(at: Unit, worlds: f64, viewport: &Viewport) -> [f64; 2] {
    let (center, middle) = (viewport.center(), viewport.rect.center());
    [
        f64::from(middle.x) + (at.x + worlds - center.x) * viewport.world(),
        f64::from(middle.y) + (at.y - center.y) * viewport.world(),
    ]
}

fn near_pos([x, y]: [f64; 2]) -> Pos2 {
    Pos2::new(x as f32, y as f32)
}

fn box_around(points: &[[f64; 2]]) -> Rect {
    points.iter().fold(Rect::NOTHING, |all, at| {
        all.union(Rect::from_pos(near_pos(*at)))
    })
}

/// The stretches of a line that lie in a rectangle.
fn cut(points: &[[f64; 2]], is_closed: bool, room: Rect) -> Vec<Run> {
    let inside = |at: &[f64; 2]| room.contains(near_pos(*at));
    if points.iter().all(inside) {
        return vec![Run {
            points: points.iter().map(|at| near_pos(*at)).collect(),
            is_closed,
            begins: 0.0,
        }];
    }
    let back = points.first().filter(|_| is_closed);
    let next = points.iter().skip(1).chain(back);
    let mut runs: Vec<Run> = Vec::new();
    let mut along = 0.0;
    let mut goes_on = false;
    for (from, to) in points.iter().zip(next) {
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        if let Some([a, b]) = clipped(*from, *to, room) {
            let at = |share: f64| {
                near_pos([
                    from[0] + share * (to[0] - from[0]),
                    from[1] + share * (to[1] - from[1]),
                ])
            };
            match runs.last_mut().filter(|_| goes_on && a == 0.0) {
                Some(run) => run.points.push(at(b)),
                None => runs.push(Run {
                    points: vec![at(a), at(b)],
                    is_closed: false,
                    begins: along + a * length,
                }),
            }
            goes_on = b == 1.0;
        } else {
            goes_on = false;
        }
        along += length;
    }
    runs
}

/// From which share of a segment to which it lies in a rectangle (Liang and Barsky).
fn clipped(from: [f64; 2], to: [f64; 2], room: Rect) -> Option<[f64; 2]> {
    let (mut a, mut b) = (0.0_f64, 1.0_f64);
    let low = [f64::from(room.min.x), f64::from(room.min.y)];
    let high = [f64::from(room.max.x), f64::from(room.max.y)];
    for axis in 0..2 {
        let d = to[axis] - from[axis];
        let (near, far) = (low[axis] - from[axis], high[axis] - from[axis]);
        if d == 0.0 {
            if near > 0.0 || far < 0.0 {
                return None;
            }
        } else {
            let (enters, leaves) = (near / d, far / d);
            a = a.max(enters.min(leaves));
            b = b.min(enters.max(leaves));
        }
    }
    (a < b).then_some([a, b])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::LatLon;
    use crate::model::view::Camera;

    fn viewport(lat: f64, lon: f64, zoom: f64) -> Viewport {
        let rect = Rect::from_min_max(Pos2::ZERO, Pos2::new(1_000.0, 600.0));
        let center = LatLon { lat, lon };
        Viewport::new(rect, Camera { center, zoom })
    }

    fn circle(lat: f64, lon: f64, radius_m: f64) -> Annotation {
        let center = LatLon { lat, lon };
        Annotation::new(Figure::Circle { center, radius_m })
    }

    #[test]
    fn a_circle_has_its_radius_by_the_scale_of_its_latitude() {
        for lat in [0.0, 34.5, 61.0] {
            let viewport = viewport(lat, 38.0, 9.0);
            let traced = Traced::of(0, &circle(lat, 38.0, 20_000.0), &viewport);
            let per_metre = viewport.points_per_metre(viewport.camera.center) as f32;
            let rect = traced.boxes[0];
            for side in [rect.width(), rect.height()] {
                let error = (side / 2.0 / (20_000.0 * per_metre) - 1.0).abs();
                assert!(error < 0.004, "latitude {lat}: {error}");
            }
            assert!(traced.runs[0].is_closed);
        }
    }

    #[test]
    fn at_any_zoom_no_more_is_drawn_than_is_seen() {
        for zoom in [3.0, 9.0, 14.0, 18.0] {
            // Looking at the eastern rim.
            let viewport = viewport(34.5, 38.2183, zoom);
            let traced = Traced::of(0, &circle(34.5, 38.0, 20_000.0), &viewport);
            assert!(!traced.runs.is_empty(), "zoom {zoom}");
            let room = viewport.rect.expand(BEYOND + 1.0);
            for run in &traced.runs {
                assert!(run.points.iter().all(|at| room.contains(*at)));
            }
            let rim = traced.distance_to(viewport.rect.center());
            assert!(rim < 30.0 || zoom > 16.0, "zoom {zoom}: {rim}");
        }
    }

    #[test]
    fn what_crosses_the_antimeridian_is_seen_on_both_sides() {
        let crossing = circle(10.0, 179.9, 100_000.0);
        for lon in [179.0, -179.0] {
            let traced = Traced::of(0, &crossing, &viewport(10.0, lon, 7.0));
            assert!(traced.is_in_sight(), "{lon}");
            let at = traced.boxes[0].center();
            assert!((at.x - 500.0).abs() < 300.0, "{lon}: {at:?}");
        }
        let traced = Traced::of(0, &crossing, &viewport(10.0, 20.0, 7.0));
        assert!(!traced.is_in_sight());
    }

    #[test]
    fn dashes_go_on_where_the_line_was_cut() {
        let room = Rect::from_min_max(Pos2::ZERO, Pos2::new(100.0, 100.0));
        let line = [[-50.0, 50.0], [50.0, 50.0], [250.0, 50.0]];
        let runs = cut(&line, false, room);
        let [run] = runs.as_slice() else {
            panic!("{runs:?}");
        };
        assert!((run.begins - 50.0).abs() < 1e-9);
        assert_eq!(run.points.first(), Some(&Pos2::new(0.0, 50.0)));
        assert_eq!(run.points.last(), Some(&Pos2::new(100.0, 50.0)));
    }
}
