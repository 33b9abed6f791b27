//! From the screen to the ground and back, and what hand and wheel make of the camera.
//!
//! `View.camera` is the truth; everything here is computed from it in `f64` and keeps nothing.
//!
//! The world repeats to the east and to the west. A single thing is drawn in the copy that is nearest to the middle, or
//! in all that are in sight ([`Viewport::sights`]); copies are counted to the east, from the one that has the middle.

use eframe::egui::{PointerButton, Pos2, Rect, Response, Ui, Vec2};

use crate::model::mercator::{self, Unit, project, unproject, world_size};
use crate::model::place::{Bounds, LatLon};
use crate::model::view::Camera;
use crate::ui::map::lasso::Hand;

/// Points of wheel or trackpad scrolling that double the scale: two and a half notches of a usual wheel.
const SCROLL_PER_ZOOM: f64 = 100.0;

/// The stretch of screen that the map takes, and where it looks.
#[derive(Clone, Copy, Debug)]
pub struct Viewport {
    pub rect: Rect,
    pub camera: Camera,
    center: Unit,
    /// Width of the world in points.
    world: f64,
}

impl Viewport {
    pub fn new(rect: Rect, camera: Camera) -> Self {
        Self {
            rect,
            camera,
            center: project(camera.center),
            world: world_size(camera.zoom),
        }
    }

    /// What stands in the middle of the rectangle.
    pub fn center(&self) -> Unit {
        self.center
    }

    /// Width of the world in points.
    pub fn world(&self) -> f64 {
        self.world
    }

    /// The copies of the world that are in sight, counted from the one that the centre lies in, to the east.
    pub fn copies(&self) -> std::ops::RangeInclusive<i32> {
        let half = f64::from(self.rect.width()) / self.world / 2.0;
        let copy = |x: f64| x.floor() as i32;
        copy(self.center.x - half)..=copy(self.center.x + half)
    }

    /// The copies in which something between two shares of the world, from west to east, is in sight or at most
    /// `margin` points out of it.
    pub fn sights(&self, [west, east]: [f64; 2], margin: f32) -> std::ops::RangeInclusive<i32> {
        let half = f64::from(self.rect.width() / 2.0 + margin) / self.world;
        let first = (self.center.x - half - east).ceil();
        let last = (self.center.x + half - west).floor();
        first as i32..=last as i32
    }

    /// The viewport cut at the edges of the world, from west to east: each piece shows a part of one copy. Whether it
    /// counts: pieces that do show no place twice, and together all that are in sight.
    pub fn pieces(&self) -> Vec<(Self, bool)> {
        let half = f64::from(self.rect.width()) / self.world / 2.0;
        let (left, right) = (self.center.x - half, self.center.x + half);
        let mut edges = vec![left, right];
        edges.extend(self.copies().map(f64::from));
        if half > 0.5 {
            // One world's width around the middle counts.
            edges.extend([self.center.x - 0.5, self.center.x + 0.5]);
        }
        edges.retain(|edge| (left..=right).contains(edge));
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        if edges.len() <= 2 {
            return vec![(*self, true)];
        }
        let on_screen = |x: f64| {
            let points = (x - self.center.x) * self.world;
            self.rect.center().x + points as f32
        };
        edges
            .windows(2)
            .map(|pair| {
                let middle = f64::midpoint(pair[0], pair[1]);
                let rect = Rect::from_x_y_ranges(
                    on_screen(pair[0])..=on_screen(pair[1]),
                    self.rect.y_range(),
                );
                let center = Unit {
                    x: middle - middle.floor(),
                    ..self.center
                };
                let piece = Self {
                    rect,
                    center,
                    ..*self
                };
                (piece, (middle - self.center.x).abs() <= 0.5)
            })
            .filter(|(piece, _)| piece.rect.width() > 0.0)
            .collect()
    }

    /// Where a position is on the screen, in the copy of the world that is nearest to the middle.
    pub fn to_screen(&self, at: LatLon) -> Pos2 {
        self.unit_to_screen(project(at))
    }

