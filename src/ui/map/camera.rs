//! From the screen to the ground and back, and what hand and wheel make of the camera.
//!
//! `View.camera` is the truth; everything here is computed from it in `f64` and keeps nothing.

use eframe::egui::{PointerButton, Pos2, Rect, Response, Ui, Vec2};

use crate::model::mercator::{self, Unit, project, unproject, world_size};
use crate::model::place::LatLon;
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

    /// Where a position is on the screen.
    pub fn to_screen(&self, at: LatLon) -> Pos2 {
        self.unit_to_screen(project(at))
    }

    /// The same for a position that has been projected already.
    pub fn unit_to_screen(&self, at: Unit) -> Pos2 {
        let x = (at.x - self.center.x) * self.world;
        let y = (at.y - self.center.y) * self.world;
        self.rect.center() + Vec2::new(x as f32, y as f32)
    }

    /// What lies under a point of the screen; `None` off the edge of the world.
    pub fn to_ground(&self, at: Pos2) -> Option<LatLon> {
        let unit = self.screen_to_unit(at);
        let inside = |share: f64| (0.0..=1.0).contains(&share);
        (inside(unit.x) && inside(unit.y)).then(|| unproject(unit))
    }

    /// The same, or the nearest edge of the world.
    pub fn to_nearest_ground(&self, at: Pos2) -> LatLon {
        let Unit { x, y } = self.screen_to_unit(at);
        unproject(Unit {
            x: x.clamp(0.0, 1.0),
            y: y.clamp(0.0, 1.0),
        })
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

    /// A camera whose map does not run off the edge of the world where it need not.
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
                x: held(center.x, self.rect.width()),
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
    fn the_map_does_not_leave_the_world() {
        let viewport = viewport(4.0);
        let north = viewport.panned(Vec2::new(0.0, 1e6));
        let top = Viewport::new(viewport.rect, north)
            .to_ground(viewport.rect.center_top())
            .unwrap();
        assert!(top.lat > 85.0);
        let west = viewport.panned(Vec2::new(1e6, 0.0));
        assert!(west.center.lon > -180.0 && west.center.lon < 0.0);
        let far = viewport.zoomed_at(viewport.rect.center(), 100.0);
        assert!(far.zoom <= Camera::ZOOM_MAX);
    }
}
