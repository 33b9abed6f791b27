//! Box and lasso: a part of the map drawn by hand, which becomes a part of the filter.
//!
//! What is drawn is kept on the ground, so the map may be moved and zoomed meanwhile.
//! The outline that stays shows exactly what counts: its edges are straight in degrees, as the filter takes them.

use eframe::egui::{
    self, CursorIcon, Key, Modifiers, Painter, PointerButton, Pos2, Rect, Response, Sense, Shape,
    Stroke, Ui, Vec2, WidgetInfo, epaint::PathShape,
};

use crate::model::filter::Filter;
use crate::model::mercator::{Unit, project};
use crate::model::place::{Bounds, LatLon, Ring};
use crate::state::action::Action;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::{MARGIN, card};
use crate::ui::map::shapes::distance_to_segment;
use crate::ui::theme::{Theme, regular, size};
use crate::ui::{Cx, Surface};

/// Corners of a lasso that is done: as many as a hand means, and few enough to be tested against a million events.
pub const CORNERS_MAX: usize = 200;
/// Corners while it is drawn; a hand that goes on beyond this draws nothing more.
const DRAWN_MAX: usize = 5_000;
/// Points of the screen between two corners of a line drawn freely.
const STEP: f32 = 2.0;
/// A box or lasso smaller than this, in points, was a slip of the hand.
pub(super) const SIZE_MIN: f32 = 6.0;

/// What the hand draws with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Box,
    Lasso,
}

/// What is being drawn.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    tool: Option<Tool>,
    /// Of a box the first corner, of a lasso all so far.
    corners: Vec<LatLon>,
    /// The button is held down.
    dragging: bool,
    /// Held by Shift alone: gone when the box is done.
    by_shift: bool,
}

impl Drawing {
    /// Takes a tool into the hand.
    pub fn start(&mut self, tool: Tool) {
        *self = Self {
            tool: Some(tool),
            ..Self::default()
        };
    }

    pub fn cancel(&mut self) {
        *self = Self::default();
    }

    /// The corners so far.
    pub(super) fn corners(&self) -> &[LatLon] {
        &self.corners
    }

    /// The tool in the hand.
    pub fn tool(&self) -> Option<Tool> {
        self.tool
    }
}

/// Whether the hand draws, or moves the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Draws,
    Moves,
}

/// Takes in what the hand draws in this frame. Words on the map are no obstacle to it, as they are to the wheel;
/// buttons and lists are.
pub fn interact(ui: &Ui, cx: &mut Cx<'_>, map: &Response, viewport: &Viewport) -> Hand {
    if cx.memory.surface != Surface::Window {
        return Hand::Moves;
    }
    let mut drawing = std::mem::take(&mut cx.memory.map.drawing);
    let shift = ui.input(|input| input.modifiers.shift);
    let starts = map.drag_started_by(PointerButton::Primary);
    if drawing.tool.is_none() && starts && shift {
        drawing.start(Tool::Box);
        drawing.by_shift = true;
    }
    let Some(tool) = drawing.tool else {
        return Hand::Moves;
    };
    ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    let hand = hand_of(ui, map, viewport, starts);
    let drawn = match tool {
        Tool::Box => draw_box(&mut drawing, &hand, viewport),
        Tool::Lasso => draw_ring(&mut drawing, &hand, viewport).map(Area::Lasso),
    };
    if let Some(area) = drawn {
        cx.push(Action::SetFilter(area.within(&cx.state.view.filter)));
        drawing.cancel();
    } else if drawing.by_shift && !drawing.dragging {
        drawing.cancel();
    }
    cx.memory.map.drawing = drawing;
    Hand::Draws
}

/// What the pointer and keys do in one frame.
pub(super) struct Gesture {
    /// Where a drag began in this frame.
    pub(super) began: Option<Pos2>,
    /// Where the pointer is, kept inside the map.
    pub(super) at: Option<Pos2>,
    pub(super) released: bool,
    pub(super) clicked: bool,
    /// A double click or Enter.
    pub(super) closes: bool,
}

pub(super) fn hand_of(ui: &Ui, map: &Response, viewport: &Viewport, starts: bool) -> Gesture {
    let (origin, at) = ui.input(|input| (input.pointer.press_origin(), input.pointer.latest_pos()));
    let typing = ui.ctx().text_edit_focused();
    let entered = !typing && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    Gesture {
        began: origin.filter(|_| starts),
        at: at.map(|at| viewport.rect.clamp(at)),
        released: map.drag_stopped_by(PointerButton::Primary),
        clicked: map.clicked_by(PointerButton::Primary),
        closes: entered || map.double_clicked_by(PointerButton::Primary),
    }
}

/// What was drawn.
enum Area {
    Box(Bounds),
    Lasso(Ring),
}