    /// The same for a position that has been projected already.
    pub fn unit_to_screen(&self, at: Unit) -> Pos2 {
        let copy = (self.center.x - at.x).round();
        self.unit_in_copy(at, copy as i32)
    }

    /// The same in a certain copy.
    pub fn unit_in_copy(&self, at: Unit, copy: i32) -> Pos2 {
        let x = (at.x + f64::from(copy) - self.center.x) * self.world;
        let y = (at.y - self.center.y) * self.world;
        self.rect.center() + Vec2::new(x as f32, y as f32)
    }

    /// Where two positions are on the screen, the shorter way from each other, in every copy in which what is between
    /// them can be seen; the one nearest to the middle first.
    pub fn pairs(&self, from: LatLon, to: LatLon) -> Vec<[Pos2; 2]> {
        /// Curves between them bend so far aside.
        const BEND: f32 = 200.0;
        let (from, to) = (project(from), project(to));
        let to = Unit {
            x: to.x + (from.x - to.x).round(),
            ..to
        };
        let ends = [from.x.min(to.x), from.x.max(to.x)];
        let middle = (self.center.x - f64::midpoint(from.x, to.x)).round() as i32;
        let mut copies: Vec<i32> = self.sights(ends, BEND).collect();
        copies.sort_by_key(|copy| (copy - middle).abs());
        copies
            .into_iter()
            .map(|copy| [from, to].map(|at| self.unit_in_copy(at, copy)))
            .collect()
    }

    /// What lies under a point of the screen; `None` north or south of the world.
    pub fn to_ground(&self, at: Pos2) -> Option<LatLon> {
        let unit = self.screen_to_unit(at);
        (0.0..=1.0).contains(&unit.y).then(|| unproject(unit))
    }

    /// The same, or the nearest edge of the world.
    pub fn to_nearest_ground(&self, at: Pos2) -> LatLon {
        let Unit { x, y } = self.screen_to_unit(at);
        unproject(Unit {
            x,
            y: y.clamp(0.0, 1.0),
        })
    }

    /// The same, or the nearest edge of the copy of the world that has another point of the screen.
    pub fn to_ground_beside(&self, at: Pos2, other: Pos2) -> LatLon {
        let Unit { x, y } = self.screen_to_unit(at);
        let copy = self.screen_to_unit(other).x.floor();
        unproject(Unit {
            x: (x - copy).clamp(0.0, 1.0),
            y: y.clamp(0.0, 1.0),
        })
    }

    /// The box between two points of the screen; it may cross the antimeridian.
    pub fn box_between(&self, one: Pos2, other: Pos2) -> Bounds {
        let [a, b] = [one, other].map(|at| self.screen_to_unit(at));
        let edge = |x: f64, y: f64| {
            unproject(Unit {
                x,
                y: y.clamp(0.0, 1.0),
            })
        };
        let north_west = edge(a.x.min(b.x), a.y.min(b.y));
        let south_east = edge(a.x.max(b.x), a.y.max(b.y));
        let is_all_round = (a.x - b.x).abs() >= 1.0;
        Bounds {
            west: if is_all_round { -180.0 } else { north_west.lon },
            south: south_east.lat,
            east: if is_all_round { 180.0 } else { south_east.lon },
            north: north_west.lat,
        }
    }

    /// The same on the unit square, and beyond its edges.
    pub fn screen_to_unit(&self, at: Pos2) -> Unit {
        let from_center = at - self.rect.center();
        Unit {
            x: self.center.x + f64::from(from_center.x) / self.world,
            y: self.center.y + f64::from(from_center.y) / self.world,
        }
    }

    /// Points that a metre on the ground takes at a position.
    pub fn points_per_metre(&self, at: LatLon) -> f64 {
        mercator::points_per_metre(at.lat, self.camera.zoom)
    }

