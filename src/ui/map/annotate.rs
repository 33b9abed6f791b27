//! Drawing on the map of the current scene: a bar of tools, and the annotations taken hold of by hand or by key.
//!
//! A drag is a draft until it is let go, and then one change; what is in the hand, and what is selected, is cosmetic.

mod bar;
mod drawing;
mod nodes;

pub use self::bar::{show as show_bar, style_controls};
pub use self::nodes::show as show_nodes;

use std::borrow::Cow;

use eframe::egui::{CursorIcon, PointerButton, Pos2, Response, Ui, Vec2};

use crate::model::annotation::{Annotation, Figure, Kind, Style};
use crate::model::mercator::{Unit, project};
use crate::model::place::LatLon;
use crate::query::words::distance_words;
use crate::state::State;
use crate::state::action::Action;
use crate::state::briefing::{AnnotationAction, SceneAction};
use crate::ui::map::annotations::{Annotations, Worded};
use crate::ui::map::camera::Viewport;
use crate::ui::map::lasso::{self, Hand};
use crate::ui::{Cx, Surface};

/// The pointer takes hold of a line from this far, in points.
const REACH: f32 = 7.0;
/// And of a handle, which lies above it.
const HANDLE_REACH: f32 = 11.0;

/// What the hand does to the annotations of a scene.
#[derive(Clone, Debug, Default)]
pub struct Annotating {
    is_open: bool,
    /// The scene that all this is about.
    scene_idx: Option<usize>,
    tool: Option<Kind>,
    selected: Option<usize>,
    /// The style of what is drawn next: that of the last.
    style: Style,
    /// Where the first of two points is.
    start: Option<LatLon>,
    /// The button is held down while two points are drawn.
    is_dragging: bool,
    /// The corners of a polygon.
    ring: lasso::Drawing,
    /// What is held, and was where.
    grip: Option<Grip>,
    /// How a figure would be if it were let go now.
    draft: Option<Figure>,
    /// Where the words stood in the last frame.
    pub words: Vec<Worded>,
    bar: Vec2,
    wants_focus: Option<Focus>,
}

/// What was taken hold of: all of an annotation, or one of its handles.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grip {
    handle: Option<usize>,
    from: Pos2,
}

/// What is to have the focus once it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Tools,
    Node(usize),
    Handle(usize),
    Words,
}

impl Annotating {
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    pub fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = Some(Focus::Tools);
    }

    pub fn close(&mut self) {
        *self = Self {
            style: self.style,
            ..Self::default()
        };
    }

    /// Opens the bar on one annotation.
    pub fn select(&mut self, scene_idx: usize, idx: usize) {
        self.close();
        self.is_open = true;
        self.scene_idx = Some(scene_idx);
        self.choose(idx);
    }

    /// Goes back by one thing: what is held, the tool, the selection, the bar. Whether there was one.
    pub fn escape(&mut self) -> bool {
        if !self.is_open {
            return false;
        }
        let is_drawing = self.start.is_some() || !self.ring.corners().is_empty();
        if self.grip.take().is_some() || is_drawing {
            self.forget_drawing();
        } else if self.tool.take().is_none() && self.selected.take().is_none() {
            self.close();
        }
        true
    }

    /// Puts the tool back.
    pub fn put_back(&mut self) {
        self.tool = None;
        self.forget_drawing();
    }

    /// Whether the hand draws something new.
    pub fn has_tool(&self) -> bool {
        self.is_open && self.tool.is_some()
    }

    fn take(&mut self, tool: Kind) {
        self.forget_drawing();
        self.selected = None;
        self.tool = (self.tool != Some(tool)).then_some(tool);
    }

    fn forget_drawing(&mut self) {
        self.start = None;
        self.is_dragging = false;
        self.draft = None;
        self.grip = None;
        self.ring.cancel();
    }

    fn choose(&mut self, idx: usize) {
        self.put_back();
        self.selected = Some(idx);
        self.wants_focus = Some(Focus::Node(idx));
    }

    /// Whether this is to have the focus; asked once.
    fn takes_focus(&mut self, what: Focus) -> bool {
        let takes = self.wants_focus == Some(what);
        if takes {
            self.wants_focus = None;
        }
        takes
    }

    /// Nothing is about another scene, or an annotation that is no more.
    fn follow(&mut self, state: &State) {
        if self.scene_idx != state.scene_idx {
            self.put_back();
            self.selected = None;
            self.scene_idx = state.scene_idx;
        }
        let n = state.scene().map_or(0, |scene| scene.annotations.len());
        self.selected = self.selected.filter(|idx| *idx < n);
        if self.selected.is_none() && self.tool.is_none() {
            self.forget_drawing();
        }
    }

    /// The selected annotation of the current scene, as it is in the hand.
    fn of<'s>(&self, state: &'s State) -> Option<(usize, &'s Annotation)> {
        let idx = self.selected?;
        Some((idx, state.scene()?.annotations.get(idx)?))
    }
}

