//! Box and lasso: a part of the map drawn by hand, which becomes a part of the filter.
//!
//! What is drawn is kept on the ground, so the map may be moved and zoomed meanwhile.
//! The outline that stays shows exactly what counts: its edges are straight in degrees, as the filter takes them.

mod draft;
mod outline;
mod simplify;

pub use self::draft::draw_drawing;
pub use self::outline::{draw_outlines, removal_buttons};

use eframe::egui::{CursorIcon, Key, Modifiers, PointerButton, Pos2, Rect, Response, Ui};

use self::simplify::simplified;
use crate::model::filter::Filter;
use crate::model::place::{Bounds, LatLon, Ring};
use crate::state::action::Action;
use crate::ui::map::camera::Viewport;
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