    /// The camera after the ground was dragged by some points.
    pub fn panned(&self, by: Vec2) -> Camera {
        self.looking_at(
            Unit {
                x: self.center.x - f64::from(by.x) / self.world,
                y: self.center.y - f64::from(by.y) / self.world,
            },
            self.camera.zoom,
        )
    }

    /// The camera zoomed by some steps, with the ground under `pointer` staying where it is.
    pub fn zoomed_at(&self, pointer: Pos2, by: f64) -> Camera {
        let zoom = (self.camera.zoom + by).clamp(Camera::ZOOM_MIN, Camera::ZOOM_MAX);
        let held = self.screen_to_unit(pointer);
        let from_center = pointer - self.rect.center();
        let world = world_size(zoom);
        self.looking_at(
            Unit {
                x: held.x - f64::from(from_center.x) / world,
                y: held.y - f64::from(from_center.y) / world,
            },
            zoom,
        )
    }

    /// A camera whose map does not run off the north or south of the world where it need not.
    fn looking_at(&self, center: Unit, zoom: f64) -> Camera {
        let world = world_size(zoom);
        let held = |share: f64, points: f32| {
            let half = f64::from(points) / world / 2.0;
            if half >= 0.5 {
                // All of the world is in sight: it may move, but not leave.
                share.clamp(0.0, 1.0)
            } else {
                share.clamp(half, 1.0 - half)
            }
        };
        Camera {
            center: unproject(Unit {
                x: center.x,
                y: held(center.y, self.rect.height()),
            }),
            zoom,
        }
        .clamped()
    }
}

/// The camera that the user's hand asks for in this frame; `over` says whether the pointer is over open map.
/// A hand that draws leaves the wheel, and the middle button, to move the map.
pub fn gestures(
    ui: &Ui,
    map: &Response,
    viewport: &Viewport,
    over: bool,
    hand: Hand,
) -> Option<Camera> {
    let mut asked = *viewport;
    let moves = hand == Hand::Moves;
    if moves && map.dragged_by(PointerButton::Primary) || map.dragged_by(PointerButton::Middle) {
        asked = Viewport::new(asked.rect, asked.panned(map.drag_delta()));
    }
    let pointer = ui.input(|input| input.pointer.latest_pos());
    if let Some(pointer) = pointer.filter(|at| over && viewport.rect.contains(*at)) {
        let clicked = if moves { double_click(ui, map) } else { 0.0 };
        let by = wheel_and_pinch(ui) + clicked;
        if by != 0.0 {
            asked = Viewport::new(asked.rect, asked.zoomed_at(pointer, by));
        }
    }
    (asked.camera != viewport.camera).then_some(asked.camera)
}