impl Area {
    /// The filter with this area in the place of the one that it had.
    fn within(self, filter: &Filter) -> Filter {
        let (bounds, lasso) = match self {
            Self::Box(bounds) => (Some(bounds), None),
            Self::Lasso(ring) => (None, Some(ring)),
        };
        Filter {
            bounds,
            lasso,
            ..filter.clone()
        }
    }
}

fn draw_box(drawing: &mut Drawing, hand: &Gesture, viewport: &Viewport) -> Option<Area> {
    if let Some(began) = hand.began {
        drawing.corners = vec![viewport.to_nearest_ground(began)];
        drawing.dragging = true;
    }
    if !hand.released {
        return None;
    }
    drawing.dragging = false;
    let from = *drawing.corners.first()?;
    drawing.corners.clear();
    let at = hand.at?;
    let size = (at - viewport.to_screen(from)).abs();
    (size.x >= SIZE_MIN && size.y >= SIZE_MIN)
        .then(|| Area::Box(viewport.box_between(viewport.to_screen(from), at)))
}

/// Takes in a closed line, drawn freely or corner by corner; once it is closed it is done.
pub(super) fn draw_ring(
    drawing: &mut Drawing,
    hand: &Gesture,
    viewport: &Viewport,
) -> Option<Ring> {
    if let Some(began) = hand.began {
        drawing.dragging = true;
        add_corner(drawing, viewport, began);
    }
    if let Some(at) = hand.at.filter(|_| drawing.dragging || hand.clicked) {
        add_corner(drawing, viewport, at);
    }
    if hand.released {
        drawing.dragging = false;
    }
    if !(hand.released || hand.closes) {
        return None;
    }
    let points: Vec<Pos2> = drawing
        .corners
        .iter()
        .map(|at| viewport.to_screen(*at))
        .collect();
    let kept = simplified(&points, CORNERS_MAX);
    let corners: Vec<LatLon> = kept.iter().map(|idx| drawing.corners[*idx]).collect();
    let size = Rect::from_points(&points).size();
    let ring = Ring::new(corners).filter(|_| size.min_elem() >= SIZE_MIN);
    // A drag that came to nothing leaves what was clicked.
    if ring.is_none() && hand.released {
        drawing.corners.truncate(1);
    }
    ring
}

/// Adds a corner where it is far enough from the last.
fn add_corner(drawing: &mut Drawing, viewport: &Viewport, at: Pos2) {
    let is_far = drawing
        .corners
        .last()
        .is_none_or(|last| viewport.to_screen(*last).distance(at) >= STEP);
    if is_far && drawing.corners.len() < DRAWN_MAX {
        // All corners lie in one copy of the world: an edge across the antimeridian would be another line.
        let first = drawing.corners.first().copied();
        drawing.corners.push(match first {
            Some(first) => viewport.to_ground_beside(at, viewport.to_screen(first)),
            None => viewport.to_nearest_ground(at),
        });
    }
}

/// The corners of a closed line that matter, by number, in order: at most `n_max`, and none that lies within a point
/// of the line through its neighbours (Ramer, Douglas and Peucker).
fn simplified(points: &[Pos2], n_max: usize) -> Vec<usize> {
    /// The finest tolerance in points, and by what it grows while too many corners are left.
    const TOLERANCE: f32 = 1.0;
    const GROWTH: f32 = 1.5;
    if points.len() < 3 {
        return (0..points.len()).collect();
    }
    // The line is closed: it is cut at its first corner and at the one farthest from it.
    let far = (0..points.len())
        .max_by(|a, b| {
            let distance = |idx: usize| points[idx].distance(points[0]);
            distance(*a).total_cmp(&distance(*b))
        })
        .unwrap_or(0);
    let mut tolerance = TOLERANCE;
    loop {
        let mut keep = vec![false; points.len()];
        keep[0] = true;
        keep[far] = true;
        let mut closed: Vec<usize> = (0..points.len()).collect();
        closed.push(0);
        let mut parts = vec![(0, far), (far, points.len())];
        while let Some((from, to)) = parts.pop() {
            let line = [points[closed[from]], points[closed[to]]];
            let farthest = (from + 1..to)
                .map(|at| (at, distance_to_segment(points[closed[at]], line)))
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, distance)) = farthest
                && distance > tolerance
            {
                keep[closed[at]] = true;
                parts.extend([(from, at), (at, to)]);
            }
        }
        let kept: Vec<usize> = (0..points.len()).filter(|idx| keep[*idx]).collect();
        if kept.len() <= n_max {
            return kept;
        }
        tolerance *= GROWTH;
    }
}

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