/// The annotations of the current scene as they are drawn: with what is in the hand.
pub fn shown<'s>(state: &'s State, annotating: &Annotating) -> Cow<'s, [Annotation]> {
    let saved = state.scene().map(|scene| scene.annotations.as_slice());
    let saved = saved.unwrap_or_default();
    let is_wordless = |one: &Annotation| one.figure.kind() == Kind::Text && one.label.is_none();
    let is_here = annotating.is_open && annotating.scene_idx == state.scene_idx;
    if !is_here || annotating.draft.is_none() && !saved.iter().any(is_wordless) {
        return Cow::Borrowed(saved);
    }
    let mut shown = saved.to_vec();
    if let Some(draft) = &annotating.draft {
        let selected = annotating.selected.filter(|_| annotating.tool.is_none());
        if let Some(one) = selected.and_then(|idx| shown.get_mut(idx)) {
            one.figure = draft.clone();
        } else if annotating.tool.is_some() {
            shown.push(Annotation {
                style: annotating.style,
                ..Annotation::new(draft.clone())
            });
        }
    }
    // A text without words can be found while one works on it.
    for one in shown.iter_mut().filter(|one| is_wordless(one)) {
        one.label = Some(String::from("Text"));
    }
    Cow::Owned(shown)
}

/// Asks for a change of the current scene's annotations.
fn push(cx: &mut Cx<'_>, action: AnnotationAction) {
    if let Some(idx) = cx.state.scene_idx {
        cx.push(Action::Scene(SceneAction::Annotate(idx, action)));
    }
}

/// Takes in what the hand does in this frame.
pub fn interact(ui: &Ui, cx: &mut Cx<'_>, map: &Response, viewport: &Viewport, hand: Hand) -> Hand {
    if cx.memory.surface != Surface::Window || !cx.memory.map.annotate.is_open {
        return hand;
    }
    let mut annotating = std::mem::take(&mut cx.memory.map.annotate);
    annotating.follow(cx.state);
    let hand = if hand == Hand::Draws || cx.state.scene().is_none() {
        hand
    } else if let Some(tool) = annotating.tool {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        if let Some(figure) = drawing::draw(ui, &mut annotating, map, viewport, tool) {
            add(cx, &mut annotating, figure);
        }
        Hand::Draws
    } else {
        hold(ui, cx, &mut annotating, map, viewport)
    };
    cx.memory.map.annotate = annotating;
    hand
}

/// Keeps a figure that was drawn; it is selected, and a text waits for its words.
fn add(cx: &mut Cx<'_>, annotating: &mut Annotating, figure: Figure) {
    let n = cx.state.scene().map_or(0, |scene| scene.annotations.len());
    let is_text = figure.kind() == Kind::Text;
    let annotation = Annotation {
        style: annotating.style,
        ..Annotation::new(figure)
    };
    push(cx, AnnotationAction::Add(Box::new(annotation)));
    annotating.choose(n);
    if is_text {
        annotating.wants_focus = Some(Focus::Words);
    }
}