fn wheel_and_pinch(ui: &Ui) -> f64 {
    let (pinch, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
    let pinched = if pinch > 0.0 {
        f64::from(pinch).log2()
    } else {
        0.0
    };
    pinched + f64::from(scroll) / SCROLL_PER_ZOOM
}

fn double_click(ui: &Ui, map: &Response) -> f64 {
    let backwards = ui.input(|input| input.modifiers.shift);
    if map.double_clicked_by(PointerButton::Secondary)
        || (backwards && map.double_clicked_by(PointerButton::Primary))
    {
        -1.0
    } else if map.double_clicked_by(PointerButton::Primary) {
        1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewport(zoom: f64) -> Viewport {
        let rect = Rect::from_min_size(Pos2::new(232.0, 44.0), Vec2::new(996.0, 716.0));
        let center = LatLon {
            lat: 34.9,
            lon: 38.2,
        };
        Viewport::new(rect, Camera { center, zoom })
    }

    #[test]
    fn the_screen_and_the_ground_are_each_others_inverse() {
        let at = LatLon {
            lat: 34.5624,
            lon: 38.284,
        };
        for zoom in [6.6, 8.6, 14.0, 18.0] {
            let viewport = viewport(zoom);
            let back = viewport.to_ground(viewport.to_screen(at)).unwrap();
            // Far off the map a point has only the precision of an f32.
            assert!(back.distance_m(at) < 2.0, "zoom {zoom}: {back:?}");
        }
    }

    #[test]
    fn zooming_keeps_the_ground_under_the_pointer() {
        let viewport = viewport(8.6);
        let pointer = Pos2::new(400.0, 300.0);
        let before = viewport.to_ground(pointer).unwrap();
        for by in [-1.3, 0.2, 3.0] {
            let camera = viewport.zoomed_at(pointer, by);
            let after = Viewport::new(viewport.rect, camera)
                .to_ground(pointer)
                .unwrap();
            assert!(after.distance_m(before) < 1.0, "by {by}");
        }
    }

    #[test]
    fn dragging_takes_the_ground_with_it() {
        let viewport = viewport(7.0);
        let from = Pos2::new(500.0, 400.0);
        let by = Vec2::new(-37.0, 81.0);
        let held = viewport.to_ground(from).unwrap();
        let moved = Viewport::new(viewport.rect, viewport.panned(by));
        assert!((moved.to_screen(held) - (from + by)).length() < 0.01);
    }

    #[test]
    fn across_the_antimeridian_the_world_goes_on() {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(1000.0, 700.0));
        let at = |lat, lon| LatLon { lat, lon };
        let center = at(-17.0, 179.0);
        let viewport = Viewport::new(rect, Camera { center, zoom: 6.0 });
        let east = viewport.to_screen(at(-17.0, -179.0));
        let west = viewport.to_screen(at(-17.0, 177.0));
        assert!(
            (east.x - 500.0 - (500.0 - west.x)).abs() < 0.01,
            "{east} {west}"
        );
        let back = viewport.to_ground(east).unwrap();
        assert!((back.lon + 179.0).abs() < 1e-6);
        assert_eq!(viewport.copies(), 0..=1);
        let bounds = viewport.box_between(west - Vec2::Y, east + Vec2::Y);
        assert!(
            bounds.crosses() && bounds.contains(at(-17.0, 180.0)),
            "{bounds:?}"
        );
        let [from, to] = viewport.pairs(at(-17.0, 178.0), at(-17.0, -178.0))[0];
        assert!((to.x - from.x - 4.0 / 360.0 * viewport.world() as f32).abs() < 0.1);
    }

    #[test]
    fn a_world_narrower_than_the_window_stands_in_it_several_times() {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(1600.0, 700.0));
        let center = LatLon {
            lat: 20.0,
            lon: 0.0,
        };
        let viewport = Viewport::new(rect, Camera { center, zoom: 1.0 });
        assert_eq!(viewport.world(), 512.0);
        assert_eq!(viewport.sights([0.5, 0.5], 0.0).count(), 3);
        assert_eq!(viewport.sights([0.0, 1.0], 0.0).count(), 5);
        let pieces = viewport.pieces();
        let width = |counts: bool| -> f32 {
            let pieces = pieces.iter().filter(|(_, counted)| *counted == counts);
            pieces.map(|(piece, _)| piece.rect.width()).sum()
        };
        assert!((width(true) - 512.0).abs() < 0.01, "each place counts once");
        assert!(
            (width(false) - 1088.0).abs() < 0.01,
            "and is drawn wherever it is seen"
        );
    }

    #[test]
    fn the_map_does_not_leave_the_world() {
        let viewport = viewport(4.0);
        let north = viewport.panned(Vec2::new(0.0, 1e6));
        let top = Viewport::new(viewport.rect, north)
            .to_ground(viewport.rect.center_top())
            .unwrap();
        assert!(top.lat > 85.0);
        let west = viewport.panned(Vec2::new(1e6, 0.0));
        assert!(
            (-180.0..=180.0).contains(&west.center.lon),
            "the world repeats"
        );
        let far = viewport.zoomed_at(viewport.rect.center(), 100.0);
        assert!(far.zoom <= Camera::ZOOM_MAX);
    }
}
