//! Something new drawn by hand, or put into the middle of the map by key.

use eframe::egui::{Pos2, Response, Ui, Vec2};

use super::Annotating;
use crate::model::annotation::{Figure, Kind, RADIUS_M_MAX};
use crate::model::mercator::{Unit, project, unproject};
use crate::model::place::{LatLon, Ring};
use crate::ui::map::camera::Viewport;
use crate::ui::map::lasso::{self, Gesture, SIZE_MIN, Tool};

/// Takes in what the hand draws; the figure once it is done.
pub(super) fn draw(
    ui: &Ui,
    annotating: &mut Annotating,
    map: &Response,
    viewport: &Viewport,
    tool: Kind,
) -> Option<Figure> {
    let starts = map.drag_started();
    let hand = lasso::hand_of(ui, map, viewport, starts);
    let is_empty = annotating.start.is_none() && annotating.ring.corners().is_empty();
    if hand.closes && is_empty && !hand.clicked {
        return in_the_middle(tool, viewport);
    }
    match tool {
        Kind::Text => {
            let at = hand.at.filter(|_| hand.clicked || hand.released)?;
            Some(Figure::Text(ground(viewport, at)))
        }
        Kind::Polygon => {
            if annotating.ring.tool().is_none() {
                annotating.ring.start(Tool::Lasso);
            }
            lasso::draw_ring(&mut annotating.ring, &hand, viewport).map(tidy_ring)
        }
        Kind::Arrow | Kind::Circle | Kind::Highlight => {
            two_points(annotating, &hand, viewport, tool)
        }
    }
}

/// From one point to another, by a drag or by two clicks.
fn two_points(
    annotating: &mut Annotating,
    hand: &Gesture,
    viewport: &Viewport,
    tool: Kind,
) -> Option<Figure> {
    if let Some(began) = hand.began {
        annotating.start = Some(ground(viewport, began));
        annotating.is_dragging = true;
    }
    let at = hand.at?;
    let Some(start) = annotating.start else {
        if hand.clicked {
            annotating.start = Some(ground(viewport, at));
        }
        return None;
    };
    let is_far = viewport.to_screen(start).distance(at) >= SIZE_MIN;
    let figure = between(tool, start, ground(viewport, at)).filter(|_| is_far);
    annotating.draft.clone_from(&figure);
    let ends = hand.clicked || hand.released && annotating.is_dragging;
    if hand.released {
        annotating.is_dragging = false;
    }
    figure.filter(|_| ends)
}

/// The figure that reaches from one place to another; `None` where it would be nothing.
fn between(kind: Kind, from: LatLon, to: LatLon) -> Option<Figure> {
    let figure = match kind {
        Kind::Arrow => Figure::Arrow { from, to },
        Kind::Circle => Figure::Circle {
            center: from,
            radius_m: from.distance_m(to).round(),
        },
        Kind::Highlight => {
            let (a, b) = (project(from), project(to));
            // By the shorter way round the world.
            let b = Unit {
                x: b.x + (a.x - b.x).round(),
                ..b
            };
            let middle = Unit {
                x: f64::midpoint(a.x, b.x),
                y: f64::midpoint(a.y, b.y),
            };
            let center = unproject(middle);
            let east = unproject(Unit { x: b.x, ..middle });
            let north = unproject(Unit { y: b.y, ..middle });
            // On a map of all the world a usual size may be more than can be.
            let radii_m =
                [east, north].map(|side| center.distance_m(side).round().min(RADIUS_M_MAX));
            Figure::Highlight {
                center: tidy(center),
                radii_m,
            }
        }
        Kind::Polygon | Kind::Text => return None,
    };
    figure.is_sound().then_some(figure)
}

/// A figure of a usual size in the middle of the map, to be moved by key.
pub(super) fn in_the_middle(kind: Kind, viewport: &Viewport) -> Option<Figure> {
    let room = viewport.rect.size() / 4.0;
    let half = Vec2::new(room.x.min(80.0), room.y.min(56.0));
    let at = |x: f32, y: f32| ground(viewport, viewport.rect.center() + half * Vec2::new(x, y));
    match kind {
        Kind::Arrow => between(kind, at(-1.0, 0.0), at(1.0, 0.0)),
        Kind::Circle => between(kind, at(0.0, 0.0), at(0.0, 1.0)),
        Kind::Highlight => between(kind, at(-1.0, -1.0), at(1.0, 1.0)),
        Kind::Text => Some(Figure::Text(at(0.0, 0.0))),
        Kind::Polygon => {
            let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
            // All in one copy of the world: no edge crosses the antimeridian.
            let middle = viewport.rect.center();
            let corners = corners.map(|(x, y)| {
                tidy(viewport.to_ground_beside(middle + half * Vec2::new(x, y), middle))
            });
            Ring::new(corners.to_vec()).map(Figure::Polygon)
        }
    }
}

/// The place under a point of the screen, as precisely as a hand means it.
fn ground(viewport: &Viewport, at: Pos2) -> LatLon {
    tidy(viewport.to_nearest_ground(at))
}

/// To a millionth of a degree.
fn tidy(at: LatLon) -> LatLon {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    LatLon {
        lat: round(at.lat),
        lon: round(at.lon),
    }
}

fn tidy_ring(ring: Ring) -> Figure {
    let corners = ring.corners().iter().map(|at| tidy(*at)).collect();
    Figure::Polygon(Ring::new(corners).unwrap_or(ring))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::view::Camera;
    use eframe::egui::Rect;

    #[test]
    fn every_kind_can_be_put_into_the_middle_at_any_camera() {
        for zoom in [1.0, 8.0, 18.0] {
            for (lat, lon) in [(34.5, 38.2), (-80.0, 179.0), (0.0, -180.0)] {
                let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(300.0, 200.0));
                let center = LatLon { lat, lon };
                let viewport = Viewport::new(rect, Camera { center, zoom });
                for kind in Kind::ALL {
                    let figure = in_the_middle(kind, &viewport);
                    let is_sound = figure.as_ref().is_some_and(Figure::is_sound);
                    assert!(is_sound, "{kind:?} at {center:?}, zoom {zoom}: {figure:?}");
                }
            }
        }
    }
}