/// Draws what is being drawn, and says how it goes on; returns what the words cover.
pub fn draw_drawing(ui: &Ui, cx: &Cx<'_>, painter: &Painter, viewport: &Viewport) -> Option<Rect> {
    let covered = &cx.memory.map.covered;
    let drawing = &cx.memory.map.drawing;
    let tool = drawing.tool?;
    let theme = cx.theme;
    let at = ui.input(|input| input.pointer.latest_pos());
    let at = at.map(|at| viewport.rect.clamp(at));
    let mut line: Vec<Pos2> = drawing
        .corners
        .iter()
        .map(|corner| viewport.to_screen(*corner))
        .collect();
    let stroke = Stroke::new(1.6, theme.accent);
    match (tool, at) {
        (Tool::Box, Some(at)) if drawing.dragging => {
            if let Some(from) = line.first() {
                let rect = Rect::from_two_pos(*from, at);
                let ground = theme.accent.gamma_multiply(0.10);
                painter.rect(rect, 0.0, ground, stroke, egui::StrokeKind::Middle);
            }
        }
        (Tool::Lasso, at) => {
            line.extend(at.filter(|_| !line.is_empty()));
            if let [first, .., last] = line.as_slice() {
                let back = Shape::dashed_line(&[*last, *first], stroke, 4.0, 4.0);
                painter.extend(back);
            }
            painter.line(line, stroke);
        }
        _ => {}
    }
    if drawing.dragging {
        return None;
    }
    let is_narrow = viewport.rect.width() < NARROW;
    let words = match (tool, is_narrow) {
        (Tool::Box, false) => "Drag a box round what you want to keep. Esc cancels.",
        (Tool::Box, true) => "Drag a box. Esc cancels.",
        (Tool::Lasso, false) => {
            "Draw round what you want to keep, or click corner by corner. Enter or a double click closes, Esc cancels."
        }
        (Tool::Lasso, true) => "Draw, or click corners. Enter closes, Esc cancels.",
    };
    Some(hint(painter, theme, viewport, covered, words))
}

/// Narrower than this, in points, the words are fewer.
const NARROW: f32 = 480.0;

/// Words at the top of the map, beside the tools at the left and below what is covered at the right.
fn hint(
    painter: &Painter,
    theme: &Theme,
    viewport: &Viewport,
    covered: &[Rect],
    words: &str,
) -> Rect {
    /// What the tools take at the left, of a low map.
    const TOOLS: f32 = 112.0;
    let padding = Vec2::new(12.0, 8.0);
    let room = viewport.rect.width() - TOOLS - MARGIN - 2.0 * padding.x;
    let width = room.clamp(80.0, 430.0);
    let galley = painter.layout(words.to_owned(), regular(size::BODY), theme.text, width);
    let size = galley.size() + 2.0 * padding;
    let middle = viewport.rect.center().x - size.x / 2.0;
    let left = middle.max(viewport.rect.left() + TOOLS);
    let top = viewport.rect.top() + MARGIN;
    let mut rect = Rect::from_min_size(Pos2::new(left, top), size);
    let in_the_way = |rect: Rect| {
        let beyond_tools = viewport.rect.left() + TOOLS;
        let others = covered.iter().filter(|other| other.right() > beyond_tools);
        others.copied().find(|other| other.intersects(rect))
    };
    if let Some(other) = in_the_way(rect) {
        rect = rect.translate(Vec2::new(0.0, other.bottom() + 6.0 - top));
    }
    card(painter, rect, theme);
    painter.galley(rect.min + padding, galley, theme.text);
    rect
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_line_keeps_its_shape_and_few_corners() {
        let circle: Vec<Pos2> = (0..3_000)
            .map(|step| {
                let angle = step as f32 / 3_000.0 * std::f32::consts::TAU;
                Pos2::new(500.0, 400.0) + 300.0 * Vec2::angled(angle)
            })
            .collect();
        let kept = simplified(&circle, CORNERS_MAX);
        assert!(
            kept.len() <= CORNERS_MAX && kept.len() >= 20,
            "{}",
            kept.len()
        );
        let line: Vec<Pos2> = kept.iter().map(|idx| circle[*idx]).collect();
        for at in circle {
            let next = line.iter().cycle().skip(1);
            let distance = line
                .iter()
                .zip(next)
                .map(|(a, b)| distance_to_segment(at, [*a, *b]))
                .fold(f32::INFINITY, f32::min);
            assert!(distance <= 1.01, "{distance}");
        }
    }

    #[test]
    fn even_a_scribble_ends_with_few_corners() {
        let scribble: Vec<Pos2> = (0..DRAWN_MAX)
            .map(|step| {
                let spread = (step * 7_919 % 1_000) as f32;
                Pos2::new(step as f32 / 5.0, spread)
            })
            .collect();
        assert!(simplified(&scribble, CORNERS_MAX).len() <= CORNERS_MAX);
    }

    #[test]
    fn corners_that_are_clicked_are_all_kept() {
        let square = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)];
        let square = square.map(|(x, y)| Pos2::new(x, y));
        assert_eq!(simplified(&square, CORNERS_MAX), [0, 1, 2, 3]);
    }
}
