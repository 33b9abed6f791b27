//! The measuring tape: distance, bearing and area on the ellipsoid, along shortest ways.
//!
//! A click adds a point, and so does Enter in the middle of the map; Backspace takes the last one back, a click on the
//! first one closes an area, Escape ends. Dragging still moves the map. What was measured can be kept as annotations.

mod panel;
mod words;

use eframe::egui::{
    CursorIcon, Key, Modifiers, Painter, PointerButton, Pos2, Response, Shape, Stroke, Ui, vec2,
};

use crate::model::geodesic;
use crate::model::place::LatLon;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::labels::paint;
use crate::ui::map::lasso::Hand;
use crate::ui::theme::{medium, size};

pub use self::words::Unit;

/// Points of a path; more are a track, which is data.
const POINTS_MAX: usize = 200;
/// A click this near to the first point closes the line, in points of the screen.
const CLOSE: f32 = 10.0;

/// What is being measured; cosmetic until it is kept.
#[derive(Clone, Debug, Default)]
pub struct Measuring {
    active: bool,
    points: Vec<LatLon>,
    closed: bool,
    unit: Unit,
    /// The size of the panel in the last frame.
    panel: eframe::egui::Vec2,
    /// Points were set by key: the middle of the map is marked.
    by_key: bool,
}

impl Measuring {
    pub fn is_active(&self) -> bool {
        self.active
    }

    pub fn toggle(&mut self) {
        if self.active {
            self.stop();
        } else {
            self.active = true;
        }
    }

    /// Takes the tape into the hand with its beginning at a place.
    pub fn start_at(&mut self, at: LatLon) {
        self.stop();
        self.active = true;
        self.points.push(at);
    }

    pub fn stop(&mut self) {
        let unit = self.unit;
        *self = Self {
            unit,
            ..Self::default()
        };
    }

    /// Ends it; whether there was something to end.
    pub fn escape(&mut self) -> bool {
        let was_active = self.active;
        self.stop();
        was_active
    }

    fn add(&mut self, at: LatLon) {
        if self.closed {
            // The next line.
            self.points.clear();
            self.closed = false;
        }
        if self.points.len() < POINTS_MAX && self.points.last() != Some(&at) {
            self.points.push(at);
        }
    }

    fn take_back(&mut self) {
        if !std::mem::take(&mut self.closed) {
            self.points.pop();
        }
    }

    fn close(&mut self) {
        self.closed = self.points.len() >= 3;
    }

    /// The ends of each leg.
    fn legs(&self) -> impl Iterator<Item = [LatLon; 2]> + '_ {
        let back = self
            .closed
            .then(|| [self.points.last(), self.points.first()]);
        let back = back.and_then(|[last, first]| Some([*last?, *first?]));
        let legs = self.points.windows(2).map(|ends| [ends[0], ends[1]]);
        legs.chain(back)
    }
}

/// Takes in what hand and keys measure in this frame; whether the tape is in the hand.
pub fn interact(ui: &Ui, cx: &mut Cx<'_>, map: &Response, viewport: &Viewport, hand: Hand) -> bool {
    if !cx.memory.map.measuring.active
        || cx.memory.surface != crate::ui::Surface::Window
        || hand == Hand::Draws
    {
        return false;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    let mut measuring = std::mem::take(&mut cx.memory.map.measuring);
    if map.clicked_by(PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.latest_pos())
    {
        let first = measuring
            .points
            .first()
            .map(|first| viewport.to_screen(*first));
        let closes =
            first.is_some_and(|first| first.distance(at) <= CLOSE) && measuring.points.len() >= 3;
        if closes && !measuring.closed {
            measuring.close();
        } else if !map.double_clicked_by(PointerButton::Primary) {
            measuring.add(viewport.to_nearest_ground(at));
        }
        measuring.by_key = false;
    }
    let is_free = !ui.ctx().text_edit_focused()
        && ui
            .memory(eframe::egui::Memory::focused)
            .is_none_or(|focused| focused == map.id);
    if is_free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        measuring.add(viewport.camera.center);
        measuring.by_key = true;
    }
    if is_free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Backspace)) {
        measuring.take_back();
    }
    cx.memory.map.measuring = measuring;
    true
}

/// Draws what is measured, and the panel that tells it.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, painter: &Painter, viewport: &Viewport) {
    if !cx.memory.map.measuring.active {
        return;
    }
    let measuring = cx.memory.map.measuring.clone();
    draw(cx, painter, viewport, &measuring);
    panel::show(ui, cx, viewport);
}

fn draw(cx: &Cx<'_>, painter: &Painter, viewport: &Viewport, measuring: &Measuring) {
    let theme = cx.theme;
    let lines: Vec<Vec<Pos2>> = measuring
        .legs()
        .map(|ends| on_screen(ends, viewport))
        .collect();
    for (width, color) in [(5.0, theme.land), (2.2, theme.accent)] {
        for line in &lines {
            painter.line(line.clone(), Stroke::new(width, color));
        }
    }
    let pointer = cx.memory.pointer.filter(|_| !measuring.closed);
    if let (Some(last), Some(at)) = (measuring.points.last(), pointer) {
        // What a click would add.
        let line = on_screen([*last, at], viewport);
        painter.extend(Shape::dashed_line(
            &line,
            Stroke::new(1.6, theme.accent),
            5.0,
            4.0,
        ));
    }
    for at in &measuring.points {
        let at = viewport.to_screen(*at);
        painter.circle(at, 4.5, theme.accent, Stroke::new(1.5, theme.land));
    }
    if measuring.by_key || measuring.points.is_empty() && pointer.is_none() {
        let middle = viewport.rect.center();
        let stroke = Stroke::new(1.5, theme.text);
        painter.line_segment([middle - vec2(8.0, 0.0), middle + vec2(8.0, 0.0)], stroke);
        painter.line_segment([middle - vec2(0.0, 8.0), middle + vec2(0.0, 8.0)], stroke);
    }
    for (ends, line) in measuring.legs().zip(&lines) {
        let words = measuring
            .unit
            .length(geodesic::distance_m(ends[0], ends[1]));
        let galley = painter.layout_no_wrap(words, medium(size::SMALL + 1.0), theme.text);
        let length: f32 = line.windows(2).map(|part| part[0].distance(part[1])).sum();
        let (Some(first), Some(last)) = (line.first(), line.last()) else {
            continue;
        };
        if length < galley.size().x + 16.0 {
            continue;
        }
        let middle = if line.len() > 2 {
            line[line.len() / 2]
        } else {
            first.lerp(*last, 0.5)
        };
        // Beside the line, on its upper side.
        let across = (*last - *first).rot90().normalized();
        let up = if across.y > 0.0 { -across } else { across };
        let off = up * (galley.size().y / 2.0 + 4.0 + up.x.abs() * galley.size().x / 2.0);
        paint(
            painter,
            middle + off - galley.size() / 2.0,
            &galley,
            theme.land,
        );
    }
}

/// The shortest way on the screen, unbroken across the antimeridian.
fn on_screen([from, to]: [LatLon; 2], viewport: &Viewport) -> Vec<Pos2> {
    let world = viewport.world() as f32;
    let mut last: Option<f32> = None;
    geodesic::line(from, to)
        .into_iter()
        .map(|at| {
            let mut pos = viewport.to_screen(at);
            if let Some(last) = last {
                pos.x += ((last - pos.x) / world).round() * world;
            }
            last = Some(pos.x);
            pos
        })
        .collect()
}