/// Selects, moves and reshapes.
fn hold(
    ui: &Ui,
    cx: &mut Cx<'_>,
    annotating: &mut Annotating,
    map: &Response,
    viewport: &Viewport,
) -> Hand {
    let (origin, at) = ui.input(|input| (input.pointer.press_origin(), input.pointer.latest_pos()));
    if map.drag_started_by(PointerButton::Primary)
        && let Some(from) = origin
        && let Some(handle) = grasp(cx.state, annotating, viewport, from)
    {
        annotating.grip = Some(Grip { handle, from });
    }
    if let Some(grip) = annotating.grip {
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        if let Some(((_, one), at)) = annotating.of(cx.state).zip(at) {
            let at = viewport.rect.clamp(at);
            annotating.draft = Some(dragged(&one.figure, grip, viewport, at));
        }
        if map.drag_stopped_by(PointerButton::Primary) {
            let draft = annotating.draft.take();
            if let (Some(draft), Some(idx)) = (draft, annotating.selected) {
                push(cx, AnnotationAction::Reshape(idx, Box::new(draft)));
            }
            annotating.grip = None;
        }
        return Hand::Draws;
    }
    // Not `hovered`: what only explains itself to the pointer lies above the map, and lets a press through.
    let covered = &cx.memory.map.covered;
    let is_free = |at: &Pos2| !covered.iter().any(|rect| rect.contains(*at));
    let pointer = at.filter(|at| map.contains_pointer() && is_free(at));
    let Some(hit) = pointer.and_then(|at| hit(cx.state, annotating, viewport, at)) else {
        let clicked_ground = map.clicked_by(PointerButton::Primary);
        if clicked_ground && annotating.selected.take().is_some() {
            // This click lets go; the next is about the events.
            return Hand::Draws;
        }
        return Hand::Moves;
    };
    ui.ctx().set_cursor_icon(CursorIcon::Grab);
    if map.clicked_by(PointerButton::Primary) {
        annotating.choose(hit);
    }
    Hand::Draws
}

/// What is taken hold of at a point, and selected by that; `None` for open ground.
#[expect(
    clippy::option_option,
    reason = "the inner one is the handle, if it is one"
)]
fn grasp(
    state: &State,
    annotating: &mut Annotating,
    viewport: &Viewport,
    at: Pos2,
) -> Option<Option<usize>> {
    if let Some((_, one)) = annotating.of(state) {
        let handles = nodes::handles(&one.figure, viewport);
        let near = handles
            .iter()
            .enumerate()
            .map(|(idx, pos)| (idx, pos.distance(at)));
        let nearest = near.min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((idx, _)) = nearest.filter(|(_, distance)| *distance <= HANDLE_REACH) {
            return Some(Some(idx));
        }
    }
    let idx = hit(state, annotating, viewport, at)?;
    annotating.choose(idx);
    Some(None)
}

/// The annotation at a point of the screen: by its words, else by its line; the topmost, and rather the selected one.
fn hit(state: &State, annotating: &Annotating, viewport: &Viewport, at: Pos2) -> Option<usize> {
    let shown = shown(state, annotating);
    let annotations = Annotations::of(&shown, viewport);
    let is_near = |idx: usize| {
        let mut words = annotating.words.iter();
        let traced = annotations.traced().iter().find(|one| one.idx == idx);
        words.any(|words| words.idx == idx && words.rect.expand(2.0).contains(at))
            || traced.is_some_and(|one| one.distance_to(at) <= REACH)
    };
    let selected = annotating.selected.into_iter();
    selected
        .chain((0..shown.len()).rev())
        .find(|idx| is_near(*idx))
}

/// A figure that is dragged, as it would be if it were let go.
fn dragged(figure: &Figure, grip: Grip, viewport: &Viewport, at: Pos2) -> Figure {
    let (from, to) = (
        viewport.screen_to_unit(grip.from),
        viewport.screen_to_unit(at),
    );
    let by = Unit {
        x: to.x - from.x,
        y: to.y - from.y,
    };
    match grip.handle {
        None => figure.moved(by),
        Some(idx) => match figure.handles().get(idx) {
            Some(handle) => figure.with_handle(idx, shifted(*handle, by)),
            None => figure.clone(),
        },
    }
}

/// A place moved over the map by shares of its width.
fn shifted(at: LatLon, by: Unit) -> LatLon {
    let at = project(at);
    crate::model::mercator::unproject(Unit {
        x: at.x + by.x,
        y: at.y + by.y,
    })
}

/// How large a figure is: `Radius 20 km`.
fn measure_words(figure: &Figure) -> Option<String> {
    Some(match figure {
        Figure::Arrow { from, to } => format!("{} long", distance_words(from.distance_m(*to))),
        Figure::Circle { radius_m, .. } => format!("Radius {}", distance_words(*radius_m)),
        Figure::Highlight {
            radii_m: [east, north],
            ..
        } => {
            let [east, north] = [east, north].map(|metres| distance_words(2.0 * metres));
            format!("{east} by {north}")
        }
        Figure::Polygon(_) | Figure::Text(_) => return None,
    })
}
