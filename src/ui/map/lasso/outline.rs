//! The outlines of the filter's box and lasso on the map, and the buttons that remove them.

use eframe::egui::{
    self, CursorIcon, Painter, Pos2, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, epaint::PathShape,
};

use crate::model::filter::Filter;
use crate::model::mercator::{Unit, project};
use crate::model::place::{Bounds, LatLon, Ring};
use crate::state::action::Action;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::MARGIN;
use crate::ui::theme::Theme;

/// A part of the filter that is an area on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Box,
    Lasso,
}

impl Part {
    fn removal(self) -> &'static str {
        match self {
            Self::Box => "Remove the box",
            Self::Lasso => "Remove the lasso",
        }
    }
}

/// Draws the outline of the filter's box and lasso, below the events.
pub fn draw_outlines(cx: &Cx<'_>, painter: &Painter, viewport: &Viewport) {
    for (_, line) in outlines(&cx.state.view.filter, viewport) {
        let land = Stroke::new(4.5, cx.theme.land);
        painter.add(PathShape::closed_line(line.clone(), land));
        painter.add(PathShape::closed_line(
            line,
            Stroke::new(1.6, cx.theme.accent),
        ));
    }
}

/// Each outline on the screen, in every copy of the world in sight; the one nearest to the middle first.
fn outlines(filter: &Filter, viewport: &Viewport) -> Vec<(Part, Vec<Pos2>)> {
    let mut lines = Vec::new();
    if let Some(bounds) = filter.bounds {
        let Bounds {
            west,
            south,
            east,
            north,
        } = bounds;
        let east = if west <= east { east } else { east + 360.0 };
        let corners = [(north, west), (north, east), (south, east), (south, west)];
        let corners = corners.map(|(lat, lon)| project(LatLon { lat, lon }));
        lines.extend(copies(Part::Box, &corners, viewport));
    }
    if let Some(ring) = &filter.lasso {
        lines.extend(copies(Part::Lasso, &outline(ring), viewport));
    }
    lines
}

/// An outline in each copy of the world in sight.
fn copies(part: Part, line: &[Unit], viewport: &Viewport) -> Vec<(Part, Vec<Pos2>)> {
    let xs = line.iter().map(|at| at.x);
    let west = xs.clone().fold(f64::INFINITY, f64::min);
    let east = xs.fold(f64::NEG_INFINITY, f64::max);
    let middle = (viewport.center().x - f64::midpoint(west, east)).round() as i32;
    let mut copies: Vec<i32> = viewport.sights([west, east], MARGIN).collect();
    copies.sort_by_key(|copy| (copy - middle).abs());
    let in_copy = |copy| {
        line.iter()
            .map(|at| viewport.unit_in_copy(*at, copy))
            .collect()
    };
    copies
        .into_iter()
        .map(|copy| (part, in_copy(copy)))
        .collect()
}

/// A lasso's outline: an edge that is straight in degrees is a curve on this map where it spans many of them.
fn outline(ring: &Ring) -> Vec<Unit> {
    /// Degrees of latitude over which the curve is taken for straight.
    const STRAIGHT_DEGREES: f64 = 2.0;
    let corners = ring.corners();
    let next = corners.iter().cycle().skip(1);
    let edges = corners.iter().zip(next);
    edges
        .flat_map(|(from, to)| {
            let n_parts = ((to.lat - from.lat).abs() / STRAIGHT_DEGREES)
                .ceil()
                .max(1.0);
            (0..n_parts as usize).map(move |part| {
                let share = part as f64 / n_parts;
                LatLon {
                    lat: from.lat + share * (to.lat - from.lat),
                    lon: from.lon + share * (to.lon - from.lon),
                }
            })
        })
        .map(project)
        .collect()
}

/// The buttons that remove box and lasso, each at the top of its outline; returns what they cover.
pub fn removal_buttons(ui: &Ui, cx: &mut Cx<'_>, viewport: &Viewport) -> Vec<Rect> {
    const SIDE: f32 = 22.0;
    let room = viewport.rect.shrink(MARGIN + SIDE / 2.0);
    let covered = cx.memory.map.covered.clone();
    let mut taken: Vec<Rect> = Vec::new();
    let mut done: Vec<Part> = Vec::new();
    for (part, line) in outlines(&cx.state.view.filter, viewport) {
        // One button is enough, however often the world repeats.
        if done.contains(&part) || !Rect::from_points(&line).intersects(viewport.rect) {
            continue;
        }
        done.push(part);
        let place = |at: &Pos2| Rect::from_center_size(room.clamp(*at), Vec2::splat(SIDE));
        let is_free = |rect: &Rect| {
            let mut others = covered.iter().chain(&taken);
            others.all(|other| !other.expand(2.0).intersects(*rect))
        };
        // As far up as it is free of buttons and words, and rather at the right.
        let mut by_height = line.clone();
        by_height.sort_by(|a, b| (a.y - a.x * 0.01).total_cmp(&(b.y - b.x * 0.01)));
        let places = || by_height.iter().map(place);
        let Some(rect) = places().find(is_free).or_else(|| places().next()) else {
            continue;
        };
        taken.push(rect);
        if removal_button(ui, cx.theme, rect, part) {
            let mut filter = cx.state.view.filter.clone();
            match part {
                Part::Box => filter.bounds = None,
                Part::Lasso => filter.lasso = None,
            }
            cx.push(Action::SetFilter(filter));
        }
    }
    taken
}

fn removal_button(ui: &Ui, theme: &Theme, rect: Rect, part: Part) -> bool {
    let id = ui.scope_id().with((part.removal(), rect.left().to_bits()));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, part.removal()));
    let lit = response.hovered() || response.has_focus();
    let color = if lit { theme.text } else { theme.accent };
    let painter = ui.painter();
    painter.circle(
        rect.center(),
        rect.width() / 2.0,
        theme.panel,
        Stroke::new(1.5, color),
    );
    for side in [-1.0, 1.0] {
        let arm = Vec2::new(3.6, 3.6 * side);
        let ends = [rect.center() - arm, rect.center() + arm];
        painter.line_segment(ends, Stroke::new(1.6, color));
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    response.on_hover_text(part.removal()).clicked()
}
